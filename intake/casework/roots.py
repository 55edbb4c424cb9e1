"""Whether what was chosen is still there: a stick that is pulled out says nothing of the files that were to come."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from intake.records.items import PlanLine, VolumeFacts
from intake.records.names import shown

Look = Callable[[int, bytes], VolumeFacts]
"""The volume with this device number, on which this path lies."""


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

    def __init__(self, lines: Iterable[PlanLine], look: Look) -> None:
        """look: asked now, as a device that is gone cannot be asked what it is called."""
        self._before = {root: _device(root) for root in {_root(line) for line in lines}}
        self._volumes = {root: look(device, root) for root, device in self._before.items() if device is not None}
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

    def unplugged(self, line: PlanLine) -> str | None:
        """What the device of this line is called, when it is away as a whole; None while only the folder is gone from it.

        Its label, else make and model, else the folder's name.
        """
        root = _root(line)
        before, volume = self._before.get(root), self._volumes.get(root)
        folders = [os.fsencode(parent) for parent in Path(os.fsdecode(root)).parents]
        if volume is None or before in map(_device, folders):
            return None
        model = " ".join(part for part in (volume.device_make, volume.device_model) if part)
        return volume.label or model or shown(os.fsencode(Path(os.fsdecode(root)).name) or root)
