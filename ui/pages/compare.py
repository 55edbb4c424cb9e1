"""Two items side by side, looked at alike; what is the same and what differs, in words."""

from fractions import Fraction
from functools import partial

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from intake.casework.door import Details
from intake.ids import ItemId
from intake.records.claims import Answer
from intake.wording import amounts
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.items import kind_text
from ui.models.times import time_text
from ui.pages.stage import Stage
from ui.pages.viewer import BAR
from ui.theme import tokens
from ui.widgets.buttons import button, icon_button
from ui.widgets.frame import Bar
from ui.widgets.scaling import Scaling
from ui.widgets.words import Elided, State, ground, in_fixed_width, label, rule

IDENTIFIERS = frozenset({"ContentIdentifier", "ImageUniqueID", "OriginalDocumentID"})  # written by the device or program, inside


def _facts(details: Details) -> list[tuple[str, str]]:
    """What is compared: its name and the value as shown."""
    row, answer = details.item.row, details.answer
    size = f"{answer.width} × {answer.height}" if answer is not None and answer.width and answer.height else ""
    duration: Fraction | None = answer.duration if answer is not None else None
    return [
        (_("kind"), kind_text(row)),
        (_("file type"), row.media_type),
        (_("size"), amounts.size(row.size)),
        (_("dimensions"), size),
        (_("length"), amounts.exact_time(duration) if duration is not None else ""),
        (_("time used for sorting"), time_text(row)),
    ]


def _alike_inside(one: Answer | None, other: Answer | None) -> list[str]:
    """What both hold alike beyond their first facts; only what is so is named, and nothing is concluded from it."""
    if one is None or other is None:
        return []
    said = []
    times = [[keyframe.seconds for keyframe in answer.keyframes] for answer in (one, other)]
    if len(times[0]) > 1 and times[0] == times[1]:
        said.append(_("times of all keyframes"))
    marks = [
        {(name, claim.value) for claim in answer.claims if (name := claim.name.rpartition(":")[2]) in IDENTIFIERS}
        for answer in (one, other)
    ]
    said += sorted({name for name, value in marks[0] & marks[1] if value.strip("0- ")})
    return said


def likeness(one: Details, other: Details) -> tuple[str, str, str]:
    """State, a sentence, and what is the same and what differs behind it."""
    if one.item.row.sha256 == other.item.row.sha256:
        return "good", _("Identical: the same bytes, digest for digest."), ""
    pairs = [(name, value, beside) for (name, value), (_name, beside) in zip(_facts(one), _facts(other), strict=True)]
    same = [name for name, value, beside in pairs if value and value == beside] + _alike_inside(one.answer, other.answer)
    differ = [f"{name} ({value or '—'}, {beside or '—'})" for name, value, beside in pairs if value != beside]
    said = []
    if same:
        said.append(_("The same: {names}.").format(names=", ".join(same)))
    if differ:
        said.append(_("Not the same: {names}.").format(names=", ".join(differ)))
    return "note", _("Two different files: their digests differ."), " ".join(said)


