"""A case in the order of time: its items by the time used for sorting, with the gaps between them and what is doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from intake.records.names import shown_text
from intake.records.rows import ItemRow
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.items import kind_text, length_text
from ui.models.times import clock_text, day_text

Index = QModelIndex | QPersistentModelIndex
MomentRole = Qt.ItemDataRole.UserRole
GAP = 300  # seconds from which a gap is said


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (heading), a gap, or an item; doubt: why its place in the order is not sure, or ""."""

    text: str
    heading: bool = False
    time: str = ""
    doubt: str = ""
    row: ItemRow | None = None


def _start(row: ItemRow) -> datetime | None:
    try:
        return datetime.fromisoformat(row.sort_utc) if row.sort_utc else None
    except ValueError:
        return None


def _between(before: ItemRow, after: ItemRow) -> str:
    """How long nothing was recorded between the end of one and the beginning of the next; "" when it is short or not known."""
    first, second = _start(before), _start(after)
    if first is None or second is None or (first.tzinfo is None) is not (second.tzinfo is None):
        return ""
    seconds = int((second - first).total_seconds() - float(Fraction(before.duration or 0)))
    if seconds < GAP:
        return ""
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    parts = [ngettext("{count} day", "{count} days", days)] if days else []
    parts += [_("{count} h").format(count=hours)] if hours else []
    parts += [_("{count} min").format(count=minutes)] if minutes and not days else []
    return _("{long} without a recording").format(long=" ".join(parts))


def _doubt(row: ItemRow) -> str:
    if not (row.sort_utc or row.sort_value):
        return _("no time is known") if row.examined else _("not examined yet")
    if row.sort_reason == "filesystem":
        return _("by the file's time: the copy may be younger than the recording")
    return "" if row.sort_utc else _("no zone recorded: it may belong elsewhere")


def moments(rows: Sequence[ItemRow], own: Desk | None = None) -> list[Moment]:
    """Rows in the order of their time."""
    found: list[Moment] = []
    day: str | None = None
    before: ItemRow | None = None
    for row in rows:
        if row.sort_day != day:
            day = row.sort_day
            found.append(Moment(day_text(day, long=True) if day else _("No time is known"), heading=True))
        elif before is not None and (gap := _between(before, row)):
            found.append(Moment(gap))
        number = own.own(row.item) if own is not None else row.item
        what = " · ".join(part for part in (number, kind_text(row), length_text(row), shown_text(row.name, 80)) if part)
        found.append(Moment(what, time=clock_text(row) if day else "", doubt=_doubt(row), row=row))
        before = row
    return found


class TimelineModel(QAbstractListModel):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._moments: list[Moment] = []

    def take(self, rows: Sequence[ItemRow]) -> None:
        self.beginResetModel()
        self._moments = moments(rows, self._desk)
        self.endResetModel()

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
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join(part for part in (one.time, one.text, one.doubt) if part)
        return None
