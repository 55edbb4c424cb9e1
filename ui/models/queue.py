"""A running import: each line of its plan with where it stands, told by notices and steps."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from intake.ids import ItemId
from intake.notices import LineMoved
from intake.progress import Pace, Step
from intake.records.items import PlanLine
from intake.records.names import shown, shown_text
from intake.records.rows import ItemRow
from intake.wording import amounts
from intake.wording.errors import words
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _

Index = QModelIndex | QPersistentModelIndex
StateRole = Qt.ItemDataRole.UserRole
ShareRole = Qt.ItemDataRole.UserRole + 1
LineRole = Qt.ItemDataRole.UserRole + 2
FILE, ITEM, STAGE, SIZE, SPEED, LEFT, ACT = range(7)
HEADS = (N_("File"), N_("Item"), N_("Stage"), N_("Size"), N_("Speed"), N_("Time left"), "")
RIGHT = frozenset({SIZE, SPEED, LEFT, ACT})
SAID = {
    "waiting": ("waiting", N_("Waiting")),
    "acquiring": ("running", N_("Reading")),
    "read": ("waiting", N_("Being recorded")),
    "acquired": ("waiting", N_("In the vault, to be read again")),
    "comparing": ("running", N_("Reading again")),
    "compared": ("good", N_("Digest matched, to be examined")),
    "examining": ("running", N_("Examining")),
    "done": ("good", N_("Digest matched, examined")),
    "kept": ("good", N_("Digest matched; kept as it is, nothing looks into this kind")),
    "differs": ("bad", N_("Digest does not match")),
    "not_compared": ("attention", N_("In the vault, not compared with the source")),
    "unreadable": ("attention", N_("Digest matched; no reader understands it")),
    "failed": ("bad", N_("Not read")),
    "withdrawn": ("waiting", N_("Left out")),
}
CAN_BE_LEFT_OUT = frozenset({"waiting", "acquiring"})
OPEN = CAN_BE_LEFT_OUT | {"read"}
NEEDS_A_PERSON = frozenset({"failed", "differs", "not_compared", "unreadable"})
LEFT_OUT = frozenset({"withdrawn"})
IN_WORK = frozenset({"acquiring", "comparing", "examining"})
MOST_NEEDING = 200  # of those that need a person, when only few are asked for; the others follow when all are
IN_VAULT = frozenset({"acquired", "comparing", "compared", "examining", "done", "kept", "differs", "not_compared", "unreadable"})
AFTER = {
    "waiting": ("acquiring",),
    "acquiring": ("acquiring",),
    "read": ("acquiring",),
    "acquired": ("comparing",),
    "comparing": ("comparing",),
    "compared": ("examining",),
    "examining": ("examining",),
}
BEFORE = {"comparing": "acquired", "examining": "compared"}  # what is worked on does not fall back meanwhile
READS = frozenset({"acquire", "compare_stored", "compare_source"})  # byte after byte, so that a speed says something
STAGE_OF = {"acquire": "acquiring", "compare_stored": "comparing", "compare_source": "comparing", "examine": "examining"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands. share: of the present stage, 0 to 1, or None. speed: bytes a second. left: seconds of this stage."""

    state: str = "waiting"
    item: ItemId | None = None
    code: str | None = None
    share: float | None = None
    speed: float | None = None
    left: float | None = None


RECORDED_SOON = Place("read")


def _stage_text(place: Place, reason: str) -> str:
    """The word for the stage; while it is worked on also how far it is; of what was left out why."""
    said = _(SAID[place.state][1])
    if place.share is not None:
        return f"{said} · {int(min(1.0, place.share) * 100)} %"
    return f"{said}: {shown_text(reason)}" if place.state == "withdrawn" and reason else said


