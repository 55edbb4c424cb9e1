"""Which volume and device a source lies on, as the system tells it, without running a program.

Windows and macOS tell less here; what is not told stays empty, and empty never means that there is none.
"""

import sys
from collections.abc import Callable

from intake.records.items import VolumeFacts

if sys.platform == "linux":
    from intake.acquisition import volumes_linux as system
elif sys.platform == "win32":
    from intake.acquisition import volumes_windows as system
else:
    from intake.acquisition import volumes_macos as system

Look = Callable[[int, bytes], VolumeFacts]


class Volumes:
    """The volumes as they are during one batch: each is looked at once, so make a new one when a medium may have changed."""

    def __init__(self, look: Look = system.volume_of) -> None:
        self._look = look
        self._found: dict[int, VolumeFacts] = {}

    def of(self, device: int, path: bytes) -> VolumeFacts:
        """The volume with that device number (`st_dev`), on which the absolute `path` lies."""
        found = self._found.get(device)
        if found is None:
            found = self._found[device] = self._look(device, path)
        return found


def media() -> tuple[tuple[bytes, VolumeFacts], ...]:
    """Media that can be taken out and are mounted now: path and facts; nothing on them is looked at."""
    return system.media()