class Compare(QWidget):
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._known: dict[int, Details] = {}
        self._apart = Fraction(0)  # seconds of the right recording behind the left one, while both go together
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(rule())
        row = QHBoxLayout()
        row.setSpacing(1)
        self.stages = (Stage(desk), Stage(desk))
        self.names = (label("", "strong"), label("", "strong"))
        self.readouts = (Elided(right=True), Elided(right=True))
        for side in (0, 1):
            in_fixed_width(self.readouts[side])
            row.addWidget(self._side(side), 1)
        column.addLayout(row, 1)
        column.addWidget(rule())
        column.addWidget(self._foot())
        for stage, other in (self.stages, self.stages[::-1]):
            stage.picture.moved.connect(lambda times, middle, other=other: self._follow(other, times, middle))
        for side, stage in enumerate(self.stages):
            stage.told.connect(lambda details, side=side: self._told(side, details))
            stage.readout.connect(self.readouts[side].setText)
            stage.went.connect(partial(self._went, side))
        self._keys()

    def _head(self) -> QWidget:
        bar = Bar(BAR)
        self.back = button(_("Library"), self.leave, icon="back", kind="flat")
        bar.row.addWidget(self.back)
        bar.row.addWidget(rule(vertical=True))
        self.title = label(_("Compare"), "section")
        bar.row.addWidget(self.title)
        self.said = State(wrap=False)
        self.said.words.setWordWrap(True)  # in a narrow window, with the sign in the middle of the bar
        bar.row.addWidget(self.said, 1)
        self.lock = button(_("Zoom and move together"), icon="locked_together", kind="flat")
        self.lock.setCheckable(True)
        self.lock.setChecked(True)
        self.lock.setToolTip(
            _("Zoom, place and time move alike; without it each moves alone, and a new distance in time is kept.")
        )
        bar.row.addWidget(self.lock)
        return bar

    def _side(self, side: int) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Bar(32)
        bar.row.addWidget(self.names[side])
        bar.row.addWidget(self.readouts[side], 1)
        column.addWidget(bar)
        column.addWidget(self.stages[side], 1)
        return made

    def _foot(self) -> QWidget:
        bar = Bar(tokens.ACTION_BAR)
        self.differ = label("", "quiet", wrap=True)
        bar.row.addWidget(self.differ, 1)
        bar.row.addWidget(icon_button("fit", _("Whole picture (0)"), self._fit))
        self.scaling = Scaling(self.stages[0].picture)
        bar.row.addWidget(self.scaling)
        return bar

    def _keys(self) -> None:
        for key, act in (
            ("+", partial(self._zoom, 1.25)),
            ("-", partial(self._zoom, 0.8)),
            ("0", self._fit),
            ("1", partial(self._own_pixels, 1.0)),
            ("2", partial(self._own_pixels, 2.0)),
            ("4", partial(self._own_pixels, 4.0)),
            (",", partial(self._step, -1)),
            (".", partial(self._step, 1)),
        ):
            made = QShortcut(QKeySequence(key), self, act)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _stage(self) -> Stage:
        """The one with the focus, else the left one."""
        focused = QApplication.focusWidget()
        return self.stages[1] if focused is not None and self.stages[1].isAncestorOf(focused) else self.stages[0]

    def _zoom(self, by: float) -> None:
        self._stage().picture.zoom(by)

    def _fit(self) -> None:
        self._stage().picture.fit()

    def _own_pixels(self, times: float) -> None:
        self._stage().picture.own_pixels(times)

    def _step(self, by: int) -> None:
        self._stage().step(by)

    def show_pair(self, one: ItemId, other: ItemId) -> None:
        self._known.clear()
        self._apart = Fraction(0)
        self.said.say("note", "")
        self.differ.setText("")
        for side, item in enumerate((one, other)):
            self.names[side].setText(_("Item {number}").format(number=self._desk.own(item)))
            self.stages[side].show_item(item)
        self.stages[0].picture.setFocus()

    def _told(self, side: int, details: Details) -> None:
        self._known[side] = details
        if self.stages[side].veil.isVisibleTo(self) and not self.stages[1 - side].veil.hasFocus():
            self.stages[side].take_focus()
        if len(self._known) == 2:
            state, sentence, more = likeness(self._known[0], self._known[1])
            self.said.say(state, sentence)
            self.differ.setText(more)

    def _went(self, side: int, seconds: Fraction) -> None:
        """Together, the other recording keeps its distance in time; alone, the distance becomes another."""
        other = self.stages[1 - side]
        if not other.recording:
            return
        if self.lock.isChecked():
            other.follow(seconds + (self._apart if side == 0 else -self._apart))
            return
        left, right = (stage.at() for stage in self.stages)
        self._apart = right - left if left is not None and right is not None else Fraction(0)

    def _follow(self, other: Stage, times: float, middle: QPointF) -> None:
        if self.lock.isChecked():
            other.picture.look(times, middle)

    def leave(self) -> None:
        for stage in self.stages:
            stage.leave()
        self._known.clear()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
