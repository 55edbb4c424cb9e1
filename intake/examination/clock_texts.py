"""Texts that name a moment, as cameras, editors and containers write them: what they say, and no more than they say."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MOST_OFFSET_MINUTES = 15 * 60  # the widest in use is +14:00
MOST_DIGITS = 9
_DATE: Final = r"(\d{4})[-:/.](\d{1,2})[-:/.](\d{1,2})"
_CLOCK: Final = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?"
_ZONE: Final = r"(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?"
_USUAL: Final = re.compile(rf"\s*{_DATE}(?:[T\s]\s*{_CLOCK}\s*{_ZONE})?\s*\Z", re.ASCII)
_CLOSED: Final = re.compile(
    r"\s*(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})(?:[.,](\d{1,12}))?\s*" + _ZONE + r")?\s*\Z", re.ASCII
)
_MAIL: Final = re.compile(
    rf"\s*(?:[A-Za-z]{{3,9}},?\s+)?(\d{{1,2}})[\s-]([A-Za-z]{{3}})[a-z]*[\s-](\d{{4}})\s+{_CLOCK}\s*{_ZONE}\s*\Z", re.ASCII
)
_C_TIME: Final = re.compile(rf"\s*[A-Za-z]{{3}}\s+([A-Za-z]{{3}})\s+(\d{{1,2}})\s+{_CLOCK}\s+(\d{{4}})\s*\Z", re.ASCII)
_OFFSET: Final = re.compile(r"\s*(?:(Z|UTC|GMT)|([+-])(\d{1,2})(?::?(\d{2}))?)\s*\Z", re.ASCII)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EMPTY: Final = re.compile(r"[\s:0./TZ+\x00-]*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """wall: the clock's reading, whole seconds. digits: its decimals as recorded. offset: minutes east of UTC, or None.

    timed: False where only a day is said.
    """

    wall: datetime
    digits: str = ""
    offset: int | None = None
    timed: bool = True

    def instant(self) -> datetime | None:
        """The moment in UTC, without its decimals, when its offset is known."""
        if self.offset is None or not self.timed:
            return None
        try:
            return self.wall - timedelta(minutes=self.offset)
        except OverflowError:
            return None

    def utc(self) -> str | None:
        """RFC 3339 in UTC with the decimals that were recorded, or None."""
        at = self.instant()
        if at is None:
            return None
        digits = self.digits[:MOST_DIGITS].rstrip("0")
        return f"{at:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + (f".{digits}" if digits else "") + "Z"


def is_unset(text: str) -> bool:
    """Nothing but blanks, zeros and separators: a time that nobody set."""
    return bool(_EMPTY.match(text))


def offset_minutes(text: str) -> int | None:
    """Minutes east of UTC: `+02:00`, `-5:00`, `+0530`, `Z`; None for blanks and for what no place on earth uses."""
    found = _OFFSET.match(text.strip("\0"))
    if not found:
        return None
    if found[1]:
        return 0
    hours, minutes = int(found[3]), int(found[4] or 0)
    total = hours * 60 + minutes
    if minutes > 59 or total > MOST_OFFSET_MINUTES:
        return None
    return -total if found[2] == "-" else total


def _made(parts: tuple[str | int | None, ...], zone: str | None) -> Moment | None:
    year, month, day, hour, minute, second, digits = parts
    try:
        wall = datetime(int(year or 0), int(month or 0), int(day or 0), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001  (a wall clock has no zone)
    except ValueError:
        return None
    return Moment(wall, str(digits or ""), offset_minutes(zone) if zone else None, hour is not None)


def moment(text: str) -> Moment | None:
    """What a text says of a moment, or None when it says nothing that is a time."""
    text = text.strip("\0 \r\n\t")
    if len(text) > 60:
        return None
    found = _USUAL.match(text) or _CLOSED.match(text)
    if found:
        return _made(found.groups()[:7], found[8])
    found = _MAIL.match(text)
    if found and found[2].lower() in _MONTHS:
        day, name, year, *clock, zone = found.groups()
        return _made((year, _MONTHS.index(name.lower()) + 1, day, *clock), zone)
    found = _C_TIME.match(text)
    if found and found[1].lower() in _MONTHS:
        name, day, *clock, year = found.groups()
        return _made((year, _MONTHS.index(name.lower()) + 1, day, *clock), None)
    return None
