"""Pictures of chosen keyframes: each is decoded from its own bytes alone, so what comes out never depends on what came before.

The decoder is emptied between two keyframes and skips what is no keyframe; a picture that does not decode is counted, not
replaced by a grey one. One thread: the child is confined, and forty pictures take well under a second.
"""

import contextlib
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import av

from intake.confined import frames, video_colour
from intake.confined.boxes_claims import clockwise
from intake.confined.frames import Picture
from intake.confined.video_packets import counts_pictures, moment
from intake.confined.video_packets import packets as listed
from intake.confined.video_source import Bounded
from intake.confined.video_streams import Shown
from intake.records.claims import PictureRole, PictureSink

MOST_PIXELS = 120_000_000
MOST_PACKET = 128 * 2**20
FORWARD_BYTES = 128 * 2**20  # up to here a second pass over the file is as quick as seeking, and always exact
_SEARCHED_PACKETS = 2_000  # after a seek
Reopen = Callable[[], tuple[Any, Any]]
UNSHOWN = (av.FFmpegError, ValueError, OverflowError, MemoryError)
"""What libav and its bindings raise when a picture cannot be decoded or brought into shape."""


@dataclass(slots=True)
class Decoder:
    """Decodes single keyframes of one stream. shown: how they are shown; coded: their size as the container states it."""

    context: Any
    coded: tuple[int, int]
    shown: Shown = field(default_factory=lambda: Shown(0, 0))

    def __post_init__(self) -> None:
        self.context.thread_count = 1
        self.context.thread_type = "NONE"
        self.context.skip_frame = "NONKEY"

    def frame(self, unit: Sequence[Any]) -> Any | None:
        """The picture of a keyframe, or None when it does not decode.

        unit: its packet, and the one behind it if there is one: transport streams carry the two fields of an interlaced
        picture in two packets.
        """
        found: Any | None = None
        for packets in (unit[:1], unit[:2]) if len(unit) > 1 else (unit,):
            found = self._decoded(packets)
            if found is not None and not found.is_corrupt:
                break
        return found

    def _decoded(self, packets: Sequence[Any]) -> Any | None:
        found: list[Any] = []
        try:
            for packet in (*packets, None):
                found += self.context.decode(packet)
        except UNSHOWN:
            found = []
        finally:
            self.context.flush_buffers()
        sized = [frame for frame in found if frame.width and frame.height]
        return next((frame for frame in sized if not frame.is_corrupt), next(iter(sized), None))

    def size(self, frame: Any, side: int | None) -> tuple[int, int]:
        """Width and height before the turn, with the longer side at most `side`."""
        width, height = self.shown.width, self.shown.height
        if self.shown.rotation % 180:
            width, height = height, width
        if (frame.width, frame.height) != self.coded and frame.width * height != frame.height * width:
            width, height = frame.width, frame.height  # the size changed on the way
        if side is not None and max(width, height) > side:
            scale = side / max(width, height)
            width, height = max(1, round(width * scale)), max(1, round(height * scale))
        return width, height

    def picture(self, frame: Any, side: int | None) -> Picture | None:
        """The picture as shown, upright, its longer side at most `side`; None when it cannot be brought into shape."""
        width, height = self.size(frame, side)
        try:
            return frames.upright(video_colour.rgb(frame, width, height), self.shown.rotation, self.shown.mirrored)
        except UNSHOWN:
            return None


def turned(frame: Any) -> tuple[int, bool]:
    """Degrees clockwise and mirrored, as a container other than ISO base media states them beside its pictures."""
    try:
        sides = list(frame.side_data)
    except ValueError:  # the binding does not know every kind of side data
        return round(-frame.rotation / 90) * 90 % 360, False
    for side in sides:
        if str(side.type).endswith("DISPLAYMATRIX") and side.buffer_size >= 36:
            rotation, mirrored, _ = clockwise(struct.unpack("=9i", bytes(side)[:36]))
            return rotation, mirrored
    return 0, False


def hand(pictures: PictureSink, role: PictureRole, index: int | None, picture: Picture) -> None:
    """Give one picture to whoever takes them."""
    pictures(role, index, picture.shape[1], picture.shape[0], picture.tobytes())


