"""What of the log is about to be printed or saved, said before it is done."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button, primary
from ui.widgets.words import State, label


class PrintLog(QDialog):
    """what: sentences, the first of which says how many entries."""

    printed = Signal()
    saved = Signal()

    def __init__(self, what: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Print the log"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(_("Print the log"), "section"))
        self.what = [label(one, wrap=True) for one in what]
        for one in self.what:
            column.addWidget(one)
        said = _(
            "The paper carries names and reasons as they stand in the log. It proves nothing by itself: the signed entries do."
        )
        column.addWidget(State("note", said))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.cancel = button(_("Cancel"), self.reject)
        self.save = button(_("Save as PDF…"), self._save, icon="save")
        self.print = primary(_("Print…"), self._print, icon="print")
        for act in (self.cancel, self.save, self.print):
            row.addWidget(act)
        column.addLayout(row)
        self.setMinimumWidth(460)

    def _save(self) -> None:
        self.accept()
        self.saved.emit()

    def _print(self) -> None:
        self.accept()
        self.printed.emit()