class QueueModel(QAbstractTableModel):
    def __init__(self, lines: Sequence[PlanLine], done: frozenset[int] = frozenset(), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = tuple(lines)
        self._rows = {line.line: row for row, line in enumerate(self._lines)}
        self._places = {line.line: Place("acquired" if line.line in done else "waiting") for line in self._lines}
        self._by_item: dict[ItemId, int] = {}
        self._counts = Counter(place.state for place in self._places.values())  # kept as lines move: asked ten times a second
        self._reading: int | None = None
        self._failed: list[int] = []  # rows, in the order of the plan
        self._needing: list[int] = []  # likewise, of all that need a person
        self._in_work: set[int] = set()  # rows
        self._waiting_from = 0  # no row above it waits
        self._reasons: dict[int, str] = {}  # by line, why it was left out
        self._may_leave_out = False
        self._paces: dict[int, tuple[str, Pace]] = {}  # of each line that is worked on: its step's stage, and how fast it goes

    def moved(self, *notices: LineMoved) -> None:
        self._put(self._place_after(notice) for notice in notices if notice.line in self._rows)

    def _place_after(self, notice: LineMoved) -> tuple[int, Place]:
        item = notice.item or self._places[notice.line].item
        if item is not None:
            self._by_item[item] = notice.line
        return notice.line, Place(notice.state, item, notice.code, None)

    def took(self, rows: Sequence[ItemRow]) -> None:
        """Items as the vault has them now."""
        changed = []
        for row in rows:
            number = self._by_item.get(row.item)
            if number is not None and (state := row.stands()) != BEFORE.get(self._places[number].state):
                changed.append((number, Place(state, row.item)))
        self._put(changed)

    def items(self) -> frozenset[ItemId]:
        """The items that its lines became so far."""
        return frozenset(self._by_item)

    def own(self, items: Iterable[ItemId]) -> tuple[ItemId, ...]:
        """Those of these items that its lines became."""
        return tuple(item for item in items if item in self._by_item)

    def stepped(self, step: Step) -> None:
        """How far the line is that is worked on now."""
        if step.subject is None:
            return
        number = int(step.subject) if step.subject.isdecimal() else self._by_item.get(ItemId(step.subject), 0)
        place = self._places.get(number)
        state = STAGE_OF.get(step.stage, "")
        if place is None or state not in AFTER.get(place.state, ()):
            return  # it is further on already: steps and notices come by different ways
        stage, pace = self._paces.get(number, ("", Pace()))
        if (stage, place.state) != (step.stage, state):
            pace = Pace()
        pace.note(step.done)
        share = step.done / step.total if step.total else None
        speed = pace.speed() if step.unit == "bytes" and step.stage in READS else None
        self._put([(number, replace(place, state=state, share=share, speed=speed, left=pace.seconds_left(step.total)))])
        self._paces[number] = step.stage, pace

    def _put(self, moves: Iterable[tuple[int, Place]]) -> None:
        """Lines stand elsewhere now: told to the view once, however many."""
        rows = []
        for number, place in self._one_at_a_time(moves):
            before, row = self._places[number], self._rows[number]
            self._places[number] = place
            self._counts[before.state] -= 1
            self._counts[place.state] += 1
            if before.state != place.state:
                self._paces.pop(number, None)
            if before.state != place.state:
                self._remember(row, before.state, place.state)
            rows.append(row)
        if rows:
            self.dataChanged.emit(self.index(min(rows), ITEM), self.index(max(rows), ACT))

    def _remember(self, row: int, before: str, state: str) -> None:
        """Where the rows are that matter, so that nobody looks through all of them."""
        for kept, states in ((self._failed, frozenset({"failed"})), (self._needing, NEEDS_A_PERSON)):
            if before in states and state not in states:
                del kept[bisect_left(kept, row)]
            elif state in states and before not in states:
                insort(kept, row)
        (self._in_work.add if state in IN_WORK else self._in_work.discard)(row)
        if state == "waiting":
            self._waiting_from = min(self._waiting_from, row)

    def few(self, fewest: int) -> list[int]:
        """The rows that need a person, those that are worked on and the next that waits; and some first ones, up to `fewest`."""
        lines = self._lines
        while self._waiting_from < len(lines) and self._places[lines[self._waiting_from].line].state != "waiting":
            self._waiting_from += 1
        found = {*self._needing[:MOST_NEEDING], *self._in_work, *range(self._waiting_from, len(lines))[:1]}
        for row in range(len(lines)):
            if len(found) >= fewest:
                break
            found.add(row)
        return sorted(found)

    def left_out(self, lines: Iterable[int], reason: str) -> None:
        """A person left these out, for a reason."""
        self._reasons.update(dict.fromkeys(lines, reason))

    def allow_leaving_out(self, allowed: bool) -> None:
        """Whether what failed can be left out now: not while the batch runs, and not when its submission is closed."""
        if allowed != self._may_leave_out:
            self._may_leave_out = allowed
            self.dataChanged.emit(self.index(0, ACT), self.index(len(self._lines) - 1, ACT))

    def _one_at_a_time(self, moves: Iterable[tuple[int, Place]]) -> Iterator[tuple[int, Place]]:
        """Sources are read one after another, in the order of the plan; what was read is recorded some time later, in a group."""
        for number, place in moves:
            other = self._reading
            if place.state != "acquiring":
                yield number, place
                continue
            if other is not None and other != number and self._places[other].state == "acquiring":
                if self._rows[other] > self._rows[number]:  # told late
                    yield number, replace(RECORDED_SOON, item=place.item)
                    continue
                yield other, replace(RECORDED_SOON, item=self._places[other].item)
            self._reading = number
            yield number, place

    def count(self, states: frozenset[str]) -> int:
        return sum(self._counts[state] for state in states)

    @property
    def failed(self) -> int:
        """How many lines failed."""
        return len(self._failed)

    def failures(self, most: int | None = None) -> list[tuple[PlanLine, str]]:
        """Lines that failed, each with its code, in the order of the plan; most: only the first so many."""
        lines = [self._lines[row] for row in self._failed[:most]]
        return [(line, self._places[line.line].code or "source_unreadable") for line in lines]

    @property
    def lines(self) -> tuple[PlanLine, ...]:
        return self._lines

    def state_of(self, number: int) -> str:
        return self._places[number].state

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(HEADS):
            return _(HEADS[section]) if HEADS[section] else ""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section in RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        place = self._places[line.line]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, place, index.column())
        if role == StateRole:
            return SAID[place.state][0]
        if role == ShareRole:
            return place.share
        if role == LineRole:
            return line.line
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in {FILE, STAGE}:
            return self._text(line, place, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def act_on(self, number: int) -> str:
        """What a person can do with a line now: stop, leave_out, or nothing."""
        state = self._places[number].state
        if state in CAN_BE_LEFT_OUT:
            return "leave_out" if self._may_leave_out else "stop"
        return "leave_out" if state == "failed" and self._may_leave_out else ""

    def _text(self, line: PlanLine, place: Place, column: int) -> str:
        if column == FILE:
            return shown(line.relative or line.name)
        if column == ITEM:
            if place.item:
                return place.item.partition("-")[2]
            return _("none") if place.state == "withdrawn" else _("none yet")
        if column == STAGE:
            if place.state == "failed" and place.code:
                return words(place.code, {"name": shown(line.name)}).message
            return _stage_text(place, self._reasons.get(line.line, ""))
        if column == SIZE:
            return amounts.size(line.size)
        if column == SPEED:
            return f"{amounts.size(int(place.speed))}/s" if place.speed else ""
        if column == LEFT:
            return amounts.time_left(place.left)
        return {"stop": _("Stop"), "leave_out": _("Leave out…")}.get(self.act_on(line.line), "")
