"""Another recovery sheet: shown, printed or saved, read from; only then does it take the place of the one before."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.dialogs.recovery_sheet import Sheet
from ui.widgets.words import label


class NewSheet(Asking):
    """`answered` with the code when the sheet is to count; nothing has changed before."""

    answered = Signal(str)

    def __init__(self, office: str, vault: str, code: str, fingerprint: str, parent: QWidget | None = None) -> None:
        """code: of the recovery, as it was drawn. vault: its code."""
        super().__init__(_("A new recovery sheet"), 520, parent)
        self._code = code
        column = self.column
        column.addWidget(
            label(
                _(
                    "Print or save it, and keep it where the vault is not. It counts once you have pressed the button below: from "
                    "then on the sheet before opens this vault no longer. A backup still opens with the sheet that it was made with."
                ),
                "quiet",
                wrap=True,
            )
        )
        self.sheet = Sheet()
        column.addWidget(self.sheet)
        self.act = self.finish(_("Let this sheet count"), self._give)
        self.sheet.changed.connect(self._look_again)
        self.sheet.take(office, vault, code, fingerprint)
        self._look_again()

    def _look_again(self) -> None:
        self.act.setEnabled(self.sheet.answered())

    def _give(self) -> None:
        self.answered.emit(self._code)
        self.accept()

    def done(self, result: int) -> None:
        """The code is shown this once."""
        self._code = ""
        self.sheet.forget()
        super().done(result)
