"""The files before copying as a table for the keyboard: space ticks what is selected, letters go to the next name with them."""

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView

from intake.wording.language import translated as _
from ui.models.chosen import rows_of
from ui.models.plan import NAME, PlanModel
from ui.widgets.type_ahead import TypeAhead
from ui.widgets.views import quiet_table


class PlanTable(QTableView):
    def __init__(self, plan: PlanModel) -> None:
        super().__init__()
        quiet_table(self, _("Files before copying"))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # how a name ends tells more than its folder
        self._plan = plan
        self._ahead = TypeAhead()
        self.setModel(plan)
        head = self.horizontalHeader()
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        # A header asks for each column whether all of its cells are selected: of 50,000 rows that takes seconds. It asks of none.
        head.setSelectionModel(QItemSelectionModel(plan, head))
        self.setSortingEnabled(True)

    def rows(self) -> list[int]:
        """What is selected."""
        return sorted(rows_of(self.selectionModel().selection()))

    def keyboardSearch(self, typed: str) -> None:
        """Type-ahead by the file's name, in whatever folder it is."""
        current = self.currentIndex()
        row = self._plan.find(self._ahead.feed(typed), current.row() if current.isValid() else 0)
        if row >= 0:
            self.setCurrentIndex(self._plan.index(row, NAME))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if rows := self.rows():
                self._plan.turn(rows)
            return
        super().keyPressEvent(event)
