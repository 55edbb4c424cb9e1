"""Everything that is known of one item: from the catalog, the log, and the pack of its newest examination."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from intake.casework import reasoning, recorded
from intake.casework.opened import Opened
from intake.crypto.stream import open_stream
from intake.errors import ExaminationError, TamperError
from intake.examination.pack import OpenPack, Placed
from intake.ids import ItemId
from intake.records.claims import Answer, Observation, PictureRole, Sorting, TimeClaim
from intake.records.events import Chain, Entry, Subject, SubjectKind, Type
from intake.records.rows import Item


@dataclass(frozen=True, slots=True)
class Details:
    """Everything about one item. answer: None before it was examined, and where its reader gave none.

    acquired: its first entry. pictures: what the pack holds, in its order; the digest of each is that of its JPEG.
    """

    item: Item
    acquired: Entry
    answer: Answer | None
    times: tuple[TimeClaim, ...]
    sorting: Sorting | None
    observations: tuple[Observation, ...]
    pictures: tuple[Placed, ...]

    @property
    def storyboard(self) -> dict[int, Placed]:
        """The storyboard's pictures by the index of their keyframe."""
        return {one.index: one for one in self.pictures if one.role is PictureRole.STORYBOARD and one.index is not None}


def details(opened: Opened, item: ItemId) -> Details:
    """VaultError(unknown_item, object_missing), TamperError."""
    found = opened.item(item)
    acquired = opened.ledger.entry(found.acquired_position)
    if found.row.pack is None:
        times = reasoning.reason(reasoning.UNANSWERED, acquired, found.row.name)
        return Details(found, acquired, None, times.times, times.sorting, _unanswered(opened, found), ())
    with open_pack(opened, found) as pack:
        index = pack.index
    concluded = reasoning.reason(index.answer, acquired, found.row.name)
    return Details(found, acquired, index.answer, concluded.times, concluded.sorting, concluded.observations, index.pictures)


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
def open_pack(opened: Opened, found: Item) -> Iterator[OpenPack]:
    """The pack of an item's newest examination. ExaminationError(media_unreadable) when there is none; TamperError."""
    if found.row.pack is None:
        raise ExaminationError("media_unreadable")
    with opened.objects.open(found.row.pack) as grant, open_stream(grant) as stream:
        pack = OpenPack(stream)
        if pack.index.item_sha256 != found.row.sha256:
            raise TamperError("digest_differs", name="pack", expected=found.row.sha256, found=pack.index.item_sha256)
        yield pack


def derivatives(opened: Opened, item: ItemId) -> Iterator[tuple[Placed, bytes]]:
    """The pictures of the pack as JPEG, in its order. RefusedError(read_only), TamperError."""
    opened.require_bytes()
    found = opened.item(item)
    if found.row.pack is not None:
        with open_pack(opened, found) as pack:
            for placed in pack.index.pictures:
                yield placed, pack.jpeg(placed)
