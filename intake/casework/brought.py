"""What a batch brought: its items, what could not be acquired, and what a person left out, with the reasons, from the log."""

from dataclasses import dataclass

from intake.casework import recorded
from intake.casework.drafts import WITHDRAWN
from intake.casework.opened import Opened
from intake.ids import BatchId, ItemId, SubmissionId
from intake.records.events import Entry
from intake.records.names import from_base64


@dataclass(frozen=True, slots=True)
class Failure:
    """name: raw bytes. code: of the error. reason: what the system said."""

    line: int
    name: bytes
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """name: raw bytes, empty for what was never tried. reason: "" where it was stopped without one. at: RFC 3339 UTC."""

    line: int
    name: bytes
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Brought:
    """items: in the order of the plan; lines: the number of the line that each was. failed: by their newest outcome.

    left_out: by a person. waiting: how many lines have no outcome.
    """

    batch: BatchId
    items: tuple[ItemId, ...]
    failed: tuple[Failure, ...]
    left_out: tuple[LeftOut, ...] = ()
    waiting: int = 0
    lines: tuple[int, ...] = ()

    @property
    def withdrawn(self) -> tuple[int, ...]:
        """Numbers of the lines that were left out."""
        return tuple(one.line for one in self.left_out)


def failure(entry: Entry) -> Failure:
    """The failure that an `acquisition_failed` entry records."""
    return Failure(
        int(recorded.value(entry, "line").get("line", 0)),
        from_base64(str(recorded.value(entry, "name").get("raw", ""))),
        str(recorded.value(entry, "outcome").get("code", "")),
        str(entry.value("failure") or "—"),
    )


def left_out(entry: Entry) -> LeftOut:
    """What an `acquisition_failed` entry records of a line that a person left out."""
    return LeftOut(
        int(recorded.value(entry, "line").get("line", 0)),
        from_base64(str(recorded.value(entry, "name").get("raw", ""))),
        str(entry.value("reason") or ""),
        str(entry.value("operator_name") or ""),
        entry.time,
    )


def brought(opened: Opened, batch: BatchId) -> Brought:
    """What a batch brought so far. TamperError; KeyError when there is none."""
    row = opened.catalog.batch(batch)
    if row is None:
        raise KeyError(batch)
    outcomes = opened.catalog.outcomes(batch)
    without = [(one, opened.ledger.entry(one.position)) for one in outcomes if one.item is None]
    return Brought(
        batch,
        tuple(one.item for one in outcomes if one.item is not None),
        tuple(failure(entry) for one, entry in without if one.code != WITHDRAWN),
        tuple(left_out(entry) for one, entry in without if one.code == WITHDRAWN),
        row.lines - len(outcomes),
        tuple(one.line for one in outcomes if one.item is not None),
    )


def of_submission(opened: Opened, submission: SubmissionId) -> tuple[Brought, ...]:
    """What each batch of a submission brought so far, the oldest first. TamperError."""
    return tuple(brought(opened, row.batch) for row in opened.catalog.batches_of(submission))
