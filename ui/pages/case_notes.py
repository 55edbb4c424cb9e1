"""The notes of a case: those on the case itself and those on its items, the newest first; none is ever overwritten."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.records.names import shown_text
from intake.records.rows import CaseNote
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.times import stamp
from ui.widgets.buttons import link
from ui.widgets.frame import emptied, scrolling
from ui.widgets.note_field import NoteField
from ui.widgets.trouble import Trouble
from ui.widgets.words import ground, label, rule

MOST_SHOWN = 5_000
MOST_NOTE = 2_000  # characters of a note that are shown here


class CaseNotes(QWidget):
    opened = Signal(object)  # ItemId: in the viewer
    added = Signal()  # a note was written

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._number = ""
        self._just_added = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = ground(QWidget(), "surface")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(4)
        outer.addWidget(scrolling(inner), 1)
        self.trouble = Trouble()
        outer.addWidget(self.trouble)
        outer.addWidget(rule())
        self.field = NoteField(
            _("A note on the case itself: what connects its items, or what is to be done"), read_only=desk.read_only
        )
        self.field.wanted.connect(self._add)
        outer.addWidget(self.field)

    def show_case(self, number: str) -> None:
        """What was begun belonged to the other case."""
        if number != self._number:
            self._number, self._just_added = number, ""
            self.field.text.clear()
            self.trouble.hide()

    def take(self, notes: tuple[CaseNote, ...]) -> None:
        self._offer_to_withdraw(notes)
        emptied(self._column)
        if not notes:
            said = _("No note on this case yet, nor on any item of it. Notes on an item are written beside the item.")
            self._column.addWidget(label(said, "quiet", wrap=True))
        for one in notes[:MOST_SHOWN]:
            self._show(one)
        self._column.addStretch(1)

    def _show(self, one: CaseNote) -> None:
        head = QHBoxLayout()
        if one.item is None:
            head.addWidget(label(_("On the case"), "strong"))
        else:
            head.addWidget(link(_("Item {number}").format(number=self._desk.own(one.item)), partial(self.opened.emit, one.item)))
        head.addWidget(label(f"{shown_text(one.note.by)}, {stamp(one.note.at)}", "small"))
        head.addStretch(1)
        self._column.addLayout(head)
        self._column.addWidget(label(shown_text(one.note.text, MOST_NOTE), wrap=True))
        self._column.addWidget(rule())

    def _add(self, text: str) -> None:
        self._write(self._number, text, again=False)

    def _write(self, number: str, text: str, *, again: bool) -> None:
        question = partial(self._desk.casework.noting.note_case, number, text)
        self._desk.ask(question, partial(self._added, number, "" if again else text), self._failed)

    def _added(self, number: str, text: str, _none: None) -> None:
        if number == self._number:
            self.trouble.hide()
            self._just_added = text
            if text:
                self.field.text.clear()
            self.added.emit()

    def _offer_to_withdraw(self, notes: tuple[CaseNote, ...]) -> None:
        """Of the note that was just written, once it is told with its time."""
        mine = next((one.note for one in notes if one.item is None), None)
        if not self._just_added or mine is None or mine.text != self._just_added:
            return
        self._just_added = ""
        withdrawn = _("The note of {time} is withdrawn.").format(time=stamp(mine.at))
        said = _("A new note on case {number} is written: “{note}” The first one stays in the log.").format(
            number=shown_text(self._number), note=withdrawn
        )
        self._desk.undo.did(said, partial(self._write, self._number, withdrawn, again=True))

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)
        self.field.check()
