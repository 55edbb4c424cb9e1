"""Going on from a backup: only a person can know that this is one, and the log keeps the reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button, primary
from ui.widgets.words import label


class GoingOn(QDialog):
    reason_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Go on from a backup"))
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(_("Is this vault a backup?"), "section"))
        column.addWidget(
            label(
                _(
                    "Its custody log does not continue what this computer saw last. If it was brought back from a backup, "
                    "say why; what was written after that backup is not in it, and the log will say so for ever."
                ),
                wrap=True,
            )
        )
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("For example: disk replaced, backup of 24 November brought back"))
        column.addWidget(self.reason)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(_("Cancel"), self.reject))
        self.go_on = primary(_("Go on"), self._given)
        self.go_on.setEnabled(False)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.reason.textChanged.connect(lambda text: self.go_on.setEnabled(bool(text.strip())))

    def _given(self) -> None:
        self.reason_given.emit(self.reason.text().strip())
        self.accept()
