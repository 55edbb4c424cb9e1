"""Items as a table: columns can be moved, hidden, widened and sorted by, and are found again as they were left."""

from functools import partial

from PySide6.QtCore import QByteArray, QItemSelectionModel, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from intake.wording.language import translated as _
from ui.models.items import (
    GIVER,
    HEADS,
    KIND,
    LENGTH,
    NAME,
    NOTED,
    NUMBER,
    ORDERS,
    RECEIVED,
    SIZE,
    STATE,
    TIME,
    ItemsModel,
)
from ui.widgets.cells import PicturedCell, SignedCell, item_state
from ui.widgets.grid_cell import Own, Pictured
from ui.widgets.type_ahead import TypeAhead
from ui.widgets.views import quiet_table, widths

COLUMNS = "columns/library/1"  # another number when the columns are others
WIDTHS = {NUMBER: 124, KIND: 92, LENGTH: 56, TIME: 222, GIVER: 106, NOTED: 126, STATE: 140, NAME: 160, SIZE: 84, RECEIVED: 212}
HIDDEN = frozenset({NAME, SIZE, RECEIVED})


class ItemsTable(QTableView):
    sorted_by = Signal(int, object)  # column, Qt.SortOrder
    looked = Signal()  # space: a quick look at the current item

    def __init__(self, model: ItemsModel, pictured: Pictured, own: Own) -> None:
        super().__init__()
        quiet_table(self, _("Items as a table"))
        self._items = model
        self._ahead = TypeAhead()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setModel(model)
        self._pictured, self._signed = PicturedCell(pictured, own), SignedCell(item_state)
        self.setItemDelegateForColumn(NUMBER, self._pictured)
        self.setItemDelegateForColumn(STATE, self._signed)
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setMinimumSectionSize(48)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._menu_at)
        self._sorting = (TIME, Qt.SortOrder.AscendingOrder)
        self._begin_columns()
        head.setSortIndicator(*self._sorting)
        head.sortIndicatorChanged.connect(self._sort)
        for moved in (head.sectionMoved, head.sectionResized):
            moved.connect(self._keep)

    def setSelectionModel(self, selectionModel: QItemSelectionModel) -> None:  # noqa: N803 — Qt's signature
        """The head gets one of its own: to paint a column as selected it would ask for each of 50,000 rows."""
        super().setSelectionModel(selectionModel)
        head = self.horizontalHeader()
        head.setSelectionModel(QItemSelectionModel(self.model(), head))

    def _begin_columns(self) -> None:
        head = self.horizontalHeader()
        kept = QSettings().value(COLUMNS)
        if not (isinstance(kept, QByteArray) and head.restoreState(kept)):
            widths(self, WIDTHS)
            for column in WIDTHS:
                head.setSectionHidden(column, column in HIDDEN)
        head.setSectionHidden(NUMBER, False)
        head.setStretchLastSection(True)

    def _keep(self, *_told: object) -> None:
        QSettings().setValue(COLUMNS, self.horizontalHeader().saveState())

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if column in ORDERS:
            self._sorting = (column, order)
            self.sorted_by.emit(column, order)
        else:
            self.horizontalHeader().setSortIndicator(*self._sorting)

    def in_sight(self) -> range:
        """The rows of which some part is seen."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return range(max(first, 0), last + 1 if last >= 0 else self.model().rowCount())

    # Columns

    def columns_menu(self) -> QMenu:
        """A menu in which each column but the number can be shown or hidden."""
        menu = QMenu(self)
        head = self.horizontalHeader()
        for column in sorted(range(len(HEADS)), key=head.visualIndex):
            act = menu.addAction(_(HEADS[column]))
            act.setCheckable(True)
            act.setChecked(not head.isSectionHidden(column))
            act.setEnabled(column != NUMBER)
            act.toggled.connect(partial(self.show_column, column))
        menu.addSeparator()
        menu.addAction(_("As at the beginning"), self._as_at_the_beginning)
        return menu

    def show_column(self, column: int, shown: bool) -> None:
        self.horizontalHeader().setSectionHidden(column, not shown)
        self._keep()

    def _as_at_the_beginning(self) -> None:
        head = self.horizontalHeader()
        for column in range(len(HEADS)):
            head.moveSection(head.visualIndex(column), column)
            head.setSectionHidden(column, column in HIDDEN)
        widths(self, WIDTHS)
        self._keep()

    def _menu_at(self, place: QPoint) -> None:
        menu = self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    # Keys

    def keyboardSearch(self, typed: str) -> None:
        """Type-ahead by number."""
        current = self.currentIndex()
        row = self._items.find(self._ahead.feed(typed), current.row() if current.isValid() else 0)
        if row >= 0:
            self.selectRow(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.looked.emit()
            return
        if event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End} and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event = QKeyEvent(
                event.type(), event.key(), event.modifiers() | Qt.KeyboardModifier.ControlModifier
            )  # rows, not cells
        super().keyPressEvent(event)
