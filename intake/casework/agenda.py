"""The agenda: what is left to do, in which order, and working it off; a view of the log, so it survives every interruption.

First what is still outside (acquire), then what frees the device (the sources read again, the stored copies beside them),
then what can be learnt (examine). `door` hands it the functions that do each kind of work.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from intake.casework.opened import Opened
from intake.errors import IntakeError, SourceError, StorageError, TamperError, VaultError
from intake.ids import BatchId, ItemId
from intake.notices import AgendaMoved
from intake.progress import Progress
from intake.records.rows import BatchRow, Pending, Work


class Stage(StrEnum):
    ACQUIRE = "acquire"
    COMPARE = "compare"
    EXAMINE = "examine"


Wanted = Callable[[int], bool]
Acquire = Callable[[BatchRow, Progress, Wanted], None]
WorkOff = Callable[[Sequence[Pending], Progress], None]


def everything(line: int) -> bool:  # noqa: ARG001 — a `Wanted`
    return True


class Agenda:
    """Says what is left and works it off."""

    def __init__(
        self,
        opened: Opened,
        interrupted: Callable[[], Sequence[BatchRow]],
        acquire: Acquire,
        work: Mapping[Stage, WorkOff],
        again: Callable[[BatchId | None], Sequence[Pending]],
    ) -> None:
        """again: comparisons that could not be made and could be now."""
        self._opened = opened
        self._interrupted = interrupted
        self._acquire = acquire
        self._work = work
        self._again = again

    def left(self) -> dict[Stage, int]:
        """How many lines and items are left of each stage."""
        lines, works = self._opened.catalog.left()
        return {
            Stage.ACQUIRE: lines,
            Stage.COMPARE: works[Work.COMPARE_SOURCE] + works[Work.COMPARE_STORED],
            Stage.EXAMINE: works[Work.EXAMINE],
        }

    def again(self) -> tuple[ItemId, ...]:
        """Items whose source could not be read again when that was tried, and could be now; `resume` takes them up."""
        return tuple(one.item for one in self._again(None))

    def resume(self, progress: Progress) -> None:
        """Goes on with everything that is left, of every batch. As `work`; what stops one batch does not stop the others."""
        errors = [self._acquired(batch, progress, everything) for batch in self._interrupted()]
        self._compare_again(None, progress)
        self.look_after(progress)
        for error in errors:
            if error is not None:
                raise error

    def work(self, batch: BatchRow, progress: Progress, wanted: Wanted = everything) -> None:
        """Acquires a batch, and unless it is to be acquired only, compares and examines what is left.

        Cancelled, and StorageError when the vault's disk stops it. After everything else: StorageError(disk_full) when it
        has no room for some, SourceError(device_gone) when a device was pulled out and (source_vanished) when a chosen folder is gone,
        what `Examining.run` raises. Whatever stops it, what was done is recorded.
        """
        error = self._acquired(batch, progress, wanted)
        if not batch.only_acquire:
            self._compare_again(batch.batch, progress)
            self.look_after(progress, batch.batch)
        if error is not None:
            raise error

    def _compare_again(self, batch: BatchId | None, progress: Progress) -> None:
        """What could not be compared when its device was away and could be now: it is back, and is still there for this."""
        if again := self._again(batch):
            self._work[Stage.COMPARE](again, progress)

    def _acquired(self, batch: BatchRow, progress: Progress, wanted: Wanted) -> IntakeError | None:
        """Acquires; the error when not all of it could be: what is there is looked after all the same."""
        try:
            self._acquire(batch, progress, wanted)
        except (StorageError, SourceError, TamperError, VaultError) as error:
            kept_out = isinstance(error, StorageError) and error.code != "disk_full"
            if kept_out or self._opened.ledger.failed:
                raise
            return error
        else:
            return None
        finally:
            if not self._opened.ledger.failed:
                self._tell()

    def examine(self, items: Sequence[ItemId], progress: Progress) -> None:
        """Examines items, also such that were before: what is found is a new entry, and the catalog shows the newest.

        VaultError(unknown_item), Cancelled, and what `Examining.run` raises.
        """
        for item in items:
            self._opened.item(item)
        try:
            self._work[Stage.EXAMINE]([Pending(item, Work.EXAMINE, None, None) for item in items], progress)
        finally:
            if not self._opened.ledger.failed:
                self._tell()

    def look_after(self, progress: Progress, batch: BatchId | None = None) -> None:
        """Compares and examines what is left, of one batch or of all. What `Examining.run` raises, after everything else."""
        pending = self._opened.catalog.pending
        sources, stored = pending(Work.COMPARE_SOURCE, batch=batch), pending(Work.COMPARE_STORED, batch=batch)
        if sources or stored:
            self._work[Stage.COMPARE]([*sources, *stored], progress)
            self._tell()
        if unexamined := pending(Work.EXAMINE, batch=batch):
            try:
                self._work[Stage.EXAMINE](unexamined, progress)
            finally:
                if not self._opened.ledger.failed:
                    self._tell()

    def _tell(self) -> None:
        self._opened.notices(AgendaMoved(tuple((stage.value, count) for stage, count in self.left().items())))
