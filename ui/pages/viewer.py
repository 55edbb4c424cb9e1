"""The viewer: one item large on grey, a recording as poster with its storyboard; opening it is logged before a pixel is shown."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from intake.casework.door import Casework, Details, Pixels
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.claims import PictureRole
from intake.wording import amounts
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.items import state, time_text
from ui.models.pictures import image_of
from ui.theme import tokens
from ui.widgets.buttons import button, icon_button
from ui.widgets.frame import Bar
from ui.widgets.picture import Picture
from ui.widgets.storyboard import Storyboard
from ui.widgets.trouble import Trouble
from ui.widgets.words import State, fixed, ground, label, rule

BAR = 44


def _open(casework: Casework, item: ItemId) -> tuple[Details, Pixels | None]:
    """Logged first; then what is known of it, and its poster."""
    casework.library.viewed(item)
    return casework.library.details(item), casework.library.pixels(item, PictureRole.POSTER)


class Viewer(QWidget):
    left = Signal()
    moved = Signal(int)  # to the item before (-1) or after (1)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._item: ItemId | None = None
        self._details: Details | None = None
        self._wished = -1
        self._asking = False
        self._full = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(rule())
        self.picture = Picture()
        column.addWidget(self.picture, 1)
        self.storyboard = Storyboard()
        self.storyboard.picked.connect(self._picked)
        column.addWidget(self.storyboard)
        column.addWidget(self._foot())

    def _head(self) -> QWidget:
        bar = Bar(BAR)
        self.back = button(_("Library"), self.leave, icon="back", kind="flat")
        bar.row.addWidget(self.back)
        self.title = label("", "section")
        self.when = label("", "quiet")
        self.state = State(wrap=False)
        for part in (self.title, self.when, self.state):
            bar.row.addWidget(part)
        bar.row.addStretch(1)
        self.place = label("", "quiet")
        bar.row.addWidget(self.place)
        bar.row.addWidget(icon_button("previous", _("The item before"), partial(self.moved.emit, -1)))
        bar.row.addWidget(icon_button("next", _("The next item"), partial(self.moved.emit, 1)))
        return bar

    def _foot(self) -> QWidget:
        bar = Bar(tokens.ACTION_BAR)
        self.before = button(_("Keyframe"), partial(self.storyboard.step, -1), icon="previous", kind="flat")
        self.after = button(_("Keyframe"), partial(self.storyboard.step, 1), icon="next", kind="flat")
        self.before.setAccessibleName(_("The keyframe before"))
        self.after.setAccessibleName(_("The next keyframe"))
        self.board = button(_("Save storyboard…"), self._save_board, icon="save", kind="flat")
        self.logged = label(_("is logged"), "small")
        for part in (self.before, self.after, self.board, self.logged):
            bar.row.addWidget(part)
        self.trouble = Trouble()
        bar.row.addStretch(1)
        self.readout = fixed(size=13)
        bar.row.addWidget(self.readout)
        self._bar = bar
        outer = QWidget()
        column = QVBoxLayout(outer)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.trouble)
        column.addWidget(rule())
        column.addWidget(bar)
        return outer

    def show_item(self, item: ItemId, place: str) -> None:
        """place: `10 of 412`."""
        self._item, self._details = item, None
        self._wished = -1
        self.title.setText(_("Item {number}").format(number=self._desk.own(item)))
        self.place.setText(place)
        self.when.setText("")
        self.readout.setText("")
        self.trouble.hide()
        self.picture.say(_("Opening…"))
        self.storyboard.take((), None)
        self.storyboard.hide()
        self._bar.hide()
        self._desk.ask(partial(_open, self._desk.casework, item), partial(self._told, item), self._failed)

    def _told(self, item: ItemId, told: tuple[Details, Pixels | None]) -> None:
        if item != self._item:
            return
        details, pixels = told
        self._details = details
        row = details.item.row
        self.when.setText(time_text(row))
        self.state.say(*state(row))
        if pixels is None:
            self.picture.say(_("There is no picture of it to show."))
        else:
            self.picture.show_image(image_of(pixels))
            self.picture.setAccessibleDescription(_("Item {number}").format(number=self._desk.own(item)))
        self._board(details)

    def _board(self, details: Details) -> None:
        answer = details.answer
        frames = (
            [(keyframe.index, keyframe.seconds) for keyframe in answer.keyframes if keyframe.index in details.storyboard]
            if answer
            else []
        )
        self.storyboard.setVisible(bool(frames))
        self._bar.setVisible(bool(frames))
        if answer is None or not frames:
            return
        self.storyboard.take(frames, answer.duration)
        library = self._desk.casework.library
        for index, _seconds in frames:
            question = partial(library.pixels, details.item.row.item, PictureRole.STORYBOARD, index)
            self._desk.ask(question, partial(self._frame, details.item.row.item, index))
        self.storyboard.setFocus()

    def _frame(self, item: ItemId, index: int, pixels: Pixels | None) -> None:
        if item == self._item and pixels is not None:
            self.storyboard.put(index, QPixmap.fromImage(image_of(pixels)))

    def _picked(self, index: int) -> None:
        """A keyframe at full size, with its exact time."""
        if self._details is None or self._item is None or self._details.answer is None:
            return
        keyframe = self._details.answer.keyframes[index]
        base = keyframe.time_base
        pts = (
            f"{keyframe.pts}/{base.denominator}"
            if base.numerator == 1
            else f"{keyframe.pts} × {base.numerator}/{base.denominator}"
        )
        self._full = False
        self.storyboard.choose(index)
        self.readout.setText(
            f"{amounts.exact_time(keyframe.seconds)}  {_('keyframe {number:,}').format(number=index)}  pts {pts}"
        )
        library = self._desk.casework.library
        large = partial(self._large, self._item, index)
        self._desk.ask(partial(library.pixels, self._item, PictureRole.STORYBOARD, index), large, self._failed)
        self._wish(index)

    def _wish(self, index: int) -> None:
        """The keyframe at full size, decoded in the confined child; only the newest wish is asked for."""
        self._wished = index
        if self._asking or self._item is None:
            return
        self._asking = True
        question = partial(self._desk.casework.library.still, self._item, index)
        job = self._desk.ask(question, partial(self._still, self._item, index), self._no_still)
        job.ended.connect(self._asked)

    def _asked(self) -> None:
        self._asking = False

    def _still(self, item: ItemId, index: int, pixels: Pixels) -> None:
        self._asking = False
        if item == self._item and self.storyboard.chosen == index:
            self._full = True
            self.picture.show_image(image_of(pixels))
        elif self._item is not None and self._wished >= 0:
            self._wish(self._wished)

    def _no_still(self, error: IntakeError) -> None:
        """The storyboard's picture stays; why there is no larger one is said."""
        self.trouble.show_error(error)

    def _large(self, item: ItemId, index: int, pixels: Pixels | None) -> None:
        if item == self._item and index == self.storyboard.chosen and pixels is not None and not self._full:
            self.picture.show_image(image_of(pixels))

    def _failed(self, error: IntakeError) -> None:
        self.picture.say("")
        self.trouble.show_error(error)

    def _save_board(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("An empty folder for the pictures"), str(Path.home()))
        if folder and self._item is not None:
            self._desk.ask(partial(self._desk.casework.library.storyboard, self._item, Path(folder)), self._saved, self._failed)

    def _saved(self, paths: tuple[object, ...]) -> None:
        self.logged.setText(_("{count} pictures saved and logged").format(count=len(paths)))

    def leave(self) -> None:
        self.picture.say("")
        self.storyboard.take((), None)
        self._item = None
        self.left.emit()
