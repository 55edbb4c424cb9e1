"""What is freed goes back to the system at once, with whatever was in it, instead of waiting for the next use.

glibc lets its thresholds rise to twice the largest block that was ever freed (mallopt(3), *M_MMAP_THRESHOLD*): after some large
pictures it keeps up to 64 MiB for each thread. Setting the threshold once fixes both. Elsewhere nothing is done.
"""

import ctypes
import sys

M_TRIM_THRESHOLD = -1
KEPT = 1024 * 1024  # bytes, at the top of each heap


def give_back() -> bool | None:
    """Whether the system's allocator took it; None where it has no such thing."""
    if sys.platform != "linux":
        return None
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return None
    return bool(mallopt(M_TRIM_THRESHOLD, KEPT))
