"""Comparing: the stored copy is decrypted and read again, the source is read again past the page cache, each digest compared.

Each comparison is an event with its time, also one that could not be made, with the reason. Sources and stored copies are
read side by side, so that the device is free as soon as it can be.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.acquisition import reading
from intake.acquisition.local import LocalFile
from intake.acquisition.volumes import Volumes
from intake.casework import drafts, recorded
from intake.casework.drafts import Compared
from intake.casework.grouping import Group
from intake.casework.opened import Opened
from intake.casework.standing import Standing
from intake.crypto.stream import open_stream
from intake.errors import SourceError, StorageError, TamperError, VaultError
from intake.host.clock import utc_now
from intake.ids import BatchId, ItemId
from intake.notices import DeviceFree, ItemsChanged
from intake.pipeline import ordered
from intake.progress import Progress, Step
from intake.records.digests import sha256_in
from intake.records.events import Entry, SubjectKind
from intake.records.rows import Item, Pending, Work
from intake.settings import MIB

LANES = 2  # one for the device, one for the vault's disk


@dataclass
class _Tally:
    """How far the comparisons are, in bytes over all of them; counted by finished ones."""

    whole_total: int
    items_total: int
    whole_done: int = 0
    items_done: int = 0
    failed: int = 0

    def step(self, stage: str, item: ItemId, done: int, total: int | None) -> Step:
        return Step(
            stage, item, done, total, "bytes", self.whole_done, self.whole_total, self.items_done, self.items_total, self.failed
        )


class Comparing:
    """Makes the comparisons that are still to be made."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def run(self, pending: Sequence[Pending], progress: Progress) -> None:
        """Makes these comparisons and records each. Cancelled; what was compared before is recorded."""
        if not pending:
            return
        wanted = _side_by_side(pending)
        sizes = {row.item: row.size for row in self._opened.catalog.rows([one.item for one in pending])}
        tally = _Tally(sum(sizes[one.item] for one in wanted), len(wanted))
        standing, to_do = Standing(wanted, self._opened), Counter(one.item for one in wanted)

        def committed(entries: Sequence[Entry]) -> None:
            changed = [ItemId(item) for entry in entries for item in entry.subjects(SubjectKind.ITEM)]
            to_do.subtract(changed)
            changed = list(dict.fromkeys(changed))
            standing.ended(item for item in changed if not to_do[item])
            self._opened.notices(ItemsChanged(tuple(changed)))

        group = Group(self._opened.ledger, self._opened.settings, committed)
        left = _Sources(wanted, self._opened)
        volumes = Volumes()

        def work(one: Pending) -> tuple[Pending, Compared]:
            standing.begun(one.item, "comparing")
            return one, self._compare(one, self._opened.item(one.item), volumes, progress, tally)

        try:
            for one, compared in ordered(work, wanted, lanes=LANES):
                tally.whole_done += sizes[one.item]
                tally.items_done += 1
                tally.failed += not compared.identical
                group.add(drafts.compared(compared))
                if left.done(one):
                    group.flush()
                    left.tell()
        finally:
            if not self._opened.ledger.failed:
                group.flush()
                standing.stopped()

    def again(self, batch: BatchId | None = None) -> tuple[Pending, ...]:
        """Sources that could not be read again when that was tried, and are at their place now: a stick that is back.

        batch: of this one only; no other source is looked for.
        """
        tried = self._opened.catalog.not_made()
        return tuple(one for one in tried if batch in {None, one.batch} and self._is_there(one.item))

    def _is_there(self, item: ItemId) -> bool:
        line = recorded.source(self._opened.ledger.entry(self._opened.item(item).acquired_position))
        return Path(os.fsdecode(line.path)).is_file()

    def _compare(self, one: Pending, item: Item, volumes: Volumes, progress: Progress, tally: _Tally) -> Compared:
        if one.work is Work.COMPARE_STORED:
            return self._stored(item, lambda done: progress(tally.step("compare_stored", one.item, done, item.row.size)))

        def heard(step: Step) -> None:
            progress(tally.step("compare_source", one.item, step.done, step.total))

        return self._source(item, volumes, heard)

    def _stored(self, item: Item, progress: Callable[[int], None]) -> Compared:
        started, found, reason, damaged = utc_now(), None, None, False
        digest, done = hashlib.sha256(), 0
        try:
            with self._opened.objects.open(item.object) as grant, open_stream(grant) as stream:
                progress(0)
                while chunk := stream.read(MIB):
                    digest.update(chunk)
                    done += len(chunk)
                    progress(done)
            found = digest.hexdigest()
        except TamperError as error:
            reason, damaged = error.code, True
        except (VaultError, StorageError) as error:
            reason = error.code
        means = "decrypted again"
        return Compared(item.row.item, "stored", item.row.sha256, found, started, utc_now(), means, reason, damaged)

    def _source(self, item: Item, volumes: Volumes, progress: Progress) -> Compared:
        """The source read again; `means` says whether past the page cache. A source that is gone is an answer too."""
        started = utc_now()
        try:
            entry = self._opened.ledger.entry(item.acquired_position)
            earlier, line = recorded.reading(entry), recorded.source(entry)
            again = reading.reread(LocalFile.of(line, volumes), earlier, (), progress)
        except SourceError as error:
            return Compared(item.row.item, "source", item.row.sha256, None, started, utc_now(), "", error.code)
        means = again.cache.value
        return Compared(item.row.item, "source", item.row.sha256, sha256_in(again.digests), again.started, again.ended, means)


def _side_by_side(pending: Sequence[Pending]) -> list[Pending]:
    """A source, a stored copy, a source …: each lane has its own disk to wait for."""
    sources: Iterator[Pending] = (one for one in pending if one.work is Work.COMPARE_SOURCE)
    stored: Iterator[Pending] = (one for one in pending if one.work is Work.COMPARE_STORED)
    mixed: list[Pending] = []
    for one in sources:
        mixed.append(one)
        if (other := next(stored, None)) is not None:
            mixed.append(other)
    return [*mixed, *stored]


class _Sources:
    """Which sources are still to be read again, so that it can be said when a device is free."""

    def __init__(self, pending: Sequence[Pending], opened: Opened) -> None:
        self._left = sum(one.work is Work.COMPARE_SOURCE for one in pending)
        self._batches = tuple(dict.fromkeys(one.batch for one in pending if one.batch and one.work is Work.COMPARE_SOURCE))
        self._opened = opened

    def done(self, one: Pending) -> bool:
        """Counts one; whether it was the last source."""
        if one.work is not Work.COMPARE_SOURCE:
            return False
        self._left -= 1
        return self._left == 0

    def tell(self) -> None:
        for batch in self._batches:
            self._opened.notices(DeviceFree(batch))
