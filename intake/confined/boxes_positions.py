"""Positions that are recorded beside the pictures: telemetry tracks and the boxes of dashcams.

GoPro's telemetry (GPMF), Google's camera motion metadata (CAMM) and the `gps0` box are read as far as their first fix;
whatever else is known to hold positions is told as not parsed. Sources: GoPro, *GPMF introduction*; Google, *Camera
Motion Metadata Spec*; records of `gps0` as ExifTool describes them.
"""

import math
import struct
from decimal import Decimal
from typing import BinaryIO

from intake.confined import boxes, boxes_names, boxes_observations, boxes_samples, gpmf, iso6709
from intake.confined.boxes_movie import Movie, Track
from intake.confined.noted import Noted

MOST_SAMPLES = 60  # of a telemetry track, one a second, searched for the first fix
MOST_SAMPLE = 1 << 20  # bytes
MOST_LOADED = 4 << 20
_UNREAD_SAMPLES = frozenset({b"ssmd", b"RVMI", b"tvxt", b"rtmd", b"djmd", b"dbgi"})
_UNREAD_BOXES = frozenset({b"gps ", b"GPS ", b"gsea", b"gsen", b"thma", b"mvtm", b"3gf ", b"nmea", b"sefd"})
_POSITION_BOXES = frozenset({b"gps ", b"GPS ", b"nmea", b"gsea"})


def write(stream: BinaryIO, movie: Movie, noted: Noted) -> None:
    """Note the first fix of every known kind, and every place where positions may be that nobody here reads."""
    for track in movie.tracks:
        codecs = {entry.codec for entry in track.entries}
        if b"gpmd" in codecs:
            _telemetry(stream, track, noted)
        elif b"camm" in codecs:
            _motion(stream, track, noted)
        elif codecs & _UNREAD_SAMPLES:
            noted.observe("position_track_not_parsed", boxes_observations.label(track))
    for top in movie.top:
        if top.kind == b"gps0":
            box = boxes.load(stream, top, movie.damage, MOST_LOADED)
            if box is not None:
                _gps0(box, noted)
        elif top.kind in _POSITION_BOXES:
            noted.observe("position_track_not_parsed", f"box {boxes_names.printable(top.kind)} at byte {top.start}")
    for box in movie.tags:
        if box.kind in _POSITION_BOXES:
            noted.observe("position_track_not_parsed", f"box {boxes_names.printable(box.kind)} at byte {box.start}")
    ends = movie.top[-1] if movie.top else None
    if ends is not None and ends.kind == b"\0\0\0\0" and ends.end - ends.body > 16:
        stream.seek(ends.body)
        if b"LIGOGPSINFO" in stream.read(4096):
            noted.observe("position_track_not_parsed", f"LIGOGPSINFO at byte {ends.start}")


def _samples(stream: BinaryIO, track: Track) -> list[bytes]:
    found = []
    for number, offset, size in boxes_samples.all_places(track.tables):
        if number >= MOST_SAMPLES:
            break
        if 0 < size <= MOST_SAMPLE:
            stream.seek(offset)
            found.append(stream.read(size))
    return found


def _telemetry(stream: BinaryIO, track: Track, noted: Noted) -> None:
    samples = _samples(stream, track)
    fix = next((found for sample in samples if (found := gpmf.first_fix(sample))), None)
    name = f"Track{track.number}:GPSCoordinates"
    if fix is not None:
        if fix.time:
            noted.claim(f"Track{track.number}:GPSDateTime", _receiver_time(fix.time))
        noted.claim(name, f"{fix.latitude} {fix.longitude} {fix.altitude}")
        noted.observe("position_track_first_only", name)
        noted.place(name, iso6709.Position(fix.latitude, fix.longitude, fix.altitude))
    elif any(map(gpmf.has_positions, samples)):
        noted.observe("position_track_without_fix", name)
    else:
        noted.observe("position_track_not_parsed", boxes_observations.label(track))


def _receiver_time(text: str) -> str:
    """GPMF's `YYMMDDhhmmss.sss` as ExifTool writes it; anything else as it is."""
    if len(text) >= 12 and text[:12].isdigit() and text.isascii():
        pairs = [text[at : at + 2] for at in range(0, 12, 2)]
        return f"20{pairs[0]}:{pairs[1]}:{pairs[2]} {pairs[3]}:{pairs[4]}:{pairs[5]}{text[12:]}"
    return text


def _motion(stream: BinaryIO, track: Track, noted: Noted) -> None:
    """CAMM: little-endian, two reserved bytes, type; 5 is latitude, longitude, altitude; 6 has time, fix and more."""
    name = f"Track{track.number}:GPSCoordinates"
    for sample in _samples(stream, track):
        kind = int.from_bytes(sample[2:4], "little")
        if kind == 5 and len(sample) >= 28:
            values = struct.unpack_from("<ddd", sample, 4)
        elif kind == 6 and len(sample) >= 36 and int.from_bytes(sample[12:16], "little") in (2, 3):
            values = (*struct.unpack_from("<dd", sample, 16), struct.unpack_from("<f", sample, 32)[0])
        else:
            continue
        position = _position(*values)
        if position is not None:
            noted.claim(name, " ".join(text for text in position.texts() if text))
            noted.observe("position_track_first_only", name)
            noted.place(name, position)
            return
    noted.observe("position_track_not_parsed", boxes_observations.label(track))


def _position(latitude: float, longitude: float, altitude: float | None = None) -> iso6709.Position | None:
    if not all(map(math.isfinite, (latitude, longitude, altitude or 0.0))) or abs(latitude) > 1e6 or abs(longitude) > 1e6:
        return None
    height = None if altitude is None or abs(altitude) > 1e6 else Decimal(f"{altitude:.3f}")
    return iso6709.Position(Decimal(f"{latitude:.7f}"), Decimal(f"{longitude:.7f}"), height)


def _gps0(box: boxes.Box, noted: Noted) -> None:
    """Records of 32 bytes, little-endian: latitude and longitude as DDDMM.MMMM in doubles, altitude, speed, date and time."""
    name = "QuickTime:GPSCoordinates"
    for at in range(0, len(box.body) - 31, 32):
        latitude, longitude, altitude = struct.unpack_from("<ddi", box.body, at)
        if not (abs(latitude) <= 9000 and abs(longitude) <= 18000) or latitude == longitude == 0:
            continue
        position = _position(_plain_degrees(latitude), _plain_degrees(longitude), float(altitude))
        year, month, day, hour, minute, second = box.body[at + 22 : at + 28]
        if position is not None:
            noted.claim("QuickTime:GPSDateTime", f"{2000 + year}:{month:02d}:{day:02d} {hour:02d}:{minute:02d}:{second:02d}Z")
            noted.claim(name, " ".join(text for text in position.texts() if text))
            noted.observe("position_track_first_only", name)
            noted.place(name, position)
            return
    noted.observe("position_track_without_fix", name)


def _plain_degrees(value: float) -> float:
    whole = int(abs(value) / 100)
    degrees = whole + (abs(value) - 100 * whole) / 60
    return -degrees if value < 0 else degrees
