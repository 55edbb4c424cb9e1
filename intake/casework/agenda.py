"""The agenda: what is left to do, in which order, and working it off; a view of the log, so it survives every interruption.

First what is still outside (acquire), then what frees the device (the sources read again, the stored copies beside them),
then what can be learnt (examine). `door` hands it the functions that do each kind of work.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from intake.casework.opened import Opened
from intake.errors import ExaminationError, StorageError
from intake.ids import BatchId
from intake.notices import AgendaMoved
from intake.progress import Progress
from intake.records.rows import BatchRow, Pending, Work

AT_ONCE = 100_000  # items that one run takes up; the next run takes the rest


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
        self, opened: Opened, interrupted: Callable[[], Sequence[BatchRow]], acquire: Acquire, work: Mapping[Stage, WorkOff]
    ) -> None:
        self._opened = opened
        self._interrupted = interrupted
        self._acquire = acquire
        self._work = work

    def left(self) -> dict[Stage, int]:
        """How many lines and items are left of each stage."""
        return {
            Stage.ACQUIRE: sum(batch.lines - len(batch.outcomes) for batch in self._interrupted()),
            Stage.COMPARE: len(self._comparisons(None)),
            Stage.EXAMINE: len(self._opened.catalog.pending(Work.EXAMINE, AT_ONCE)),
        }

    def resume(self, progress: Progress) -> None:
        """Goes on with everything that is left, of every batch. As `work`."""
        full: StorageError | None = None
        for batch in self._interrupted():
            full = self._acquired(batch, progress, everything) or full
        self.look_after(progress)
        if full is not None:
            raise full

    def work(self, batch: BatchRow, progress: Progress, wanted: Wanted = everything) -> None:
        """Acquires a batch, and unless it is to be acquired only, compares and examines what is left.

        Cancelled; StorageError when the vault's disk stops it, after everything else when it has no room for some; ExaminationError when no reader can be started (after
        everything else is done). Whatever stops it, what was done is recorded.
        """
        full = self._acquired(batch, progress, wanted)
        if not batch.only_acquire:
            self.look_after(progress, batch.batch)
        if full is not None:
            raise full

    def _acquired(self, batch: BatchRow, progress: Progress, wanted: Wanted) -> StorageError | None:
        """Acquires; the error when there was no room for all of it: what is there is looked after all the same."""
        try:
            self._acquire(batch, progress, wanted)
        except StorageError as error:
            if error.code != "disk_full" or self._opened.ledger.failed:
                raise
            return error
        else:
            return None
        finally:
            if not self._opened.ledger.failed:
                self._tell()

    def look_after(self, progress: Progress, batch: BatchId | None = None) -> None:
        """Compares and examines what is left, of one batch or of all."""
        comparisons = self._comparisons(batch)
        if comparisons:
            self._work[Stage.COMPARE](comparisons, progress)
            self._tell()
        unexamined = self._of(batch, self._opened.catalog.pending(Work.EXAMINE, AT_ONCE))
        if unexamined:
            self._work[Stage.EXAMINE](unexamined, progress)
            self._tell()
            if self._of(batch, self._opened.catalog.pending(Work.EXAMINE, 1)):
                raise ExaminationError("worker_unavailable")

    def _comparisons(self, batch: BatchId | None) -> list[Pending]:
        catalog = self._opened.catalog
        sources, stored = catalog.pending(Work.COMPARE_SOURCE, AT_ONCE), catalog.pending(Work.COMPARE_STORED, AT_ONCE)
        return [*self._of(batch, sources), *self._of(batch, stored)]

    @staticmethod
    def _of(batch: BatchId | None, pending: Sequence[Pending]) -> list[Pending]:
        return [one for one in pending if batch is None or one.batch == batch]

    def _tell(self) -> None:
        self._opened.notices(AgendaMoved(tuple((stage.value, count) for stage, count in self.left().items())))
