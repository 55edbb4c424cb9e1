"""The items of the library, for grid and table: the model holds numbers, and asks for the rows that are looked at."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from intake.ids import ItemId
from intake.records.claims import Kind
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.names import shown_text
from intake.records.rows import ItemRow, Order
from intake.records.submissions import Giver
from intake.wording import amounts
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.changes import Change, change, first_other
from ui.models.signs import noted
from ui.models.times import narrow_text, stamp, time_text

CHUNK = 128
MOST_ROWS = 4_096  # kept
RowRole = Qt.ItemDataRole.UserRole
IdRole = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex

NUMBER, KIND, LENGTH, TIME, GIVER, NOTED, STATE, NAME, SIZE, RECEIVED = range(10)
HEADS = (
    N_("Item"),
    N_("Kind"),
    N_("Length"),
    N_("Time used for sorting"),
    N_("Received from"),
    N_("Noted"),
    N_("State"),
    N_("Name"),
    N_("Size"),
    N_("Received"),
)
ORDERS = {NUMBER: Order.NUMBER, TIME: Order.TIME, NAME: Order.NAME, SIZE: Order.SIZE, RECEIVED: Order.RECEIVED}
KINDS = {
    Kind.PHOTO: N_("Photo"),
    Kind.VIDEO: N_("Video"),
    Kind.AUDIO: N_("Audio"),
    Kind.ARCHIVE: N_("Archive"),
    Kind.DOCUMENT: N_("Document"),
    Kind.OTHER: N_("Other"),
}
MARKS = {MarkKind.DISTRESSING: N_("Distressing"), MarkKind.ATTORNEY: N_("Tell the attorney")}
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def state(row: ItemRow) -> tuple[str, str]:
    """How an item stands: the state's icon and word."""
    if row.comparison is Comparison.DIFFERS:
        return "bad", _("Digest does not match")
    if not row.examined:
        return "waiting", _("Not examined")
    if row.unreadable:
        return "attention", _("Unreadable")
    if row.comparison is Comparison.NOT_MADE:
        return "attention", _("Not compared")
    return "good", _("Digest matched")


def giver_text(giver: Giver) -> str:
    """The giver's name, their alias, that they declined to be named, or nothing."""
    return _("declined") if giver.declined else shown_text(giver.name or giver.alias, 80)


def kind_text(row: ItemRow) -> str:
    return "" if row.kind is None else _(KINDS[row.kind])


def marks_text(row: ItemRow) -> list[str]:
    """What it is marked as, in words."""
    return [_(MARKS[kind]) for kind in row.marks]


def length_text(row: ItemRow) -> str:
    return amounts.duration(Fraction(row.duration)) if row.duration else ""


