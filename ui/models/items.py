"""The items of the library, for grid and table: the model holds numbers, and asks for the rows that are looked at."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from intake.ids import ItemId
from intake.records.claims import Kind
from intake.records.items import Comparison
from intake.records.names import shown_text
from intake.records.rows import ItemRow, Order
from intake.wording import amounts
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk

CHUNK = 128
RowRole = Qt.ItemDataRole.UserRole
IdRole = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex

NUMBER, KIND, LENGTH, TIME, STATE, NAME, SIZE, RECEIVED = range(8)
HEADS = (
    N_("Item"),
    N_("Kind"),
    N_("Length"),
    N_("Time used for sorting"),
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
_EXIF = re.compile(r"^(\d{4}):(\d\d):(\d\d)(?=\s|$)")  # Exif writes the date with colons
_FRACTION = re.compile(r"(?<=:\d\d)\.\d+")
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def state(row: ItemRow) -> tuple[str, str]:
    """How an item stands: the state's icon and word."""
    if row.comparison is Comparison.DIFFERS:
        return "bad", _("Digest does not match")
    if not row.examined:
        return "waiting", _("Not examined yet")
    if row.readable is False:
        return "attention", _("Could not be examined")
    if row.comparison is Comparison.NOT_MADE:
        return "attention", _("Not compared")
    return "good", _("Digest matched")


def time_text(row: ItemRow) -> str:
    """The time used for sorting, as recorded to the second, with what is known of its zone."""
    if row.sort_value is None:
        return _("no time recorded") if row.examined else ""
    if row.sort_utc and ":" not in row.sort_value[10:]:  # a date alone, whose time stands elsewhere
        return f"{row.sort_utc[:19].replace('T', ' ')} UTC"
    shown = _EXIF.sub(r"\1-\2-\3", _FRACTION.sub("", shown_text(row.sort_value, 40)))
    return shown if row.sort_utc else _("{time}, no zone").format(time=shown)


def kind_text(row: ItemRow) -> str:
    return "" if row.kind is None else _(KINDS[row.kind])


def length_text(row: ItemRow) -> str:
    return amounts.duration(Fraction(row.duration)) if row.duration else ""


class ItemsModel(QAbstractTableModel):
    """Rows come in chunks of 128, when they are looked at."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: tuple[ItemId, ...] = ()
        self._places: dict[ItemId, int] = {}
        self._rows: dict[ItemId, ItemRow] = {}
        self._asked: set[int] = set()

    def take(self, ids: Sequence[ItemId]) -> None:
        """Another list, in its order."""
        wanted, known = tuple(ids), len(self._ids)
        if wanted == self._ids:
            return
        if known and wanted[:known] == self._ids:  # some came behind: what is looked at stays where it is
            self.beginInsertRows(QModelIndex(), known, len(wanted) - 1)
            self._ids = wanted
            self._places.update({item: place for place, item in enumerate(wanted[known:], known)})
            self._asked.discard(known // CHUNK)
            self.endInsertRows()
            return
        self.beginResetModel()
        self._ids = wanted
        self._places = {item: place for place, item in enumerate(wanted)}
        self._asked.clear()
        self.endResetModel()

    def refresh(self, items: frozenset[ItemId]) -> None:
        """These changed: their rows are asked for again."""
        shown = [item for item in items if item in self._places]
        for item in items:
            self._rows.pop(item, None)
        for chunk in {self._places[item] // CHUNK for item in shown}:
            self._asked.discard(chunk)
            self._ask(chunk)

    def place(self, item: ItemId) -> int:
        """Its row, or -1."""
        return self._places.get(item, -1)

    def item_at(self, row: int) -> ItemId:
        return self._ids[row]

    def row_at(self, row: int) -> ItemRow | None:
        """What is known of it by now; asked for when it is nothing."""
        found = self._rows.get(self._ids[row])
        if found is None:
            self._ask(row // CHUNK)
        return found

    def _ask(self, chunk: int) -> None:
        if chunk in self._asked:
            return
        self._asked.add(chunk)
        ids = self._ids[chunk * CHUNK : (chunk + 1) * CHUNK]
        self._desk.ask(partial(self._desk.casework.library.rows, ids), self._told)

    def _told(self, rows: tuple[ItemRow, ...]) -> None:
        places = []
        for row in rows:
            self._rows[row.item] = row
            if row.item in self._places:
                places.append(self._places[row.item])
        if places:
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), len(HEADS) - 1))

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
            return time_text(known)
        if column == STATE:
            return state(known)[1]
        return {
            KIND: kind_text(known),
            LENGTH: length_text(known),
            NAME: known.name,
            SIZE: amounts.size(known.size),
            RECEIVED: known.acquired_at[:19].replace("T", " ") + " UTC",
        }[column]

    def _spoken(self, row: int) -> str:
        known = self._rows.get(self._ids[row])
        own = self._desk.own(self._ids[row])
        return (
            own
            if known is None
            else ", ".join(part for part in (own, kind_text(known), time_text(known), state(known)[1]) if part)
        )
