"""Hardening on Windows. Written from documentation, not tested on Windows.

`WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP)` keeps heap memory out of error reports, and `SetErrorMode` suppresses the
dialog that would send one. Files inherit the folder's access list; there is no mask to set.
"""

import ctypes
from typing import Any

SEM_FAILCRITICALERRORS = 0x0001
SEM_NOGPFAULTERRORBOX = 0x0002
WER_FAULT_REPORTING_FLAG_NOHEAP = 0x0001


def core_dumps_off(kernel: Any = None) -> bool:
    """Whether heap memory stays out of error reports; WerSetFlags returns S_OK (0)."""
    system = ctypes.WinDLL("kernel32") if kernel is None else kernel  # type: ignore[attr-defined,unused-ignore]
    system.SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX)
    return int(system.WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP)) == 0


def not_inspectable() -> bool | None:
    """Not asked: an administrator can always attach."""
    return None


def private_files() -> bool | None:
    """There is no mask."""
    return None
