"""Which recorded time an item is sorted by, and which recorded times contradict each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from intake.examination.clock_meanings import GPS_DATE, HEADER
from intake.examination.clock_texts import Moment, moment
from intake.records.claims import Meaning, Observation, Sorting, TimeClaim

CAPTURE: Final[tuple[str, ...]] = (
    "ExifIFD:DateTimeOriginal",
    "IFD0:DateTimeOriginal",
    "Keys:CreationDate",
    "ItemList:ContentCreateDate",
    "UserData:ContentCreateDate",
    "UserData:DateTimeOriginal",
    "ExifIFD:CreateDate",
    "IFD0:CreateDate",
    "XMP-exif:DateTimeOriginal",
    "XMP-photoshop:DateCreated",
    "XMP-xmp:CreateDate",
    "IPTC:DateCreated",
    "PNG:ExifDateTimeOriginal",
    "PNG:CreationTime",
    "Matroska:DateTimeOriginal",
    "Matroska:DateUTC",
    "Info:DateTimeOriginal",
    "RIFF:DateTimeOriginal",
    "H264:DateTimeOriginal",
    "QuickTime:CreateDate",
    "Track1:MediaCreateDate",
)
# Whose offset is that of the capture. XMP-xmp:CreateDate often has the editing computer's, IPTC:TimeCreated often none of its own.
TWINS: Final[tuple[str, ...]] = (
    "ExifIFD:DateTimeOriginal",
    "ExifIFD:CreateDate",
    "XMP-exif:DateTimeOriginal",
    "XMP-photoshop:DateCreated",
)
MODIFIED: Final[tuple[str, ...]] = ("IFD0:ModifyDate", "XMP-xmp:ModifyDate", "PNG:ModifyDate")
GPS_NAMES: Final[tuple[str, ...]] = (GPS_DATE, "XMP-exif:GPSDateTime")
FILE_NAMES: Final[tuple[str, ...]] = ("File:FileModifyDate", "System:FileModifyDate")
FIRST_DIGITAL_YEAR = 1985
FIRST_GPS_YEAR = 1990  # 1980 and 1999 are where receivers' week counts begin; 1970 is a clock that was never set
WIDEST_ZONES = timedelta(hours=15)
SAME_MOMENT = timedelta(seconds=60)
GPS_LAG = timedelta(minutes=30)  # a fix may be older than the picture
HEADER_LAG = timedelta(hours=1)  # start or end of a recording, or the end of its writing
CLOCK_ERROR = timedelta(minutes=10)
QUARTER = timedelta(minutes=15)
_CREATED: Final = re.compile(r"QuickTime:CreateDate|Track\d+:(Track|Media)CreateDate")


@dataclass(frozen=True, slots=True)
class _Read:
    """A time with what its text and its meaning say. instant: in UTC, when known. wall: the clock's reading."""

    time: TimeClaim
    wall: datetime
    instant: datetime | None
    timed: bool


def _instant(utc: str | None) -> datetime | None:
    return None if utc is None else datetime.fromisoformat(utc.partition(".")[0].rstrip("Z"))


def _read(time: TimeClaim) -> _Read | None:
    found: Moment | None = None if time.meaning is Meaning.UNSET else moment(time.value)
    if found is None:
        return None
    instant = _instant(time.utc)
    if time.name in GPS_NAMES and instant is not None:
        return _Read(time, instant, instant, timed=True)
    return _Read(time, found.wall, instant, found.timed or instant is not None)


def _all(times: Sequence[TimeClaim]) -> dict[str, _Read]:
    """The first readable time of each name."""
    found: dict[str, _Read] = {}
    for time in times:
        read = _read(time)
        if read is not None:
            found.setdefault(time.name, read)
    return found


def _first(reads: dict[str, _Read], names: Sequence[str]) -> _Read | None:
    return next((reads[name] for name in names if name in reads and reads[name].wall.year >= FIRST_DIGITAL_YEAR), None)


def _reason(time: TimeClaim) -> str:
    if time.name == "Keys:CreationDate":
        return "keys_creation_date"
    if HEADER.fullmatch(time.name):
        return "movie_header"
    if time.meaning is Meaning.UTC:
        return "utc_recorded"
    return "offset_recorded" if time.utc else "no_zone"


def _sorted_by(read: _Read, reason: str) -> Sorting:
    return Sorting(read.time.name, read.time.value, read.time.utc, reason)


def _zone_fits(local: datetime, utc: datetime) -> bool:
    """Whether a local reading and a UTC moment differ by an offset that is in use somewhere, within two minutes."""
    difference = local - utc
    rest = difference % QUARTER
    return abs(difference) <= WIDEST_ZONES and min(rest, QUARTER - rest) <= timedelta(minutes=2)


