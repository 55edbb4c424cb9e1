"""The custody log as sentences by day, newest first: read in pages, entries of one act folded into one line with their count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intake.records.events import Entry, Type
from intake.wording.events import sentence, who
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk

Index = QModelIndex | QPersistentModelIndex
LineRole = Qt.ItemDataRole.UserRole
PAGE = 256
FOLD_FROM = 3
FOLDED = {Type.ACQUIRED, Type.COMPARED, Type.EXAMINED}


@dataclass(frozen=True, slots=True)
class Line:
    """A day (no entries), one entry, or the entries of one act. state: of its icon."""

    day: str
    time: str
    text: str
    state: str = ""
    entries: tuple[Entry, ...] = ()


def state_of(entry: Entry) -> str:
    outcome = entry.value("outcome")
    ended = outcome.get("outcome") if isinstance(outcome, dict) else None
    if ended == "refused" or (ended == "failed" and entry.type is not Type.COMPARED):
        return "bad"
    if entry.type is Type.FIXITY_FAILED:
        return "bad"
    if entry.type is Type.COMPARED:
        comparison = entry.value("comparison")
        made = isinstance(comparison, dict) and comparison.get("made")
        return ("good" if ended == "done" else "bad") if made else "attention"
    if entry.type in {Type.ACCESS_DENIED, Type.RESTORED, Type.CLOCK_CHANGED, Type.RECOVERY_USED}:
        return "attention"
    return "good" if entry.type in {Type.READ_BACK_VERIFIED, Type.FIXITY_OK} else ""


def _act(entries: Sequence[Entry]) -> str:
    """One sentence for entries of one act."""
    count = len(entries)
    if entries[0].type is Type.ACQUIRED:
        said = ngettext("{count} file was taken in", "{count} files were taken in", count)
        return f"{said} ({_('by {who}').format(who=who(entries[0]))})."
    if entries[0].type is Type.EXAMINED:
        return ngettext("{count} item was examined.", "{count} items were examined.", count)
    return ngettext(
        "{count} comparison was made; the digest matched.", "{count} comparisons were made; every digest matched.", count
    )


def _foldable(one: Entry, other: Entry) -> bool:
    return (
        one.type is other.type
        and one.type in FOLDED
        and state_of(one) == state_of(other) in {"", "good"}
        and one.operator_key == other.operator_key
        and one.time[:10] == other.time[:10]
    )


def lines_of(entries: Sequence[Entry], said: Callable[[Entry], str] = sentence, *, fold: bool = True) -> list[Line]:
    """Entries, newest first, as lines with a heading for each day (UTC)."""
    lines: list[Line] = []
    at = 0
    day = ""
    while at < len(entries):
        entry = entries[at]
        end = at + 1
        while fold and end < len(entries) and _foldable(entry, entries[end]):
            end += 1
        if entry.time[:10] != day:
            day = entry.time[:10]
            lines.append(Line(day, "", day))
        group = tuple(entries[at:end])
        if len(group) >= FOLD_FROM:
            lines.append(Line(day, entry.time[11:22], _act(group), state_of(entry), group))
        else:
            lines += [Line(day, one.time[11:22], said(one), state_of(one), (one,)) for one in group]
        at = end
    return lines


class LogModel(QAbstractListModel):
    """Pages of 256 entries, read when they are scrolled to."""

    grown = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._entries: list[Entry] = []  # newest first
        self._lines: list[Line] = []
        self._oldest = 0
        self._newest = 0
        self._asking = False
        self._words = ""
        self._opened: set[int] = set()  # folded acts that were opened, by their first position

    def _said(self, entry: Entry) -> str:
        return self._desk.own_words(sentence(entry))

    def begin(self) -> None:
        """Read the newest page, or what came since."""
        self._newer()

    @property
    def size(self) -> int:
        return self._newest

    def narrow(self, words: str) -> None:
        self._words = words.casefold()
        self._arrange()

    def unfold(self, row: int) -> None:
        line = self._lines[row]
        if len(line.entries) > 1:
            self._opened.add(line.entries[0].position)
            self._arrange()

    def _newer(self) -> None:
        if self._asking:
            return
        self._asking = True
        library = self._desk.casework.library
        known = self._newest

        def question() -> tuple[int, tuple[Entry, ...]]:
            size = library.log_size()
            return size, tuple(library.log(max(known, size - PAGE), size))

        self._desk.ask(question, self._told_newer, self._failed)

    def _told_newer(self, told: tuple[int, tuple[Entry, ...]]) -> None:
        size, entries = told
        self._asking = False
        first = size - len(entries)
        if first > self._newest:  # more came than one page: begin anew from the end
            self._entries = []
        if not self._entries:
            self._oldest = first
        self._newest = size
        self._entries[:0] = reversed(entries)
        self._arrange()

    def _failed(self, _error: object) -> None:
        self._asking = False

    def _arrange(self) -> None:
        words = self._words.split()
        kept = [one for one in self._entries if not words or all(word in self._said(one).casefold() for word in words)]
        lines: list[Line] = []
        for line in lines_of(kept, self._said, fold=not words):
            if len(line.entries) > 1 and line.entries[0].position in self._opened:
                lines += [Line(line.day, one.time[11:22], self._said(one), state_of(one), (one,)) for one in line.entries]
            else:
                lines.append(line)
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()
        self.grown.emit()

    def line(self, row: int) -> Line:
        return self._lines[row]

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._oldest > 0 and not self._asking

    def fetchMore(self, parent: Index) -> None:
        if parent.isValid() or self._asking or self._oldest <= 0:
            return
        self._asking = True
        start, stop = max(0, self._oldest - PAGE), self._oldest
        library = self._desk.casework.library

        def question() -> tuple[Entry, ...]:
            return tuple(library.log(start, stop))

        self._desk.ask(question, self._told_older, self._failed)

    def _told_older(self, entries: tuple[Entry, ...]) -> None:
        self._asking = False
        self._oldest -= len(entries)
        self._entries += reversed(entries)
        self._arrange()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and not self._lines[index.row()].entries:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LineRole:
            return line
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{line.time} {line.text}".strip()
        return None
