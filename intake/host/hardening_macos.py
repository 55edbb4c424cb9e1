"""Hardening on macOS. Written from documentation, not tested on macOS.

Other processes are kept out by System Integrity Protection and the hardened runtime of a signed program; nothing to set here.
"""

from intake.host.hardening_posix import core_dumps_off, private_files

__all__ = ["core_dumps_off", "not_inspectable", "private_files"]


def not_inspectable() -> bool | None:
    """Not asked."""
    return None
