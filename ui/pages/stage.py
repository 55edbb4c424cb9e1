"""The stage: one item large on grey, a recording with its storyboard and any keyframe at full size and with its exact time."""

import bisect
from fractions import Fraction
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from intake.casework.door import Details, Pixels
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.claims import Keyframe, Kind, PictureRole
from intake.records.marks import Mark
from intake.wording import amounts
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.pictures import image_of
from ui.pages import looking
from ui.pages.closer import Closer
from ui.widgets.picture import Picture
from ui.widgets.storyboard import Storyboard
from ui.widgets.trouble import Trouble
from ui.widgets.veil import Tone, Veil


class Stage(QWidget):
    told = Signal(object)  # Details: it is open
    readout = Signal(str)
    went = Signal(object)  # Fraction: a person went to this time

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.item: ItemId | None = None
        self.details: Details | None = None
        self._keyframes: tuple[Keyframe, ...] = ()
        self._frames: dict[int, QImage] = {}  # of the storyboard
        self._at = -1  # the keyframe that is shown, -1: the poster
        self._asking = False
        self._wished: int | None = None
        self._full: int | None = None  # whose full size is shown
        self._mark: Mark | None = None  # that it is distressing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.trouble = Trouble()
        self.picture = Picture()
        self.picture.scaled.connect(self._read_out)
        self.closer = Closer(desk, self.picture)
        self.closer.changed.connect(self._read_out)
        self.closer.failed.connect(self.trouble.show_error)
        self.storyboard = Storyboard()
        self.storyboard.picked.connect(self.show_keyframe)
        self.storyboard.sought.connect(self.seek)
        self.storyboard.stepped.connect(self.step)
        self.veil, self.tone = Veil(), Tone()
        self.veil.shown.connect(self._uncover)
        self.tone.greyed.connect(self._show_toned)
        self.tone.covered.connect(self._cover_again)
        column.addWidget(self.trouble)
        column.addWidget(self.tone)
        column.addWidget(self.picture, 1)
        column.addWidget(self.veil, 1)
        column.addWidget(self.storyboard)

    # Which item

    def show_item(self, item: ItemId) -> None:
        self.leave()
        self.item = item
        self.picture.begin()
        if self._desk.read_only:
            self.picture.say(looking.why_not())
            self._desk.ask(partial(self._desk.casework.library.details, item), partial(self._known, item), self._failed)
            return
        self.picture.say(_("Opening…"))
        self._desk.ask(partial(looking.look, self._desk.casework, item), partial(self._looked, item), self._failed)

    def leave(self) -> None:
        """Nothing of it stays here."""
        self.item, self.details, self._keyframes, self._at = None, None, (), -1
        self._wished, self._full, self._mark = None, None, None
        self.veil.hide()
        self.tone.hide()
        self.picture.show()
        self._set_grey(grey=False)
        self._frames.clear()
        self.closer.end()
        self.picture.say("")
        self.trouble.hide()
        self.storyboard.take((), None)
        self.storyboard.hide()
        self.readout.emit("")

    def _known(self, item: ItemId, details: Details) -> None:
        if item == self.item:
            self.details = details
            self.told.emit(details)

    def _looked(self, item: ItemId, looked: looking.Looked) -> None:
        if item != self.item:
            return
        details, pixels = looked.details, looked.pixels
        self.details, self._mark = details, looked.mark
        if looked.covered and looked.mark is not None:
            self.picture.hide()
            self.veil.show_mark(looked.mark)
            self.told.emit(details)
            return
        if pixels is None:
            self.picture.say(looking.no_picture(details))
        else:
            self.picture.show_image(image_of(pixels), looking.natural_size(details))
            number = _("Item {number}").format(number=self._desk.own(item))
            self.picture.setAccessibleDescription(number)
            if self._photo():
                self.closer.begin(item, looking.natural_size(details))
        self._board(details)
        self._read_out()
        self.told.emit(details)

    # What is marked distressing

    def _uncover(self, grey: bool) -> None:
        """It is looked at now, and logged."""
        if self.item is None or self._mark is None:
            return
        self.veil.hide()
        self.picture.show()
        self.picture.setFocus()  # not on whatever Qt finds next
        self.picture.say(_("Opening…"))
        self._show_toned(grey)
        question = partial(looking.look, self._desk.casework, self.item, uncovered=True)
        self._desk.ask(question, partial(self._looked, self.item), self._failed)

    def _show_toned(self, grey: bool) -> None:
        if self._mark is not None:
            self.tone.show_mark(self._mark, grey=grey)
            self._set_grey(grey=grey)
            for index, image in self._frames.items():
                self.storyboard.put(index, image)

    def _set_grey(self, *, grey: bool) -> None:
        self.picture.set_grey(grey)
        self.storyboard.grey = grey

    def _cover_again(self) -> None:
        if self.item is not None:
            self.show_item(self.item)

    def take_focus(self) -> None:
        """Where the keys belong that are pressed next."""
        if self.veil.isVisibleTo(self):
            self.veil.grey.setFocus()
        else:
            (self.storyboard if self.recording and self.storyboard.isVisibleTo(self) else self.picture).setFocus()

    def _board(self, details: Details) -> None:
        answer = details.answer
        self._keyframes = answer.keyframes if answer is not None else ()
        frames = [(one.index, one.seconds) for one in self._keyframes if one.index in details.storyboard]
        self.storyboard.setVisible(bool(frames))
        if answer is None or not frames:
            return
        self.storyboard.take(frames, answer.duration)
        library, item = self._desk.casework.library, details.item.row.item
        for index, _seconds in frames:
            question = partial(library.pixels, item, PictureRole.STORYBOARD, index)
            self._desk.ask(question, partial(self._frame, item, index))

    def _frame(self, item: ItemId, index: int, pixels: Pixels | None) -> None:
        if item == self.item and pixels is not None:
            self._frames[index] = image_of(pixels)
            self.storyboard.put(index, self._frames[index])
            if index == self._at and self._full != index:
                self._show(self._frames[index])

    # Keyframes

    @property
    def recording(self) -> bool:
        return bool(self._keyframes)

    @property
    def shown(self) -> int:
        """The keyframe that is shown, or -1."""
        return self._at

    def step(self, by: int) -> None:
        """So many keyframes on, of all that there are."""
        if self._keyframes:
            self.show_keyframe(min(max(0, self._at + by), len(self._keyframes) - 1))

    def seek(self, seconds: Fraction) -> None:
        """The last keyframe that is not behind this time."""
        if self._keyframes:
            at = bisect.bisect_right(self._keyframes, seconds, key=lambda one: one.seconds)
            self.show_keyframe(max(0, at - 1))

    def at(self) -> Fraction | None:
        """The time of the keyframe that is shown."""
        return self._keyframes[self._at].seconds if self._at >= 0 else None

    def follow(self, seconds: Fraction) -> None:
        """The keyframe nearest to this time, because another recording was moved."""
        if self._keyframes:
            nearest = min(self._keyframes, key=lambda one: abs(one.seconds - seconds))
            if nearest.index != self._at:
                self._go(nearest.index)

    def show_keyframe(self, index: int) -> None:
        """A person wants to see it."""
        if 0 <= index < len(self._keyframes) and self.item is not None:
            self._go(index)
            self.went.emit(self._keyframes[index].seconds)

    def _go(self, index: int) -> None:
        """At full size, decoded by the confined reader; until it is there, the storyboard's picture of it."""
        self._at, self._full = index, None
        self.trouble.hide()
        self.storyboard.choose(index, self._keyframes[index].seconds)
        kept = self._frames.get(index)
        if kept is None:
            self.picture.say(_("Opening the keyframe…"))
        else:
            self._show(kept)
        self._read_out()
        self._wish(index)

    def _show(self, image: QImage) -> None:
        natural = looking.natural_size(self.details) if self.details is not None else None
        self.picture.show_image(image, natural)

    def _wish(self, index: int) -> None:
        """Only the newest wish is asked for."""
        self._wished = index
        if self._asking or self.item is None:
            return
        self._asking, self._wished = True, None
        question = partial(self._desk.casework.library.still, self.item, index)
        job = self._desk.ask(question, partial(self._still, self.item, index), partial(self._no_still, self.item, index))
        job.ended.connect(self._next)

    def _next(self) -> None:
        self._asking = False
        if self._wished is not None and self.item is not None:
            self._wish(self._wished)

    def _still(self, item: ItemId, index: int, pixels: Pixels) -> None:
        if item == self.item and index == self._at:
            self._full = index
            self._show(image_of(pixels))
            self._read_out()

    def _no_still(self, item: ItemId, index: int, error: IntakeError) -> None:
        """What is there stays; why there is no larger one is said."""
        if item != self.item or index != self._at:
            return
        self._full = index
        self.trouble.show_error(error)
        if self.picture.image.isNull():
            self.picture.say(_("This keyframe could not be shown."))

    # What is said of it

    def _photo(self) -> bool:
        return self.details is not None and self.details.item.row.kind is Kind.PHOTO

    def _read_out(self) -> None:
        if self.details is None or self.picture.image.isNull():
            self.readout.emit("")
            return
        parts = []
        if self._at >= 0:
            parts += _exactly(self._keyframes[self._at], len(self._keyframes))
        elif self._photo():
            size = looking.natural_size(self.details)
            parts.append(f"{size.width()} × {size.height()}" if size.isValid() else "")
            parts.append(self.closer.said())
        self.readout.emit("  ".join(part for part in parts if part))

    def _failed(self, error: IntakeError) -> None:
        self.picture.say("")
        self.trouble.show_error(error)


def _exactly(keyframe: Keyframe, count: int) -> list[str]:
    """`00:01:02.300`, `keyframe 12 of 103`, `pts 5607000/90000`."""
    base = keyframe.time_base
    pts = f"{keyframe.pts}/{base.denominator}" if base.numerator == 1 else f"{keyframe.pts} × {base.numerator}/{base.denominator}"
    number = _("keyframe {number:,} of {count:,}").format(number=keyframe.index + 1, count=count)
    return [amounts.exact_time(keyframe.seconds), number, f"pts {pts}"]
