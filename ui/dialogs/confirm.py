"""The passphrase once more, before something that a screen left open must not be enough for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button, primary
from ui.widgets.secret import Secret
from ui.widgets.words import label


class ConfirmPassphrase(QDialog):
    answered = Signal(object)  # bytearray

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A new recovery sheet"))
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(_("A new recovery sheet"), "section"))
        said = _("Whoever has a recovery sheet and the vault can open all of it. So give your passphrase once more.")
        column.addWidget(label(said, "quiet", wrap=True))
        column.addWidget(label(_("Your passphrase")))
        self.field = Secret(_("Your passphrase"))
        column.addWidget(self.field)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(_("Cancel"), self.reject))
        self.act = primary(_("Continue"), self._give)
        self.act.setEnabled(False)
        self.field.textChanged.connect(lambda text: self.act.setEnabled(bool(text)))
        foot.addWidget(self.act)
        column.addLayout(foot)
        self.field.setFocus()

    def _give(self) -> None:
        self.answered.emit(self.field.take())
        self.accept()

    def done(self, result: int) -> None:
        """What was typed does not stay."""
        self.field.clear()
        super().done(result)