def sorting(times: Sequence[TimeClaim]) -> Sorting | None:
    """The time to sort by: the first of the capture times, in UTC where it, a twin of it, or a fitting GPS fix says so."""
    reads = _all(times)
    main = _first(reads, CAPTURE)
    gps = next((reads[name] for name in GPS_NAMES if name in reads and reads[name].wall.year >= FIRST_GPS_YEAR), None)
    if main is not None and main.instant is None and not HEADER.fullmatch(main.time.name):
        for name in TWINS:
            twin = reads.get(name)
            if twin and twin.instant and abs(twin.wall - main.wall) <= SAME_MOMENT:
                return _sorted_by(twin, _reason(twin.time))
        if gps and gps.instant and main.timed and _zone_fits(main.wall, gps.instant):
            return _sorted_by(gps, "gps")
    if main is not None:
        return _sorted_by(main, _reason(main.time))
    if gps is not None and gps.instant:
        return _sorted_by(gps, "gps")
    for names, reason in ((MODIFIED, "modified_only"), (FILE_NAMES, "filesystem")):
        found = _first(reads, names)
        if found is not None:
            return _sorted_by(found, reason)
    return None


def _apart(one: _Read, other: _Read) -> bool:
    """Whether two times contradict each other, allowing for what their kinds leave open."""
    names = {one.time.name, other.time.name}
    if not (one.timed and other.timed):
        return abs(one.wall.date() - other.wall.date()) > timedelta(days=1)
    header = next((read for read in (one, other) if HEADER.fullmatch(read.time.name)), None)
    if header is not None:
        known = other if header is one else one
        if known.instant is None:
            return abs(header.wall - known.wall) > WIDEST_ZONES + HEADER_LAG
        return min(abs(header.wall - known.instant), abs(header.wall - known.wall)) > HEADER_LAG
    slack = GPS_LAG if names & set(GPS_NAMES) else SAME_MOMENT
    if one.instant and other.instant:
        return abs(one.instant - other.instant) > slack
    if one.instant is None and other.instant is None:
        return abs(one.wall - other.wall) > slack
    if names & set(GPS_NAMES):
        return abs(one.wall - other.wall) > WIDEST_ZONES + slack
    return abs(one.wall - other.wall) > slack


def _in_future(read: _Read, now: datetime | None) -> bool:
    leeway = CLOCK_ERROR if read.instant else CLOCK_ERROR + WIDEST_ZONES
    return now is not None and (read.instant or read.wall) > now + leeway


def _lone(read: _Read, now: datetime | None) -> Observation | None:
    """What one time says against itself. Of a movie's headers their reader tells, but for a future that it cannot know."""
    name, value = read.time.name, read.time.value
    if HEADER.fullmatch(name) or read.time.meaning is Meaning.FILESYSTEM:
        return None
    if name in GPS_NAMES and read.wall.year < FIRST_GPS_YEAR:
        return Observation("gps_time_stale", f"{name}: {value}")
    if read.wall.year < FIRST_DIGITAL_YEAR and name in (*CAPTURE, *MODIFIED):
        return Observation("time_before_digital", f"{name}: {value}")
    if _in_future(read, now):
        return Observation("time_in_future", f"{name}: {value}")
    return None


def _now(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def conflicts(times: Sequence[TimeClaim], now: str | None = None) -> tuple[Observation, ...]:
    """What must be told of these times together. now: RFC 3339, when the item was acquired, to tell a time in the future."""
    found: dict[Observation, None] = {}
    for time in times:
        if time.meaning is Meaning.UNSET:
            found[Observation("time_not_set", time.name)] = None
        elif moment(time.value) is None and time.meaning is not Meaning.UTC and re.search(r"\d", time.value):
            found[Observation("time_not_understood", f"{time.name}: {time.value[:60]}")] = None
    reads = _all(times)
    at = _now(now)
    for read in reads.values():
        note = _lone(read, at)
        if note:
            found[note] = None
    names = [name for name in (*CAPTURE, *GPS_NAMES) if name in reads]
    for name in names[1:]:
        both = (reads[names[0]], reads[name])
        if not all(HEADER.fullmatch(read.time.name) for read in both) and _apart(*both):
            found[Observation("times_disagree", f"{names[0]}, {name}")] = None
    header = next((read for name, read in reads.items() if _CREATED.fullmatch(name) and _in_future(read, at)), None)
    if header is not None:  # told once: a movie says the same of each of its tracks
        found[Observation("header_time_in_future", header.time.value)] = None
    return tuple(found)


_PIXEL: Final = re.compile(r"PXL_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})(\d{3})", re.ASCII)
_RECEIVED: Final = re.compile(r"(IMG|VID|AUD|PTT|STK)-(\d{4})(\d{2})(\d{2})-WA\d{4}", re.ASCII)


def named(name: str) -> tuple[Observation, ...]:
    """What a file's name says by its maker's custom: never a time of its own."""
    pixel, received = _PIXEL.match(name), _RECEIVED.match(name)
    if pixel and moment("{}-{}-{} {}:{}:{}".format(*pixel.groups()[:6])):
        return (Observation("name_states_utc", "{}-{}-{}T{}:{}:{}.{}Z".format(*pixel.groups())),)
    if received and moment("{}-{}-{}".format(*received.groups()[1:])):
        return (Observation("name_states_day_received", "{}-{}-{}".format(*received.groups()[1:])),)
    return ()
