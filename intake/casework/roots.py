"""Whether what was chosen is still there: a stick that is pulled out says nothing of the files that were to come."""

import os
from collections.abc import Iterable
from pathlib import Path

from intake.records.items import PlanLine


def _root(line: PlanLine) -> bytes:
    """The folder that was chosen, or in which the chosen file lies."""
    return line.path[: len(line.path) - len(line.relative)] or b"/"


def _device(folder: bytes) -> int | None:
    try:
        return Path(os.fsdecode(folder)).stat().st_dev
    except OSError:
        return None


class Roots:
    """The chosen folders as they were when a run began. One that was not there then is not waited for: its files have failed."""

    def __init__(self, lines: Iterable[PlanLine]) -> None:
        self._before = {root: _device(root) for root in {_root(line) for line in lines}}
        self._lost: set[bytes] = set()

    def gone(self, line: PlanLine) -> bool:
        """Whether the folder of this line was there and is not any more, or is another volume's."""
        root = _root(line)
        before = self._before.get(root)
        if before is not None and _device(root) != before:
            self._lost.add(root)
        return root in self._lost

    def lost(self, line: PlanLine) -> bool:
        """Whether that was found before."""
        return bool(self._lost) and _root(line) in self._lost
