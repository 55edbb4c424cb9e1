"""Opening folders and files on Linux and macOS for reading only, without following a link below the folder that was chosen.

Each folder on the way is opened by its name within the one before (`openat(2)` with O_NOFOLLOW), so that swapping one
for a link between looking and opening changes nothing. A file is looked at before it is opened, because opening a
device or a pipe can have effects, and looked at again afterwards, because it may have been swapped in between.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Self

from intake.acquisition.facts import kind_of
from intake.acquisition.handles import Entry, OpenFile
from intake.errors import SourceError
from intake.records.items import SourceKind

_NO_TOUCH = getattr(os, "O_NOATIME", 0)
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | getattr(os, "O_NOCTTY", 0)
_LISTED = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PASSED = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC  # needs no right to list it
_DIRECT = getattr(os, "O_DIRECT", 0)
_F_NOCACHE = 48  # macOS, <fcntl.h>: reads do not fill the cache, and pages that are in it are still used


def _open(name: bytes, flags: int, folder: int | None) -> tuple[int, bool]:
    # O_NOATIME is for the file's owner and for root only; for others the system answers EPERM: open(2).
    if _NO_TOUCH and not flags & getattr(os, "O_PATH", 0):
        try:
            return os.open(name, flags | _NO_TOUCH, dir_fd=folder), True
        except OSError as error:
            if error.errno != errno.EPERM:
                raise
    return os.open(name, flags, dir_fd=folder), False


def _pass_through(root: bytes, parts: Sequence[bytes]) -> int:
    """A descriptor of the folder below `root`; the caller closes it."""
    top = root.rstrip(b"/") or b"/"  # with a slash at its end, a link would be followed
    try:
        folder = os.open(top, _PASSED)
    except OSError as error:
        if _is_link(top, None):
            raise SourceError("source_is_link", what="folder") from error
        raise
    for part in parts:
        try:
            inner = os.open(part, _PASSED, dir_fd=folder)
        except OSError as error:
            link = _is_link(part, folder)
            os.close(folder)
            if link:
                raise SourceError("source_is_link", what="folder") from error
            raise
        os.close(folder)
        folder = inner
    return folder


def _is_link(name: bytes, folder: int | None) -> bool:
    try:
        return kind_of(os.stat(name, dir_fd=folder, follow_symlinks=False)) is SourceKind.LINK
    except OSError:
        return False


def open_file(
    root: bytes, parts: Sequence[bytes], check: Callable[[os.stat_result], None], *, past_cache: bool = False
) -> OpenFile:
    """Open the regular file at `parts` below the folder `root`. check: raises on a status that must not be opened.

    OSError as the system gives it; SourceError(source_is_link) for a link on the way and at the end.
    """
    folder = _pass_through(root, parts[:-1])
    try:
        name = parts[-1]
        check(os.stat(name, dir_fd=folder, follow_symlinks=False))
        descriptor, untouched, direct = _open_last(name, folder, past_cache)
    finally:
        os.close(folder)
    try:
        status = os.fstat(descriptor)
        check(status)
    except BaseException:
        os.close(descriptor)
        raise
    return OpenFile(descriptor, status, untouched, direct)


def _open_last(name: bytes, folder: int, past_cache: bool) -> tuple[int, bool, bool]:
    try:
        if past_cache and _DIRECT:
            try:
                return *_open(name, _FILE | _DIRECT, folder), True
            except OSError as error:
                if error.errno != errno.EINVAL:  # this filesystem cannot read directly: open(2)
                    raise
        descriptor, untouched = _open(name, _FILE, folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SourceError("source_is_link", what="file") from error
        raise
    if past_cache and sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(descriptor, _F_NOCACHE, 1)
    return descriptor, untouched, False


class Folder:
    """An open folder, to be listed and gone down from; close it after use."""

    __slots__ = ("descriptor",)

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def open(cls, path: bytes) -> Self:
        """The folder at a path whose last part is no link. OSError."""
        return cls(_open(path, _LISTED, None)[0])

    def inner(self, name: bytes) -> "Folder":
        """A folder in this one, not through a link. OSError."""
        return Folder(_open(name, _LISTED, self.descriptor)[0])

    def status(self) -> os.stat_result:
        return os.fstat(self.descriptor)

    def entries(self) -> Iterator[Entry]:
        """Names as raw bytes with what the directory says of each, links not followed. OSError while listing."""
        with os.scandir(self.descriptor) as found:
            for entry in found:
                try:
                    yield os.fsencode(entry.name), entry.stat(follow_symlinks=False)
                except OSError as error:
                    yield os.fsencode(entry.name), error

    def close(self) -> None:
        os.close(self.descriptor)
