"""Going on from a backup: only a person can know that this is one, and the log keeps the reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.widgets.words import label


class GoingOn(Asking):
    reason_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Go on from a backup"), 440, parent, heading=_("Is this vault a backup?"))
        column = self.column
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
        self.go_on = self.finish(_("Go on"), self._given)
        self.go_on.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.go_on.setEnabled(bool(text.strip())))

    def _given(self) -> None:
        self.reason_given.emit(self.reason.text().strip())
        self.accept()
