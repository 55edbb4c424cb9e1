"""The system says that it is going to sleep or that its screen was locked; each system in its own way, in a file of its own."""

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol


class Absence(StrEnum):
    SLEEP = "sleep"
    SCREEN = "screen"


Told = Callable[[Absence], None]


class Watch(Protocol):
    """Held while the vault is open; `end` lets the system go to sleep without waiting for us."""

    def end(self) -> None: ...


class Unwatched:
    """Where the system tells nothing."""

    def end(self) -> None:
        """There is nothing to let go of."""


def watch(told: Told, window: int, system: str = sys.platform) -> Watch:
    """Call `told` on the GUI thread when the system sleeps or locks. window: the native handle of the main window."""
    if system == "win32":
        from ui.absence import system_windows

        return system_windows.watch(told, window) or Unwatched()
    if system == "darwin":
        from ui.absence import system_macos

        return system_macos.watch(told) or Unwatched()
    from ui.absence import system_linux

    return system_linux.watch(told) or Unwatched()
