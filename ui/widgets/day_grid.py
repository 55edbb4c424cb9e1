"""The grid: pictures in rows below headings of days. Places are worked out from the counts alone, so 50,000 items cost as little as 50."""

import bisect
from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem

from intake.wording.language import translated as _
from ui.theme import chosen, faces, tokens
from ui.widgets.grid_cell import GridCell
from ui.widgets.type_ahead import TypeAhead

SIDE = 8
ACROSS, DOWN = 2, 4
HEADING = 30
TOP = 8  # where there is no heading

Index = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction
Flag = QItemSelectionModel.SelectionFlag
Searched = Callable[[str, int], int]


class DayGrid(QListView):
    """A list view whose places are its own; selection, keys and speech are Qt's."""

    looked = Signal()  # space: a quick look at the current item

    def __init__(self, cell: GridCell, searched: Searched) -> None:
        super().__init__()
        self._cell, self._searched = cell, searched
        self._runs: tuple[tuple[str, str, int], ...] = ()  # heading, quiet words behind it, count
        self._starts: list[int] = []
        self._tops: list[int] = []
        self._height = 0
        self._columns = 1
        self._anchor = QPersistentModelIndex()  # from where a range is chosen; it follows its item
        self._ahead = TypeAhead()
        self.setItemDelegate(cell)
        self.setAccessibleName(_("Items as pictures"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(False)

    # Places

    def show_runs(self, runs: Sequence[tuple[str, str, int]]) -> None:
        """Heading, quiet words behind it, and count of each run of items; together as many as the model has."""
        self._runs = tuple(runs)
        self.arrange()

    def arrange(self) -> None:
        """Work out all places anew."""
        width = self._cell_size().width() + ACROSS
        room = self.width() - self.verticalScrollBar().sizeHint().width()  # the same with and without the bar
        self._columns = max(1, (room - SIDE + ACROSS) // width)
        self._starts, self._tops, top, start = [], [], 0, 0
        for heading, _more, count in self._runs:
            self._starts.append(start)
            self._tops.append(top)
            rows = -(-count // self._columns)
            top += (HEADING if heading else TOP) + rows * (self._cell_size().height() + DOWN)
            start += count
        self._height = top + TOP
        self.updateGeometries()
        self.viewport().update()

    def _cell_size(self) -> QSize:
        size = self._cell.picture_size()
        return QSize(size.width() + self._cell.around(), size.height() + self._cell.below())

    def _count(self) -> int:
        return self._starts[-1] + self._runs[-1][2] if self._runs else 0

    def _head(self, run: int) -> int:
        return HEADING if self._runs[run][0] else TOP

    def _place(self, row: int) -> QRect:
        """Where an item lies, counted from the top of everything."""
        run = bisect.bisect_right(self._starts, row) - 1
        size = self._cell_size()
        down, across = divmod(row - self._starts[run], self._columns)
        left = SIDE + across * (size.width() + ACROSS)
        return QRect(QPoint(left, self._tops[run] + self._head(run) + down * (size.height() + DOWN)), size)

    def _row_at(self, point: QPoint) -> int:
        """The item at a point counted from the top of everything, or -1."""
        if not self._runs or point.x() < SIDE:
            return -1
        run = max(0, bisect.bisect_right(self._tops, point.y()) - 1)
        size = self._cell_size()
        down, rest = divmod(point.y() - self._tops[run] - self._head(run), size.height() + DOWN)
        across, beside = divmod(point.x() - SIDE, size.width() + ACROSS)
        if down < 0 or across >= self._columns or rest >= size.height() or beside >= size.width():
            return -1
        row = down * self._columns + across
        return self._starts[run] + row if row < self._runs[run][2] else -1

    def rows_between(self, top: int, bottom: int) -> range:
        """Items of which some part lies between these heights."""
        if not self._count():
            return range(0)
        return range(self._first_below(top), self._first_below(bottom, whole_row=True))

    def in_sight(self) -> range:
        """The rows of the model of which some part is seen."""
        seen = self.rows_between(self.verticalOffset(), self.verticalOffset() + self.viewport().height() - 1)
        return range(min(seen.start, self.model().rowCount()), min(seen.stop, self.model().rowCount()))

    def _first_below(self, height: int, *, whole_row: bool = False) -> int:
        """The first item of the row of pictures at this height; with `whole_row`, the one behind the last of that row."""
        run = max(0, bisect.bisect_right(self._tops, height) - 1)
        down = max(0, (height - self._tops[run] - self._head(run)) // (self._cell_size().height() + DOWN))
        place = (down + 1 if whole_row else down) * self._columns
        return self._starts[run] + min(place, self._runs[run][2])

    # What Qt asks

    def doItemsLayout(self) -> None:
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def updateGeometries(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._height - height))
        bar.setPageStep(height)
        bar.setSingleStep((self._cell_size().height() + DOWN) // 3)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002 — Qt's signature
        self.viewport().update()

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.row() >= self._count():
            return QRect()
        return self._place(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._row_at(point + QPoint(0, self.verticalOffset()))
        return self.model().index(row, 0) if 0 <= row < self.model().rowCount() else QModelIndex()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: ARG002 — Qt's signature
        return False

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        if not index.isValid() or index.row() >= self._count():
            return
        place, bar, height = self._place(index.row()), self.verticalScrollBar(), self.viewport().height()
        run = bisect.bisect_right(self._starts, index.row()) - 1
        first_row = index.row() - self._starts[run] < self._columns
        top = self._tops[run] if first_row else place.top() - DOWN  # its heading comes into sight as well
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(place.center().y() - height // 2)
        elif hint is QAbstractItemView.ScrollHint.PositionAtTop or top < bar.value():
            bar.setValue(top)
        elif place.bottom() + DOWN > bar.value() + height:
            bar.setValue(place.bottom() + DOWN - height)

    def moveCursor(self, action: Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: ARG002 — Qt's signature
        count = self._count()
        if not count:
            return QModelIndex()
        current = self.currentIndex()
        if not current.isValid():
            return self.model().index(0, 0)
        row = current.row()
        steps = {Move.MoveLeft: -1, Move.MovePrevious: -1, Move.MoveRight: 1, Move.MoveNext: 1}
        if action in steps:
            row += steps[action]
        elif action is Move.MoveHome:
            row = 0
        elif action is Move.MoveEnd:
            row = count - 1
        else:
            row = self._up_or_down(row, action)
        return self.model().index(min(max(0, row), count - 1), 0)

    def _up_or_down(self, row: int, action: Move) -> int:
        """The item above or below, also past a heading; by a page, as many rows as are seen."""
        size = self._cell_size()
        page = max(1, self.viewport().height() // (size.height() + DOWN) - 1)
        times = page if action in {Move.MovePageUp, Move.MovePageDown} else 1
        for _time in range(times):
            run = bisect.bisect_right(self._starts, row) - 1
            within, across = row - self._starts[run], (row - self._starts[run]) % self._columns
            if action in {Move.MoveUp, Move.MovePageUp}:
                row = row - self._columns if within >= self._columns else self._last_above(run, across, row)
            else:
                row = self._below(run, within, across, row)
        return row

    def _last_above(self, run: int, across: int, row: int) -> int:
        if run == 0:
            return row
        count = self._runs[run - 1][2]
        last = (count - 1) // self._columns * self._columns
        return self._starts[run - 1] + min(last + across, count - 1)

    def _below(self, run: int, within: int, across: int, row: int) -> int:
        count = self._runs[run][2]
        if within // self._columns < (count - 1) // self._columns:
            return self._starts[run] + min(within + self._columns, count - 1)
        return row if run + 1 == len(self._runs) else self._starts[run + 1] + min(across, self._runs[run + 1][2] - 1)

    # Selection: whole rows of the model, in reading order

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> Flag:
        command = super().selectionCommand(index, event)
        if not command & Flag.Current and index.isValid():
            self._anchor = QPersistentModelIndex(index)
        return command if command == Flag.NoUpdate else command | Flag.Rows  # by nothing else Qt knows that the release decides

    def setSelection(self, rect: QRect, command: Flag) -> None:
        target = self.indexAt(rect.center()) if not command & Flag.Current else self.currentIndex()
        selection = QItemSelection()
        if target.isValid():
            rows = (target.row(), self._anchor.row() if command & Flag.Current and self._anchor.isValid() else target.row())
            first, last = min(rows), min(max(rows), self.model().rowCount() - 1)
            selection.select(self.model().index(first, 0), self.model().index(last, self.model().columnCount() - 1))
        self.selectionModel().select(selection, command | Flag.Rows)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: ARG002 — what is seen is painted whole
        return QRegion(self.viewport().rect())

    def keyboardSearch(self, typed: str) -> None:
        """Type-ahead by number."""
        current = self.currentIndex()
        row = self._searched(self._ahead.feed(typed), current.row() if current.isValid() else 0)
        if row >= 0:
            self.selectionModel().setCurrentIndex(self.model().index(row, 0), Flag.ClearAndSelect | Flag.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.looked.emit()
            return
        super().keyPressEvent(event)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._runs:
            return
        painter = QPainter(self.viewport())
        offset = self.verticalOffset()
        top, bottom = offset + event.rect().top(), offset + event.rect().bottom()
        self._paint_headings(painter, top, bottom, offset)
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        selected, current = self.selectionModel(), self.currentIndex()
        focused = self.hasFocus()
        for row in self.rows_between(top, bottom):
            if row >= self.model().rowCount():
                break
            index = self.model().index(row, 0)
            option.rect = self._place(row).translated(0, -offset)
            option.state = plain
            if selected.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if focused and row == current.row():
                option.state |= QStyle.StateFlag.State_HasFocus
            self._cell.paint(painter, option, index)

    def _paint_headings(self, painter: QPainter, top: int, bottom: int, offset: int) -> None:
        colours = chosen.tokens()
        strong, quiet = faces.face(tokens.QUIET_SIZE, faces.SEMIBOLD), faces.face(tokens.QUIET_SIZE)
        first = max(0, bisect.bisect_right(self._tops, top - HEADING) - 1)
        for run in range(first, len(self._runs)):
            if self._tops[run] > bottom:
                break
            heading, more, _number = self._runs[run]
            place = QRect(SIDE + 9, self._tops[run] - offset, self.viewport().width() - 2 * SIDE - 18, HEADING)
            painter.setFont(strong)
            painter.setPen(QColor(colours.text))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, heading)
            place.setLeft(place.left() + QFontMetrics(strong).horizontalAdvance(heading) + 10)
            painter.setFont(quiet)
            painter.setPen(QColor(colours.quiet))
            room = painter.fontMetrics().elidedText(more, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, room)
