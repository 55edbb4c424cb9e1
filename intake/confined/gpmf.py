"""The first satellite fix in a sample of GoPro's telemetry (GPMF): key, length, value, nested.

Source: GoPro, *GPMF introduction*. A stream (STRM) holds SCAL, GPSU (UTC), GPSF (0 = no fix, 2 or 3) and GPS5 (latitude,
longitude, altitude, two speeds, as integers over SCAL); newer cameras write GPS9 (the same and date, time, precision, fix).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MOST_DEPTH = 4
MOST_ROWS = 2_000
_NUMBERS = {"b": "b", "B": "B", "s": "h", "S": "H", "l": "i", "L": "I", "f": "f", "j": "q", "J": "Q", "d": "d"}


@dataclass(frozen=True, slots=True)
class Fix:
    """Decimal degrees and metres; time as the receiver's UTC text (`YYMMDDhhmmss.sss`), empty where it is not said."""

    latitude: Decimal
    longitude: Decimal
    altitude: Decimal
    time: str


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    kind: str
    size: int
    repeat: int
    body: memoryview


def rows(view: memoryview) -> Iterator[Row]:
    """The rows of one level, padded to four bytes each."""
    at = 0
    for _ in range(MOST_ROWS):
        if len(view) - at < 8:
            return
        key = bytes(view[at : at + 4]).decode("latin-1")
        kind, size, repeat = struct.unpack_from(">cBH", view, at + 4)
        length = size * repeat
        if at + 8 + length > len(view) or key == "\0\0\0\0":
            return
        yield Row(key, kind.decode("latin-1"), size, repeat, view[at + 8 : at + 8 + length])
        at += 8 + (length + 3) // 4 * 4


def _numbers(row: Row) -> list[float | int]:
    code = _NUMBERS.get(row.kind)
    if code is None or not row.size:
        return []
    each = struct.calcsize(">" + code)
    return list(struct.unpack(f">{len(row.body) // each}{code}", row.body[: len(row.body) // each * each]))


def first_fix(sample: bytes) -> Fix | None:
    """The first position with a fix in one sample, or None."""
    return _search(memoryview(sample), 0)


def has_positions(sample: bytes) -> bool:
    """True when the sample names a stream of positions at all."""
    return b"GPS5" in sample or b"GPS9" in sample


def _search(view: memoryview, depth: int) -> Fix | None:
    found = {row.key: row for row in rows(view)} if depth == 2 else {}
    for key in ("GPS5", "GPS9"):
        if key in found and "SCAL" in found:
            return _fix(found, found[key])
    if depth >= 2:
        return None
    nested = (row for row in rows(view) if row.kind == "\0" and row.key == ("DEVC", "STRM")[depth])
    return next((fix for row in nested if (fix := _search(row.body, depth + 1))), None)


def _fix(found: dict[str, Row], row: Row) -> Fix | None:
    scale = _numbers(found["SCAL"])
    if len(scale) < 3 or any(not value for value in scale[:3]):
        return None
    if row.key == "GPS5":
        state = _numbers(found["GPSF"]) if "GPSF" in found else []
        if not state or state[0] not in (2, 3) or row.size != 20 or len(row.body) < 20:
            return None
    elif row.size != 32 or len(row.body) < 32 or int.from_bytes(row.body[30:32], "big") not in (2, 3):
        return None
    values = struct.unpack_from(">iii", row.body)
    latitude, longitude, altitude = (Decimal(value) / Decimal(int(by)) for value, by in zip(values, scale, strict=False))
    time = bytes(found["GPSU"].body).decode("latin-1").strip("\0 ") if "GPSU" in found else ""
    return Fix(round(latitude, 7), round(longitude, 7), round(altitude, 3), time)
