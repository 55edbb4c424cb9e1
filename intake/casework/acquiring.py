"""Acquiring: one run over the open lines of a batch, each source read once and faithfully into the vault.

Outcomes are committed in groups. An item has its number and its place among the duplicates before the commit, and exists
after it; what was handed to a group and never committed was never said to be done, so its number is free again.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intake import durable
from intake.acquisition import reading
from intake.acquisition.local import LocalFile
from intake.acquisition.volumes import Volumes
from intake.casework import drafts
from intake.casework.grouping import Group
from intake.casework.opened import Opened
from intake.casework.roots import Roots
from intake.errors import IntakeError, SourceError, StorageError, TamperError, VaultError, Withdrawn
from intake.ids import ItemId, ObjectId, item_id
from intake.notices import ItemsAcquired, LineMoved
from intake.progress import Progress, Step
from intake.records.digests import Algorithm, sha256_in
from intake.records.events import Entry, SubjectKind, Type
from intake.records.items import PlanLine, Reading
from intake.records.rows import BatchRow
from intake.vault.objects import ObjectKind, Staged

Wanted = Callable[[int], bool]
"""Whether a person still wants a line of the plan, by its number."""


def everything(line: int) -> bool:  # noqa: ARG001 — a `Wanted`
    return True


@dataclass
class _Tally:
    """How far a batch is, in bytes and lines."""

    whole_total: int
    items_total: int
    whole_done: int = 0
    items_done: int = 0
    failed: int = 0

    def heard(self, line: PlanLine, progress: Progress) -> Progress:
        """The steps of one source, as steps of the whole."""

        def step(inner: Step) -> None:
            progress(
                Step(
                    inner.stage,
                    str(line.line),
                    inner.done,
                    inner.total,
                    "bytes",
                    self.whole_done + min(inner.done, line.size),
                    self.whole_total,
                    self.items_done,
                    self.items_total,
                    self.failed,
                )
            )

        return step

    def ended(self, line: PlanLine, *, failed: bool) -> None:
        self.whole_done += line.size
        self.items_done += 1
        self.failed += failed


class Acquiring:
    """One run; not for use by two threads, and not twice."""

    def __init__(self, opened: Opened, batch: BatchRow, lines: Sequence[PlanLine]) -> None:
        self._opened, self._batch, self._lines = opened, batch, lines
        self._algorithms = tuple(Algorithm(name) for name in batch.algorithms)
        self._volumes = Volumes()
        self._next = opened.catalog.largest_ordinal(batch.submission) + 1
        self._case = opened.case_of_submission(batch.submission)
        self._tally = _Tally(sum(line.size for line in lines if line.refusal is None), len(lines))
        self._group = Group(opened.ledger, opened.settings, self._committed)
        self._roots = Roots(lines, self._volumes.of)
        self._fresh: dict[tuple[str, int], tuple[ItemId, ObjectId]] = {}  # what the catalog does not know yet

    def run(self, progress: Progress, wanted: Wanted) -> None:
        """Works off the lines. What was read to its end is committed, whatever stops the run.

        A source for which there is no room now is passed over, and so is what lies where a device was pulled out meanwhile.
        Both stay in the plan: StorageError(disk_full) or SourceError(device_gone, source_vanished) after the rest.
        """
        beyond: StorageError | SourceError | None = None
        try:
            for line in self._lines:
                if not wanted(line.line):
                    self._withdrawn(line)
                elif self._roots.lost(line):
                    self._opened.notices(LineMoved(self._batch.batch, line.line, "waiting"))
                else:
                    beyond = self._line(line, progress, wanted) or beyond
        finally:
            if not self._opened.ledger.failed:
                self._group.flush()
        if beyond is not None:
            raise beyond

    def _line(self, line: PlanLine, progress: Progress, wanted: Wanted) -> StorageError | SourceError | None:
        """The error when there is no room for it, or its device is gone. One that could never fit has failed for good."""
        self._opened.notices(LineMoved(self._batch.batch, line.line, "acquiring"))
        try:
            if line.refusal is None:
                durable.require_space(self._opened.folder, line.size)
        except StorageError as error:
            if error.code != "disk_full":
                raise
            if durable.fits_at_all(self._opened.folder, line.size):
                self._opened.notices(LineMoved(self._batch.batch, line.line, "waiting"))
                return error
            self._failed(line, error)
        else:
            return self._read(line, progress, wanted)
        return None

    def _failed(self, line: PlanLine, error: IntakeError) -> None:
        self._tally.ended(line, failed=True)
        self._group.add(drafts.acquisition_failed(self._batch.submission, self._batch.batch, line, error))

    def _withdrawn(self, line: PlanLine) -> None:
        self._tally.ended(line, failed=False)
        self._group.add(drafts.withdrawn(self._batch.submission, self._batch.batch, line.line))

    def _read(self, line: PlanLine, progress: Progress, wanted: Wanted) -> SourceError | None:
        """The error when the whole device is gone, which says nothing of this source."""
        tell = self._tally.heard(line, progress)

        def heard(step: Step) -> None:
            self._group.tick()
            tell(step)

        staged: Staged | None = None
        try:
            source = LocalFile.of(line, self._volumes)
            staged = self._opened.objects.stage(ObjectKind.EVIDENCE)
            found = reading.acquire(source, staged, self._algorithms, heard, lambda: wanted(line.line))
            staged.finish()
        except SourceError as error:
            self._drop(staged)
            if self._roots.gone(line):
                self._opened.notices(LineMoved(self._batch.batch, line.line, "waiting"))
                return self._away(line, error)
            self._failed(line, error)
        except Withdrawn:
            self._drop(staged)
            self._withdrawn(line)
        except BaseException:
            self._drop(staged)
            raise
        else:
            self._tally.ended(line, failed=False)
            self._acquired(line, found, staged)
        return None

    def _away(self, line: PlanLine, error: SourceError) -> SourceError:
        """Names the device that is away, or the file where only its folder is gone."""
        if (device := self._roots.unplugged(line)) is not None:
            return SourceError("device_gone", name=device, reason=error.code)
        return SourceError("source_vanished", name=line.path.rpartition(os.sep.encode())[2], reason=error.code)

    @staticmethod
    def _drop(staged: Staged | None) -> None:
        if staged is not None:
            staged.discard()

    def _acquired(self, line: PlanLine, found: Reading, staged: Staged) -> None:
        """Hands a faithful reading to the group: with its own object, or over that of an item with the same content."""
        same = self._same(sha256_in(found.digests), found.size)
        item = item_id(self._batch.submission, self._next)
        self._next += 1
        if same is None:
            place = drafts.NewItem(item, self._next - 1, staged.id, None, self._case)
            self._fresh[sha256_in(found.digests), found.size] = (item, staged.id)
        else:
            staged.discard()
            place = drafts.NewItem(item, self._next - 1, same[1], same[0], self._case)
        volume = self._volumes.of(found.before.device, line.path)
        draft = drafts.acquired(place, self._batch.batch, line, found, volume)
        self._group.add(draft, staged if same is None else None)

    def _same(self, sha256: str, size: int) -> tuple[ItemId, ObjectId] | None:
        """The first item with this content, and its object. Nothing is built upon a stored copy that differs or is gone:

        what was just read would be dropped for it.
        """
        if fresh := self._fresh.get((sha256, size)):
            return fresh
        copies = self._opened.catalog.sound(sha256=sha256, size=size)
        return next((copy for copy in copies if self._is_there(copy[1], size)), None)

    def _is_there(self, stored: ObjectId, size: int) -> bool:
        try:
            with self._opened.objects.open(stored) as grant:
                return grant.size == size
        except (VaultError, TamperError, StorageError):
            return False

    def _committed(self, entries: Sequence[Entry]) -> None:
        """After the commit: listeners are told, and the catalog knows what was fresh."""
        batch = self._batch.batch
        acquired = []
        for entry in entries:
            line = entry.value("line")
            number = line["line"] if isinstance(line, dict) else 0
            if entry.type is Type.ACQUIRED:
                item = ItemId(entry.subjects(SubjectKind.ITEM)[0])
                acquired.append(item)
                self._opened.notices(LineMoved(batch, int(str(number)), "acquired", item))
            else:
                outcome = entry.value("outcome")
                code = str(outcome["code"]) if isinstance(outcome, dict) else None
                state = "withdrawn" if code == drafts.WITHDRAWN else "failed"
                self._opened.notices(LineMoved(batch, int(str(number)), state, None, code))
        self._fresh.clear()
        if acquired:
            self._opened.notices(ItemsAcquired(tuple(acquired)))
