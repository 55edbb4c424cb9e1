"""The lines of an import as they are shown: all of them, or only the few that need a person and those that are worked on."""

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.models.queue import QueueModel

Index = QModelIndex | QPersistentModelIndex
FEWEST = 4  # rows, so that it is seen what kind of list it is


class FewModel(QAbstractTableModel):
    """Over a `QueueModel` with more lines than are shown at once; with fewer there is nothing to fold."""

    moved = Signal()  # it has other rows than before

    def __init__(self, queue: QueueModel, most: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.can_fold = queue.rowCount() > most
        self._rows: list[int] | None = queue.few(FEWEST) if self.can_fold else None  # None: all
        queue.dataChanged.connect(self._changed)

    @property
    def folded(self) -> bool:
        return self._rows is not None

    @property
    def hidden(self) -> int:
        """How many lines are not shown."""
        return 0 if self._rows is None else self._queue.rowCount() - len(self._rows)

    def fold(self, folded: bool) -> None:
        """Only the few, or all."""
        if folded == self.folded or not self.can_fold:
            return
        self.beginResetModel()
        self._rows = self._queue.few(FEWEST) if folded else None
        self.endResetModel()
        self.moved.emit()

    def _changed(self, first: QModelIndex, last: QModelIndex, _roles: Sequence[int] = ()) -> None:
        if self._rows is None:
            self.dataChanged.emit(self.index(first.row(), first.column()), self.index(last.row(), last.column()))
            return
        wanted = self._queue.few(FEWEST)
        if wanted != self._rows:
            self._become(self._rows, wanted)
            self.moved.emit()
        if wanted:
            self.dataChanged.emit(self.index(0, first.column()), self.index(len(wanted) - 1, last.column()))

    def _become(self, rows: list[int], wanted: list[int]) -> None:
        """One row after the other, so that what is chosen stays chosen."""
        kept = frozenset(wanted)
        for at in reversed(range(len(rows))):
            if rows[at] not in kept:
                self.beginRemoveRows(QModelIndex(), at, at)
                del rows[at]
                self.endRemoveRows()
        there = frozenset(rows)
        for row in wanted:
            if row not in there:
                at = bisect_left(rows, row)
                self.beginInsertRows(QModelIndex(), at, at)
                rows.insert(at, row)
                self.endInsertRows()

    def _at(self, index: Index) -> QModelIndex:
        return self._queue.index(index.row() if self._rows is None else self._rows[index.row()], index.column())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        if parent.isValid():
            return 0
        return self._queue.rowCount() if self._rows is None else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return self._queue.columnCount(parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._queue.headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        return self._queue.data(self._at(index), role)
