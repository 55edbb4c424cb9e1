"""Items that a bundle may hold, each with a tick: those that were chosen, and what else is in the same cases."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intake.casework.door import Casework
from intake.ids import ItemId
from intake.records.names import shown_text
from intake.records.rows import Filter, ItemRow
from intake.wording import amounts
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.items import kind_text

Index = QModelIndex | QPersistentModelIndex
NUMBER, NAME, KIND, SIZE, CASE = range(5)
HEADS = (N_("Item"), N_("Name"), N_("Kind"), N_("Size"), N_("Case"))
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def candidates(casework: Casework, items: tuple[ItemId, ...], case: str | None) -> tuple[ItemRow, ...]:
    """The rows of these items and of all others in their cases, in order of their numbers."""
    library = casework.library
    chosen = library.ids(Filter(case_number=case)) if case is not None else items
    rows = library.rows(chosen)
    cases = {number for row in rows for number in row.case_numbers}
    others = {item for number in cases for item in library.ids(Filter(case_number=number))} - set(chosen)
    return tuple(sorted((*rows, *library.rows(sorted(others))), key=lambda row: row.item))


class Candidates(QAbstractTableModel):
    chosen_changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: tuple[ItemRow, ...] = ()
        self._chosen: set[ItemId] = set()

    def take(self, rows: Sequence[ItemRow], chosen: Sequence[ItemId]) -> None:
        """Other candidates, of which these are ticked."""
        self.beginResetModel()
        self._rows, self._chosen = tuple(rows), set(chosen)
        self.endResetModel()
        self.chosen_changed.emit()

    @property
    def rows(self) -> tuple[ItemRow, ...]:
        return self._rows

    def chosen(self) -> tuple[ItemId, ...]:
        """In order of their numbers."""
        return tuple(row.item for row in self._rows if row.item in self._chosen)

    def chosen_rows(self) -> tuple[ItemRow, ...]:
        return tuple(row for row in self._rows if row.item in self._chosen)

    def choose(self, items: Sequence[ItemId], *, on: bool) -> None:
        """Tick these, or take their ticks away."""
        self._chosen = self._chosen | set(items) if on else self._chosen - set(items)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0), [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own default
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(HEADS):
            return _(HEADS[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return plain | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NUMBER else plain

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole and column == NAME:
            return shown_text(row.name)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == SIZE:
            return RIGHT
        if role == Qt.ItemDataRole.CheckStateRole and column == NUMBER:
            return Qt.CheckState.Checked if row.item in self._chosen else Qt.CheckState.Unchecked
        return None

    def _text(self, row: ItemRow, column: int) -> str:
        if column == NUMBER:
            return self._desk.own(row.item)
        if column == NAME:
            return shown_text(row.name)
        if column == KIND:
            return kind_text(row)
        return amounts.size(row.size) if column == SIZE else ", ".join(map(shown_text, row.case_numbers))

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != NUMBER:
            return False
        self.choose([self._rows[index.row()].item], on=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True
