"""The clock difference of the device behind some items is asked for, written as an entry, and taken back by another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from intake.casework.door import Casework
from intake.errors import IntakeError
from intake.ids import ItemId, submission_of
from intake.records.clock import Difference
from intake.records.rows import ItemRow
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.clock_difference import ClockDifference
from ui.models.times import shown_time

Before = dict[Difference | None, list[ItemId]]


@dataclass(frozen=True, slots=True)
class Known:
    """rows: of the items. read: what was read of the clock at intake, where they came in one submission."""

    rows: tuple[ItemRow, ...]
    read: str


def known(casework: Casework, items: tuple[ItemId, ...]) -> Known:
    submissions = {submission_of(item) for item in items}
    read = casework.library.submitted(submissions.pop()).now("clock") if len(submissions) == 1 else ""
    return Known(casework.library.rows(items), read)


def write(casework: Casework, wanted: Before, source: str, reason: str) -> Before:
    """Writes each difference for its items; what counted before."""
    before: Before = {}
    for row in casework.library.rows([item for items in wanted.values() for item in items]):
        before.setdefault(row.clock, []).append(row.item)
    for difference, items in wanted.items():
        casework.noting.set_clock(items, difference, source, reason)
    return before


def face(row: ItemRow) -> datetime | None:
    """What the device's clock showed, as the file records it."""
    shown = shown_time(row)
    try:
        return datetime.fromisoformat(f"{shown.day}T{shown.clock}") if shown is not None else None
    except ValueError:
        return None


class ClockSetting(QObject):
    def __init__(self, desk: Desk, over: QWidget, failed: Callable[[IntakeError], object]) -> None:
        super().__init__(over)
        self._desk, self._over, self._failed = desk, over, failed

    def begin(self, items: Sequence[ItemId]) -> None:
        """items: of one device; what the first of them records is shown."""
        if items and not self._desk.read_only:
            self._desk.ask(partial(known, self._desk.casework, tuple(items)), self._ask, self._failed)

    def _ask(self, found: Known) -> None:
        items = [row.item for row in found.rows]
        if not items:
            return
        shown = next((at for row in found.rows if (at := face(row)) is not None), None)
        shown = shown or datetime.fromisoformat(found.rows[0].acquired_at[:19])  # none has a time: there is nothing to go by
        dialog = ClockDifference(len(items), shown, list(dict.fromkeys(row.clock for row in found.rows)), found.read, self._over)

        def said(difference: Difference | None) -> None:
            self.write({difference: items}, dialog.source.text().strip(), dialog.why.text().strip())

        dialog.answered.connect(said)
        dialog.taken_back.connect(partial(said, None))
        dialog.ask()

    def write(self, wanted: Before, source: str, reason: str, *, again: bool = False) -> None:
        """again: the entry that answers another, which is not answered itself."""
        act = partial(write, self._desk.casework, wanted, source, reason)
        self._desk.ask(act, partial(self._written, again), self._failed)

    def _written(self, again: bool, before: Before) -> None:
        count = sum(map(len, before.values()))
        if again or not count:
            return
        said = ngettext(
            "A new entry puts back what counted of the clock behind {count} item. What was written stays in the log.",
            "A new entry puts back what counted of the clock behind {count} items. What was written stays in the log.",
            count,
        )
        self._desk.undo.did(said, partial(self.write, before, _("the entry before"), _("taken back"), again=True))
