"""The stream in which Windows notes where a file was downloaded from. Written from documentation, not tested on Windows.

`Zone.Identifier` is a named stream of the file ([MS-FSCC] 5.6.1), opened like a file by `path:Zone.Identifier`.
"""

import os
from collections.abc import Callable

from intake.records.items import SourceMark

STREAM = "Zone.Identifier"
MOST_MARK = 4096  # bytes


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0))
    try:
        return os.read(descriptor, MOST_MARK + 1)
    finally:
        os.close(descriptor)


def zone(path: bytes, read: Callable[[str], bytes] = _read) -> tuple[SourceMark, ...]:
    """The stream of a file, cut to its cap (`size` then says one byte more); nothing where there is none."""
    try:
        raw = read(f"{os.fsdecode(path)}:{STREAM}")
    except FileNotFoundError:
        return ()
    except OSError:
        return (SourceMark(STREAM.encode(), b"", -1),)
    return (SourceMark(STREAM.encode(), raw[:MOST_MARK], len(raw)),)
