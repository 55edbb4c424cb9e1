"""Every write to disk, and every read of what the program itself wrote: create once, append, sync, rename, replace.

All calls that reach the disk go through one `System` object, which tests replace to kill the process at the n-th call,
to make the n-th call fail, or to keep a trace from which the disk after a power cut can be rebuilt. Foreign errors
become `StorageError` here and nowhere else.

What a caller may rely on: `File.write` has handed over all bytes or raises; nothing is promised to outlive a power cut
before `File.sync` (the bytes) and `sync_folder` (the name) have returned. After a failed sync the system may have
dropped the bytes and forgotten the error, so that file refuses everything more: reopen and look at what is there.
"""

import contextlib
import ctypes
import errno
import functools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Self

from intake.errors import StorageError

MIB = 1024 * 1024
FILE_MODE = 0o600
FOLDER_MODE = 0o700
SHARED_FILE_MODE = 0o644
SHARED_FOLDER_MODE = 0o755
WRITEBACK_EVERY = 2 * MIB  # bytes after which the system is told to start writing, so that the sync at the end is short
SPACE_KEPT_FREE = 64 * MIB  # bytes that no import may use: the log must be able to say that the disk is full
_SYNC_FILE_RANGE_WRITE = 2
_ALWAYS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@functools.cache
def _sync_file_range() -> Callable[..., int] | None:
    """Linux's call that starts writing without waiting; None elsewhere."""
    if sys.platform != "linux":
        return None
    call = getattr(ctypes.CDLL(None, use_errno=True), "sync_file_range", None)
    if call is None:
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    call.restype = ctypes.c_int
    return functools.partial(call)


