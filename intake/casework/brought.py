"""What a batch brought: its items, and what could not be acquired with the reason, from the log."""

from dataclasses import dataclass

from intake.casework import recorded
from intake.ids import BatchId, ItemId
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
class Brought:
    """items: in the order of the plan. failed: by their newest outcome. withdrawn: numbers of lines that nobody wanted any more."""

    batch: BatchId
    items: tuple[ItemId, ...]
    failed: tuple[Failure, ...]
    withdrawn: tuple[int, ...] = ()


def failure(entry: Entry) -> Failure:
    """The failure that an `acquisition_failed` entry records."""
    return Failure(
        int(recorded.value(entry, "line").get("line", 0)),
        from_base64(str(recorded.value(entry, "name").get("raw", ""))),
        str(recorded.value(entry, "outcome").get("code", "")),
        str(entry.value("failure") or "—"),
    )
