"""A case in the order of time: its items by the time used for sorting, with the gaps between them and what is doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from intake.ids import ItemId
from intake.records.names import shown_text
from intake.records.rows import ItemRow
from intake.wording.events import clock_text
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.models.items import giver_text, kind_text, length_text
from ui.models.lanes import EMPTY, GAP, Chart, chart, device_text, length
from ui.models.times import day_text, moved, recorded_text, with_utc

Index = QModelIndex | QPersistentModelIndex
MomentRole = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (heading), a gap, or an item; doubt: why its place in the order is not sure, or "".

    clock: what the difference of its device's clock does to it, or "".
    """

    text: str
    heading: bool = False
    time: str = ""
    doubt: str = ""
    row: ItemRow | None = None
    clock: str = ""


def _start(one: ItemRow) -> datetime | None:
    row = moved(one)
    try:
        return datetime.fromisoformat(row.sort_utc) if row.sort_utc else None
    except ValueError:
        return None


def long_text(seconds: float) -> str:
    """`2 h 2 min`, `3 days 4 h`: to the minute below a day."""
    whole = int(seconds)
    days, hours, minutes = whole // 86_400, whole // 3_600 % 24, whole // 60 % 60
    parts = [ngettext("{count} day", "{count} days", days)] if days else []
    parts += [_("{count} h").format(count=hours)] if hours else []
    parts += [_("{count} min").format(count=minutes)] if minutes and not days else []
    return " ".join(parts)


def _end(row: ItemRow) -> datetime | None:
    begun = _start(row)
    try:
        return None if begun is None else begun + timedelta(seconds=length(row))
    except OverflowError:
        return begun


def _between(ended: datetime | None, before: ItemRow, after: ItemRow) -> str:
    """How long nothing was recorded before an item begins; "" when it is short or not known.

    ended: when the last of all those before it ended, which need not be the one just before.
    """
    last, second = _start(before), _start(after)
    if ended is None or last is None or second is None or (ended.tzinfo is None) is not (second.tzinfo is None):
        return ""
    seconds = int((second - ended).total_seconds())
    return _("{long} without a recording").format(long=long_text(seconds)) if seconds >= GAP else ""


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None or (one.tzinfo is None) is not (other.tzinfo is None):
        return other or one
    return max(one, other)


def _doubt(row: ItemRow) -> str:
    if not (row.sort_utc or row.sort_value):
        return _("no time is known") if row.examined else _("not examined yet")
    if row.sort_reason == "filesystem":
        return _("by the file's time: the copy may be younger than the recording")
    return "" if row.sort_utc else _("no zone recorded: it may belong elsewhere")


def _clock(row: ItemRow) -> str:
    """`recorded as 14:04:54, clock 2:02:14 ahead`."""
    if row.clock is None:
        return ""
    if row.placed is None:
        return _("its time is not of the device's clock: the difference does not move it")
    return _("{recorded}, clock {said}").format(recorded=recorded_text(row), said=clock_text(row.clock))


def _what(row: ItemRow, code: str) -> str:
    number = row.item.removeprefix(f"{code}-")
    device, giver = device_text(row), giver_text(row.giver)
    named = (number, kind_text(row), length_text(row), device, giver, shown_text(row.name, 80))
    return " · ".join(part for part in named if part)


def moments(rows: Sequence[ItemRow], code: str = "") -> list[Moment]:
    """Rows in the order of their time. code: of the vault, left out of its own numbers."""
    found: list[Moment] = []
    day: str | None = None
    before: ItemRow | None = None
    ended: datetime | None = None
    for row in rows:
        if row.sort_day != day:
            day = row.sort_day
            found.append(Moment(day_text(day, long=True) if day else _("No time is known"), heading=True))
        elif before is not None and (gap := _between(ended, before, row)):
            found.append(Moment(gap))
        found.append(
            Moment(_what(row, code), time=with_utc(row) if day else "", doubt=_doubt(moved(row)), row=row, clock=_clock(row))
        )
        before, ended = row, _later(ended, _end(row))
    return found


@dataclass(frozen=True, slots=True)
class Timeline:
    """moments: what the list says. chart: the same in lanes. total: items of the case, of which no more are shown than can be."""

    moments: tuple[Moment, ...] = ()
    chart: Chart = EMPTY
    total: int = 0

    @property
    def shown(self) -> int:
        return len(self.chart.bars)


def timeline(rows: Sequence[ItemRow], code: str = "", total: int | None = None) -> Timeline:
    """Made away from the window: of thousands of items it takes its time."""
    found = tuple(moments(rows, code))
    items = [(place, one.row) for place, one in enumerate(found) if one.row is not None]
    return Timeline(found, chart(items, code), len(rows) if total is None else total)


class TimelineModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._moments: tuple[Moment, ...] = ()

    def take(self, moments: Sequence[Moment]) -> None:
        self.beginResetModel()
        self._moments = tuple(moments)
        self.endResetModel()

    def place(self, item: ItemId) -> int:
        """The row of an item, or -1."""
        return next((at for at, one in enumerate(self._moments) if one.row is not None and one.row.item == item), -1)

    def moment(self, row: int) -> Moment:
        return self._moments[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._moments)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._moments[index.row()].row is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._moments):
            return None
        one = self._moments[index.row()]
        if role == MomentRole:
            return one
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return ", ".join(part for part in (one.time, one.clock, one.text, one.doubt) if part)
        return None