class System:
    """The system's own calls, one method each; they raise OSError. Nothing else in the program reaches the vault's disk."""

    def create(self, path: Path) -> int:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _ALWAYS, FILE_MODE)

    def open(self, path: Path, writable: bool) -> int:
        return os.open(path, (os.O_RDWR if writable else os.O_RDONLY) | _ALWAYS)

    def read(self, fd: int, count: int, at: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(fd, count, at)
        os.lseek(fd, at, os.SEEK_SET)
        return os.read(fd, count)

    def write(self, fd: int, data: memoryview, at: int) -> int:
        if hasattr(os, "pwrite"):
            return os.pwrite(fd, data, at)
        os.lseek(fd, at, os.SEEK_SET)
        return os.write(fd, data)

    def size(self, fd: int) -> int:
        return os.fstat(fd).st_size

    def truncate(self, fd: int, size: int) -> None:
        os.ftruncate(fd, size)

    def sync(self, fd: int) -> None:
        if sys.platform == "darwin":  # fsync there does not reach the medium; written from fcntl(2), not tried
            import fcntl

            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
        else:
            os.fsync(fd)

    def sync_folder(self, path: Path) -> None:
        if sys.platform == "win32":  # a folder cannot be synced there; NTFS journals names itself
            return
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _ALWAYS)
        try:
            self.sync(fd)
        finally:
            os.close(fd)

    def start_writing(self, fd: int, at: int, count: int) -> None:
        """A hint without any promise; errors are left for the sync to tell."""
        call = _sync_file_range()
        if call is not None:
            call(fd, at, count, _SYNC_FILE_RANGE_WRITE)

    def close(self, fd: int) -> None:
        os.close(fd)

    def chmod(self, path: Path, mode: int) -> None:
        os.chmod(path, mode)

    def forget(self, fd: int) -> None:
        """Drop what the system holds of a synced file, so that the next reading comes from the disk; a hint, no promise."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)

    def rename(self, before: Path, after: Path) -> None:
        os.replace(before, after)

    def unlink(self, path: Path) -> None:
        os.unlink(path)

    def mkdir(self, path: Path) -> None:
        os.mkdir(path, FOLDER_MODE)

    def rmdir(self, path: Path) -> None:
        os.rmdir(path)

    def free(self, path: Path) -> int:
        return shutil.disk_usage(path).free

    def capacity(self, path: Path) -> int:
        return shutil.disk_usage(path).total


class _Through:
    """Holds the System in force."""

    system: System = System()


@contextlib.contextmanager
def through(system: System) -> Iterator[None]:
    """For tests: every call goes through `system` until the block ends."""
    before, _Through.system = _Through.system, system
    try:
        yield
    finally:
        _Through.system = before


_CODES: Final = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "permission_denied",
    errno.EPERM: "permission_denied",
    errno.EROFS: "permission_denied",
    errno.EEXIST: "target_exists",
    errno.ENOTEMPTY: "target_exists",
    errno.ENOENT: "target_missing",
    errno.EFBIG: "file_too_large_for_medium",
}


@contextlib.contextmanager
def _as_ours(path: Path, otherwise: str = "write_failed", *, always: bool = False) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = otherwise if always else _CODES.get(error.errno or 0, otherwise)
        raise StorageError(code, name=path.name, errno=error.errno or 0) from error


class File:
    """One open file of ours. `size` is where the next byte goes. Not for use by two threads at once."""

    def __init__(self, path: Path, fd: int, size: int) -> None:
        self.path = path
        self.size = size
        self._fd: int | None = fd
        self._hinted = size
        self._sync_failed = False

    def fileno(self) -> int:
        if self._fd is None:
            raise ValueError("closed")
        return self._fd

    @property
    def closed(self) -> bool:
        return self._fd is None

    def write(self, data: bytes | memoryview, /) -> None:
        """Append all of `data`. StorageError: some of it may have been written; `size` counts what was."""
        fd, view = self._usable(), memoryview(data).cast("B")
        while view:
            with _as_ours(self.path):
                written = _Through.system.write(fd, view, self.size)
                if written <= 0:
                    raise OSError(errno.EIO, "nothing was written")
            self.size += written
            view = view[written:]
        if self.size - self._hinted >= WRITEBACK_EVERY:
            self.start_writing()

    def patch(self, offset: int, data: bytes) -> None:
        """Write over bytes that are there already. ValueError when they are not."""
        fd, view = self._usable(), memoryview(data)
        if offset < 0 or offset + len(view) > self.size:
            raise ValueError("only over what has been written")
        while view:
            with _as_ours(self.path):
                written = _Through.system.write(fd, view, offset)
                if written <= 0:
                    raise OSError(errno.EIO, "nothing was written")
            offset += written
            view = view[written:]

    def start_writing(self) -> None:
        """Tell the system to begin writing what it holds; promises nothing."""
        _Through.system.start_writing(self._usable(), self._hinted, self.size - self._hinted)
        self._hinted = self.size

    def read_at(self, offset: int, count: int) -> bytes:
        """Exactly `count` bytes from `offset`, or fewer where the file ends. StorageError(read_failed)."""
        fd, parts, left = self.fileno(), [], count
        while left > 0:
            with _as_ours(self.path, "read_failed", always=True):
                part = _Through.system.read(fd, min(left, 16 * MIB), offset)
            if not part:
                break
            parts.append(part)
            offset += len(part)
            left -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def sync(self) -> None:
        """The bytes outlive a power cut when this returns. StorageError(sync_failed): the file is of no more use."""
        fd = self._usable()
        try:
            with _as_ours(self.path, "sync_failed", always=True):
                _Through.system.sync(fd)
        except StorageError:
            self._sync_failed = True
            raise

    def forget(self) -> None:
        """After a sync: let the next reading come from the disk, where the system allows it."""
        with contextlib.suppress(OSError):
            _Through.system.forget(self._usable())

    def truncate(self, size: int) -> None:
        with _as_ours(self.path):
            _Through.system.truncate(self._usable(), size)
        self.size = self._hinted = size

    def close(self) -> None:
        if self._fd is not None:
            fd, self._fd = self._fd, None
            with _as_ours(self.path):
                _Through.system.close(fd)

    def _usable(self) -> int:
        if self._sync_failed:
            raise StorageError("sync_failed", name=self.path.name)
        return self.fileno()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()


def create(path: Path) -> File:
    """A new, empty file that nobody else may read. StorageError(target_exists) when the name is taken."""
    with _as_ours(path):
        return File(path, _Through.system.create(path), 0)


def open_file(path: Path, *, writable: bool = False) -> File:
    """An existing file, for reading, or for appending too. Links are not followed. StorageError(target_missing)."""
    with _as_ours(path, "read_failed"):
        fd = _Through.system.open(path, writable)
        return File(path, fd, _Through.system.size(fd))


def read(path: Path, most: int) -> bytes:
    """A whole file of at most `most` bytes. StorageError(target_missing, read_failed, file_too_large_for_medium)."""
    with open_file(path) as file:
        if file.size > most:
            raise StorageError("file_too_large_for_medium", name=path.name, expected=most, found=file.size)
        return file.read_at(0, file.size)


def write_new(path: Path, data: bytes) -> None:
    """A new file with its bytes synced; its name is safe after `sync_folder`. Nothing is left of it when this raises."""
    file = create(path)
    try:
        with file:
            file.write(data)
            file.sync()
    except StorageError:
        with contextlib.suppress(StorageError):
            remove(path)
        raise


def replace(path: Path, data: bytes) -> None:
    """The file holds either its old or its new bytes, whatever happens. Durable, name included, on return."""
    fresh = path.with_name(path.name + ".fresh")
    remove(fresh, missing_ok=True)
    write_new(fresh, data)
    rename(fresh, path)
    sync_folder(path.parent)


def rename(before: Path, after: Path) -> None:
    """Takes the place of `after` if that is there. Durable after `sync_folder` of both folders."""
    with _as_ours(after):
        _Through.system.rename(before, after)


def remove(path: Path, *, missing_ok: bool = False) -> None:
    with _as_ours(path):
        try:
            _Through.system.unlink(path)
        except FileNotFoundError:
            if not missing_ok:
                raise


def names(folder: Path) -> list[str]:
    """The names in a folder, in order; none where there is no folder. StorageError(read_failed)."""
    with _as_ours(folder, "read_failed", always=True):
        try:
            return sorted(os.listdir(folder))
        except (FileNotFoundError, NotADirectoryError):
            return []


def is_there(path: Path) -> bool:
    """Whether there is something; not, too, where the system does not let it be looked at or has no such names (`Path` raises)."""
    return os.path.exists(path)


def is_folder(path: Path) -> bool:
    """As `is_there`."""
    return os.path.isdir(path)


def is_file(path: Path) -> bool:
    """As `is_there`."""
    return os.path.isfile(path)


def make_folder(path: Path, *, exists_ok: bool = False) -> None:
    with _as_ours(path):
        try:
            _Through.system.mkdir(path)
        except FileExistsError:
            if not exists_ok or not path.is_dir():
                raise


def share(path: Path) -> None:
    """Let other accounts read what is meant to be handed over. Filesystems that keep no modes (FAT) may refuse: no harm."""
    with contextlib.suppress(OSError):
        _Through.system.chmod(path, SHARED_FOLDER_MODE if path.is_dir() else SHARED_FILE_MODE)


def remove_folder(path: Path) -> None:
    with _as_ours(path):
        _Through.system.rmdir(path)


def sync_folder(path: Path) -> None:
    """The names in this folder outlive a power cut when this returns. StorageError(sync_failed)."""
    with _as_ours(path, "sync_failed", always=True):
        _Through.system.sync_folder(path)


def free_space(path: Path) -> int:
    """Bytes that may still be written to the volume of `path`."""
    with _as_ours(path, "read_failed"):
        return _Through.system.free(path)


def require_space(path: Path, size: int) -> None:
    """StorageError(disk_full) when `size` bytes more would leave less than `SPACE_KEPT_FREE` on that volume."""
    free = free_space(path)
    if free < size + SPACE_KEPT_FREE:
        raise StorageError("disk_full", name=path.name, expected=size, found=max(0, free - SPACE_KEPT_FREE))


def fits_at_all(path: Path, size: int) -> bool:
    """Whether the volume of `path`, were it empty, would hold `size` bytes."""
    with _as_ours(path, "read_failed"):
        return _Through.system.capacity(path) >= size + SPACE_KEPT_FREE
