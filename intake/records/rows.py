"""Rows: what the catalog answers with. Frozen values; no ORM session leaves the catalog."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from intake.ids import BatchId, ItemId, ObjectId, SubmissionId
from intake.records.claims import Kind
from intake.records.clock import Difference, Placed, placed
from intake.records.digests import Digests
from intake.records.events import Type
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.submissions import Giver, Reach

T = TypeVar("T")
NOBODY = Giver()
ONLY_KEPT = frozenset({Kind.ARCHIVE, Kind.DOCUMENT})


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in a list. name: shown form.

    sort_utc, sort_value, sort_reason: the time used for sorting as far as it is known, and why it is this one.
    sort_day: its day as recorded (`2026-11-22`), "" when there is none. giver: who handed it over, as last corrected.
    signs: the codes of what its examination noted, sorted. marks: those in force, sorted. make, model: of the device that
    recorded it, as the file says; "" where it says none. clock: how far that device's clock was off, as last recorded.
    """

    item: ItemId
    name: str
    size: int
    sha256: str
    media_type: str  # by content; "" before examination
    kind: Kind | None
    case_numbers: tuple[str, ...]
    acquired_at: str
    examined: bool
    readable: bool | None
    comparison: Comparison
    duration: str | None  # seconds as a fraction's text
    sort_utc: str | None
    sort_value: str | None
    observations: int
    pack: ObjectId | None
    sort_reason: str = ""
    sort_day: str = ""
    giver: Giver = NOBODY
    signs: tuple[str, ...] = ()
    marks: tuple[MarkKind, ...] = ()
    make: str = ""
    model: str = ""
    clock: Difference | None = None

    @property
    def placed(self) -> Placed | None:
        """Where the time used for sorting belongs by the clock difference; None where there is none, or it says nothing of it."""
        if self.clock is None:
            return None
        return placed(self.clock, self.sort_value, self.sort_utc, self.sort_reason)

    @property
    def only_kept(self) -> bool:
        """Whether no reader looked into it, as none is meant to: a letter or an archive."""
        return self.readable is False and self.kind in ONLY_KEPT and "kind_not_read_here" in self.signs

    def stands(self, *, compared: bool = False) -> str:
        """As in `notices.LineMoved`. compared: nothing is still to be compared, so a comparison that was not made will not be."""
        if self.comparison is Comparison.DIFFERS:
            return "differs"
        if self.comparison is Comparison.NOT_MADE:
            return "not_compared" if compared or self.examined else "acquired"
        if not self.examined:
            return "compared"
        if self.only_kept:
            return "kept"
        return "unreadable" if self.unreadable else "done"

    @property
    def unreadable(self) -> bool:
        """Whether what should be examined could not be: a letter or an archive is kept, and none of the readers' business."""
        return self.readable is False and not self.only_kept


@dataclass(frozen=True, slots=True)
class Item:
    """Everything the catalog knows of one item."""

    row: ItemRow
    submission: SubmissionId
    ordinal: int
    object: ObjectId
    name_raw: bytes
    digests: Digests
    duplicate_of: ItemId | None
    reach: Reach | None
    giver: Giver
    acquired_position: int
    clock_position: int | None = None  # of the newest entry about its device's clock


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """failed, left_out, waiting: lines of its plans that could not be acquired, that a person left out, that have no outcome yet.

    closed_at: RFC 3339 UTC, "" while it is open. closed_reason: why it was closed with answers or files missing, or "".
    """

    submission: SubmissionId
    opened_at: str
    giver: Giver
    reach: Reach | None
    authority: str
    case_number: str | None
    closed: bool
    items: int
    failed: int
    missing: tuple[str, ...]  # what was not stated
    left_out: int = 0
    waiting: int = 0
    closed_at: str = ""
    closed_reason: str = ""

    @property
    def asks(self) -> bool:
        """Whether an answer, or a file that could not be acquired, is still asked for."""
        return bool(self.missing or self.failed)


@dataclass(frozen=True, slots=True)
class CaseRow:
    case: str
    number: str
    title: str
    opened_at: str
    items: int


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """How a case stands: what of its items is not ready for release, and when something was last recorded about it.

    stored_unread, source_unread: as in `Unread`. attorney: flagged for the attorney.
    """

    row: CaseRow
    last_at: str
    differs: int
    stored_unread: int
    source_unread: int
    unexamined: int
    attorney: int

    @property
    def not_read_again(self) -> int:
        """The source or the stored copy was not read again, and neither differs."""
        return self.stored_unread + self.source_unread

    @property
    def needs_a_person(self) -> bool:
        return bool(self.differs or self.not_read_again or self.unexamined or self.attorney)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as the log has it: its plan's object, how many lines, which lines have an outcome."""

    batch: BatchId
    submission: SubmissionId
    plan: ObjectId
    lines: int
    outcomes: frozenset[int]
    only_acquire: bool
    algorithms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note; `by` is the operator's name as enrolled, `at` RFC 3339 UTC."""

    position: int
    at: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseNote:
    """A note in a case: on one of its items, or on the case itself (item None)."""

    item: ItemId | None
    note: NoteRow


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """The newest outcome of a line of a plan, recorded at `position`: an item, or the code of a failure."""

    line: int
    item: ItemId | None
    code: str | None
    position: int


@dataclass(frozen=True, slots=True)
class OperatorRow:
    operator: str
    name: str
    agency: str
    role: str
    key_id: str
    enrolled_position: int


class Unread(StrEnum):
    """Which of an item was not read again where nothing differs; `source` only where the stored copy was, so each counts once."""

    STORED = "stored"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty means everything.

    sign: the code of something that an examination noted. mark: one that is in force. first_day, last_day: days of the time used for sorting, as
    recorded (`2026-11-22`), both included; items without such a time are left out then.
    """

    case_number: str | None = None
    kinds: frozenset[Kind] = frozenset()
    examined: bool | None = None
    comparison: Comparison | None = None
    with_observations: bool | None = None
    items: frozenset[ItemId] = frozenset()
    submission: SubmissionId | None = None
    readable: bool | None = None
    sign: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    mark: MarkKind | None = None
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class LogWhere:
    """What the log is narrowed to; empty means everything. first_day, last_day: UTC (`2026-11-22`), both included."""

    types: frozenset[Type] = frozenset()
    operator_key: str | None = None
    item: ItemId | None = None
    first_day: str | None = None
    last_day: str | None = None


class Order(StrEnum):
    NUMBER = "number"
    TIME = "time"
    NAME = "name"
    SIZE = "size"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Days:
    """All items that match, by time, with the lengths of the runs of one day: `(day, count)`, day "" where none is known."""

    ids: tuple[ItemId, ...]
    runs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of rows; `after` goes into the next request, None at the end; `total` rows match in all."""

    rows: tuple[T, ...]
    total: int
    after: str | None


class Work(StrEnum):
    """What may be left to do for an item."""

    COMPARE_STORED = "compare_stored"
    COMPARE_SOURCE = "compare_source"
    EXAMINE = "examine"


@dataclass(frozen=True, slots=True)
class Pending:
    item: ItemId
    work: Work
    batch: BatchId | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Position:
    """How much of the log a catalog reflects."""

    size: int
    root: str
