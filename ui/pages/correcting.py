"""From whom it was received, corrected: a new entry with the reason; the words before stay in the log and in the history."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from intake.casework.door import Correction, Details
from intake.errors import IntakeError
from intake.records.names import shown_text
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.widgets.buttons import button, link
from ui.widgets.trouble import Trouble
from ui.widgets.words import label

MOST = 200  # characters


class Correcting(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._details: Details | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(2)
        self.begin = link(_("Correct from whom…"), self._begin)
        head = QHBoxLayout()
        head.addWidget(label(_("Received"), "label"), 1)
        head.addWidget(self.begin)
        column.addLayout(head)
        self.said = label("", wrap=True)
        column.addWidget(self.said)
        self.form = QWidget()
        inner = QVBoxLayout(self.form)
        inner.setContentsMargins(0, 2, 0, 2)
        inner.setSpacing(4)
        self.name, self.why = QLineEdit(), QLineEdit()
        for field, said in ((self.name, _("Received from")), (self.why, _("Why it is corrected"))):
            field.setMaxLength(MOST)
            field.setAccessibleName(said)
            field.textChanged.connect(self._check)
            field.returnPressed.connect(self._write)
            inner.addWidget(label(said, "label"))
            inner.addWidget(field)
        inner.addWidget(
            label(_("Holds for all items of the same submission. The name before stays in the log."), "small", wrap=True)
        )
        acts = QHBoxLayout()
        acts.setSpacing(8)
        self.write = button(_("Correct"), self._write)
        acts.addWidget(self.write)
        acts.addWidget(button(_("Cancel"), self._end))
        acts.addStretch(1)
        inner.addLayout(acts)
        self.form.hide()
        self.trouble = Trouble()
        self.trouble.hide()
        column.addWidget(self.form)
        column.addWidget(self.trouble)

    def show_details(self, details: Details, said: str) -> None:
        """said: from whom and when it was received, as a sentence."""
        self.said.setText(said)
        other = self._details is None or self._details.item.row.item != details.item.row.item
        self._details = details
        self.begin.setEnabled(not self._desk.read_only)
        if other:
            self._end(focus=False)

    def _begin(self) -> None:
        if self._details is None:
            return
        self.name.setText(shown_text(self._details.item.giver.name, MOST))
        self.why.clear()
        self._check()
        self.begin.hide()
        self.form.show()
        self.name.setFocus()
        self.name.selectAll()

    def _end(self, *, focus: bool = True) -> None:
        self.form.hide()
        self.trouble.hide()
        self.begin.show()
        if focus:
            self.begin.setFocus()

    def _check(self) -> None:
        name, details = self.name.text().strip(), self._details
        other = details is not None and (name != details.item.giver.name or details.item.giver.declined)
        self.write.setEnabled(bool(name) and bool(self.why.text().strip()) and other)

    def _write(self) -> None:
        if self._details is None or not self.write.isEnabled():
            return
        self.write.setEnabled(False)
        self._correct(Correction(giver_name=self.name.text().strip(), giver_declined=False), self.why.text().strip(), undo=True)

    def _correct(self, correction: Correction, reason: str, *, undo: bool) -> None:
        if self._details is None:
            return
        item = self._details.item
        before = Correction(giver_name=item.giver.name, giver_declined=item.giver.declined)
        question = partial(self._desk.casework.noting.correct, item.submission, correction, reason)
        told = partial(self._written, before if undo else None)
        self._desk.ask(question, told, self._failed)

    def _written(self, before: Correction | None, _none: None) -> None:
        self._end()
        if before is None:
            return
        was = shown_text(before.giver_name or "") or _("not stated")
        said = _("A new entry puts back from whom it was received: {name}. The correction stays in the log.").format(name=was)
        self._desk.undo.did(said, partial(self._correct, before, _("The correction is taken back."), undo=False))

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)
        self._check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form.isVisibleTo(self):
            self._end()
        else:
            super().keyPressEvent(event)
