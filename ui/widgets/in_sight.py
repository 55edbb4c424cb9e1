"""What is in sight of a view stays where it is seen, while rows come, go and move around it."""

from collections import Counter

from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtWidgets import QAbstractItemView


class InSight:
    """What is seen now; `hold` brings it back to the same height after the list has changed."""

    def __init__(self, view: QAbstractItemView, rows: range) -> None:
        self._view = view
        self._seen: list[tuple[QPersistentModelIndex, int, int]] = []  # with its row and its height in the window
        if not view.verticalScrollBar().value() and not view.selectionModel().hasSelection():
            return  # at the very top nothing is looked at yet: it stays the top
        current = view.currentIndex().row()
        for row in sorted(rows, key=lambda row: row != current):  # the current one first
            index = view.model().index(row, 0)
            self._seen.append((QPersistentModelIndex(index), row, view.visualRect(index).top()))

    def hold(self) -> None:
        """By those that moved together; one that went far away by itself is not followed."""
        moved = [(index.row() - row, index, top) for index, row, top in self._seen if index.isValid()]
        if not moved:
            return
        usual = Counter(by for by, _index, _top in moved).most_common(1)[0][0]
        row, top = next((index.row(), top) for by, index, top in moved if by == usual)
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + self._view.visualRect(self._view.model().index(row, 0)).top() - top)
