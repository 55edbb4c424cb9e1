"""Reading at an offset of a stranger's file: never beyond its end, never more than was asked for."""

import io
from typing import BinaryIO


class Bytes:
    """A seekable stream, or a block of bytes, read at offsets; short at the end, empty beyond it."""

    def __init__(self, source: BinaryIO | bytes) -> None:
        self.stream: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source
        self.size = self.stream.seek(0, io.SEEK_END)

    def at(self, offset: int, count: int) -> bytes:
        """At most `count` bytes from `offset`."""
        if offset < 0 or offset >= self.size or count <= 0:
            return b""
        self.stream.seek(offset)
        return self.stream.read(min(count, self.size - offset))

    def number(self, offset: int, count: int, order: str = ">") -> int | None:
        """An unsigned number of `count` bytes, or None beyond the end. order: ">" or "<"."""
        data = self.at(offset, count)
        return int.from_bytes(data, "big" if order == ">" else "little") if len(data) == count else None


class Rationed(io.RawIOBase):
    """A stream that ends a reader which reads without end: EOFError after so many bytes or calls."""

    def __init__(self, stream: BinaryIO, most_bytes: int, most_calls: int) -> None:
        super().__init__()
        self._stream = stream
        self._bytes = most_bytes
        self._calls = most_calls

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._spend(0)
        return self._stream.seek(offset, whence)

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._stream.read(-1 if size is None or size < 0 else min(size, self._bytes + 1))
        self._spend(len(data))
        return data

    def _spend(self, count: int) -> None:
        self._bytes -= count
        self._calls -= 1
        if self._bytes < 0 or self._calls < 0:
            raise EOFError("read beyond its ration")
