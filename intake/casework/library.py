"""The library: what there is, what is known of one item, how it looks, and copies of it; access is logged before bytes leave."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from intake import durable
from intake.casework import brought as bringing
from intake.casework import knowing, logbook
from intake.casework.brought import Brought
from intake.casework.drafts import items as subjects_of
from intake.casework.knowing import Details
from intake.casework.opened import Opened
from intake.casework.submitted import Submitted, submitted
from intake.crypto.stream import open_stream
from intake.errors import ExaminationError, IntakeError, RefusedError, StorageError, TamperError, VaultError
from intake.examination import pictures
from intake.examination.tasks import Failed, StillPicture, Task
from intake.ids import BatchId, ItemId, SubmissionId
from intake.papers import receipt as receipts
from intake.progress import Progress, Step
from intake.records.claims import Observation, PictureRole
from intake.records.events import Draft, Entry, Subject, SubjectKind, Type
from intake.records.names import MOST_RAW, shown
from intake.records.rows import (
    CaseNote,
    CaseRow,
    CaseStanding,
    Days,
    Filter,
    Item,
    ItemRow,
    LogWhere,
    OperatorRow,
    Order,
    Page,
    SubmissionRow,
    Work,
)
from intake.settings import MIB

Tiles = tuple[dict[int, pictures.Pixels], tuple[Observation, ...]]
PARTIAL = ".partial"  # behind the name of a copy that is not whole yet


class Library:
    """Answers questions; nothing here changes what is known."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    # Lists

    def ids(self, where: Filter, order: Order = Order.NUMBER, *, descending: bool = False, words: str = "") -> tuple[ItemId, ...]:
        return self._opened.catalog.ids(where, order, descending=descending, words=words)

    def days(self, where: Filter, *, descending: bool = False, words: str = "") -> Days:
        """As `ids` by time, with how many of them in a row were recorded on one day."""
        return self._opened.catalog.days(where, descending=descending, words=words)

    def rows(self, wanted: Sequence[ItemId]) -> tuple[ItemRow, ...]:
        return self._opened.catalog.rows(wanted)

    def page(self, where: Filter, order: Order, after: str | None, count: int, words: str = "") -> Page[ItemRow]:
        return self._opened.catalog.items(where, order, after, count, words)

    def item(self, item: ItemId) -> Item:
        """VaultError(unknown_item)."""
        return self._opened.item(item)

    def whole(self, wanted: Sequence[ItemId]) -> tuple[Item, ...]:
        """As `item`, of many; unknown ones are left out."""
        return self._opened.catalog.whole(wanted)

    def submissions(self) -> tuple[SubmissionRow, ...]:
        return self._opened.catalog.submissions()

    def cases(self) -> tuple[CaseRow, ...]:
        return self._opened.catalog.cases()

    def standings(self) -> tuple[CaseStanding, ...]:
        """How each case stands; first those with something that needs a person."""
        return self._opened.catalog.standings()

    def case_notes(self, number: str) -> tuple[CaseNote, ...]:
        """The notes on a case and on its items, the newest first."""
        return self._opened.catalog.case_notes(number)

    def operators(self) -> tuple[OperatorRow, ...]:
        return self._opened.catalog.operators()

    def count(self) -> int:
        """How many items there are in all."""
        return self._opened.catalog.item_count()

    def unfinished(self) -> tuple[ItemId, ...]:
        """Items that were not compared with both copies, or not examined, in the order in which they were acquired."""
        pending = [one for work in Work for one in self._opened.catalog.pending(work)]
        return tuple(dict.fromkeys(one.item for one in pending))

    def brought(self, batch: BatchId) -> Brought:
        """What a batch brought so far. KeyError when there is none."""
        return bringing.brought(self._opened, batch)

    def brought_with(self, submission: SubmissionId) -> tuple[Brought, ...]:
        """What each batch of a submission brought so far, the oldest first."""
        return bringing.of_submission(self._opened, submission)

    def submitted(self, submission: SubmissionId) -> Submitted:
        """A submission with everything that was ever said of it. VaultError(unknown_submission), TamperError."""
        return submitted(self._submission(submission), self._opened.ledger.history(Subject(SubjectKind.SUBMISSION, submission)))

    def _submission(self, submission: SubmissionId) -> SubmissionRow:
        row = next((row for row in self.submissions() if row.submission == submission), None)
        if row is None:
            raise VaultError("unknown_submission", submission=submission)
        return row

    def receipt(self, submission: SubmissionId) -> str:
        """The plain receipt of a submission as text. VaultError(unknown_submission)."""
        row = self._submission(submission)
        rows = self.rows(self.ids(Filter(submission=submission)))
        digest = receipts.list_digest((one.item, one.sha256) for one in rows)
        lines = receipts.Without(row.failed, row.left_out, row.waiting)
        return receipts.text(receipts.Receipt(submission, row.opened_at, len(rows), digest, without=lines))

    # The log

    def log_size(self) -> int:
        return self._opened.ledger.size

    def log(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        return self._opened.ledger.entries(start, stop)

    def log_positions(self, where: LogWhere) -> Sequence[int]:
        """Positions of the entries that match, in order."""
        return logbook.positions(self._opened, where)

    def log_at(self, positions: Sequence[int]) -> tuple[Entry, ...]:
        """The entries at these positions, which are in order. TamperError."""
        return logbook.entries(self._opened, positions)

    def history(self, item: ItemId) -> tuple[Entry, ...]:
        """All entries about an item, in order. VaultError(unknown_item), TamperError."""
        self._opened.item(item)
        return tuple(self._opened.ledger.history(Subject(SubjectKind.ITEM, item)))

    def received(self, item: ItemId) -> tuple[Entry, ...]:
        """How the submission was opened, corrected and closed that an item came with, in order. VaultError, TamperError."""
        submission = self._opened.item(item).submission
        about = (Type.SUBMISSION_OPENED, Type.CORRECTED, Type.SUBMISSION_CLOSED)
        history = self._opened.ledger.history(Subject(SubjectKind.SUBMISSION, submission))
        return tuple(entry for entry in history if entry.type in about)

    def checkpoint(self) -> bytes:
        """The newest signed checkpoint, to be kept elsewhere."""
        return self._opened.ledger.checkpoint().note

    def short_code(self) -> str:
        """Of the newest checkpoint, for the eye."""
        return self._opened.ledger.checkpoint().short_code

    def fingerprint(self) -> str:
        """Of the log key."""
        return self._opened.fingerprint

    # One item

    def details(self, item: ItemId) -> Details:
        """Everything that is known of an item. VaultError(unknown_item), TamperError."""
        return knowing.details(self._opened, item)

    def pixels(self, item: ItemId, role: PictureRole, index: int | None = None) -> pictures.Pixels | None:
        """A picture of the pack as RGB, or None where there is none. RefusedError(read_only), TamperError."""
        self._opened.require_bytes()
        found = self._opened.item(item)
        if found.row.pack is None:
            return None
        with knowing.open_pack(self._opened, found) as pack:
            placed = pack.index.find(role, index)
            return None if placed is None else pictures.from_jpeg(pack.jpeg(placed), placed.width, placed.height)

    def thumbnails(self, wanted: Sequence[ItemId]) -> tuple[pictures.Pixels | None, ...]:
        """The thumbnails of these items as RGB, None where there is none or it cannot be had. RefusedError(read_only)."""
        self._opened.require_bytes()
        found = {one.row.item: one for one in self._opened.catalog.whole(wanted)}
        return tuple(self._thumbnail(found[item]) if item in found else None for item in wanted)

    def _thumbnail(self, found: Item) -> pictures.Pixels | None:
        if found.row.pack is None:
            return None
        try:
            with knowing.open_pack(self._opened, found) as pack:
                placed = pack.index.find(PictureRole.THUMBNAIL)
                return None if placed is None else pictures.from_jpeg(pack.jpeg(placed), placed.width, placed.height)
        except IntakeError:
            return None  # said where the item is shown

    def viewed(self, item: ItemId) -> None:
        """Logs that someone is about to look at it closely. RefusedError(read_only)."""
        self._log(Type.VIEWED, item, {})

    def _log(self, event: Type, item: ItemId, fields: dict[str, object]) -> None:
        self._opened.require_bytes()
        self._opened.ledger.record([Draft(event, subjects_of([item]), fields)])  # type: ignore[arg-type] # JSON values

    # Copies

    def working_copy(self, item: ItemId, target: Path, progress: Progress) -> str:
        """Writes the evidentiary copy's bytes to a new file; its SHA-256. Logged before a byte leaves.

        StorageError(target_exists …), TamperError(digest_differs): then nothing is left at the target.
        """
        found = self._opened.item(item)
        self._opened.require_outside(target)
        if os.path.lexists(target):
            raise StorageError("target_exists", name=target.name)
        durable.require_space(target.parent, found.row.size)
        self._log(
            Type.WORKING_COPY_MADE,
            item,
            {"copy": {"kind": "file", "sha256": found.row.sha256, "size": found.row.size}, "copy_target": _place(target)},
        )
        with self._opened.objects.open(found.object) as grant, open_stream(grant) as stream:
            digest, done = hashlib.sha256(), 0
            with _new_file(target) as write:
                while chunk := stream.read(MIB):
                    digest.update(chunk)
                    write(chunk)
                    done += len(chunk)
                    progress(Step("write", item, done, found.row.size, "bytes", done, found.row.size))
                if digest.hexdigest() != found.row.sha256:
                    raise TamperError("digest_differs", name=found.row.name, expected=found.row.sha256, found=digest.hexdigest())
        return digest.hexdigest()

    def storyboard(self, item: ItemId, target: Path) -> tuple[Path, ...]:
        """Writes the storyboard's JPEGs into a new folder, or one that is empty. Logged before."""
        found, details = self._opened.item(item), self._examined(item)
        self._into(target)
        if not details.storyboard:
            return ()
        self._log(Type.STILL_MADE, item, {"copy": {"kind": "storyboard"}, "copy_target": _place(target)})
        written = []
        if found.row.pack is not None:
            with knowing.open_pack(self._opened, found) as pack:
                for index, placed in sorted(details.storyboard.items()):
                    path = target / f"{item}-keyframe-{index:06d}.jpg"
                    _put(path, pack.jpeg(placed))
                    written.append(path)
        durable.sync_folder(target)
        return tuple(written)

    def stills(self, item: ItemId, target: Path, progress: Progress, indexes: Sequence[int] | None = None) -> tuple[Path, ...]:
        """Writes keyframes at full size as PNG into a new or empty folder: all, or those chosen. Logged before.

        ExaminationError when the reader gives none.
        """
        found, details = self._opened.item(item), self._examined(item)
        keyframes = details.answer.keyframes if details.answer else ()
        chosen = range(len(keyframes)) if indexes is None else indexes
        self._into(target)
        if not chosen:
            return ()
        self._log(Type.STILL_MADE, item, {"copy": {"kind": "stills"}, "copy_target": _place(target)})
        written = []
        for index, png in self._made(found, list(chosen), progress):
            path = target / f"{item}-keyframe-{index:06d}.png"
            _put(path, png)
            written.append(path)
        durable.sync_folder(target)
        return tuple(written)

    def _examined(self, item: ItemId) -> Details:
        """RefusedError(not_examined): that there is no picture is said of what was looked at. TamperError(examination_damaged)."""
        details = self.details(item)
        if not details.item.row.examined:
            raise RefusedError("not_examined", item=item)
        if details.damaged:
            raise TamperError("examination_damaged", item=item, reason=details.damaged)
        return details

    def still(self, item: ItemId, index: int) -> pictures.Pixels:
        """One keyframe at full size, for the screen; `viewed` was logged. ExaminationError."""
        self._opened.require_bytes()
        for _index, png in self._made(self._opened.item(item), [index], lambda _step: None):
            return pictures.from_png(png)
        raise ExaminationError("media_unreadable")

    def tiles(self, item: ItemId, size: tuple[int, int], indexes: Sequence[int]) -> Tiles:
        """Parts of a photo at its own pixels, for the screen; `viewed` was logged. ExaminationError, TamperError.

        size: width and height as the examination gave them. indexes: of `records.tiles`. What cannot be had is left out,
        and an observation says why. ValueError when the photo has no such tile.
        """
        self._opened.require_bytes()
        found = self._opened.item(item)
        task = Task(found.row.item, found.row.sha256)
        made: dict[int, pictures.Pixels] = {}
        told: list[Observation] = []
        for one in self._opened.examiner().tiles(task, size, indexes, lambda _item: self._opened.objects.open(found.object)):
            if isinstance(one, Failed):
                raise one.error()
            if isinstance(one, Observation):
                told.append(one)
            else:
                made[one[0]] = one[1]
        return made, tuple(told)

    def save_still(self, item: ItemId, index: int, target: Path, progress: Progress) -> str:
        """Writes one keyframe at full size as a new PNG file; its SHA-256. Logged, with that digest, before a byte leaves.

        StorageError(target_exists …), RefusedError(read_only, not_examined, target_in_vault), ExaminationError.
        """
        found = self._examined(item).item
        self._opened.require_bytes()
        self._opened.require_outside(target)
        if os.path.lexists(target):
            raise StorageError("target_exists", name=target.name)
        png = next((png for _index, png in self._made(found, [index], progress)), None)
        if png is None:
            raise ExaminationError("media_unreadable")
        sha256 = hashlib.sha256(png).hexdigest()
        copy = {"kind": "still", "sha256": sha256, "size": len(png)}
        self._log(Type.STILL_MADE, item, {"copy": copy, "copy_target": _place(target)})
        _put(target, png)
        durable.sync_folder(target.parent)
        return sha256

    def _made(self, found: Item, indexes: list[int], progress: Progress) -> Iterator[tuple[int, bytes]]:
        """Keyframes at full size; what a damaged one cannot show is left out. ExaminationError."""
        task = Task(found.row.item, found.row.sha256)
        for answer in self._opened.examiner().still(
            task, indexes, lambda _item: self._opened.objects.open(found.object), progress
        ):
            if isinstance(answer, Failed):
                raise answer.error()
            if isinstance(answer, StillPicture):
                yield answer.index, answer.png

    def _into(self, target: Path) -> None:
        """StorageError(target_exists) when it holds anything, so that nothing is mixed. RefusedError(target_in_vault)."""
        self._opened.require_outside(target)
        if not durable.is_there(target):
            durable.make_folder(target)
            durable.sync_folder(target.parent)
        elif not durable.is_folder(target) or durable.names(target):
            raise StorageError("target_exists", name=target.name)


def _place(target: Path) -> str:
    """A path for the log, whose text is Unicode whatever the bytes of a name are."""
    return shown(os.fsencode(target), MOST_RAW)


@contextmanager
def _new_file(target: Path) -> Iterator[Callable[[bytes], None]]:
    """A new file that has its name when it is whole and synced; until then it is called `.partial`. Removed when the block fails.

    StorageError(target_exists) also when an interruption left a `.partial`: whose it is, only a person can say.
    """
    partial = target.with_name(target.name + PARTIAL)
    file, lies_at = durable.create(partial), partial
    try:
        with file:
            yield file.write
            file.sync()
        _give_name(partial, target)
        lies_at = target
        durable.sync_folder(target.parent)
    except BaseException:
        with contextlib.suppress(StorageError):
            durable.remove(lies_at, missing_ok=True)
        raise


def _put(target: Path, data: bytes) -> None:
    """As `_new_file`, for one of several; durable when the folder is synced after the last."""
    partial = target.with_name(target.name + PARTIAL)
    durable.write_new(partial, data)
    _give_name(partial, target)


def _give_name(partial: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise StorageError("target_exists", name=target.name)
    durable.rename(partial, target)
