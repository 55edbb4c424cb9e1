"""The passphrase once more, before something that a screen left open must not be enough for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.widgets.secret import Secret
from ui.widgets.words import label


class ConfirmPassphrase(Asking):
    answered = Signal(object)  # bytearray

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("A new recovery sheet"), 440, parent)
        column = self.column
        said = _("Whoever has a recovery sheet and the vault can open all of it. So give your passphrase once more.")
        column.addWidget(label(said, "quiet", wrap=True))
        column.addWidget(label(_("Your passphrase")))
        self.field = Secret(_("Your passphrase"))
        column.addWidget(self.field)
        self.act = self.finish(_("Continue"), self._give)
        self.act.setEnabled(False)
        self.field.textChanged.connect(lambda text: self.act.setEnabled(bool(text)))
        self.field.setFocus()

    def _give(self) -> None:
        self.answered.emit(self.field.take())
        self.accept()

    def done(self, result: int) -> None:
        """What was typed does not stay."""
        self.field.clear()
        super().done(result)
