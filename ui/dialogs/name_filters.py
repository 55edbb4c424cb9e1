"""A name for the filters that are in force."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from intake.records.rows import Filter
from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.models.filters import criteria
from ui.models.saved import LONGEST_NAME
from ui.widgets.words import label


class NameFilters(Asking):
    named = Signal(str)

    def __init__(self, where: Filter, taken: frozenset[str], parent: QWidget | None = None) -> None:
        """taken: names that are in use; the filters of one that is typed again are replaced."""
        super().__init__(_("Save these filters"), 420, parent)
        self._taken = taken
        column = self.column
        said = [one.said for one in criteria(where)]
        column.addWidget(label(" · ".join(said), "quiet", wrap=True))
        named = label(_("Name"))
        self.name = QLineEdit(" ".join(said)[:LONGEST_NAME])
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(_("Name of these filters"))
        self.name.selectAll()
        named.setBuddy(self.name)
        column.addWidget(named)
        column.addWidget(self.name)
        self.said = label("", "small", wrap=True)
        column.addWidget(self.said)
        column.addWidget(label(_("Kept for you on this computer, encrypted. It is not part of the vault."), "small", wrap=True))
        self.act = self.finish(_("Save"), self._give)
        self.name.textChanged.connect(self._look_again)
        self._look_again()

    def _look_again(self) -> None:
        typed = self.name.text().strip()
        self.act.setEnabled(bool(typed))
        self.said.setText(_("There are filters of this name; these take their place.") if typed in self._taken else "")

    def _give(self) -> None:
        self.named.emit(self.name.text().strip())
        self.accept()
