"""What a track is made of: the sample descriptions of `stsd`, with size, pixel shape, colour and clean aperture.

Sources: ISO/IEC 14496-12 8.5.2, 12.1.3 to 12.1.5, 12.2.3; QuickTime File Format, *Sample Description Atoms*.
"""

import struct
from dataclasses import dataclass
from fractions import Fraction

from intake.confined import boxes

MOST_ENTRIES = 64
MOST_PIXEL_SIDE = 2**16
_VISUAL_FIELDS = 78  # bytes in front of the boxes of a visual sample entry
_AUDIO_FIELDS = (28, 44, 64)  # by version of a QuickTime sound description: 0, 1, 2


@dataclass(frozen=True, slots=True)
class Colour:
    """colr: type and the three code points of ISO/IEC 23091-2; full: full range, or None where it is not said."""

    kind: bytes
    primaries: int = 0
    transfer: int = 0
    coefficients: int = 0
    full: bool | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One sample description. pixel_aspect: width and height of a pixel as written. original: type before encryption."""

    codec: bytes
    width: int = 0
    height: int = 0
    vendor: bytes = b""
    compressor: bytes = b""
    depth: int = 0
    horizontal: int = 0
    vertical: int = 0
    pixel_aspect: tuple[int, int] | None = None
    colour: Colour | None = None
    channels: int = 0
    bits: int = 0
    sample_rate: Fraction | None = None
    original: bytes = b""


def read(body: memoryview, start: int, handler: bytes, damage: boxes.Damage) -> tuple[Entry, ...]:
    """The sample descriptions of one `stsd`, by the handler of its track."""
    if len(body) < 8:
        return ()
    found = []
    for box in boxes.inside(body[8:], start + 16, 6, damage):
        if handler in (b"vide", b"pict", b"auxv"):
            found.append(_visual(box, damage))
        elif handler == b"soun":
            found.append(_sound(box, damage))
        else:
            found.append(Entry(box.kind))
        if len(found) == MOST_ENTRIES:
            damage.note("too many sample descriptions", start)
            break
    return tuple(found)


def _visual(box: boxes.Box, damage: boxes.Damage) -> Entry:
    body = box.body
    if len(body) < _VISUAL_FIELDS:
        return Entry(box.kind)
    vendor, width, height, horizontal, vertical = struct.unpack_from(">12x4s8xHHII", body)
    name = bytes(body[42:74])
    aspect, colour, original = None, None, b""
    for part in boxes.children(box, damage, _VISUAL_FIELDS):
        if part.kind == b"pasp" and len(part.body) >= 8:
            across, down = struct.unpack_from(">II", part.body)
            aspect = (across, down)
        elif part.kind == b"colr" and colour is None:
            colour = _colour(part.body)
        elif part.kind == b"sinf":
            original = _original(part, damage)
    return Entry(
        box.kind,
        width,
        height,
        vendor,
        name[1 : 1 + name[0]].split(b"\0", 1)[0],
        int.from_bytes(body[74:76], "big"),
        horizontal,
        vertical,
        aspect,
        colour,
        original=original,
    )


def _colour(body: memoryview) -> Colour | None:
    if len(body) < 4:
        return None
    kind = bytes(body[:4])
    if kind in (b"nclx", b"nclc") and len(body) >= 10:
        first, second, third = struct.unpack_from(">HHH", body, 4)
        return Colour(kind, first, second, third, bool(body[10] & 0x80) if kind == b"nclx" and len(body) > 10 else None)
    return Colour(kind)


def _sound(box: boxes.Box, damage: boxes.Damage) -> Entry:
    body = box.body
    if len(body) < _AUDIO_FIELDS[0]:
        return Entry(box.kind)
    version, channels, bits, rate = struct.unpack_from(">8xH6xHH4xI", body)
    sample_rate = Fraction(rate, 2**16)
    if version == 2 and len(body) >= 64:
        (seconds, channels) = struct.unpack_from(">dI", body, 32)
        sample_rate = Fraction(int(seconds)) if 0 < seconds < 2**31 else sample_rate
    skip = _AUDIO_FIELDS[version] if version < 3 else _AUDIO_FIELDS[0]
    protected = boxes.first(boxes.children(box, damage, skip), b"sinf") if box.kind == b"enca" else None
    return Entry(
        box.kind,
        channels=channels,
        bits=bits,
        sample_rate=sample_rate,
        original=_original(protected, damage) if protected else b"",
    )


def _original(box: boxes.Box, damage: boxes.Damage) -> bytes:
    part = boxes.first(boxes.children(box, damage), b"frma")
    return bytes(part.body[:4]) if part else b"?"
