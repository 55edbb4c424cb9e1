"""Which confinement this system has: the one place that asks where we are."""

import sys
from typing import Protocol

from intake.examination.wire import Limits
from intake.records.confinement import Confinement


class Confining(Protocol):
    """One module for each system."""

    def prepare(self, /) -> None: ...

    def die_with(self, parent: int, /) -> None: ...

    def apply(self, limits: Limits, descriptors: int, /) -> Confinement: ...


def here() -> Confining:
    """The module of the system that this runs on."""
    if sys.platform == "win32":
        from intake.confined import confinement_windows

        return confinement_windows
    if sys.platform == "darwin":
        from intake.confined import confinement_macos

        return confinement_macos
    from intake.confined import confinement_linux

    return confinement_linux
