"""One question, answered by a child that is confined by now: what is it, which reader opens it, what does that say.

Whatever a reader raises becomes an answer: a reader that failed has failed on one file, and says so. What is not the
reader's doing (the object does not authenticate, memory ran out) is refused instead.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, Protocol

from intake.confined.identify import identify
from intake.crypto.stream import FileRange, Grant, StreamReader, open_stream
from intake.errors import IntakeError
from intake.examination import wire
from intake.examination.wire import Done, Limits, Message, ObjectAccess, PictureHead, Refused, Told
from intake.records import canonical, claims
from intake.records.canonical import JSON
from intake.records.claims import Answer, Kind, Observation, PictureRole, PictureSink
from intake.settings import MIB

MOST_ERROR_NAME: Final = 64  # characters of an exception's class name
# Rows of each list, and bytes that all of them may take in a frame of 16 MiB, which must also fit into a pack's index.
_SHARES: Final[Mapping[str, tuple[int, int]]] = {
    "claims": (claims.MOST_CLAIMS, 6 * MIB),
    "places": (claims.MOST_PLACES, 1 * MIB),
    "observations": (claims.MOST_OBSERVATIONS, 2 * MIB),
    "keyframes": (claims.MOST_KEYFRAMES, 6 * MIB),
}


class Reader(Protocol):
    """What opens one kind of media."""

    def examine(self, stream: BinaryIO, media_type: str, pictures: PictureSink, /) -> Answer: ...

    def still(
        self, stream: BinaryIO, media_type: str, indexes: Sequence[int], pictures: PictureSink, /
    ) -> tuple[Observation, ...]: ...

    def tiles(
        self, stream: BinaryIO, media_type: str, size: tuple[int, int], indexes: Sequence[int], pictures: PictureSink, /
    ) -> tuple[Observation, ...]: ...


class OverLimits(Exception):
    """The reader made more pictures than were asked for."""


@dataclass
class Channel:
    """Writes frames to the parent, and keeps to the budget of pictures that it was given."""

    descriptor: int
    limits: Limits
    pictures: int = 0
    pixels: int = 0
    over: bool = False  # a reader may swallow what `picture` raises

    def send(self, message: Message, payload: memoryview | bytes = b"") -> None:
        """OSError when the parent has gone; ValueError when the message has no canonical form within its cap."""
        self._write(memoryview(wire.encode_frame(wire.encode_message(message), len(payload))))
        self._write(memoryview(payload))

    def _write(self, view: memoryview) -> None:
        while view:
            view = view[os.write(self.descriptor, view) :]

    def picture(self, role: PictureRole, index: int | None, width: int, height: int, rgb: bytes | memoryview, /) -> None:
        """A `PictureSink`. ValueError when sizes and length disagree; OverLimits."""
        head = PictureHead(role, index, width, height)
        view = memoryview(rgb).cast("B")
        if width < 1 or height < 1 or head.payload != len(view):
            raise ValueError("the size of a picture and its length disagree")
        self.pictures += 1
        self.pixels += width * height
        if self.pictures > self.limits.pictures or self.pixels > self.limits.pixels:
            self.over = True
            raise OverLimits
        self.send(head, view)


class HeldFile(FileRange):
    """The object's file, measured before the child was confined: afterwards no call that names a size is left."""

    def __init__(self, fd: int) -> None:
        super().__init__(fd)
        self._size = os.fstat(fd).st_size

    @property
    def size(self) -> int:
        """The file's size then, in bytes."""
        return self._size


def open_object(access: ObjectAccess, source: HeldFile) -> StreamReader:
    """The plaintext of the one object that this child was handed. TamperError, StorageError(read_failed)."""
    return open_stream(Grant(source, access.start, access.length, access.size, access.key, access.associated))


def answer(channel: Channel, question: wire.AboutObject, source: HeldFile, readers: Callable[[Kind], Reader | None]) -> None:
    """Examine the object and send everything, the last message too. OSError when the parent has gone."""
    try:
        stream = open_object(question.access, source)
    except IntakeError as error:
        channel.send(_refusal(error))
        return
    last: Message
    try:
        last = _ask(channel, question, stream, readers)
    except MemoryError:
        last = Refused("worker_over_limits", {"limit": "memory"})
    except OverLimits:
        pass  # told below, also where a reader swallowed it
    except IntakeError as error:  # the object's own, before a reader saw it
        last = _refusal(error)
    if channel.over:
        last = Refused("worker_over_limits", {"limit": "pictures"})
    if stream.failed is not None:
        last = _refusal(stream.failed)
    channel.send(last)


def _ask(channel: Channel, question: wire.AboutObject, stream: StreamReader, readers: Callable[[Kind], Reader | None]) -> Message:
    media_type, kind = identify(stream)
    reader = readers(kind)
    try:
        if isinstance(question, wire.Still):
            if reader is None:
                return Refused("media_unreadable", {"kind": kind.value})
            return Told(reader.still(stream, media_type, question.indexes, channel.picture)[: claims.MOST_OBSERVATIONS])
        if isinstance(question, wire.Tiles):
            if reader is None:
                return Refused("media_unreadable", {"kind": kind.value})
            said = reader.tiles(stream, media_type, question.size, question.indexes, channel.picture)
            return Told(said[: claims.MOST_OBSERVATIONS])
        if reader is None:
            return Done(Answer(media_type, kind, False, (), observations=(Observation("kind_not_read_here"),)))
        return Done(bounded(reader.examine(stream, media_type, channel.picture)))
    except (MemoryError, OverLimits):
        raise
    except Exception as error:  # whatever a decoder raises on a stranger's file
        if "Memory" in type(error).__name__:
            raise MemoryError from error
        if not isinstance(question, wire.Examine):
            return Refused("media_unreadable", {"error": _name(error)})
        return Done(Answer(media_type, kind, False, (), observations=(Observation("reader_failed", _name(error)),)))


def _name(error: BaseException) -> str:
    """The class alone: a decoder's message may quote the file."""
    return type(error).__name__[:MOST_ERROR_NAME]


def _refusal(error: IntakeError) -> Refused:
    return Refused(error.code if error.code in wire.REFUSALS else "media_unreadable", {})


def bounded(found: Answer) -> Answer:
    """An answer within every cap of `records.claims` and of a frame; what reached its cap is named in `truncated`.

    ValueError when a reader said what no answer may hold (a text beyond its cap, an impossible rotation).
    """
    whole = claims.encode_answer(found)
    kept: dict[str, tuple[object, ...]] = {}
    for name, (most, share) in _SHARES.items():
        rows = whole[name]
        fitting = _fitting(rows if isinstance(rows, list) else [], most, share)
        if fitting < len(getattr(found, name)):
            kept[name] = getattr(found, name)[:fitting]
    possible = all(side is None or 0 <= side <= claims.MOST_SIZE for side in (found.width, found.height))
    size = (found.width, found.height) if possible else (None, None)
    truncated = tuple(dict.fromkeys((*found.truncated, *kept, *(() if possible else ("size",)))))[:20]
    cut = replace(found, **kept, truncated=truncated, width=size[0], height=size[1])  # type: ignore[arg-type]  # slices
    return claims.parse_answer(claims.encode_answer(cut))


def _fitting(rows: Sequence[JSON], most: int, share: int) -> int:
    """How many rows from the first on fit into a share of the frame."""
    for count, row in enumerate(rows[:most]):
        share -= len(canonical.encode(row)) + 1
        if share < 0:
            return count
    return min(most, len(rows))
