"""What the kernel tells of changes below a folder, through inotify(7)."""

import contextlib
import ctypes
import os
import stat
import struct
from collections.abc import Sequence
from pathlib import Path

CHANGES = {0x2: "modified", 0x4: "attributes", 0x8: "closed after writing", 0x40: "moved away", 0x80: "moved here",
           0x100: "created", 0x200: "deleted", 0x400: "deleted itself", 0x800: "moved itself"}  # fmt: skip
_EVENT = struct.Struct("iIII")


@contextlib.contextmanager
def watched(below: Sequence[Path]):
    """Gives a list that is filled when the block ends: (change, folder, name) of these folders."""
    libc, told = ctypes.CDLL(None, use_errno=True), []
    fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    folders = [path for path in below if stat.S_ISDIR(path.lstat().st_mode)]
    watches = {libc.inotify_add_watch(fd, os.fsencode(folder), sum(CHANGES)): folder for folder in folders}
    assert fd >= 0
    assert min(watches) >= 0
    try:
        yield told
        while raw := _read(fd):
            at = 0
            while at < len(raw):
                watch, mask, _, length = _EVENT.unpack_from(raw, at)
                name = os.fsdecode(raw[at + _EVENT.size : at + _EVENT.size + length].rstrip(b"\0"))
                told.extend((change, str(watches[watch]), name) for bit, change in CHANGES.items() if mask & bit)
                at += _EVENT.size + length
    finally:
        os.close(fd)


def _read(fd: int) -> bytes:
    try:
        return os.read(fd, 1 << 20)
    except BlockingIOError:
        return b""
