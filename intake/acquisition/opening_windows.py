"""Opening folders and files on Windows for reading only. Written from documentation, not tested on Windows.

`CreateFileW` with FILE_FLAG_OPEN_REPARSE_POINT opens a link itself instead of following it, and FILE_FLAG_OPEN_NO_RECALL
leaves content that lies elsewhere where it is. The folders on the way are looked at one after the other, and once more
after the opening: nothing here opens within an open folder, so one that is a junction for just that moment is not seen.
A handle that may only read cannot spare the access time; whether it was touched is judged afterwards.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

from intake.acquisition.facts import kind_of
from intake.acquisition.handles import Entry, OpenFile
from intake.errors import SourceError
from intake.records.items import SourceKind

GENERIC_READ = 0x8000_0000
FILE_SHARE_READ = 0x0000_0001
FILE_SHARE_WRITE = 0x0000_0002
FILE_SHARE_DELETE = 0x0000_0004
OPEN_EXISTING = 3
FILE_FLAG_NO_BUFFERING = 0x2000_0000
FILE_FLAG_SEQUENTIAL_SCAN = 0x0800_0000
FILE_FLAG_OPEN_REPARSE_POINT = 0x0020_0000
FILE_FLAG_OPEN_NO_RECALL = 0x0010_0000
INVALID_HANDLE_VALUE = ctypes.c_void_p(-1).value

Status = Callable[[bytes], os.stat_result]


class System:
    """The calls that are made, so that a test can hand in others."""

    def create_file(self, path: str, flags: int) -> int:
        """A C descriptor of a handle that may only read; OSError."""
        if sys.platform == "win32":
            import msvcrt

            kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
            kernel.CreateFileW.restype = ctypes.c_void_p
            share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE
            handle = kernel.CreateFileW(path, GENERIC_READ, share, None, OPEN_EXISTING, flags, None)
            if handle == INVALID_HANDLE_VALUE:
                raise ctypes.WinError(ctypes.get_last_error())
            return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT)
        raise OSError("not Windows")

    def status(self, path: bytes) -> os.stat_result:
        """Of the path itself, no link followed."""
        return os.lstat(path)


def _no_link(root: bytes, folders: Sequence[bytes], status: Status) -> None:
    path = root
    for part in folders:
        path = os.path.join(path, part)
        if kind_of(status(path)) is SourceKind.LINK:
            raise SourceError("source_is_link", what="folder")


def open_file(
    root: bytes,
    parts: Sequence[bytes],
    check: Callable[[os.stat_result], None],
    *,
    past_cache: bool = False,
    system: System | None = None,
) -> OpenFile:
    """As `opening_posix.open_file`, as far as Windows allows."""
    calls = system or System()
    path = os.path.join(root, *parts)
    _no_link(root, parts[:-1], calls.status)
    check(calls.status(path))
    flags = FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_OPEN_NO_RECALL
    flags |= FILE_FLAG_NO_BUFFERING if past_cache else FILE_FLAG_SEQUENTIAL_SCAN
    descriptor = calls.create_file(os.fsdecode(path), flags)
    try:
        status = os.fstat(descriptor)
        check(status)
        _no_link(root, parts[:-1], calls.status)
    except BaseException:
        os.close(descriptor)
        raise
    return OpenFile(descriptor, status, untouched=False, direct=past_cache)


class Folder:
    """A folder to be listed and gone down from, by its path."""

    __slots__ = ("_path", "_status")

    def __init__(self, path: bytes) -> None:
        self._path = path
        self._status = os.lstat(path)
        if kind_of(self._status) is not SourceKind.FOLDER:
            raise NotADirectoryError

    @classmethod
    def open(cls, path: bytes) -> Self:
        """The folder at a path whose last part is no link. OSError."""
        return cls(path)

    def inner(self, name: bytes) -> "Folder":
        """A folder in this one, not through a link. OSError."""
        return Folder(os.path.join(self._path, name))

    def status(self) -> os.stat_result:
        return self._status

    def entries(self) -> Iterator[Entry]:
        """Names with what the directory says of each, links not followed. OSError while listing."""
        with os.scandir(self._path) as found:
            for entry in found:
                try:
                    yield entry.name, os.lstat(entry.path)  # scandir's own answer lacks the identity here
                except OSError as error:
                    yield entry.name, error

    def close(self) -> None:
        """Nothing is held open."""
