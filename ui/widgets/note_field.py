"""Where a note is written: the field, what becomes of it, and the button that adds it; Ctrl+Return as well."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button
from ui.widgets.words import label

MOST = 20_000  # characters of a note


class NoteField(QWidget):
    wanted = Signal(str)  # the note that is to be added

    def __init__(self, hint: str, *, read_only: bool) -> None:
        super().__init__()
        self._writable = not read_only
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("New note"))
        self.text.setPlaceholderText(hint)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(72)
        self.text.textChanged.connect(self.check)
        column.addWidget(self.text)
        row = QHBoxLayout()
        self.rule = label(_("Stays as it is: a later note corrects it."), "small", wrap=True)
        self.add = button(_("Add note"), self._add)
        row.addWidget(self.rule, 1)
        row.addWidget(self.add)
        column.addLayout(row)
        adding = QShortcut(QKeySequence("Ctrl+Return"), self.text, self._add)
        adding.setContext(Qt.ShortcutContext.WidgetShortcut)
        if read_only:
            self.text.setEnabled(False)
            self.rule.setText(_("The vault is open read-only: nothing can be added."))
        self.check()

    def check(self) -> None:
        """Whether what is written can be added."""
        text = self.text.toPlainText()
        self.add.setEnabled(bool(text.strip()) and len(text) <= MOST and self._writable)

    def _add(self) -> None:
        if self.add.isEnabled():
            self.add.setEnabled(False)
            self.wanted.emit(self.text.toPlainText())
