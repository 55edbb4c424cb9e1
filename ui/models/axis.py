"""The axis of a timeline: stretches with recordings to scale, and between them gaps of one width, however long they are."""

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

Stretch = tuple[float, float]  # seconds since 1970 in UTC: its begin and its end

GAP_WIDTH = 88
LEAST = 16  # pixels of a stretch however short it is, and room for the last bar of every other
LEAST_SCALE, MOST_SCALE = 1 / 100, 40.0  # pixels a second
MOST_WIDTH = 1_000_000_000  # pixels, in sum
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400)  # seconds


@dataclass(frozen=True, slots=True)
class Axis:
    """scale: pixels a second. lefts, widths: of the stretches, in pixels from the left."""

    stretches: tuple[Stretch, ...]
    scale: float
    widths: tuple[int, ...] = field(init=False)
    lefts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        widths = tuple(round((ended - begun) * self.scale) + LEAST for begun, ended in self.stretches)
        lefts = tuple(itertools.accumulate((width + GAP_WIDTH for width in widths[:-1]), initial=0)) if widths else ()
        object.__setattr__(self, "widths", widths)
        object.__setattr__(self, "lefts", lefts)

    @property
    def width(self) -> int:
        return self.lefts[-1] + self.widths[-1] if self.lefts else 0

    def at(self, seconds: float) -> int:
        """Where a moment lies. Within a gap in proportion; before everything and after it at its edge."""
        number = bisect.bisect_right(self.stretches, (seconds, float("inf"))) - 1
        if number < 0:
            return 0
        begun, ended = self.stretches[number]
        left, width = self.lefts[number], self.widths[number]
        if seconds <= ended or number + 1 == len(self.stretches):
            return left + min(width, round((seconds - begun) * self.scale))
        share = (seconds - ended) / (self.stretches[number + 1][0] - ended)
        return left + width + round(share * GAP_WIDTH)

    def stretches_between(self, left: int, right: int) -> range:
        """The numbers of the stretches of which some part lies between these places, with the gap behind each."""
        if not self.lefts:
            return range(0)
        return range(max(0, bisect.bisect_right(self.lefts, left) - 1), bisect.bisect_right(self.lefts, right))

    def ticks(self, number: int, apart: int, seen: tuple[int, int] | None = None) -> list[float]:
        """Round moments of a stretch, at least `apart` pixels from each other; its beginning where there is none.

        seen: places between which they are wanted, with one of each side more; else all.
        """
        begun, ended = self.stretches[number]
        step = next((step for step in STEPS if step * self.scale >= apart), STEPS[-1])
        first = -(-begun // step) * step
        if first > ended:
            return [begun]
        last = (ended - first) // step
        low, high = 0, int(last)
        if seen is not None:
            left, right = ((begun + (place - self.lefts[number]) / self.scale - first) // step for place in seen)
            low, high = int(max(low, left)), int(min(high, right + 1))
        return [first + step * at for at in range(low, high + 1)]


def closest(stretches: Sequence[Stretch]) -> float:
    """The largest scale at which everything has a place that a window can name."""
    seconds = sum(ended - begun for begun, ended in stretches)
    return min(MOST_SCALE, MOST_WIDTH / seconds) if seconds > 0 else MOST_SCALE


def fitting(stretches: Sequence[Stretch], room: int) -> float:
    """The scale at which everything is seen in that many pixels, as far as there is one."""
    seconds = sum(ended - begun for begun, ended in stretches)
    free = room - len(stretches) * LEAST - (len(stretches) - 1) * GAP_WIDTH
    return min(MOST_SCALE, max(LEAST_SCALE, free / seconds)) if seconds > 0 else 1.0
