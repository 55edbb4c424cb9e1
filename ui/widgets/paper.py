"""A plain paper: read here in full, then printed or saved as text; nothing of it is kept by this window."""

from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from intake import durable
from intake.errors import IntakeError
from intake.wording.language import translated as _
from ui.theme import faces
from ui.widgets import printing
from ui.widgets.buttons import button
from ui.widgets.trouble import Trouble
from ui.widgets.words import State, ground, label


class Paper(QWidget):
    def __init__(self, title: str, why: str) -> None:
        super().__init__()
        ground(self, "surface")
        self._name = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(title, "lead"))
        column.addWidget(label(why, "small", wrap=True))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.text.setTabChangesFocus(True)
        self.text.setFont(faces.fixed(12))
        column.addWidget(self.text, 1)
        self.said = State()
        self.said.hide()
        column.addWidget(self.said)
        self.trouble = Trouble()
        column.addWidget(self.trouble)
        row = QHBoxLayout()
        self.print_it = button(_("Print…"), self._print, icon="print")
        self.save_it = button(_("Save as text…"), self._choose)
        row.addWidget(self.print_it)
        row.addWidget(self.save_it)
        row.addStretch(1)
        column.addLayout(row)

    def show_paper(self, text: str, name: str) -> None:
        """text: all of it; "" while it is not known. name: under which it is offered to be saved."""
        self._name = name
        self.text.setPlainText(text)
        self.said.hide()
        self.trouble.hide()
        for act in (self.print_it, self.save_it):
            act.setEnabled(bool(text))

    def _print(self) -> None:
        printing.ask(self.text.toPlainText(), self)

    def print_on(self, printer: QPrinter) -> None:
        printing.put(self.text.toPlainText(), printer)

    def _choose(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Save as text"), str(Path.home() / self._name), options=QFileDialog.Option.DontConfirmOverwrite
        )
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """A file that is there already is not replaced."""
        self.trouble.hide()
        try:
            durable.write_new(path, self.text.toPlainText().encode("utf-8"))
        except IntakeError as error:
            self.trouble.show_error(error)
            return
        self.said.say("good", _("Saved: {name}").format(name=path.name))
        self.said.show()
