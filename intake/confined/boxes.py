"""Boxes of ISO base media and QuickTime files: found one by one, whatever they state, and never trusted.

ISO/IEC 14496-12 4.2: a 32-bit size and a type; size 1 means a 64-bit size behind the type, size 0 means to the end.
The top level is walked by seeking; what is small enough to be an index is loaded and walked in memory.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

MOST_TOP_BOXES = 200_000  # fragmented recordings have two or three for each fragment
MOST_BOXES = 500_000  # in all
MOST_DEPTH = 12
MOST_LOADED = 64 * 2**20  # bytes of one box that is loaded whole
MOST_LOADED_IN_ALL = 256 * 2**20  # bytes, all loaded boxes of one file together
MOST_DAMAGES = 40  # told; what comes after is counted only


@dataclass(frozen=True, slots=True)
class Box:
    """One box. kind: four bytes of type. start: its first byte in the file. body: its content, loaded. depth: nesting."""

    kind: bytes
    start: int
    body: memoryview
    depth: int = 0
    cut: bool = False  # it states more bytes than there are


@dataclass(frozen=True, slots=True)
class TopBox:
    """A box of the top level, not loaded. body: offset of its content; end: offset behind it, within the file."""

    kind: bytes
    start: int
    body: int
    end: int
    cut: bool = False


@dataclass(slots=True)
class Damage:
    """What a walk found wrong, each as a short fixed phrase with the byte where it is, and the budget that all walks share."""

    told: list[tuple[str, int]] = field(default_factory=list)
    boxes: int = 0
    loaded: int = 0
    until: float = math.inf  # monotonic seconds
    late: bool = False
    absurd: bool = False  # a count is so far beyond the file that a reader which believes it would run for minutes

    def out_of_time(self) -> bool:
        """True once the time is up; walks then end where they are."""
        self.late = self.late or time.monotonic() > self.until
        return self.late

    def note(self, what: str, at: int) -> None:
        if len(self.told) < MOST_DAMAGES and (what, at) not in self.told:
            self.told.append((what, at))

    def may_open(self, at: int) -> bool:
        """Count one more box; False when there have been too many."""
        self.boxes += 1
        if self.boxes == MOST_BOXES + 1:
            self.note("too many boxes", at)
        return self.boxes <= MOST_BOXES and not (self.boxes % 256 == 0 and self.out_of_time())


def _stated(header: bytes | memoryview, room: int) -> tuple[int, int] | str:
    """Length of the header and the size that it states (0 = to the end), or what is wrong with it."""
    size = int.from_bytes(header[:4], "big")
    if size == 1:
        if len(header) < 16 or room < 16:
            return "a 64-bit size is cut off"
        size = int.from_bytes(header[8:16], "big")
        return (16, size) if size >= 16 else "a box states an impossible size"
    if size != 0 and size < 8:
        return "a box states an impossible size"
    return 8, size


def scan(stream: BinaryIO, size: int, damage: Damage) -> Iterator[TopBox]:
    """The boxes of the top level, in file order; stops at the first that cannot be followed. size: bytes in the stream."""
    at = 0
    for _ in range(MOST_TOP_BOXES):
        room = size - at
        if room < 8:
            if room > 0:
                damage.note("bytes too few for a box follow the last one", at)
            return
        if not damage.may_open(at):
            return
        stream.seek(at)
        header = stream.read(16)
        if len(header) < 8:
            damage.note("the file ends early", at)
            return
        stated = _stated(header, room)
        if isinstance(stated, str):
            damage.note(stated, at)
            return
        length, whole = stated
        cut = whole > room
        end = at + (room if whole == 0 or cut else whole)
        if cut:
            damage.note("a box states more bytes than there are", at)
        yield TopBox(bytes(header[4:8]), at, at + length, end, cut)
        at = end
    damage.note("too many boxes", at)


def load(stream: BinaryIO, top: TopBox, damage: Damage, most: int = MOST_LOADED) -> Box | None:
    """The box with its content in memory, or None when it is too large for what this reader loads."""
    length = top.end - top.body
    if length > most or damage.loaded + length > MOST_LOADED_IN_ALL:
        damage.note("a box is too large to be read", top.start)
        return None
    damage.loaded += length
    stream.seek(top.body)
    body = stream.read(length)
    if len(body) < length:
        damage.note("the file ends early", top.start)
    return Box(top.kind, top.start, memoryview(body), 0, top.cut or len(body) < length)


def inside(view: memoryview, start: int, depth: int, damage: Damage) -> Iterator[Box]:
    """The boxes in `view`, whose first byte lies at `start` in the file. Four zero bytes at the end close a QuickTime list."""
    if depth > MOST_DEPTH:
        damage.note("boxes are nested too deeply", start)
        return
    at = 0
    while len(view) - at >= 8:
        if not damage.may_open(start + at):
            return
        stated = _stated(view[at : at + 16], len(view) - at)
        if isinstance(stated, str):
            damage.note(stated, start + at)
            return
        length, whole = stated
        kind = bytes(view[at + 4 : at + 8])
        if whole == 0 and kind == b"\0\0\0\0":
            return  # padding of zeros
        cut = whole > len(view) - at
        end = len(view) if whole == 0 or cut else at + whole
        if cut:
            damage.note("a box states more bytes than there are", start + at)
        yield Box(kind, start + at, view[at + length : end], depth, cut)
        at = end


def children(box: Box, damage: Damage, skip: int = 0) -> Iterator[Box]:
    """The boxes in a container box, behind `skip` bytes of its own fields."""
    header = 8  # a box in memory with a 64-bit size is off by eight here; offsets only name places in messages
    return inside(box.body[skip:], box.start + header + skip, box.depth + 1, damage)


def first(boxes: Iterator[Box], kind: bytes) -> Box | None:
    """The first box of that type, or None."""
    return next((box for box in boxes if box.kind == kind), None)
