"""Notes on an item: each an entry of its own, with who and when; nothing is ever overwritten."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.names import shown_text
from intake.records.rows import NoteRow
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.times import stamp
from ui.widgets.frame import emptied, scrolling
from ui.widgets.note_field import MOST, NoteField
from ui.widgets.trouble import Trouble
from ui.widgets.words import ground, label, rule


class Notes(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item: ItemId | None = None
        self._just_added = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = ground(QWidget(), "surface")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(16, 12, 6, 12)
        self._column.setSpacing(4)
        outer.addWidget(scrolling(inner), 1)
        self.trouble = Trouble()
        outer.addWidget(self.trouble)
        outer.addWidget(rule())
        self.field = NoteField(_("What you saw, or what is to be done"), read_only=desk.read_only)
        self.field.wanted.connect(self._add)
        self.text, self.add, self.rule = self.field.text, self.field.add, self.field.rule
        outer.addWidget(self.field)

    def show_item(self, item: ItemId) -> None:
        if item != self._item:
            self.text.clear()  # what was begun belonged to the other item
            self.trouble.hide()
        self._item = item
        self._desk.ask(partial(self._desk.casework.noting.notes, item), partial(self._told, item), self._failed)

    def _told(self, item: ItemId, notes: tuple[NoteRow, ...]) -> None:
        if item != self._item:
            return
        if self._just_added and notes:
            self._can_be_withdrawn(item, notes[-1])
        self._just_added = False
        emptied(self._column)
        if not notes:
            self._column.addWidget(label(_("No note yet."), "quiet"))
        for note in reversed(notes):
            self._column.addWidget(label(shown_text(note.text, MOST), wrap=True))
            self._column.addWidget(label(f"{shown_text(note.by)}, {stamp(note.at)}", "small", wrap=True))
            self._column.addSpacing(4)
            self._column.addWidget(rule())
            self._column.addSpacing(4)
        self._column.addStretch(1)

    def _add(self, text: str) -> None:
        if self._item is None:
            return
        question = partial(self._desk.casework.noting.note, [self._item], text)
        self._desk.ask(question, partial(self._added, self._item), self._failed)

    def _added(self, item: ItemId, _none: None) -> None:
        if item == self._item:
            self.text.clear()
            self._just_added = True
            self.show_item(item)

    def _can_be_withdrawn(self, item: ItemId, note: NoteRow) -> None:
        withdrawn = _("The note of {time} is withdrawn.").format(time=stamp(note.at))
        said = _("A new note on item {item} is written: “{note}” The first one stays in the log.").format(
            item=self._desk.own(item), note=withdrawn
        )
        question = partial(self._desk.casework.noting.note, [item], withdrawn)
        self._desk.undo.did(said, partial(self._desk.ask, question, partial(self._withdrawn, item), self._failed))

    def _withdrawn(self, item: ItemId, _none: None) -> None:
        if item == self._item:
            self.show_item(item)

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)
        self.field.check()
