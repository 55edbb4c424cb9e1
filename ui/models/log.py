"""The custody log as sentences by day, newest first: read in pages, entries of one act folded into one line with their count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intake.casework.door import Casework
from intake.records.events import Entry, Type
from intake.records.rows import LogWhere
from intake.wording.events import is_left_out, left_out, sentence, who
from intake.wording.language import counted as ngettext
from ui.desk import Desk
from ui.models.times import day_text

Index = QModelIndex | QPersistentModelIndex
LineRole = Qt.ItemDataRole.UserRole
PAGE = 256
SCAN = 2_048  # entries that are read at once to look for words
SOME = 64  # of those that match, before the next are read
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
    if is_left_out(entry):
        return ""  # a person's decision, and done
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
        return ngettext("{who} acquired {count} item.", "{who} acquired {count} items.", count).replace("{who}", who(entries[0]))
    if entries[0].type is Type.ACQUISITION_FAILED:
        return left_out(entries)
    if entries[0].type is Type.EXAMINED:
        return ngettext("{count} item was examined.", "{count} items were examined.", count)
    return ngettext(
        "{count} comparison was made; the digest matched.", "{count} comparisons were made; every digest matched.", count
    )


def _foldable(one: Entry, other: Entry) -> bool:
    return (
        one.type is other.type
        and (one.type in FOLDED or (is_left_out(one) and is_left_out(other) and one.value("reason") == other.value("reason")))
        and state_of(one) == state_of(other) in {"", "good"}
        and one.operator_key == other.operator_key
        and one.time[:10] == other.time[:10]
    )


def lines_of(
    entries: Sequence[Entry], said: Callable[[Entry], str] = sentence, *, fold: bool = True, day: str = ""
) -> list[Line]:
    """Entries, newest first, as lines with a heading for each day (UTC). day: of the line above."""
    lines: list[Line] = []
    at = 0
    while at < len(entries):
        entry = entries[at]
        end = at + 1
        while fold and end < len(entries) and _foldable(entry, entries[end]):
            end += 1
        if entry.time[:10] != day:
            day = entry.time[:10]
            lines.append(Line(day, "", day_text(day, long=True)))
        group = tuple(entries[at:end])
        if len(group) >= FOLD_FROM:
            lines.append(Line(day, entry.time[11:22], _act(group), state_of(entry), group))
        else:
            lines += [Line(day, one.time[11:22], said(one), state_of(one), (one,)) for one in group]
        at = end
    return lines


EVERYTHING = LogWhere()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: conditions, and words of which each must stand in the sentence."""

    where: LogWhere = EVERYTHING
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the log. size: of the whole log. positions: of what meets the conditions. left: how many of those are not read
    yet, counted from the oldest. entries: those that were, the newest first.
    """

    size: int
    positions: Sequence[int]
    left: int
    entries: tuple[Entry, ...]


def _read(casework: Casework, wanted: Wanted, own: Callable[[str], str], part: Part) -> Part:
    """The next older part."""
    found: list[Entry] = []
    left, step = part.left, SCAN if wanted.words else PAGE
    while left > 0 and not found:
        start = max(0, left - step)
        entries = reversed(casework.library.log_at(part.positions[start:left]))
        left = start
        found += (one for one in entries if matches(one, wanted.words, own))
        if wanted.words:
            break  # so that another question can be answered between
    return Part(part.size, part.positions, left, tuple(found))


def matches(entry: Entry, words: tuple[str, ...], own: Callable[[str], str]) -> bool:
    """Whether every word stands in its sentence."""
    if not words:
        return True
    said = own(sentence(entry)).casefold()
    return all(word in said for word in words)


def first_part(casework: Casework, wanted: Wanted, own: Callable[[str], str]) -> Part:
    """The newest part of what is wanted."""
    size = casework.library.log_size()
    positions = casework.library.log_positions(wanted.where)
    return _read(casework, wanted, own, Part(size, positions, len(positions), ()))


def newer_part(casework: Casework, wanted: Wanted, own: Callable[[str], str], known: int) -> Part | None:
    """What came since the log had `known` entries; None when that is more than a page."""
    size = casework.library.log_size()
    positions = casework.library.log_positions(wanted.where)
    new = [position for position in positions[-PAGE:] if position >= known]
    if len(new) >= PAGE:
        return None
    entries = tuple(one for one in reversed(casework.library.log_at(new)) if matches(one, wanted.words, own))
    return Part(size, positions, 0, entries)


class LogModel(QAbstractListModel):
    """Pages of 256 entries, read when they are scrolled to; the conditions are met by the catalog, words as pages are read."""

    grown = Signal()
    failed = Signal(object)  # IntakeError

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = Wanted()
        self._entries: list[Entry] = []  # newest first
        self._lines: list[Line] = []
        self._part = Part(0, (), 0, ())
        self._asked = 0
        self._asking = False
        self._begun = False
        self._unfolded: set[int] = set()  # positions of entries of acts that were opened

    # What is asked for

    @property
    def size(self) -> int:
        """Of the whole log, as far as it is known."""
        return self._part.size

    @property
    def wanted(self) -> Wanted:
        return self._wanted

    @property
    def whole(self) -> bool:
        """Whether everything that matches has been read."""
        return self._begun and self._part.left == 0

    @property
    def matching(self) -> int:
        """How many entries match, with words as far as they are read."""
        return len(self._entries) if self._wanted.words else len(self._part.positions)

    def begin(self) -> None:
        """Read the newest page, or what came since."""
        if not self._begun:
            self._anew()
        elif not self._asking:
            self._ask(partial(newer_part, self._desk.casework, self._wanted, self._desk.own_words, self.size), self._told_newer)

    def narrow(self, words: str, where: LogWhere | None = None) -> None:
        wanted = Wanted(self._wanted.where if where is None else where, tuple(words.casefold().split()))
        if wanted != self._wanted:
            self._wanted = wanted
            self._anew()

    def _anew(self) -> None:
        self._ask(partial(first_part, self._desk.casework, self._wanted, self._desk.own_words), self._told_first)

    def _ask(self, question: Callable[[], Part | None], told: Callable[[Part | None], object]) -> None:
        self._asked += 1
        self._asking = True
        self._desk.ask(question, partial(self._told, self._asked, told), partial(self._not_told, self._asked))

    def _told(self, asked: int, told: Callable[[Part | None], object], part: Part | None) -> None:
        if asked == self._asked:
            self._asking = False
            told(part)

    def _not_told(self, asked: int, error: object) -> None:
        if asked == self._asked:
            self._asking = False
            self.failed.emit(error)

    def _told_first(self, part: Part | None) -> None:
        if part is None:
            return
        self._begun = True
        self.beginResetModel()
        self._entries, self._lines, self._part = [], [], part
        self.endResetModel()
        self._take_older(part)

    def _told_newer(self, part: Part | None) -> None:
        if part is None:
            self._anew()
            return
        self._part = Part(part.size, part.positions, self._part.left, ())
        self._take_newer(part.entries)
        self.grown.emit()

    def _told_older(self, part: Part | None) -> None:
        if part is not None:
            self._part = Part(max(part.size, self.size), self._part.positions, part.left, ())
            self._take_older(part)

    def _take_older(self, part: Part) -> None:
        self._append(part.entries)
        self.grown.emit()
        if self._wanted.words and len(self._entries) < SOME:
            self.fetchMore(QModelIndex())

    # Lines

    def _said(self, entry: Entry) -> str:
        return self._desk.own_words(sentence(entry))

    def _arranged(self, entries: Sequence[Entry], day: str) -> list[Line]:
        lines: list[Line] = []
        for line in lines_of(entries, self._said, fold=not self._wanted.words, day=day):
            opened = len(line.entries) > 1 and {line.entries[0].position, line.entries[-1].position} & self._unfolded
            lines += self._apart(line) if opened else [line]
        return lines

    def _apart(self, line: Line) -> list[Line]:
        return [Line(line.day, one.time[11:22], self._said(one), state_of(one), (one,)) for one in line.entries]

    def _append(self, entries: Sequence[Entry]) -> None:
        """Older ones below; an act that goes on in them is folded anew."""
        if not entries:
            return
        start = max(0, len(self._entries) - 1)
        while start > 0 and _foldable(self._entries[start - 1], self._entries[start]):
            start -= 1
        keep = len(self._lines)
        if self._entries:
            newest = self._entries[start].position
            while keep and self._lines[keep - 1].entries and self._lines[keep - 1].entries[0].position <= newest:
                keep -= 1
        self._entries += entries
        day = self._lines[keep - 1].day if keep else ""
        self._put(keep, len(self._lines) - keep, self._arranged(self._entries[start:], day))

    def _take_newer(self, entries: Sequence[Entry]) -> None:
        """Newer ones above; the act that they go on with is folded anew."""
        if not entries:
            return
        stop = min(1, len(self._entries))
        while 0 < stop < len(self._entries) and _foldable(self._entries[stop - 1], self._entries[stop]):
            stop += 1
        drop = 0
        if stop:
            oldest = self._entries[stop - 1].position
            while drop < len(self._lines) and (not (one := self._lines[drop].entries) or one[-1].position >= oldest):
                drop += 1
            if drop < len(self._lines) and not self._lines[drop - 1].entries:
                drop -= 1  # the heading of the day below
        self._entries[:0] = entries
        self._put(0, drop, self._arranged(self._entries[: len(entries) + stop], ""))

    def _put(self, at: int, drop: int, lines: list[Line]) -> None:
        if drop:
            self.beginRemoveRows(QModelIndex(), at, at + drop - 1)
            del self._lines[at : at + drop]
            self.endRemoveRows()
        if lines:
            self.beginInsertRows(QModelIndex(), at, at + len(lines) - 1)
            self._lines[at:at] = lines
            self.endInsertRows()

    def unfold(self, row: int) -> None:
        line = self._lines[row]
        if len(line.entries) > 1:
            self._unfolded.update(one.position for one in line.entries)
            self._put(row, 1, self._apart(line))

    def line(self, row: int) -> Line:
        return self._lines[row]

    # Qt's side

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._part.left > 0 and not self._asking

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._ask(partial(_read, self._desk.casework, self._wanted, self._desk.own_words, self._part), self._told_older)

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
