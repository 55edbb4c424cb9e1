"""How long acts report and are stopped: one `Step` for each chunk, handed to whoever listens.

`Progress` is called once a chunk. It blocks while the act is paused and raises `Cancelled` to stop it; it is not
called past the commit point. A step names an item by its id or a line of the plan by its number, never by name or path.
"""

import time
from collections import deque
from dataclasses import dataclass
from typing import Protocol

PACE_WINDOW_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Step:
    """Where an act stands.

    stage: a stable code (`survey`, `acquire`, `compare_stored`, `compare_source`, `examine`, `write`, `read_back`, `verify` …).
    subject: item id, or the number of a plan line as text, or None.
    done, total: of this subject, in `unit` ("bytes", "items", "entries", "pixels"); total None when unknown.
    whole_done, whole_total: of the whole act, in the same unit. items_done, items_total, failed: counts of subjects.
    """

    stage: str
    subject: str | None = None
    done: int = 0
    total: int | None = None
    unit: str = "bytes"
    whole_done: int = 0
    whole_total: int | None = None
    items_done: int = 0
    items_total: int | None = None
    failed: int = 0


class Progress(Protocol):
    """Called once a chunk; blocks while paused; raises `intake.errors.Cancelled` to stop."""

    def __call__(self, step: Step, /) -> None: ...


def silent(step: Step, /) -> None:
    """A progress that nobody watches and nobody stops."""


class Pace:
    """Time remaining from the speed of the last seconds; None until there is something to go by."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def note(self, whole_done: int, now: float | None = None) -> None:
        """Take in how far the whole act is, in its unit; `now` in seconds of a monotonic clock."""
        at = time.monotonic() if now is None else now
        self._samples.append((at, whole_done))
        while len(self._samples) > 2 and at - self._samples[0][0] > PACE_WINDOW_SECONDS:
            self._samples.popleft()

    def speed(self) -> float | None:
        """Units a second, or None."""
        if len(self._samples) < 2:
            return None
        (first, before), (last, after) = self._samples[0], self._samples[-1]
        return (after - before) / (last - first) if last > first and after > before else None

    def seconds_left(self, whole_total: int | None) -> float | None:
        """Seconds until `whole_total` at the present speed, or None."""
        speed = self.speed()
        if whole_total is None or speed is None:
            return None
        return max(0.0, (whole_total - self._samples[-1][1]) / speed)
