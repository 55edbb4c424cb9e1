"""What an examiner is asked and what it answers: values, and the two things that it is handed."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from intake.crypto.stream import Grant
from intake.errors import ExaminationError, IntakeError
from intake.examination.receiving import Filling
from intake.ids import ItemId
from intake.records.claims import Answer
from intake.records.confinement import Confinement

GrantOf = Callable[[ItemId], AbstractContextManager[Grant]]


@dataclass(frozen=True, slots=True)
class Task:
    """An item to examine. sha256: of its bytes, which the pack is bound to."""

    item: ItemId
    sha256: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What a child said, and the pack made of it."""

    answer: Answer
    pack: bytes = field(repr=False)
    confinement: Confinement


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer. code: of `intake.errors`; facts for its sentence. confinement: of the child, if it got so far."""

    code: str
    facts: Mapping[str, object]
    confinement: Confinement | None = None

    def error(self) -> IntakeError:
        """The same as an exception of the class that has this code."""
        for kind in IntakeError.__subclasses__():
            if self.code in kind.codes:
                return kind(self.code, **self.facts)
        return ExaminationError("worker_died")


@dataclass(frozen=True, slots=True)
class StillPicture:
    """One keyframe in full size, as PNG."""

    index: int
    width: int
    height: int
    png: bytes = field(repr=False)


class Child(Filling, Protocol):
    def kill(self) -> None: ...
