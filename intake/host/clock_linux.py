"""What Linux tells of its clocks: boot id, time since boot, and whether the kernel's clock is disciplined.

`adjtimex(2)` with `modes = 0` only reads. STA_UNSYNC (0x0040) is set until a time service disciplines the clock, and the
return value TIME_ERROR (5) says the same. A container or a virtual machine may report its host's state.
"""

import ctypes
import time
from collections.abc import Callable
from pathlib import Path

BOOT_ID = Path("proc/sys/kernel/random/boot_id")
MOST_BOOT_ID = 64  # bytes

STA_UNSYNC = 0x0040
TIME_ERROR = 5


class Timex(ctypes.Structure):
    """`struct timex` of <sys/timex.h>, 64-bit Linux; the time is a pair of longs."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("constant", ctypes.c_long),
        ("precision", ctypes.c_long),
        ("tolerance", ctypes.c_long),
        ("time", ctypes.c_long * 2),
        ("tick", ctypes.c_long),
        ("ppsfreq", ctypes.c_long),
        ("jitter", ctypes.c_long),
        ("shift", ctypes.c_int),
        ("stabil", ctypes.c_long),
        ("jitcnt", ctypes.c_long),
        ("calcnt", ctypes.c_long),
        ("errcnt", ctypes.c_long),
        ("stbcnt", ctypes.c_long),
        ("tai", ctypes.c_int),
        ("unused", ctypes.c_int * 11),
    ]


def boot_id(root: Path = Path("/")) -> str:
    """The kernel's id of this start, 36 characters; "" where it tells none."""
    try:
        with (root / BOOT_ID).open("rb") as file:
            return file.read(MOST_BOOT_ID).decode("ascii", "replace").strip()
    except OSError:
        return ""


def monotonic_ns() -> int:
    """Nanoseconds since boot, sleep included (CLOCK_BOOTTIME)."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def _adjtimex(timex: Timex) -> int:
    return int(ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex)))


def synchronised(adjtimex: Callable[[Timex], int] = _adjtimex) -> bool | None:
    """Whether the kernel says that its clock follows a time service; None where it does not answer."""
    timex = Timex()
    try:
        state = adjtimex(timex)
    except (OSError, AttributeError):
        return None
    if state < 0:
        return None
    return state != TIME_ERROR and not timex.status & STA_UNSYNC
