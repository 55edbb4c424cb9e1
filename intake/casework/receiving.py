"""Receiving: a submission is opened, its sources are planned, and each is acquired into the vault.

The queue is a view of the log: the plan is an encrypted object that `batch_opened` names, outcomes name batch and line, and
what was interrupted is the plan without its outcomes. A source's failure is an event too, and the rest goes on.
"""

import os
import threading  # noqa: TID251 — a lock, no threads
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from intake.acquisition import survey, volumes
from intake.casework import drafts, plans
from intake.casework.acquiring import Acquiring, Wanted, everything
from intake.casework.opened import Opened
from intake.crypto.stream import open_stream
from intake.errors import IntakeError, RefusedError, VaultError
from intake.ids import BatchId, ItemId, ObjectId, random_id, submission_id
from intake.notices import LineMoved
from intake.progress import Progress, Step
from intake.records.digests import Algorithm
from intake.records.items import PlanLine, VolumeFacts
from intake.records.marks import MOST_REASON
from intake.records.names import shown
from intake.records.rows import BatchRow
from intake.records.submissions import SubmissionDraft
from intake.vault.objects import ObjectKind

LINES_AT_ONCE = 2_000  # of a plan, between two chances to stop


class Receiving:
    """Everything up to the commit point of an item."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._numbering = threading.Lock()  # between asking for the next number and recording it

    # Before anything is copied

    @staticmethod
    def media() -> tuple[tuple[bytes, VolumeFacts], ...]:
        """Media that can be taken out and are mounted now: path and what the system tells; nothing on them is looked at."""
        return volumes.media()

    def survey(self, paths: Sequence[bytes], progress: Progress) -> tuple[PlanLine, ...]:
        """What the directories say of these files and folders; nothing is opened."""
        return tuple(survey.survey(paths, vault=os.fsencode(self._opened.folder), progress=progress))

    def held(self, lines: Sequence[PlanLine], progress: Progress) -> dict[int, tuple[ItemId, ...]]:
        """By line, items with the same name and size, before anything is read: they may be the same. Cancelled."""
        found: dict[int, tuple[ItemId, ...]] = {}
        for at in range(0, len(lines), LINES_AT_ONCE):
            progress(Step("survey", None, at, len(lines), "items"))
            part = {line.line: (line.size, shown(line.name)) for line in lines[at : at + LINES_AT_ONCE] if line.refusal is None}
            there = self._opened.catalog.held(frozenset(part.values()))
            found.update({line: there[key] for line, key in part.items() if key in there})
        return found

    def open_case(self, number: str, title: str) -> str:
        """A new case; its id. Blanks around the number are none of it. VaultError(case_exists)."""
        number, case = number.strip(), random_id()
        with self._numbering:
            if any(row.number == number for row in self._opened.catalog.cases()):
                raise VaultError("case_exists", number=number)
            self._opened.ledger.record([drafts.case_opened(case, number, title)])
        return case

    def require_case(self, number: str) -> None:
        """VaultError(unknown_case) unless a case with this number is open."""
        self._opened.case_of(number)

    def begin(
        self, lines: Sequence[PlanLine], said: SubmissionDraft, algorithms: Sequence[Algorithm], *, only_acquire: bool = False
    ) -> BatchRow:
        """Opens a submission and a batch with this plan, both in one commit. VaultError(unknown_case), StorageError."""
        opened, batch = self._opened, BatchId(random_id())
        case = None if said.case is None else opened.case_of(said.case)
        staged = opened.objects.stage(ObjectKind.PLAN)
        try:
            for row in plans.encode([replace(line, line=number) for number, line in enumerate(lines, 1)]):
                staged.write(memoryview(row))
            staged.finish()
            wanted = tuple(dict.fromkeys([Algorithm.SHA256, *algorithms]))
            with self._numbering:
                ordinal = opened.catalog.largest_submission() + 1
                submission = submission_id(opened.code, ordinal)
                opened.ledger.record(
                    [
                        drafts.submission_opened(submission, ordinal, said, case),
                        drafts.batch_opened(batch, submission, staged.id, len(lines), wanted, only_acquire=only_acquire),
                    ],
                    objects=[staged],
                )
        except IntakeError:
            if not opened.ledger.failed:
                staged.discard()
            raise
        return self.batch(batch)

    def batch(self, batch: BatchId) -> BatchRow:
        """A batch as it stands now. KeyError when there is none."""
        row = self._opened.catalog.batch(batch)
        if row is None:
            raise KeyError(batch)
        return row

    def again(self, batch: BatchId) -> BatchRow:
        """A batch as it stands now, but what failed in it counts as open: `acquire` tries it once more. KeyError when there is none.

        Both outcomes of a line stay in the log, and the newest counts. RefusedError(submission_closed).
        """
        row = self.batch(batch)
        again = replace(row, outcomes=row.outcomes - self._failed(batch))
        self._require_not_closed(again)
        return again

    def _failed(self, batch: BatchId) -> set[int]:
        outcomes = self._opened.catalog.outcomes(batch)
        return {one.line for one in outcomes if one.item is None and one.code != drafts.WITHDRAWN}

    def _require_not_closed(self, batch: BatchRow) -> None:
        """Of a closed submission nothing that failed is tried again. RefusedError(submission_closed)."""
        closed = any(one.closed for one in self._opened.catalog.submissions() if one.submission == batch.submission)
        if closed and self._failed(batch.batch) - batch.outcomes:
            raise RefusedError("submission_closed", submission=batch.submission)

    def interrupted(self) -> tuple[BatchRow, ...]:
        """Batches with lines that have no outcome, the oldest first."""
        return tuple(reversed(self._opened.catalog.interrupted()))

    def plan(self, plan: ObjectId) -> tuple[PlanLine, ...]:
        """The lines of a batch's plan. TamperError, VaultError(object_missing)."""
        with self._opened.objects.open(plan) as grant, open_stream(grant) as stream:
            return tuple(plans.parse(stream))

    def acquire(self, batch: BatchRow, progress: Progress, wanted: Wanted = everything) -> None:
        """Acquires every line of the plan that has no outcome yet. Cancelled; StorageError when the vault's disk stops it.

        Whatever stops it, what was read to its end before is committed. RefusedError(submission_closed), as `again`.
        """
        with self._opened.runs.run(batch, partial(self._require_not_closed, batch)):
            left_out = {one.line for one in self._opened.catalog.outcomes(batch.batch) if one.code == drafts.WITHDRAWN}
            lines = [line for line in self.plan(batch.plan) if line.line not in batch.outcomes | left_out]
            Acquiring(self._opened, batch, lines).run(progress, wanted)

    def leave_out(self, batch: BatchId, lines: Sequence[int], reason: str) -> tuple[int, ...]:
        """Leaves out lines that failed or have no outcome, for good, each by an entry with the reason; which ones that were.

        What is in the vault stays there, and what was left out before is not left out twice. The log has the reason, and the
        name of what it names already because it failed. KeyError when there is no such batch; ValueError when the reason is
        empty or too long; RefusedError(not_now) while the batch is being acquired: then a line is no longer wanted.
        """
        if not reason.strip() or len(reason) > MOST_REASON:
            raise ValueError("left out for a reason of 1 to 500 characters")
        with self._opened.runs.none(lambda one: one.batch == batch):
            row = self.batch(batch)
            told = {one.line: one for one in self._opened.catalog.outcomes(batch)}
            failed = {line for line, one in told.items() if one.item is None and one.code != drafts.WITHDRAWN}
            wanted = frozenset(lines)
            meant = [one for one in self.plan(row.plan) if one.line in wanted and (one.line in failed or one.line not in told)]
            for at in range(0, len(meant), LINES_AT_ONCE):
                self._leave_out(row, meant[at : at + LINES_AT_ONCE], failed, reason.strip())
        return tuple(one.line for one in meant)

    def _leave_out(self, row: BatchRow, lines: Sequence[PlanLine], failed: set[int], reason: str) -> None:
        self._opened.ledger.record(
            [
                drafts.withdrawn(row.submission, row.batch, one.line, one.name if one.line in failed else b"", reason)
                for one in lines
            ]
        )
        for one in lines:
            self._opened.notices(LineMoved(row.batch, one.line, "withdrawn"))
