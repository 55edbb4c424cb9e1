"""Where the lines of a plan stand once their items are in the vault, told to whoever listens while they are worked on."""

from collections.abc import Iterable, Sequence

from intake.casework.opened import Opened
from intake.ids import BatchId, ItemId
from intake.notices import LineMoved
from intake.records.rows import Pending


class Standing:
    """Tells of the lines of this pending work; an item that no plan names has no line, and nothing is told of it."""

    def __init__(self, pending: Sequence[Pending], opened: Opened) -> None:
        self._opened = opened
        self._lines: dict[ItemId, tuple[BatchId, int]] = {}
        for one in pending:
            if one.batch is not None and one.line is not None:
                self._lines[one.item] = one.batch, one.line
        self._begun: dict[ItemId, None] = {}

    def begun(self, item: ItemId, state: str) -> None:
        """Work on an item begins; told once, whatever is done with it. May be called from any thread."""
        if item in self._lines and item not in self._begun:
            self._begun[item] = None
            self._tell(item, state)

    def ended(self, items: Iterable[ItemId]) -> None:
        """After the commit, nothing of this run being left to do for these items."""
        self._as_recorded(items, compared=True)

    def stopped(self) -> None:
        """The run is over: what was begun and did not end stands as the log has it."""
        self._as_recorded(tuple(self._begun), compared=False)

    def _as_recorded(self, items: Iterable[ItemId], *, compared: bool) -> None:
        for row in self._opened.catalog.rows([item for item in items if item in self._lines]):
            self._begun.pop(row.item, None)
            self._tell(row.item, row.stands(compared=compared))

    def _tell(self, item: ItemId, state: str) -> None:
        batch, line = self._lines[item]
        self._opened.notices(LineMoved(batch, line, state, item))
