"""What macOS tells of its clocks. Written from documentation, not tested on macOS.

`sysctlbyname("kern.bootsessionuuid")` names this start of the computer. `timed` disciplines the clock without the
kernel's synchronised state, so whether it is synchronised is unknown here.
"""

import ctypes
import time
from typing import Any

MOST_TEXT = 256  # bytes


def boot_id(libc: Any = None) -> str:
    """The id of this start, 36 characters; "" where the system tells none."""
    system = ctypes.CDLL(None, use_errno=True) if libc is None else libc
    text = ctypes.create_string_buffer(MOST_TEXT)
    size = ctypes.c_size_t(MOST_TEXT)
    try:
        failed = system.sysctlbyname(b"kern.bootsessionuuid", text, ctypes.byref(size), None, ctypes.c_size_t(0))
    except AttributeError:
        return ""
    return "" if failed else text.value.decode("ascii", "replace")


def monotonic_ns() -> int:
    """Nanoseconds since boot; CLOCK_MONOTONIC of macOS counts on during sleep."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)


def synchronised() -> bool | None:
    """Unknown."""
    return None