class ItemsModel(QAbstractTableModel):
    """Rows come in chunks of 128, when they are looked at."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: list[ItemId] = []
        self._places: dict[ItemId, int] = {}
        self._rows: dict[ItemId, ItemRow] = {}
        self._asked: dict[int, int] = {}  # chunk: which asking, of all
        self._askings = 0

    def take(self, ids: Sequence[ItemId]) -> bool:
        """Another list, in its order; whether it grew out of the one before by a few steps, so that what was chosen still is.

        During an import each item that was examined goes to its own time: what is looked at stays where it is.
        """
        wanted = list(ids)
        if wanted == self._ids:
            return True
        places = {item: place for place, item in enumerate(wanted)}
        steps = change(self._places, places) if self._ids and wanted else None
        if steps is None:
            self.beginResetModel()
            self._ids, self._places = wanted, places
            self._asked.clear()
            self.endResetModel()
            return False
        first = first_other(self._ids, wanted)
        self._follow(steps, wanted)
        self._places = places
        for chunk in [chunk for chunk in self._asked if chunk >= first // CHUNK]:
            del self._asked[chunk]  # it holds others now
        return True

    def _follow(self, steps: Change, wanted: list[ItemId]) -> None:
        for first, last in steps.removed:
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._ids[first : last + 1]
            self.endRemoveRows()
        if steps.order is not None:
            self.layoutAboutToBeChanged.emit()
            known = self.persistentIndexList()
            held = [(self._ids[index.row()], index.column()) for index in known]
            self._ids = list(steps.order)
            rows = {item: row for row, item in enumerate(self._ids)} if held else {}
            self.changePersistentIndexList(known, [self.index(rows[item], column) for item, column in held])
            self.layoutChanged.emit()
        for first, last in steps.inserted:
            self.beginInsertRows(QModelIndex(), first, last)
            self._ids[first:first] = wanted[first : last + 1]
            self.endInsertRows()

    def refresh(self, items: frozenset[ItemId]) -> None:
        """These changed: their rows are asked for again."""
        shown = [item for item in items if item in self._places]
        for item in items:
            self._rows.pop(item, None)
        for chunk in {self._places[item] // CHUNK for item in shown}:
            self._asked.pop(chunk, None)
            self._ask(chunk)

    def place(self, item: ItemId) -> int:
        """Its row, or -1."""
        return self._places.get(item, -1)

    def item_at(self, row: int) -> ItemId:
        return self._ids[row]

    def find(self, typed: str, start: int) -> int:
        """The first row from `start` on, going round, whose number begins with what was typed, zeros in front left aside; or -1."""
        wanted = typed.strip().lstrip("0")
        if not wanted:
            return -1
        for at in range(len(self._ids)):
            row = (start + at) % len(self._ids)
            own = self._desk.own(self._ids[row])
            if own.lstrip("0").startswith(wanted) or own.startswith(typed.strip()):
                return row
        return -1

    def row_at(self, row: int) -> ItemRow | None:
        """What is known of it by now; asked for when it is nothing."""
        found = self._rows.get(self._ids[row])
        if found is None:
            self._ask(row // CHUNK)
        return found

    def _ask(self, chunk: int) -> None:
        if chunk in self._asked:
            return
        self._askings += 1
        self._asked[chunk] = self._askings
        ids = tuple(self._ids[chunk * CHUNK : (chunk + 1) * CHUNK])
        self._desk.ask(partial(self._desk.casework.library.rows, ids), partial(self._told, chunk, self._askings))

    def _told(self, chunk: int, asking: int, rows: tuple[ItemRow, ...]) -> None:
        if self._asked.get(chunk) != asking:
            return  # asked for again meanwhile: this answer may be the older one, whichever comes last
        if len(self._rows) > MOST_ROWS:
            self._forget()
        places = []
        for row in rows:
            self._rows[row.item] = row
            if row.item in self._places:
                places.append(self._places[row.item])
        if places:
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), len(HEADS) - 1))

    def _forget(self) -> None:
        """The rows that were asked for first; they are asked for again when they are looked at."""
        for item in list(self._rows)[: MOST_ROWS // 2]:
            del self._rows[item]
            self._asked.pop(self._places.get(item, -1) // CHUNK, None)

    def marks_of(self, items: Sequence[ItemId]) -> frozenset[MarkKind]:
        """The marks that any of these has, as far as their rows are known."""
        return frozenset(kind for item in items if (row := self._rows.get(item)) is not None for kind in row.marks)

    def picture_arrived(self, item: str) -> None:
        place = self._places.get(ItemId(item))
        if place is not None:
            self.dataChanged.emit(self.index(place, 0), self.index(place, 0))

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(HEADS):
            return _(HEADS[section])
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section in {LENGTH, SIZE}:
            return int(RIGHT)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        item = self._ids[index.row()]
        if role == IdRole:
            return item
        if role == RowRole:
            return self.row_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in {LENGTH, SIZE}:
            return int(RIGHT)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.row())
        return None

    def _text(self, row: int, column: int) -> str:
        item = self._ids[row]
        if column == NUMBER:
            return self._desk.own(item)
        known = self.row_at(row)
        if known is None:
            return ""
        if column == TIME:
            return narrow_text(known, day=True)
        if column == STATE:
            return state(known)[1]
        return {
            KIND: kind_text(known),
            LENGTH: length_text(known),
            GIVER: giver_text(known.giver),
            NOTED: noted(known),
            NAME: known.name,
            SIZE: amounts.size(known.size),
            RECEIVED: stamp(known.acquired_at),
        }[column]

    def _spoken(self, row: int) -> str:
        known = self._rows.get(self._ids[row])
        own = self._desk.own(self._ids[row])
        return (
            own
            if known is None
            else ", ".join(
                part for part in (own, kind_text(known), time_text(known), *marks_text(known), state(known)[1]) if part
            )
        )
