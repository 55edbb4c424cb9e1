"""Items as a table: columns can be moved, hidden, widened and sorted by, and are found again as they were left."""

from functools import partial

from PySide6.QtCore import QByteArray, QItemSelectionModel, QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
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
from ui.widgets.views import quiet_table

COLUMNS = "columns/library/1"  # another number when the columns are others
WIDTHS = {NUMBER: 116, KIND: 88, LENGTH: 56, TIME: 222, GIVER: 120, NOTED: 126, STATE: 156, NAME: 160, SIZE: 84, RECEIVED: 212}
GIVING = ((NOTED, 76), (GIVER, 76), (TIME, 176))  # these give way in this order, to so many pixels, so that the state is in sight
HEADING, ARROW = 8, 20  # pixels beside the words of a heading
HIDDEN = frozenset({NAME, SIZE, RECEIVED})


class _Head(QHeaderView):
    """Leaves room for the arrow only where it can stand."""

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:  # noqa: N803 — Qt's signature
        words = self.fontMetrics().horizontalAdvance(_(HEADS[logicalIndex]))
        arrow = ARROW if logicalIndex in ORDERS else 0
        return QSize(words + 2 * HEADING + arrow, super().sectionSizeFromContents(logicalIndex).height())


class ItemsTable(QTableView):
    sorted_by = Signal(int, object)  # column, Qt.SortOrder
    looked = Signal()  # space: a quick look at the current item

    def __init__(self, model: ItemsModel, pictured: Pictured, own: Own) -> None:
        super().__init__()
        self.setHorizontalHeader(_Head(Qt.Orientation.Horizontal, self))
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
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setMinimumSectionSize(48)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._menu_at)
        self._sorting = (TIME, Qt.SortOrder.AscendingOrder)
        self._begin_columns()
        head.setSortIndicator(*self._sorting)
        head.sortIndicatorChanged.connect(self._sort)
        head.sectionMoved.connect(self._keep)
        head.sectionResized.connect(self._resized)

    def setSelectionModel(self, selectionModel: QItemSelectionModel) -> None:  # noqa: N803 — Qt's signature
        """The head gets one of its own: to paint a column as selected it would ask for each of 50,000 rows."""
        super().setSelectionModel(selectionModel)
        head = self.horizontalHeader()
        head.setSelectionModel(QItemSelectionModel(self.model(), head))

    def _begin_columns(self) -> None:
        head = self.horizontalHeader()
        kept = QSettings().value(COLUMNS)
        self._untouched = not (isinstance(kept, QByteArray) and head.restoreState(kept))  # by a person
        self._fitting = self._untouched
        if self._untouched:
            for column in WIDTHS:
                head.setSectionHidden(column, column in HIDDEN)
        head.setSectionHidden(NUMBER, False)
        head.setStretchLastSection(True)
        self._fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As long as nobody chose widths, the columns share the room that there is; what does not fit then is scrolled to."""
        if not self._untouched or self._fitting:
            return
        self._fitting = True
        head = self.horizontalHeader()
        wanted = {column: self._wanted(column) for column in WIDTHS}
        over = sum(width for column, width in wanted.items() if not head.isSectionHidden(column)) - self.viewport().width()
        for column, least in GIVING:
            if over > 0 and not head.isSectionHidden(column):
                narrow = max(min(wanted[column], max(least, head.sectionSizeHint(column))), wanted[column] - over)
                over -= wanted[column] - narrow
                wanted[column] = narrow
        for column, width in wanted.items():
            head.resizeSection(column, width)
        self._fitting = False

    def _wanted(self, column: int) -> int:
        """Its own width, or what its heading needs in this language, with the arrow where it can be sorted by."""
        return max(WIDTHS[column], self.horizontalHeader().sectionSizeHint(column))

    def _resized(self, section: int, *_widths: int) -> None:
        head = self.horizontalHeader()
        last = max((one for one in WIDTHS if not head.isSectionHidden(one)), key=head.visualIndex)
        chosen = not head.isSectionHidden(section) and section != last  # the last takes what room there is
        if chosen and not self._fitting:
            self._keep()

    def _keep(self, *_told: object) -> None:
        self._untouched = False
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
        QSettings().remove(COLUMNS)
        self._untouched = True
        self._fit()

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
