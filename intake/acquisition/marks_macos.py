"""Extended attributes on macOS, through `flistxattr(2)` and `fgetxattr(2)`. Written from documentation, not tested on macOS."""

import ctypes
import os
from collections.abc import Callable, Sequence
from typing import Any

MOST_LIST = 64 * 1024  # bytes of names
MOST_VALUE = 64 * 1024  # bytes of a value


def attributes(descriptor: int, libc: Any = None) -> tuple[Sequence[str], Callable[[str], bytes]]:
    """The names of an open file's attributes, and a function that reads one (OSError when it cannot)."""
    system = ctypes.CDLL(None, use_errno=True) if libc is None else libc

    def value(name: str) -> bytes:
        buffer = ctypes.create_string_buffer(MOST_VALUE)
        size = system.fgetxattr(descriptor, os.fsencode(name), buffer, ctypes.c_size_t(MOST_VALUE), 0, 0)
        if size < 0:
            raise OSError(ctypes.get_errno(), "fgetxattr")
        return buffer.raw[:size]

    buffer = ctypes.create_string_buffer(MOST_LIST)
    size = system.flistxattr(descriptor, buffer, ctypes.c_size_t(MOST_LIST), 0)
    names = [os.fsdecode(name) for name in buffer.raw[: max(size, 0)].split(b"\0") if name]
    return names, value
