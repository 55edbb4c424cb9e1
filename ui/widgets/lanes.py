"""A timeline in lanes: each device's items to scale along one axis, gaps between them, what is not sure drawn hollow.

A list view whose places are its own, over the model and the selection of the list beside it; selection and speech are Qt's.
"""

import bisect

from PySide6.QtCore import (
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
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from ui.models.axis import GAP_WIDTH, Axis, closest, fitting
from ui.models.lanes import Bar, Chart
from ui.widgets import lanes_drawn
from ui.widgets.lanes_drawn import BAR, END, HEAD, LANE, NARROWEST, SCALE, SIDE, WITHOUT

Index = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction
Flag = QItemSelectionModel.SelectionFlag
ZOOM = 1.6  # by one press
LOOK_BACK = 64  # bars before a place that may reach over it


class Lanes(QListView):
    looked = Signal()  # space: a quick look at the current item

    def __init__(self, name: str) -> None:
        super().__init__()
        self._chart = Chart()
        self._bars: dict[int, Bar] = {}
        self._axis = Axis((), 1.0)
        self._without = False  # an item without a time is there
        self._arranged: float | None = None  # the scale that the places are of
        self._whole = True  # everything is to be seen
        self._width = 0
        self._places: dict[int, QRect] = {}  # by row, from the beginning of the axis and the top of the first lane
        self._rows: list[list[int]] = []  # of each lane, from left to right
        self._lefts: list[list[int]] = []
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(SCALE + LANE + 16)

    def show_chart(self, chart: Chart) -> None:
        """Another chart, or the same with what changed; together with the model's rows."""
        self._chart, self._arranged = chart, None
        self._bars = {bar.row: bar for bar in chart.bars}
        self._without = any(bar.start is None for bar in chart.bars)
        self.arrange()

    def sizeHint(self) -> QSize:
        return QSize(800, SCALE + max(1, len(self._chart.lanes)) * LANE + 18)

    # Places

    def arrange(self) -> None:
        """Work out all places anew, where the chart, the room or the scale is another: Qt asks more often than that."""
        stretches = self._chart.stretches
        self._axis = Axis(stretches, self._least_scale() if self._whole else max(self._axis.scale, self._least_scale()))
        if self._arranged == self._axis.scale:
            return
        self._arranged = self._axis.scale
        lanes = range(len(self._chart.lanes))
        self._rows, self._lefts, self._places = [[] for _ in lanes], [[] for _ in lanes], {}
        without = self._axis.width + GAP_WIDTH if stretches else 0
        self._width = self._axis.width + END if stretches else 0
        for bar in self._chart.bars:
            rows, top = self._rows[bar.lane], bar.lane * LANE + (LANE - BAR) // 2
            if bar.start is None:  # side by side behind the end of the axis
                before = self._places[rows[-1]].right() + 3 if rows else 0
                place = QRect(max(without, before), top, NARROWEST, BAR)
            else:
                left = self._axis.at(bar.start)
                place = QRect(left, top, max(NARROWEST, round((bar.end - bar.start) * self._axis.scale)), BAR)
            self._places[bar.row] = place
            rows.append(bar.row)
            self._lefts[bar.lane].append(place.left())
            self._width = max(self._width, place.right() + 1, without + WITHOUT if bar.start is None else 0)
        self.updateGeometries()
        self.viewport().update()

    def _room(self) -> int:
        return max(1, self.viewport().width() - HEAD - 2 * SIDE)

    def _least_scale(self) -> float:
        return fitting(self._chart.stretches, self._room() - NARROWEST - (GAP_WIDTH + WITHOUT if self._without else END))

    def zoom(self, times: float) -> None:
        """Closer or further, about the current item, or about the middle."""
        index = self.currentIndex()
        held = self._places.get(index.row()) if index.isValid() else None
        middle = held.left() - self.horizontalOffset() if held is not None else self._room() // 2
        share = (middle + self.horizontalOffset()) / max(1, self._width)
        scale = min(closest(self._chart.stretches), max(self._least_scale(), self._axis.scale * times))
        self._whole = scale == self._least_scale()
        self._axis = Axis(self._chart.stretches, scale)
        self.arrange()
        place = self._places[index.row()].left() if held is not None else round(share * self._width)
        self.horizontalScrollBar().setValue(place - middle)

    def show_whole(self) -> None:
        self._whole = True
        self.arrange()

    def _origin(self) -> QPoint:
        return QPoint(HEAD + SIDE - self.horizontalOffset(), SCALE - self.verticalOffset())

    def _row_at(self, point: QPoint) -> int:
        """The item at a point of the viewport, or -1; where several lie upon each other, the last."""
        if point.x() < HEAD or point.y() < SCALE:
            return -1
        place = point - self._origin()
        lane = place.y() // LANE
        if not 0 <= lane < len(self._rows):
            return -1
        first = bisect.bisect_right(self._lefts[lane], place.x()) - 1
        for at in range(first, max(-1, first - LOOK_BACK), -1):
            row = self._rows[lane][at]
            if self._places[row].adjusted(0, -6, 0, 6).contains(place):
                return row
        return -1

    # What Qt asks

    def doItemsLayout(self) -> None:
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._whole:
            self.arrange()
        else:
            self.updateGeometries()

    def updateGeometries(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, self._width - self._room()))
        across.setPageStep(self._room())
        across.setSingleStep(40)
        room = max(1, self.viewport().height() - SCALE)
        down.setRange(0, max(0, len(self._chart.lanes) * LANE - room))
        down.setPageStep(room)
        down.setSingleStep(LANE // 2)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002 — Qt's signature
        self.viewport().update()

    def visualRect(self, index: Index) -> QRect:
        place = self._places.get(index.row()) if index.isValid() else None
        return QRect() if place is None else place.translated(self._origin())

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._row_at(point)
        return self.model().index(row, 0) if 0 <= row < self.model().rowCount() else QModelIndex()

    def isIndexHidden(self, index: Index) -> bool:
        return index.row() not in self._places

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible) -> None:  # noqa: ARG002
        place = self._places.get(index.row()) if index.isValid() else None
        if place is None:
            return
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        room, tall = self._room(), self.viewport().height() - SCALE
        if not across.value() <= place.left() <= across.value() + room - NARROWEST:
            across.setValue(place.left() - room // 3)
        top = place.top() // LANE * LANE
        if top < down.value():
            down.setValue(top)
        elif top + LANE > down.value() + tall:
            down.setValue(top + LANE - tall)

    def moveCursor(self, action: Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: ARG002 — Qt's signature
        row = self._next(action)
        return self.model().index(row, 0) if row is not None else QModelIndex()

    def _next(self, action: Move) -> int | None:
        """Left and right within a lane, up and down to what lies nearest in the lanes beside it; a page is what is seen."""
        current = self.currentIndex().row() if self.currentIndex().isValid() else -1
        if current not in self._bars:
            return self._chart.bars[0].row if self._chart.bars else None
        lane = self._bars[current].lane
        rows = self._rows[lane]
        at = rows.index(current)
        if action in {Move.MoveLeft, Move.MovePrevious}:
            return rows[max(0, at - 1)]
        if action in {Move.MoveRight, Move.MoveNext}:
            return rows[min(len(rows) - 1, at + 1)]
        if action in {Move.MoveHome, Move.MoveEnd}:
            return rows[0] if action is Move.MoveHome else rows[-1]
        left = self._places[current].left()
        if action in {Move.MovePageUp, Move.MovePageDown}:
            return self._nearest(lane, left + (self._room() if action is Move.MovePageDown else -self._room()))
        beside = lane + (-1 if action is Move.MoveUp else 1)
        return self._nearest(beside, left) if 0 <= beside < len(self._rows) else current

    def _nearest(self, lane: int, left: int) -> int:
        """The item of a lane that begins nearest to a place."""
        lefts = self._lefts[lane]
        after = bisect.bisect_left(lefts, left)
        candidates = [at for at in (after - 1, after) if 0 <= at < len(lefts)]
        return self._rows[lane][min(candidates, key=lambda at: abs(lefts[at] - left))]

    def lane_of_current(self) -> list[int]:
        """The rows of all items in the lane of the current one."""
        bar = self._bars.get(self.currentIndex().row())
        return [] if bar is None else self._rows[bar.lane]

    def setSelection(self, rect: QRect, command: Flag) -> None:
        target = self.indexAt(rect.center()) if not command & Flag.Current else self.currentIndex()
        self.selectionModel().select(QItemSelection(target, target) if target.isValid() else QItemSelection(), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: ARG002 — what is seen is painted whole
        return QRegion(self.viewport().rect())

    def keyboardSearch(self, typed: str) -> None:
        """Typing looks for nothing here: plus, minus and nought change the scale."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space and not event.modifiers():
            self.looked.emit()
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom(ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM)
        elif key == Qt.Key.Key_0:
            self.show_whole()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turned:
            self.zoom(ZOOM if turned > 0 else 1 / ZOOM)
        elif turned and not self.verticalScrollBar().maximum():
            self.horizontalScrollBar().setValue(self.horizontalOffset() - turned)
        else:
            super().wheelEvent(event)

    # Painting

    def in_sight(self) -> list[int]:
        """The rows of which some part is seen, lane by lane; of several upon each other those that are not hidden."""
        left, right = self.horizontalOffset() - SIDE, self.horizontalOffset() + self._room() + SIDE
        found = []
        for rows, lefts in zip(self._rows, self._lefts, strict=True):
            drawn = None
            first = max(0, bisect.bisect_left(lefts, left) - LOOK_BACK)
            for at in range(first, bisect.bisect_right(lefts, right)):
                place = self._places[rows[at]]
                if place.right() >= left and (drawn is None or place.right() > drawn):
                    found.append(rows[at])
                    drawn = place.right()
        return found

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 — what is seen is painted whole
        painter = QPainter(self.viewport())
        size, origin = self.viewport().size(), self._origin()
        lanes_drawn.ground(painter, size, self._chart, origin)
        lanes_drawn.axis(painter, size, self._axis, origin, without=self._without)
        painter.save()
        painter.setClipRect(HEAD, SCALE, size.width() - HEAD, size.height() - SCALE)
        current = self.currentIndex().row() if self.currentIndex().isValid() else -1
        chosen = self.selectionModel().selectedIndexes()
        seen = self.in_sight()
        picked = {index.row() for index in chosen}
        for row in {*seen, *picked}:
            if row in self._bars and (recorded := self._bars[row].recorded) is not None:
                left = origin.x() + self._axis.at(recorded)
                lanes_drawn.recorded(painter, self._places[row].translated(origin), left, chosen_one=row in picked)
        for row in seen:
            lanes_drawn.bar(painter, self._places[row].translated(origin), sure=self._bars[row].sure)
        for index in chosen:
            if (place := self._places.get(index.row())) is not None:
                focused = self.hasFocus() and index.row() == current
                lanes_drawn.chosen_bar(painter, place.translated(origin), self._bars[index.row()], focused=focused)
        painter.restore()
        painter.end()
