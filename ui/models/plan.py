"""The files before copying, as their directories list them: which are wanted, and what needs a look."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intake.ids import ItemId
from intake.records.items import PlanLine, SourceKind
from intake.records.names import shown
from intake.wording import amounts
from intake.wording.errors import words
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.models.plan_files import PlanFiles
from ui.models.plan_filter import KINDS, PlanFilter, kind_of
from ui.models.times import day_text

Index = QModelIndex | QPersistentModelIndex
StateRole = Qt.ItemDataRole.UserRole
NAME, KIND, TIME, SIZE, NOTE = range(5)
HEADS = (N_("Name"), N_("Kind"), N_("File time there, UTC"), N_("Size"), N_("Before copying"))
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def kind_by_name(name: bytes) -> str:
    """What the name says; nothing is opened."""
    return _(KINDS[kind_of(name)])


def kinds_said(counts: Mapping[str, int]) -> str:
    """How many of each kind, by their names; what there is none of is not said."""
    said = {
        "image": ngettext("{count} photo", "{count} photos", counts.get("image", 0)),
        "video": ngettext("{count} video", "{count} videos", counts.get("video", 0)),
        "audio": ngettext("{count} recording", "{count} recordings", counts.get("audio", 0)),
        "text": ngettext("{count} document", "{count} documents", counts.get("text", 0)),
        "archive": ngettext("{count} archive", "{count} archives", counts.get("archive", 0)),
        "other": ngettext("{count} other", "{count} others", counts.get("other", 0)),
    }
    return ", ".join(words for kind, words in said.items() if counts.get(kind))


def file_time(ns: int | None) -> str:
    """Nanoseconds since 1970 as UTC to the second."""
    if ns is None:
        return ""
    try:
        time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=ns // 1_000_000_000)
    except OverflowError:
        return ""
    return f"{day_text(f'{time:%Y-%m-%d}')} {time:%H:%M:%S}"


class PlanModel(QAbstractTableModel):
    """What is listed and ticked is what is taken in: a file that the filter hides is not, whatever was ticked before.

    Each answer about all lines is worked out once for each change, however many lines there are.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[PlanLine, ...] = ()
        self._wanted: list[bool] = []
        self._kinds: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._twice: Mapping[int, int] = {}
        self._held: dict[int, tuple[ItemId, ...]] = {}
        self._refused = self._empty = 0
        self._shown: list[int] = []
        self.where = PlanFilter()
        self._order: tuple[int, bool] | None = None  # column, descending

    def take(self, files: PlanFiles) -> None:
        """Other files; the filter and the order stay."""
        self.beginResetModel()
        self._lines, self._kinds, self._names, self._twice = files.lines, files.kinds, files.names, files.twice
        self._wanted = [line.refusal is None for line in files.lines]
        self._held = {}
        self._refused = self._wanted.count(False)
        self._empty = sum(map(self._is_empty, range(len(files.lines))))
        self._arrange()
        self.endResetModel()
        self.chosen_changed.emit()

    def take_held(self, held: Mapping[int, tuple[ItemId, ...]]) -> None:
        """By line number: items of the same name and size."""
        self._held.update(held)
        if held and (self.where.looks or self._order is not None):
            self.beginResetModel()
            self._arrange()
            self.endResetModel()
        elif self._shown:
            self.dataChanged.emit(self.index(0, NOTE), self.index(len(self._shown) - 1, NOTE))
        self.chosen_changed.emit()

    def narrow(self, where: PlanFilter) -> None:
        """List only these."""
        if where == self.where:
            return
        self.beginResetModel()
        self.where = where
        self._arrange()
        self.endResetModel()
        self.chosen_changed.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; -1 for the order in which the medium lists them."""
        self.beginResetModel()
        self._order = None if column < 0 else (column, order is Qt.SortOrder.DescendingOrder)
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        listed = self.where.listed(self._lines, self._names, self._kinds)
        if self.where.looks:
            listed = [at for at in listed if self._looks(at)]
        if self._order is not None:
            column, descending = self._order
            listed.sort(key=self._key(column), reverse=descending)
        self._shown = listed

    def _key(self, column: int) -> Callable[[int], Any]:
        lines = self._lines
        keys: dict[int, Callable[[int], Any]] = {
            NAME: self._names.__getitem__,
            KIND: self._kinds.__getitem__,
            TIME: lambda at: -1 if lines[at].modified_ns is None else lines[at].modified_ns,
            SIZE: lambda at: lines[at].size,
            NOTE: self._state,
        }
        return keys[column]

    @property
    def lines(self) -> tuple[PlanLine, ...]:
        """All of them, listed or not."""
        return self._lines

    def chosen(self) -> tuple[PlanLine, ...]:
        """Ticked and listed, in the medium's order."""
        return tuple(self._lines[at] for at in sorted(self._shown) if self._wanted[at])

    def chosen_kinds(self) -> Counter[str]:
        return Counter(self._kinds[at] for at in self._shown if self._wanted[at])

    def refused(self) -> int:
        return self._refused

    def held_count(self) -> int:
        return len(self._held)

    def repeated(self) -> int:
        """Files that have the name and size of another one of this list."""
        return len(self._twice)

    def empty(self) -> int:
        """Files without a byte."""
        return self._empty

    def unlisted(self) -> int:
        """Files that could be taken in and are not, because they are not listed."""
        return len(self._lines) - self._refused - sum(self._lines[at].refusal is None for at in self._shown)

    def choose_all(self, wanted: bool) -> None:
        """Everything that is listed."""
        for at in self._shown:
            self._wanted[at] = wanted and self._lines[at].refusal is None
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0))
        self.chosen_changed.emit()

    def turn(self, rows: Sequence[int]) -> None:
        """Tick these rows, or, when all that can be are ticked, none of them."""
        places = [self._shown[row] for row in rows if self._lines[self._shown[row]].refusal is None]
        wanted = not all(self._wanted[at] for at in places)
        for at in places:
            self._wanted[at] = wanted
        if places:
            self.dataChanged.emit(self.index(min(rows), NAME), self.index(max(rows), NAME))
            self.chosen_changed.emit()

    def find(self, typed: str, start: int) -> int:
        """The first row from `start` on, and then from the top, whose path or whose name begins with this; -1."""
        wanted, names, shown = typed.casefold(), self._names, self._shown
        for row in chain(range(start, len(shown)), range(start)):
            name = names[shown[row]]
            if name.startswith(wanted) or name.startswith(wanted, name.rfind("/") + 1):
                return row
        return -1

    def _is_empty(self, at: int) -> bool:
        line = self._lines[at]
        return line.refusal is None and line.kind is SourceKind.FILE and line.size == 0

    def _looks(self, at: int) -> bool:
        return (
            self._lines[at].refusal is not None or at in self._twice or self._is_empty(at) or self._lines[at].line in self._held
        )

    def _state(self, at: int) -> str:
        if self._lines[at].refusal or self._is_empty(at):
            return "attention"
        return "duplicate" if at in self._twice or self._lines[at].line in self._held else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(HEADS):
            return _(HEADS[section])
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section == SIZE:
            return int(RIGHT)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags
        if index.column() == NAME and self._lines[self._shown[index.row()]].refusal is None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        at = self._shown[index.row()]
        line = self._lines[at]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(at, index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == NAME:
            return Qt.CheckState.Checked if self._wanted[at] else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == SIZE:
            return int(RIGHT)
        if role == StateRole:
            return self._state(at)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._note(at) if index.column() == NOTE else shown(line.relative or line.name)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        at = self._shown[index.row()]
        if self._lines[at].refusal is not None:
            return False
        self._wanted[at] = Qt.CheckState(value) is Qt.CheckState.Checked
        self.dataChanged.emit(index, index)
        self.chosen_changed.emit()
        return True

    def _text(self, at: int, column: int) -> str:
        line = self._lines[at]
        if column == NAME:
            return shown(line.relative or line.name)
        if column == KIND:
            return _(KINDS[self._kinds[at]]) if self._kinds[at] else ""
        if column == TIME:
            return file_time(line.modified_ns)
        if column == SIZE:
            return amounts.size(line.size) if line.kind is SourceKind.FILE else ""
        return self._note(at)

    def _note(self, at: int) -> str:
        line = self._lines[at]
        if line.refusal is not None:
            return words(line.refusal, {"name": _("It"), "kind": line.kind.value}).message
        if line.line in self._held:
            first = self._held[line.line][0]
            return _("Same name and size as {item}").format(item=first.partition("-")[2])
        if at in self._twice:
            return _("Same name and size as {item}").format(item=shown(self._lines[self._twice[at]].relative))
        return _("Empty file") if self._is_empty(at) else _("New")
