"""Everything that is known of one item: from the catalog, the log, and the pack of its newest examination."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from intake.casework import reasoning, recorded
from intake.casework.opened import Opened
from intake.crypto.stream import open_stream
from intake.errors import ExaminationError, StorageError, TamperError, VaultError
from intake.examination import clocks
from intake.examination.pack import OpenPack, Placed
from intake.ids import ItemId
from intake.records.claims import Answer, Claim, Meaning, Observation, PictureRole, Sorting, TimeClaim
from intake.records.clock import signed
from intake.records.events import Chain, Entry, Subject, SubjectKind, Type
from intake.records.rows import Item

FROM_LOG = "custody log"  # stands for the reader of what only the log still has


@dataclass(frozen=True, slots=True)
class Details:
    """Everything about one item. answer: None before it was examined, and where its reader gave none.

    acquired: its first entry. pictures: what the pack holds, in its order; the digest of each is that of its JPEG.
    damaged: the code of why the pack of an examination cannot be read whole, or ""; then there is no answer and no picture,
    one of the observations says so, of the times only those are there that the log has, and `Agenda.examine` makes another.
    """

    item: Item
    acquired: Entry
    answer: Answer | None
    times: tuple[TimeClaim, ...]
    sorting: Sorting | None
    observations: tuple[Observation, ...]
    pictures: tuple[Placed, ...]
    damaged: str = ""

    @property
    def storyboard(self) -> dict[int, Placed]:
        """The storyboard's pictures by the index of their keyframe."""
        return {one.index: one for one in self.pictures if one.role is PictureRole.STORYBOARD and one.index is not None}


def details(opened: Opened, item: ItemId) -> Details:
    """A pack that is damaged is said, and is no reason to know nothing. VaultError(unknown_item), TamperError."""
    found = opened.item(item)
    known = _known(opened, found)
    difference = found.row.clock
    if difference is None:
        return known
    # Said of the item, and not worked into its times: what a file says stays what it says.
    code = "clock_difference" if found.row.placed is not None else "clock_difference_not_used"
    return replace(known, observations=(*known.observations, Observation(code, signed(difference.seconds))))


def _known(opened: Opened, found: Item) -> Details:
    acquired = opened.ledger.entry(found.acquired_position)
    if found.row.pack is None:
        return _without(found, acquired, _unanswered(opened, found))
    try:
        with open_pack(opened, found) as pack:
            index = pack.index
            for placed in index.pictures:
                pack.jpeg(placed)
    except TamperError as error:
        reason = str(error.facts.get("reason", ""))
        return _recovered(_newest(opened, found), _without(found, acquired, (Observation(error.code, reason),), reason))
    concluded = reasoning.reason(index.answer, acquired, found.row.name)
    return Details(found, acquired, index.answer, concluded.times, concluded.sorting, concluded.observations, index.pictures)


def _without(found: Item, acquired: Entry, observations: tuple[Observation, ...], damaged: str = "") -> Details:
    times = reasoning.reason(reasoning.UNANSWERED, acquired, found.row.name)
    return Details(found, acquired, None, times.times, times.sorting, observations, (), damaged)


def _recovered(examined: Entry | None, details: Details) -> Details:
    """With the one time that the log has of an examination: that by which the item is sorted."""
    summary = {} if examined is None else recorded.value(examined, "recorded_summary")
    name, value, utc = summary.get("sorting_name"), summary.get("sorting_value"), summary.get("sorting_utc")
    if not name or not value:
        return details
    sorting = Sorting(str(name), str(value), None if utc is None else str(utc), str(summary.get("sorting_reason") or ""))
    read = clocks.times([Claim(sorting.name, sorting.value, FROM_LOG)])
    known = {(time.name, time.value) for time in details.times}
    fresh = tuple(_with_utc(time, sorting.utc) for time in read if (time.name, time.value) not in known)
    return replace(details, times=(*fresh, *details.times), sorting=sorting)


def _with_utc(time: TimeClaim, utc: str | None) -> TimeClaim:
    """As it was concluded when the offset, which is another claim, could be read."""
    local = time.meaning is Meaning.LOCAL and utc is not None
    return replace(time, utc=utc, meaning=Meaning.OFFSET if local else time.meaning)


def _newest(opened: Opened, found: Item) -> Entry | None:
    """The newest `examined` entry."""
    history = opened.ledger.history(Subject(SubjectKind.ITEM, found.row.item), [Chain.CUSTODY])
    return next((entry for entry in reversed(history) if entry.type is Type.EXAMINED), None)


def _unanswered(opened: Opened, found: Item) -> tuple[Observation, ...]:
    """Why there is no answer, from the newest `examined` entry."""
    entry = _newest(opened, found) if found.row.examined else None
    codes = [] if entry is None else recorded.value(entry, "examination").get("observations", [])
    return tuple(Observation(str(code)) for code in codes)


@contextmanager
def _as_damage(item: ItemId) -> Iterator[None]:
    try:
        yield
    except (TamperError, VaultError, StorageError) as error:
        raise TamperError("examination_damaged", item=item, reason=error.code) from error


class Kept:
    """The pack of an item's newest examination."""

    def __init__(self, item: ItemId, pack: OpenPack) -> None:
        self._item, self._pack = item, pack
        self.index = pack.index

    def jpeg(self, placed: Placed) -> bytes:
        """As `OpenPack.jpeg`. TamperError(examination_damaged)."""
        with _as_damage(self._item):
            return self._pack.jpeg(placed)


@contextmanager
def open_pack(opened: Opened, found: Item) -> Iterator[Kept]:
    """The pack of an item's newest examination. ExaminationError(media_unreadable) when there is none.

    TamperError(examination_damaged) when it is gone, cannot be read or is not what was written; its fact `reason` is the
    code of why.
    """
    item, sha256 = found.row.item, found.row.sha256
    if found.row.pack is None:
        raise ExaminationError("media_unreadable")
    with ExitStack() as stack:
        with _as_damage(item):
            stream = stack.enter_context(open_stream(stack.enter_context(opened.objects.open(found.row.pack))))
            pack = OpenPack(stream)
            if pack.index.item_sha256 != sha256:
                raise TamperError("digest_differs", name="pack", expected=sha256, found=pack.index.item_sha256)
        yield Kept(item, pack)


def derivatives(opened: Opened, item: ItemId) -> Iterator[tuple[Placed, bytes]]:
    """The pictures of the pack as JPEG, in its order. RefusedError(read_only), TamperError."""
    opened.require_bytes()
    found = opened.item(item)
    if found.row.pack is not None:
        with open_pack(opened, found) as pack:
            for placed in pack.index.pictures:
                yield placed, pack.jpeg(placed)
