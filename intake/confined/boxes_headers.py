"""The header boxes of a movie, as numbers: mvhd, tkhd, mdhd, hdlr, elst, ftyp, each in its versions 0 and 1.

Sources: ISO/IEC 14496-12 4.3, 8.2.2, 8.3.2, 8.4.2, 8.4.3, 8.6.6; QuickTime File Format, *Movie Atoms*.
Every function answers None when the box is too short for what it must hold.
"""

import struct
from dataclasses import dataclass

MOST_EDITS = 10_000
Matrix = tuple[int, ...]  # a b u c d v x y w as written: 16.16, and 2.30 for u, v, w


@dataclass(frozen=True, slots=True)
class Brands:
    major: bytes
    minor: int
    compatible: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class MovieHeader:
    """Times are seconds since 1904 as written; duration in units of timescale, None when all bits are ones (unknown)."""

    version: int
    created: int
    modified: int
    timescale: int
    duration: int | None
    rate: int
    volume: int
    matrix: Matrix
    next_track: int


@dataclass(frozen=True, slots=True)
class TrackHeader:
    """Duration in the movie's timescale; width and height as written, 16.16."""

    version: int
    flags: int
    created: int
    modified: int
    track: int
    duration: int | None
    layer: int
    volume: int
    matrix: Matrix
    width: int
    height: int

    @property
    def enabled(self) -> bool:
        return bool(self.flags & 1)


@dataclass(frozen=True, slots=True)
class MediaHeader:
    version: int
    created: int
    modified: int
    timescale: int
    duration: int | None
    language: int


@dataclass(frozen=True, slots=True)
class Handler:
    """klass: QuickTime's component type (`mhlr`, `dhlr`), zeros in ISO files. name: bytes as written, without its length or NUL."""

    klass: bytes
    kind: bytes
    vendor: bytes
    name: bytes


@dataclass(frozen=True, slots=True)
class Edit:
    """length in the movie's timescale; media_time in the media's, -1 for an empty edit; rate as written, 16.16."""

    length: int
    media_time: int
    rate: int


def brands(body: memoryview) -> Brands | None:
    """A file type box: ftyp or styp."""
    if len(body) < 8:
        return None
    listed = tuple(bytes(body[at : at + 4]) for at in range(8, min(len(body), 8 + 400) - 3, 4))
    return Brands(bytes(body[:4]), int.from_bytes(body[4:8], "big"), listed)


def _unknown(value: int, wide: bool) -> int | None:
    return None if value == (2**64 - 1 if wide else 2**32 - 1) else value


def movie_header(body: memoryview) -> MovieHeader | None:
    wide = len(body) > 0 and body[0] == 1
    head = struct.Struct(">4xQQIQ" if wide else ">4xIIII")
    if len(body) < head.size + 80:
        return None
    created, modified, timescale, duration = head.unpack_from(body)
    rate, volume, *matrix = struct.unpack_from(">ih10x9i", body, head.size)
    (next_track,) = struct.unpack_from(">I", body, head.size + 76)
    return MovieHeader(body[0], created, modified, timescale, _unknown(duration, wide), rate, volume, tuple(matrix), next_track)


def track_header(body: memoryview) -> TrackHeader | None:
    wide = len(body) > 0 and body[0] == 1
    head = struct.Struct(">4xQQI4xQ" if wide else ">4xIII4xI")
    if len(body) < head.size + 60:
        return None
    created, modified, track, duration = head.unpack_from(body)
    layer, _, volume, *rest = struct.unpack_from(">8xhhh2x9iII", body, head.size)
    flags = int.from_bytes(body[1:4], "big")
    matrix, (width, height) = tuple(rest[:9]), rest[9:]
    return TrackHeader(body[0], flags, created, modified, track, _unknown(duration, wide), layer, volume, matrix, width, height)


def media_header(body: memoryview) -> MediaHeader | None:
    wide = len(body) > 0 and body[0] == 1
    head = struct.Struct(">4xQQIQH" if wide else ">4xIIIIH")
    if len(body) < head.size:
        return None
    created, modified, timescale, duration, language = head.unpack_from(body)
    return MediaHeader(body[0], created, modified, timescale, _unknown(duration, wide), language)


def handler(body: memoryview) -> Handler | None:
    """hdlr: QuickTime writes the name with its length in front (Pascal), ISO with a NUL behind."""
    if len(body) < 20:
        return None
    name = bytes(body[24:280])
    if name and name[0] == len(name) - 1 and any(body[4:8]):
        name = name[1:]
    return Handler(bytes(body[4:8]), bytes(body[8:12]), bytes(body[12:16]), name.split(b"\0", 1)[0])


def edits(body: memoryview) -> tuple[Edit, ...] | None:
    """An edit list. Version 1 has 64 bits for length and media time."""
    if len(body) < 8:
        return None
    row = struct.Struct(">Qqi" if body[0] == 1 else ">Iii")
    count = min(int.from_bytes(body[4:8], "big"), (len(body) - 8) // row.size, MOST_EDITS)
    return tuple(Edit(*row.unpack_from(body, 8 + at * row.size)) for at in range(count))
