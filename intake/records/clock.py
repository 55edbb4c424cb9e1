"""The clock of a device: how far it was off, as a person recorded it, and where that puts a recorded time.

What a file says stays what it says: the place in time is worked out beside it, by everyone in the same way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.records.canonical import JSON

MOST_SECONDS = 100 * 366 * 86_400  # a clock that was never set may stand in another century
MOST_OFFSET = 24 * 60  # minutes
# Reasons of sorting (`examination.clocks`) by which a time is not, or need not be, of the device's own clock.
NOT_ITS_OWN = frozenset({"gps", "filesystem", "modified_only"})
_MOVED = re.compile(r"(\d{4})([:-])(\d\d)\2(\d\d)([T ])(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Difference:
    """seconds: what the device's clock showed minus what was right; positive: it was ahead.

    offset_minutes: east of UTC, of the device's times without a zone; None where nobody knows it. ValueError beyond what is sane.
    """

    seconds: int
    offset_minutes: int | None = None

    def __post_init__(self) -> None:
        if abs(self.seconds) > MOST_SECONDS or abs(self.offset_minutes or 0) > MOST_OFFSET:
            raise ValueError("no clock is that far off")


@dataclass(frozen=True, slots=True)
class Placed:
    """A recorded time where its device's clock would have put it had it been right. value: in the form that it was written in."""

    value: str | None
    utc: str | None


def to_json(difference: Difference | None) -> JSON:
    """The field `clock_difference`; None: what was recorded before no longer counts."""
    if difference is None:
        return {"set": False}
    return {"offset_minutes": difference.offset_minutes, "seconds": difference.seconds, "set": True}


def from_json(value: JSON) -> Difference | None:
    """The inverse. ValueError when it is nothing that `to_json` gives."""
    if isinstance(value, Mapping):
        seconds, offset = value.get("seconds"), value.get("offset_minutes")
        if value == {"set": False}:
            return None
        whole = type(seconds) is int and (offset is None or type(offset) is int)
        if whole and value == {"offset_minutes": offset, "seconds": seconds, "set": True}:
            return Difference(seconds, offset)  # type: ignore[arg-type]  # both were looked at
    raise ValueError("not a clock difference")


def _moved(text: str | None, seconds: int) -> str | None:
    """The same text, that many seconds earlier; None where it holds no date with a time, or would leave the calendar."""
    found = _MOVED.match(text or "")
    if found is None or text is None:
        return None
    year, dash, month, day, between, hour, minute, second = found.groups()
    try:
        wall = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001 — a clock's face
        wall -= timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return None
    return f"{wall.year:04d}{dash}{wall.month:02d}{dash}{wall.day:02d}{between}{wall:%H:%M:%S}{text[found.end() :]}"


def placed(difference: Difference, value: str | None, utc: str | None, reason: str) -> Placed | None:
    """Where it belongs; None where the time is not of the device's clock or no time can be read in it.

    A time without a zone gets its UTC where the difference names one, but not a movie's header, which may be in UTC already.
    """
    if reason in NOT_ITS_OWN:
        return None
    wall, instant = _moved(value, difference.seconds), _moved(utc, difference.seconds)
    if utc is None and wall is not None and difference.offset_minutes is not None and reason != "movie_header":
        shifted = _moved(wall[:19], difference.offset_minutes * 60)
        instant = None if shifted is None else f"{shifted[:10].replace(':', '-')}T{shifted[11:19]}Z"
    return None if wall is None and instant is None else Placed(wall, instant)


def signed(seconds: int) -> str:
    """`+2:02:14`; with days from one on: `-3 d 0:00:05`. The same in every language."""
    days, rest = divmod(abs(seconds), 86_400)
    clock = f"{rest // 3600}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{'-' if seconds < 0 else '+'}{f'{days} d ' if days else ''}{clock}"
