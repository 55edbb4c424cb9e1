"""Boxes of the ISO base media file format as far as still pictures need them (ISO/IEC 14496-12, 4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.confined.photo_bytes import Bytes

MOST_BOXES = 20_000


@dataclass(frozen=True, slots=True)
class Box:
    """kind: four bytes. start, size: of the payload behind the header. whole: it lies inside its parent."""

    kind: bytes
    start: int
    size: int
    whole: bool

    @property
    def end(self) -> int:
        return self.start + self.size


def boxes(source: Bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets; ends at the first impossible size, and yields a box that is cut as not whole."""
    offset = start
    for _ in range(MOST_BOXES):
        head = source.at(offset, 16)
        if offset >= end or len(head) < 8:
            return
        size, header = int.from_bytes(head[:4], "big"), 8
        if size == 1 and len(head) == 16:
            size, header = int.from_bytes(head[8:], "big"), 16
        elif size == 0:
            size = end - offset
        if size < header:
            return
        whole = offset + size <= end
        yield Box(head[4:8], offset + header, min(size, end - offset) - header, whole)
        offset += size


class Cursor:
    """Big-endian numbers one after the other; beyond the end EOFError."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise EOFError
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count: int) -> int:
        """Unsigned, `count` bytes; 0 for none."""
        return int.from_bytes(self.take(count), "big")

    def text(self) -> bytes:
        """Up to the next NUL, which is taken too."""
        end = self.data.find(b"\0", self.at)
        end = len(self.data) if end < 0 else end
        found = self.data[self.at : end]
        self.at = min(end + 1, len(self.data))
        return found
