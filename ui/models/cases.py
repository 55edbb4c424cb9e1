"""The cases as a table: number, title, how many items, what needs a person, when something was last recorded."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.names import shown_text
from intake.records.rows import CaseStanding, Filter, Unread
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.models.times import day_text, stamp

Index = QModelIndex | QPersistentModelIndex
CASE, TITLE, ITEMS, NEEDS, LAST, OPENED = range(6)
HEADS = (N_("Case"), N_("Title"), N_("Items"), N_("Needs a person"), N_("Last entry about it"), N_("Opened"))
StateRole = Qt.ItemDataRole.UserRole


def reasons(standing: CaseStanding) -> list[tuple[str, str, Filter]]:
    """What is not ready for release: state, words with their count, and the filter that lists those items."""
    number = standing.row.number
    found: list[tuple[str, str, Filter]] = []
    if standing.differs:
        said = ngettext("Digest differs: {count}", "Digest differs: {count}", standing.differs)
        found.append(("bad", said, Filter(case_number=number, comparison=Comparison.DIFFERS)))
    if standing.stored_unread:
        said = ngettext(
            "Stored copy was not read again: {count}", "Stored copy was not read again: {count}", standing.stored_unread
        )
        found.append(("attention", said, Filter(case_number=number, unread=Unread.STORED)))
    if standing.source_unread:
        said = ngettext("Source was not read again: {count}", "Source was not read again: {count}", standing.source_unread)
        found.append(("attention", said, Filter(case_number=number, unread=Unread.SOURCE)))
    if standing.unexamined:
        said = ngettext("Not examined: {count}", "Not examined: {count}", standing.unexamined)
        found.append(("attention", said, Filter(case_number=number, examined=False)))
    if standing.attorney:
        said = ngettext("Tell the attorney: {count}", "Tell the attorney: {count}", standing.attorney)
        found.append(("attention", said, Filter(case_number=number, mark=MarkKind.ATTORNEY)))
    return found


class CasesModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[CaseStanding, ...] = ()

    def take(self, rows: Sequence[CaseStanding]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def standing(self, row: int) -> CaseStanding:
        return self._rows[row]

    def place(self, number: str) -> int:
        """-1 when there is no such case."""
        return next((at for at, one in enumerate(self._rows) if one.row.number == number), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(HEADS):
            return _(HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        one = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(one, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for column in range(len(HEADS)) if (text := self._text(one, column)))
        if role == StateRole:
            found = reasons(one)
            return found[0][0] if found else ("good" if one.row.items else "")
        return None

    @staticmethod
    def _text(one: CaseStanding, column: int) -> str:
        found = reasons(one)
        nothing = _("Nothing") if one.row.items else ""
        return {
            CASE: shown_text(one.row.number),
            TITLE: shown_text(one.row.title),
            ITEMS: f"{one.row.items:,}",
            NEEDS: " · ".join(said for _state, said, _where in found) or nothing,
            LAST: stamp(one.last_at),
            OPENED: day_text(one.row.opened_at[:10]),
        }[column]
