"""What is chosen of the items, and the current one: both stay while the list becomes another."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker

from intake.ids import ItemId
from ui.models.changes import runs
from ui.models.items import ItemsModel

MOST_FOLLOWED = 100  # chosen rows that Qt follows itself, cell by cell; where there are more, they are chosen anew
MOST_RUNS = 2_000  # of neighbours, chosen anew; the work of a selection grows with their square
Flag = QItemSelectionModel.SelectionFlag


def rows_of(selection: QItemSelection) -> set[int]:
    """By its spans: everything of 50,000 rows is one span and not 250,000 cells."""
    parts = (selection.at(number) for number in range(selection.count()))
    return {row for part in parts for row in range(part.top(), part.bottom() + 1)}


class Chosen:
    """One selection, shared by grid and table."""

    def __init__(self, model: ItemsModel, selection: QItemSelectionModel) -> None:
        self._model, self._selection = model, selection

    def current(self) -> ItemId | None:
        index = self._selection.currentIndex()
        return self._model.item_at(index.row()) if index.isValid() and index.row() < self._model.rowCount() else None

    def rows(self) -> set[int]:
        return rows_of(self._selection.selection())

    def items(self) -> tuple[ItemId, ...]:
        """In the order of the list."""
        return tuple(self._model.item_at(row) for row in sorted(self.rows()) if row < self._model.rowCount())

    def choose(self, item: ItemId) -> None:
        """This one alone, which becomes the current one; nothing, where it is not listed."""
        place = self._model.place(item)
        if place >= 0:
            self._selection.setCurrentIndex(self._model.index(place, 0), Flag.ClearAndSelect | Flag.Rows)

    def choose_all(self, items: Iterable[ItemId], current: ItemId | None) -> None:
        """As far as they are listed; none where they lie too scattered."""
        if current is not None and self._model.place(current) >= 0:
            self._selection.setCurrentIndex(self._model.index(self._model.place(current), 0), Flag.NoUpdate)
        found = runs(place for item in items if (place := self._model.place(item)) >= 0)
        if not found or len(found) > MOST_RUNS:
            return
        selection = QItemSelection()
        for first, last in found:
            selection.select(self._model.index(first, 0), self._model.index(last, 0))
        self._selection.select(selection, Flag.ClearAndSelect | Flag.Rows)

    def through(self, ids: Sequence[ItemId]) -> bool:
        """Let the model take another list, and keep what is chosen of it; whether the list changed by a few steps only."""
        chosen, current = self.items(), self.current()
        followed = len(chosen) <= MOST_FOLLOWED
        if not followed:
            with QSignalBlocker(self._selection):  # nobody is told: they are chosen again at once
                self._selection.clearSelection()
        few = self._model.take(ids)
        if not (few and followed):
            self.choose_all(chosen, current)
        return few
