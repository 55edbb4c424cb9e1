"""One table for every benchmark: medians of three, the peer measured in the same run, the ratio with its limit.

Acts that are compared take turns, so that a machine which is busy for a while is busy for all of them.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence

ROUNDS = 3

Act = Callable[[], float | None]
"""Does something once. Seconds, where it times itself because it prepares and cleans up; else None, and all of it is timed."""


def in_turn(acts: Sequence[Act], rounds: int = ROUNDS) -> list[list[float]]:
    """Every act in every round; the seconds of each, in the order of the acts."""
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for act, seconds in zip(acts, taken, strict=True):
            start = time.perf_counter()
            own = act()
            seconds.append(time.perf_counter() - start if own is None else own)
    return taken


def load() -> str:
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" if value < 10 else f"{value:.1f}"


def _spread(values: Sequence[float], unit: str) -> str:
    """The median, and from where to where the runs went."""
    told = f"{_number(statistics.median(values))} {unit}"
    return f"{told} ({_number(min(values))} to {_number(max(values))})" if len(values) > 1 else told


class Table:
    """Collects rows and prints them as Markdown."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._rows: list[tuple[str, str, str, str, str]] = []
        self._missed = 0
        self._load = load()

    def against(
        self, what: str, ours: Sequence[float], peer: str, theirs: Sequence[float] | None, limit: float | None = None
    ) -> None:
        """Seconds of ours and of a peer's. theirs: None where the peer is not installed. limit: of the ratio, at most."""
        if theirs is None:
            self._rows.append((what, _spread(ours, "s"), f"{peer}: not installed", "", ""))
            return
        ratio = statistics.median(ours) / statistics.median(theirs)
        self._add(
            what, _spread(ours, "s"), f"{peer} {_spread(theirs, 's')}", f"{ratio:.2f}", limit and (f"≤ {limit}", ratio <= limit)
        )

    def alone(
        self, what: str, values: Sequence[float], unit: str, *, most: float | None = None, least: float | None = None
    ) -> None:
        """A figure without a peer, with a limit of its own or none."""
        median = statistics.median(values)
        limit = most is not None and (f"≤ {_number(most)} {unit}", median <= most)
        limit = limit or (least is not None and (f"≥ {_number(least)} {unit}", median >= least))
        self._add(what, _spread(values, unit), "", "", limit)

    def _add(self, what: str, ours: str, peer: str, ratio: str, limit: "tuple[str, bool] | bool | float | None") -> None:
        told = ""
        if isinstance(limit, tuple):
            told = f"{limit[0]} {'met' if limit[1] else '**MISSED**'}"
            self._missed += not limit[1]
        self._rows.append((what, ours, peer, ratio, told))

    def end(self) -> int:
        """Prints the table; the exit code, 1 when a limit was missed."""
        print(f"### {self._title}\n\nLoad before {self._load}, after {load()}.\n")
        print("| what | ours | peer | ratio | limit |\n|---|---|---|---|---|")
        for row in self._rows:
            print(f"| {' | '.join(row)} |")
        print(flush=True)
        return int(self._missed > 0)
