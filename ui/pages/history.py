"""An item's custody as sentences, newest first; each opens the signed entry behind it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from intake.records.events import Entry
from intake.wording.events import sentence
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.log import state_of
from ui.models.times import stamp
from ui.widgets import printing
from ui.widgets.buttons import link
from ui.widgets.frame import emptied
from ui.widgets.words import State, ground, label, rule

WIDEST = 820
SHOWN = 60  # at once; older ones when they are asked for


class EntryLine(QFrame):
    """A sentence that is pressed to see its entry."""

    pressed = Signal(object)  # Entry

    def __init__(self, entry: Entry, said: str) -> None:
        super().__init__()
        self._entry = entry
        self.setProperty("kind", "entry")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(said)
        self.setToolTip(_("Show the signed entry"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 5)
        column.setSpacing(0)
        column.addWidget(State(state_of(entry) or "dot", said))
        number = _("entry {number:,}").format(number=entry.position + 1)
        when = label(f"{stamp(entry.time)} · {number}", "small")
        when.setContentsMargins(26, 0, 0, 0)
        column.addWidget(when)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit(self._entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pressed.emit(self._entry)
        else:
            super().keyPressEvent(event)

    def _look(self, name: str) -> None:
        self.setProperty("state", name)
        self.style().unpolish(self)
        self.style().polish(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if not self.hasFocus():
            self._look("over")

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002 — Qt's signature
        if not self.hasFocus():
            self._look("")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._look("focus")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look("")


class History(QWidget):
    entry_wanted = Signal(object)  # Entry
    log_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self.setMaximumWidth(WIDEST)
        self._own = desk.own_words
        self._entries: tuple[Entry, ...] = ()
        self._number = ""
        self.lines: list[EntryLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 0, 16)  # a line has 8 of its own at either side
        self._column.setSpacing(0)

    def show_history(self, entries: tuple[Entry, ...], number: str = "") -> None:
        """number: of the item, for the print."""
        self._entries, self._number = entries, number
        self._show(SHOWN)

    def text(self) -> str:
        """All of it to be printed, the oldest first; each line names its entry, so that it can be found in the log."""
        head = [_("Custody of item {number}").format(number=self._number), ""]
        lines = []
        for entry in self._entries:
            number = _("entry {number:,}").format(number=entry.position + 1)
            lines.append(f"{stamp(entry.time)}\n    {self._own(sentence(entry))}\n    {number} · {entry.leaf}")
        tail = ["", _("What is printed proves nothing by itself: the signed entries in the log do.")]
        return "\n".join([*head, *lines, *tail])

    def _print(self) -> None:
        printing.ask(self.text(), self, fixed=False)

    def _show(self, most: int) -> None:
        emptied(self._column)
        self.lines = []
        printing = link(_("Print…"), self._print)
        printing.setAccessibleName(_("Print this history"))
        acts = QHBoxLayout()
        acts.setContentsMargins(8, 0, 6, 0)
        acts.setSpacing(16)
        acts.addStretch(1)
        acts.addWidget(link(_("Show in the log"), self.log_wanted.emit))
        acts.addWidget(printing)
        self._column.addLayout(acts)
        for entry in list(reversed(self._entries))[:most]:
            line = EntryLine(entry, self._own(sentence(entry)))
            line.pressed.connect(self.entry_wanted)
            self.lines.append(line)
            self._column.addWidget(line)
            below = QHBoxLayout()
            below.setContentsMargins(8, 0, 6, 0)
            below.addWidget(rule())
            self._column.addLayout(below)
        older = len(self._entries) - most
        if older > 0:
            more = link(_("Show {count:,} older entries").format(count=older), lambda: self._show(most + 4 * SHOWN))
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