def storyboard(
    decoder: Decoder, units: Iterable[tuple[int, Sequence[Any]]], chosen: list[int], pictures: PictureSink
) -> tuple[list[int], list[int]]:
    """Hand out storyboard, poster and thumbnail; answers which of the chosen did not decode, and which only in part."""
    compared = set(frames.candidates(chosen))
    best: tuple[float, int, Picture] | None = None
    failed = set(chosen)
    damaged: list[int] = []
    for index, unit in units:
        frame = decoder.frame(unit)
        if frame is None:
            continue
        picture = decoder.picture(frame, frames.STORYBOARD_SIDE)
        if picture is None:
            continue
        hand(pictures, PictureRole.STORYBOARD, index, picture)
        failed.discard(index)
        if frame.is_corrupt:
            damaged.append(index)
        score = frames.sharpness(picture)
        if best is None or (index in compared and score > best[0]):
            poster = decoder.picture(frame, frames.POSTER_SIDE)
            if poster is not None:
                best = (score if index in compared else -1.0, index, poster)
    if best is not None:
        _, index, poster = best
        hand(pictures, PictureRole.POSTER, index, poster)
        hand(pictures, PictureRole.THUMBNAIL, index, frames.reduced(poster, frames.THUMBNAIL_SIDE))
    return sorted(failed), damaged


def from_bytes(source: Bounded, places: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Packets from where their bytes lie: (index, offset, size) of each."""
    for index, offset, size in places:
        if source.out_of_time():
            return
        if not 0 < size <= MOST_PACKET:
            continue
        data = source.at(offset, size)
        if len(data) < size:
            continue
        packet = av.Packet(data)
        packet.pts = packet.dts = index
        packet.is_keyframe = True
        yield index, (packet,)


def by_time(reopen: Reopen, source: Bounded, wanted: dict[int, int]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Packets of the keyframes at the wanted times ({time as the library gives it: index}), each with the one behind it.

    In a large file each is sought, as long as seeking leads there exactly. Ends early where the library stumbles.
    """
    left = dict(wanted)
    with contextlib.suppress(IndexError, *UNSHOWN):
        if source.size > FORWARD_BYTES:
            container, stream = reopen()
            with container:
                for time in sorted(wanted):
                    unit = _sought(container, stream, time, source)
                    if unit is None:
                        break
                    yield left.pop(time), unit
        if left:
            container, stream = reopen()
            with container:
                counted = counts_pictures(container)
                yield from _forward(container, stream, source, left, lambda packet: moment(packet, counted))


def by_position(reopen: Reopen, source: Bounded, wanted: dict[int, int]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Packets of the keyframes at the wanted offsets ({offset: index}), in file order, with what belongs to them beside."""
    with contextlib.suppress(IndexError, *UNSHOWN):
        container, stream = reopen()
        with container:
            yield from _forward(container, stream, source, dict(wanted), lambda packet: packet.pos)


def _forward(
    container: Any, stream: Any, source: Bounded, left: dict[int, int], mark: Callable[[Any], int | None]
) -> Iterator[tuple[int, Sequence[Any]]]:
    """One pass from the start, until nothing is left to be found."""
    key: Any = None
    index = 0
    for packet in listed(container, stream):
        if key is not None:
            yield index, (key, packet) if packet.size else (key,)
            key = None
        if source.out_of_time() or not left:
            return
        now = mark(packet) if packet.size and packet.is_keyframe else None
        if now is not None and now in left:
            key, index = packet, left.pop(now)
    if key is not None:
        yield index, (key,)


def _sought(container: Any, stream: Any, time: int, source: Bounded) -> Sequence[Any] | None:
    """The keyframe at that time and the packet behind it after a seek; None when seeking does not lead there exactly."""
    key: Any = None
    try:
        container.seek(time, stream=stream, backward=True)
        for number, packet in enumerate(listed(container, stream)):
            if key is not None:
                return (key, packet) if packet.size else (key,)
            now = moment(packet, counts_pictures(container))
            if number > _SEARCHED_PACKETS or source.out_of_time() or now is None or not packet.size:
                return None
            if now == time and packet.is_keyframe:
                key = packet
            elif packet.dts is not None and packet.dts > time:
                return None
    except (av.FFmpegError, ValueError):
        return None
    return None if key is None else (key,)
