"""The passphrase of an encrypted bundle on its own sheet: shown once, printed, saved as text apart from the bundle, or copied."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from intake import durable
from intake.errors import IntakeError
from intake.wording.language import translated as _
from ui import clipboard
from ui.widgets import printing
from ui.widgets.buttons import button
from ui.widgets.trouble import Trouble
from ui.widgets.words import State, fixed, label

CLEARED_AFTER_MS = 60_000


class PassphraseSheet(QFrame):
    """bundle: where the bundle lies, whose place the passphrase is never saved to."""

    def __init__(self, passphrase: str, bundle: Path) -> None:
        super().__init__()
        self.setProperty("kind", "box")
        self.setObjectName("passphrase-sheet")
        self._bundle, self._passphrase = bundle, passphrase
        self._text = _("Passphrase of the bundle {name}\n\n{passphrase}\n\nIt travels apart from the bundle.\n").format(
            name=bundle.name, passphrase=passphrase
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(_("Passphrase of the bundle"), "strong"))
        self.shown = fixed(passphrase, 15)
        self.shown.setAccessibleName(_("Passphrase of the bundle"))
        self.shown.setWordWrap(True)
        column.addWidget(self.shown)
        column.addWidget(
            label(
                _("It is shown once and kept nowhere. Tell it by telephone or print it; never send it with the bundle."),
                "quiet",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        for name, made in (
            ("copy-passphrase", button(_("Copy"), self._copy, icon="copy")),
            ("save-passphrase", button(_("Save as text…"), self._save, icon="save")),
            ("print-passphrase", button(_("Print on its own sheet…"), self._print, icon="print")),
        ):
            made.setObjectName(name)
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)
        self.said = State("good", "")
        self.said.hide()
        self.trouble = Trouble()
        column.addWidget(self.said)
        column.addWidget(self.trouble)

    def _copy(self) -> None:
        clipboard.copy(self._passphrase)
        QTimer.singleShot(CLEARED_AFTER_MS, self, self.clear_copy)
        self.trouble.hide()
        self.said.say("good", _("Copied. After a minute it is taken off the clipboard again."))
        self.said.show()

    def clear_copy(self) -> None:
        """Take the passphrase off the clipboard, if nothing else was put there since."""
        if QGuiApplication.clipboard().text() == self._passphrase:
            clipboard.forget()

    def _save(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the passphrase"), str(Path.home() / "passphrase.txt"))
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the sheet, but not where the bundle lies: whoever finds one would have the other."""
        self.trouble.hide()
        self.said.show()
        place = path.absolute()
        if place.is_relative_to(self._bundle.parent):
            self.said.say("attention", _("Not saved: this is where the bundle lies. Choose another place."))
            return
        try:
            durable.write_new(place, self._text.encode("utf-8"))
        except IntakeError as error:
            self.said.hide()
            self.trouble.show_error(error)
            return
        self.said.say("good", _("Saved as {name}.").format(name=path.name))

    def _print(self) -> None:
        printing.ask(self._text, self)
