"""Everything that is known of one item: from the catalog, the log, and the pack of its newest examination."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from intake.casework import reasoning, recorded
from intake.casework.opened import Opened
from intake.crypto.stream import open_stream
from intake.errors import ExaminationError, StorageError, TamperError, VaultError
from intake.examination.pack import OpenPack, Placed
from intake.ids import ItemId
from intake.records.claims import Answer, Observation, PictureRole, Sorting, TimeClaim
from intake.records.events import Chain, Entry, Subject, SubjectKind, Type
from intake.records.rows import Item


@dataclass(frozen=True, slots=True)
class Details:
    """Everything about one item. answer: None before it was examined, and where its reader gave none.

    acquired: its first entry. pictures: what the pack holds, in its order; the digest of each is that of its JPEG.
    damaged: the code of why the pack of an examination cannot be read whole, or ""; then there is no answer and no picture,
    one of the observations says so, and `Agenda.examine` makes another.
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
        return _without(found, acquired, (Observation(error.code, reason),), reason)
    concluded = reasoning.reason(index.answer, acquired, found.row.name)
    return Details(found, acquired, index.answer, concluded.times, concluded.sorting, concluded.observations, index.pictures)


def _without(found: Item, acquired: Entry, observations: tuple[Observation, ...], damaged: str = "") -> Details:
    times = reasoning.reason(reasoning.UNANSWERED, acquired, found.row.name)
    return Details(found, acquired, None, times.times, times.sorting, observations, (), damaged)


def _unanswered(opened: Opened, found: Item) -> tuple[Observation, ...]:
    """Why there is no answer, from the newest `examined` entry."""
    if not found.row.examined:
        return ()
    for entry in reversed(opened.ledger.history(Subject(SubjectKind.ITEM, found.row.item), [Chain.CUSTODY])):
        if entry.type is Type.EXAMINED:
            codes = recorded.value(entry, "examination").get("observations", [])
            return tuple(Observation(str(code)) for code in codes)
    return ()


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
