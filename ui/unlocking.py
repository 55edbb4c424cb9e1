"""Looking at a vault from outside, unlocking it, closing it again: acts that run away from the GUI thread."""

from pathlib import Path
from typing import TYPE_CHECKING

from intake.errors import Cancelled
from intake.progress import Progress, Step
from intake.settings import Settings
from ui.listening import Listener

if TYPE_CHECKING:
    from intake.casework.door import Casework, Outside


def look(path: Path, progress: Progress) -> "Outside":  # noqa: ARG001 — an act
    from intake.casework import door

    return door.look(path)


def unlock(
    path: Path,
    operator: str | None,
    secret: bytearray,
    settings: Settings,
    listener: Listener,
    read_only: bool,
    going_on: str,
    progress: Progress,
) -> "Casework":
    from intake.casework import door

    try:
        casework = door.unlock(path, operator, secret, settings, listener.hear, progress, read_only=read_only, going_on=going_on)
    finally:
        secret[:] = bytes(len(secret))
    try:
        progress(Step("unlock"))  # working out the key cannot be stopped half-way, so it is asked afterwards
    except Cancelled:
        casework.close()
        raise
    return casework


def close(casework: "Casework", progress: Progress) -> None:  # noqa: ARG001 — an act
    casework.close()
