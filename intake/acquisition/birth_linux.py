"""When a file was made, as Linux tells it: `statx(2)`, which Python below 3.15 has no function for."""

import ctypes
import functools
import struct
from typing import Any

AT_EMPTY_PATH = 0x1000
STATX_BTIME = 0x0800
STATX_BYTES = 256
MASK = struct.Struct("=I")
BTIME = struct.Struct("=qI")
BTIME_AT = 80  # bytes into `struct statx`


@functools.cache
def _statx() -> Any:
    return getattr(ctypes.CDLL(None, use_errno=True), "statx", None)


def born_ns(descriptor: int) -> int | None:
    """Nanoseconds since 1970 at which the open file was made; None where the filesystem or the C library tells none."""
    statx = _statx()
    if statx is None:
        return None
    buffer = ctypes.create_string_buffer(STATX_BYTES)
    if statx(descriptor, b"", AT_EMPTY_PATH, STATX_BTIME, buffer) != 0:
        return None
    if not MASK.unpack_from(buffer)[0] & STATX_BTIME:
        return None
    seconds, nanoseconds = BTIME.unpack_from(buffer, BTIME_AT)
    return int(seconds) * 1_000_000_000 + int(nanoseconds)
