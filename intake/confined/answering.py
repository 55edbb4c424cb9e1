"""One question, answered by a child that is confined by now: what is it, which reader opens it, what does that say.

Whatever a reader raises becomes an answer: a reader that failed has failed on one file, and says so. What is not the
reader's doing (the object does not authenticate, memory ran out) is refused instead.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, Protocol

from intake.confined.identify import identify
from intake.crypto.stream import FileRange, Grant, StreamReader, open_stream
from intake.errors import IntakeError
from intake.examination import wire
from intake.examination.wire import Done, Limits, Message, ObjectAccess, PictureHead, Refused
from intake.records import claims
from intake.records.claims import Answer, Kind, Observation, PictureRole, PictureSink

UNEXPECTED_BYTES: Final = 64  # of an exception's class name


class Reader(Protocol):
    """What opens one kind of media."""

    def examine(self, stream: BinaryIO, media_type: str, pictures: PictureSink, /) -> Answer: ...

    def still(self, stream: BinaryIO, media_type: str, indexes: Sequence[int], pictures: PictureSink, /) -> None: ...


class OverLimits(Exception):
    """The reader made more pictures than were asked for."""


@dataclass
class Channel:
    """Writes frames to the parent, and keeps to the budget of pictures that it was given."""

    descriptor: int
    limits: Limits
    pictures: int = 0
    pixels: int = 0

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


def answer(
    channel: Channel, question: wire.Examine | wire.Still, source: HeldFile, readers: Callable[[Kind], Reader | None]
) -> None:
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
        last = Refused("worker_over_limits", {"limit": "pictures"})
    except IntakeError as error:  # the object's own, before a reader saw it
        last = _refusal(error)
    if stream.failed is not None:
        last = _refusal(stream.failed)
    channel.send(last)


def _ask(
    channel: Channel, question: wire.Examine | wire.Still, stream: StreamReader, readers: Callable[[Kind], Reader | None]
) -> Message:
    media_type, kind = identify(stream)
    reader = readers(kind)
    try:
        if isinstance(question, wire.Still):
            if reader is None:
                return Refused("media_unreadable", {"kind": kind.value})
            reader.still(stream, media_type, question.indexes, channel.picture)
            return Done(None)
        if reader is None:
            return Done(Answer(media_type, kind, False, (), observations=(Observation("kind_not_read_here"),)))
        return Done(bounded(reader.examine(stream, media_type, channel.picture)))
    except (MemoryError, OverLimits):
        raise
    except Exception as error:  # whatever a decoder raises on a stranger's file
        if "Memory" in type(error).__name__:
            raise MemoryError from error
        if isinstance(question, wire.Still):
            return Refused("media_unreadable", {"error": _name(error)})
        return Done(Answer(media_type, kind, False, (), observations=(Observation("reader_failed", _name(error)),)))


def _name(error: BaseException) -> str:
    """The class alone: a decoder's message may quote the file."""
    return type(error).__name__[:UNEXPECTED_BYTES]


def _refusal(error: IntakeError) -> Refused:
    return Refused(error.code, {})


def bounded(found: Answer) -> Answer:
    """An answer within every cap of `records.claims`; what reached its cap is named in `truncated`."""
    cut = list(found.truncated)
    rows: dict[str, tuple[object, ...]] = {}
    for name, most in (
        ("claims", claims.MOST_CLAIMS),
        ("places", claims.MOST_PLACES),
        ("observations", claims.MOST_OBSERVATIONS),
        ("keyframes", claims.MOST_KEYFRAMES),
    ):
        if len(getattr(found, name)) > most:
            rows[name] = getattr(found, name)[:most]
            cut.append(name)
    within = replace(
        found,
        **rows,  # type: ignore[arg-type]  # each is a slice of the field of the same name
        truncated=tuple(dict.fromkeys(cut))[:20],
    )
    while len(within.claims) > 1 and _size(within) > wire.MOST_HEADER // 2:
        within = replace(
            within,
            claims=within.claims[: len(within.claims) // 2],
            truncated=tuple(dict.fromkeys((*within.truncated, "claims")))[:20],
        )
    return within


def _size(found: Answer) -> int:
    """About how many bytes the answer is in canonical form, from above: quotes and escapes may double a character."""
    texts = sum(len(c.name) + len(c.value.encode("utf-8", "replace")) + len(c.reader) + 24 for c in found.claims)
    return texts + 60 * len(found.keyframes) + 4096 * len(found.observations)
