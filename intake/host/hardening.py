"""What the process does at its start so that keys and evidence do not leave its memory by themselves.

`main.py` calls `harden()` once, before anything secret is read. Nothing here fails a start: what is not in force is said.
"""

import sys
from dataclasses import dataclass

if sys.platform == "linux":
    from intake.host import hardening_linux as system
elif sys.platform == "win32":
    from intake.host import hardening_windows as system
else:
    from intake.host import hardening_macos as system


@dataclass(frozen=True, slots=True)
class Hardening:
    """What is in force. None: this system has no such thing, or it is not asked.

    core_dumps_off: a crash writes no image of memory. not_inspectable: other processes of the same account can neither
    attach to this one nor read its memory. private_files: new files are readable by their owner alone.
    """

    core_dumps_off: bool | None
    not_inspectable: bool | None
    private_files: bool | None


def harden() -> Hardening:
    """Apply what this system offers. Children that are forked inherit all of it; a process that is replaced loses
    `not_inspectable` and must call it again.
    """
    return Hardening(
        core_dumps_off=system.core_dumps_off(),
        not_inspectable=system.not_inspectable(),
        private_files=system.private_files(),
    )
