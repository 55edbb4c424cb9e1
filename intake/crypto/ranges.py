"""Where the bytes of one object are read from: a file's descriptor or memory, any range, in any order."""

import os
from collections.abc import Callable
from types import TracebackType
from typing import Final, Protocol, Self

from intake.errors import StorageError


class RangeSource(Protocol):
    """Bytes at offsets. `read_at` gives exactly `n` bytes unless the source ends before; StorageError(read_failed).

    `fileno` is the descriptor that another process can be handed, or None. After closing, everything raises ValueError.
    """

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, n: int, /) -> bytes: ...

    def fileno(self) -> int | None: ...


class FileRange:
    """A file, by a descriptor that this object owns: leaving its `with`, or `close`, closes it.

    A read after that raises ValueError, and never reaches a file that was given the same number since.
    """

    def __init__(self, fd: int) -> None:
        self._fd: int | None = fd

    @property
    def size(self) -> int:
        """The file's size now, in bytes."""
        try:
            return os.fstat(self.fileno()).st_size
        except OSError as error:
            raise StorageError("read_failed", errno=error.errno or 0) from error

    def fileno(self) -> int:
        if self._fd is None:
            raise ValueError("the file was closed")
        return self._fd

    def read_at(self, offset: int, n: int, /) -> bytes:
        """`n` bytes at `offset`, fewer only at the end of the file. StorageError(read_failed)."""
        fd = self.fileno()
        try:
            first = _read_at(fd, n, offset)
            if len(first) == n or not first:
                return first
            parts = [first]
            have = len(first)
            while have < n and (part := _read_at(fd, n - have, offset + have)):
                parts.append(part)
                have += len(part)
        except OSError as error:
            raise StorageError("read_failed", errno=error.errno or 0) from error
        return b"".join(parts)

    def close(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            os.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None:
        self.close()


class MemoryRange:
    """Bytes in memory, closed like a file."""

    def __init__(self, content: bytes) -> None:
        self._content: bytes | None = content

    def _open(self) -> bytes:
        if self._content is None:
            raise ValueError("the range was closed")
        return self._content

    @property
    def size(self) -> int:
        return len(self._open())

    def fileno(self) -> None:
        self._open()

    def read_at(self, offset: int, n: int, /) -> bytes:
        return self._open()[offset : offset + n]

    def close(self) -> None:
        self._content = None


def seek_and_read(fd: int, n: int, offset: int) -> bytes:
    """What Windows has instead of `os.pread`: moves the descriptor, so one thread at a time, which its owner sees to."""
    os.lseek(fd, offset, os.SEEK_SET)
    return os.read(fd, n)


_read_at: Final[Callable[[int, int, int], bytes]] = getattr(os, "pread", seek_and_read)
