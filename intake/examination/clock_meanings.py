"""What every recorded time means: claims become times with `utc` only where the file itself says it.

Offsets pair as in Exif 2.31: OffsetTimeOriginal with DateTimeOriginal, OffsetTimeDigitized with CreateDate, OffsetTime with
ModifyDate. GPS stamps are UTC. Movie and track headers are UTC by ISO/IEC 14496-12 and often local in practice, so they get
no `utc`. The workstation's zone is never applied, and two readers of one name give two times.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Final

from intake.examination.clock_texts import Moment, is_unset, moment, offset_minutes
from intake.records.claims import Claim, Meaning, State, TimeClaim

EXIF_PAIRS: Final = {
    "ExifIFD:DateTimeOriginal": ("ExifIFD:OffsetTimeOriginal", "ExifIFD:SubSecTimeOriginal"),
    "ExifIFD:CreateDate": ("ExifIFD:OffsetTimeDigitized", "ExifIFD:SubSecTimeDigitized"),
    "IFD0:ModifyDate": ("ExifIFD:OffsetTime", "ExifIFD:SubSecTime"),
    "IFD0:DateTimeOriginal": ("IFD0:OffsetTimeOriginal", "IFD0:SubSecTimeOriginal"),
    "IFD0:CreateDate": ("IFD0:OffsetTimeDigitized", "IFD0:SubSecTimeDigitized"),
    "PNG:ExifDateTimeOriginal": ("PNG:ExifOffsetTimeOriginal", "PNG:ExifSubSecTimeOriginal"),
}
IPTC_PAIRS: Final = {
    "IPTC:DateCreated": "IPTC:TimeCreated",
    "IPTC:DigitalCreationDate": "IPTC:DigitalCreationTime",
    "IPTC:DateSent": "IPTC:TimeSent",
}
GPS_DATE: Final = "GPS:GPSDateStamp"
GPS_TIME: Final = "GPS:GPSTimeStamp"
HEADER: Final = re.compile(r"QuickTime:(Create|Modify)Date|Track\d+:(Track|Media)(Create|Modify)Date")
_EPOCHS: Final = frozenset({"1904-01-01T00:00:00", "1970-01-01T00:00:00"})
_FILES: Final = re.compile(r"(File|System):File(Modify|Create|Access|InodeChange)Date")
_UTC_ALWAYS: Final = re.compile(r"(Matroska|Info|Segment):(DateTimeOriginal|DateUTC|MuxingDate)")
_EITHER: Final = frozenset({"PNG:ModifyDate"})
_OWN_ZONE: Final = re.compile(
    r"(?!ICC)[\w-]+:\w*(Date|DateTime|DateTimeOriginal|DateTimeDigitized|DateCreated|CreationTime|TimeStamp|Datecreate|Datemodify|Datetimestamp)"
)
_Named = Mapping[str, Claim]


def _time(claim: Claim, meaning: Meaning, utc: str | None = None) -> TimeClaim:
    return TimeClaim(claim.name, claim.value, meaning, utc, claim.reader)


def _by_offset(claim: Claim, found: Moment) -> TimeClaim:
    utc = found.utc()
    return _time(claim, Meaning.LOCAL if utc is None else Meaning.OFFSET, utc)


def _exif(claim: Claim, named: _Named) -> TimeClaim | None:
    if is_unset(claim.value):
        return _time(claim, Meaning.UNSET)
    found = moment(claim.value)
    if found is None:
        return _time(claim, Meaning.LOCAL)
    if found.offset is None:
        offset, digits = (named.get(name) for name in EXIF_PAIRS[claim.name])
        decimals = digits.value.strip("\0 ") if digits else ""
        found = Moment(
            found.wall,
            decimals if decimals.isascii() and decimals.isdigit() else found.digits,
            offset_minutes(offset.value) if offset else None,
            found.timed,
        )
    return _by_offset(claim, found)


def _clock_reading(text: str) -> tuple[timedelta, str] | None:
    """Hours, minutes and seconds of a GPS time stamp, as fractions (`18/1 49/1 105/10`) or as `18:49:10.5`."""
    if not text.isascii():
        return None
    try:
        parts = [Fraction(word) for word in re.split(r"[\s:]+", text.strip("\0 "))]
    except (ValueError, ZeroDivisionError):
        return None
    if len(parts) != 3 or not (0 <= parts[0] < 24 and 0 <= parts[1] < 60 and 0 <= parts[2] < 61):
        return None
    total = parts[0] * 3600 + parts[1] * 60 + parts[2]
    millionths = int((total - int(total)) * 1_000_000)
    return timedelta(seconds=int(total)), f"{millionths:06d}".rstrip("0")


def _gps(claim: Claim, named: _Named) -> TimeClaim | None:
    if claim.name == GPS_TIME and GPS_DATE in named:
        return None
    if is_unset(claim.value) and claim.name == GPS_DATE:
        return _time(claim, Meaning.UNSET)
    found = moment(claim.value) if claim.name == GPS_DATE else None
    stamp = named.get(GPS_TIME)
    clock = _clock_reading(stamp.value) if stamp else None
    if found is None or clock is None:
        return _time(claim, Meaning.UTC)
    return _time(claim, Meaning.UTC, Moment(found.wall + clock[0], clock[1], 0).utc())


def _iptc(claim: Claim, named: _Named) -> TimeClaim | None:
    if is_unset(claim.value):
        return _time(claim, Meaning.UNSET)
    clock = named.get(IPTC_PAIRS[claim.name])
    joined = replace(claim, value=f"{claim.value.strip()} {clock.value.strip()}") if clock else claim
    found = moment(joined.value)
    return _time(claim, Meaning.LOCAL) if found is None else _by_offset(joined, found)


def _header(claim: Claim, _named: _Named) -> TimeClaim | None:
    found = moment(claim.value)
    unset = is_unset(claim.value) or (found is not None and found.wall.isoformat() in _EPOCHS)
    return _time(claim, Meaning.UNSET if unset else Meaning.UTC_OR_LOCAL)


def _filesystem(claim: Claim, _named: _Named) -> TimeClaim | None:
    found = moment(claim.value)
    return _time(claim, Meaning.FILESYSTEM, found.utc() if found else None)


def _utc(claim: Claim, _named: _Named) -> TimeClaim | None:
    if is_unset(claim.value):
        return _time(claim, Meaning.UNSET)
    found = moment(claim.value)
    return _time(
        claim, Meaning.UTC, None if found is None else Moment(found.wall, found.digits, found.offset or 0, found.timed).utc()
    )


def _either(claim: Claim, _named: _Named) -> TimeClaim | None:
    return _time(claim, Meaning.UNSET if is_unset(claim.value) else Meaning.UTC_OR_LOCAL)


def _own_zone(claim: Claim, _named: _Named) -> TimeClaim | None:
    """A text that carries its own zone or none; what is no time at all under such a name is left a claim."""
    if claim.value.strip() and is_unset(claim.value) and claim.state is State.ZEROED:
        return _time(claim, Meaning.UNSET)
    found = moment(claim.value)
    if found is None:
        return None
    if claim.name.endswith(":GPSDateTime"):
        return _time(claim, Meaning.UTC, Moment(found.wall, found.digits, found.offset or 0, found.timed).utc())
    return _by_offset(claim, found)


def _way(name: str) -> Callable[[Claim, _Named], TimeClaim | None] | None:
    if name in EXIF_PAIRS:
        return _exif
    if name in (GPS_DATE, GPS_TIME):
        return _gps
    if name in IPTC_PAIRS:
        return _iptc
    if name in _EITHER:
        return _either
    for pattern, way in ((HEADER, _header), (_FILES, _filesystem), (_UTC_ALWAYS, _utc), (_OWN_ZONE, _own_zone)):
        if pattern.fullmatch(name):
            return way
    return None


def times(claims: Iterable[Claim]) -> tuple[TimeClaim, ...]:
    """Every recorded time with its meaning, in the order of the claims; each reader's values pair with its own."""
    by_reader: dict[str, dict[str, Claim]] = {}
    kept = [claim for claim in claims if claim.state in (State.RECORDED, State.ZEROED)]
    for claim in kept:
        by_reader.setdefault(claim.reader, {}).setdefault(claim.name, claim)
    found = []
    for claim in kept:
        named = by_reader[claim.reader]
        way = _way(claim.name) if named[claim.name] is claim else None
        time = way(claim, named) if way else None
        if time is not None:
            found.append(time)
    return tuple(found)
