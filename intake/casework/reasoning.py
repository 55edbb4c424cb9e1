"""What the parent concludes from a reader's claims: times with their meaning, the one to sort by, what a person must be told."""

from dataclasses import dataclass

from intake.casework import recorded
from intake.examination import clocks
from intake.records.claims import Answer, Kind, Observation, Sorting, TimeClaim
from intake.records.events import Entry

UNANSWERED = Answer("", Kind.OTHER, readable=False, readers=())  # of an item that nobody has examined


@dataclass(frozen=True, slots=True)
class Reasoned:
    """What the parent concludes from a reader's claims."""

    times: tuple[TimeClaim, ...]
    sorting: Sorting | None
    observations: tuple[Observation, ...]


def reason(answer: Answer, acquired: Entry, name: str) -> Reasoned:
    """Times with their meaning, the one to sort by, and everything that a person must be told."""
    times = clocks.times([*answer.claims, *recorded.file_times(acquired)])
    observations = [*answer.observations, *clocks.conflicts(times, acquired.time), *clocks.named(name)]
    return Reasoned(times, clocks.sorting(times), tuple(dict.fromkeys(observations)))
