"""What every room has at hand: the open vault, the lanes, the listener; and how it asks without waiting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from intake.errors import IntakeError
from intake.progress import Progress
from ui.jobs import Job, Jobs, Lane
from ui.listening import Listener
from ui.undo import Undo

if TYPE_CHECKING:
    from intake.casework.door import Casework

T = TypeVar("T")


class _Plain:
    """An act that does not report: a question to the catalog or the log."""

    def __init__(self, question: Callable[[], object]) -> None:
        self._question = question

    def __call__(self, progress: Progress) -> object:  # noqa: ARG002 — an act
        return self._question()


@dataclass(frozen=True)
class Desk:
    casework: "Casework"
    vault: Path
    jobs: Jobs
    listener: Listener
    undo: Undo = field(default_factory=Undo)

    def ask(
        self,
        question: Callable[[], T],
        told: Callable[[T], object],
        failed: Callable[[IntakeError], object] | None = None,
        lane: Lane = Lane.LOOK,
    ) -> Job:
        """Ask the casework away from the GUI thread; `told` and `failed` come on it. The question captures no widget."""
        job = self.jobs.make(_Plain(question), lane)
        job.done.connect(told)
        if failed is not None:
            job.failed.connect(failed)
        self.jobs.start(job)
        return job

    def own(self, number: str) -> str:
        """A number as it is shown here: without the code of our own vault."""
        return number.removeprefix(f"{self.casework.code}-")

    def own_words(self, sentence: str) -> str:
        """A sentence with our own numbers in their short form."""
        return sentence.replace(f"{self.casework.code}-", "")

    @property
    def read_only(self) -> bool:
        return self.casework.read_only
