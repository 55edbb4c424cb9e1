"""Times of items as people read them: as recorded, to the second, with what is known of their zone."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from intake.records.names import shown_text
from intake.records.rows import ItemRow
from intake.wording import language
from intake.wording.language import translated as _

_WRITTEN = re.compile(
    r"(\d{4})[:-](\d\d)[:-](\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?", re.ASCII
)
WIDEST_ZONE = timedelta(hours=15)
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Shown:
    """day: `2026-11-22`. clock: `14:03:11`. zone: `−06:00`, `UTC`, or words for what is not known."""

    day: str
    clock: str
    zone: str

    def clock_and_zone(self) -> str:
        """`14:03:11 −06:00`; `14:03:11, no zone`."""
        return f"{self.clock} {self.zone}" if self.zone[:1] in f"+{MINUS}U" else f"{self.clock}, {self.zone}"


def day_text(day: str, *, long: bool = False) -> str:
    """`2026-11-22` as `22 Nov 2026`, or long as `Sunday 22 November 2026`; what is no date stays as it is."""
    date = QDate.fromString(day, "yyyy-MM-dd")
    if not date.isValid():
        return day
    form = _("dddd d MMMM yyyy") if long else _("d MMM yyyy")
    locale = QLocale(language.in_use())
    said = locale.toString(date, form if "yyyy" in form else "yyyy-MM-dd")
    return said[:1].upper() + said[1:] if long else said  # a heading


def _offset(wall: datetime, utc: str) -> str:
    """The offset that a recorded time and its UTC imply; "" where they do not fit each other."""
    try:
        apart = wall - datetime.fromisoformat(utc[:19])
    except ValueError:
        return ""
    minutes = round(apart.total_seconds() / 60)
    if abs(apart) > WIDEST_ZONE or minutes % 15:
        return ""
    return offset_text(minutes) if minutes else "UTC"


def offset_text(minutes: int) -> str:
    """`−06:00`."""
    sign = MINUS if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _zone(row: ItemRow, written: re.Match[str]) -> str:
    stated = written[5]
    if stated in {"Z", "UTC"}:
        return "UTC"
    if stated:
        return f"{MINUS if stated[0] == '-' else '+'}{stated[1:3]}:{stated[-2:]}"
    if row.sort_reason == "filesystem":
        return _("file time")
    if row.sort_utc:
        found = f"{written[1]}-{written[2]}-{written[3]}T{written[4]}"
        try:
            implied = _offset(datetime.fromisoformat(found), row.sort_utc)
        except ValueError:
            implied = ""
        if implied:
            return implied
    return _("no zone")


def moved(row: ItemRow) -> ItemRow:
    """The same with the time where the difference of its device's clock puts it; itself where there is none, or it says nothing of it."""
    where = row.placed
    return row if where is None else replace(row, sort_value=where.value, sort_utc=where.utc, clock=None)


def shown_time(row: ItemRow) -> Shown | None:
    """The time used for sorting in its parts; None when there is none, or it has a form that no reader here understands."""
    written = _WRITTEN.match(row.sort_value or "")
    if written is not None and written[4]:
        return Shown(f"{written[1]}-{written[2]}-{written[3]}", written[4], _zone(row, written))
    if row.sort_utc:  # a date alone, whose time stands elsewhere
        return Shown(row.sort_utc[:10], row.sort_utc[11:19], "UTC")
    return None


def _time_text(row: ItemRow) -> str:
    shown = shown_time(row)
    if shown is not None:
        return f"{day_text(shown.day)} {shown.clock_and_zone()}"
    if row.sort_value:
        return _("{time}, no zone").format(time=shown_text(row.sort_value, 40))
    return _("no time recorded") if row.examined else ""


def recorded_text(row: ItemRow) -> str:
    """`recorded as 14:04:54`, with the day where it is another one; "" where the clock difference moves nothing."""
    if row.placed is None:
        return ""
    recorded = shown_time(row)
    if recorded is None:
        return _("recorded as {time}").format(time=shown_text(row.sort_value or "", 40))
    day = "" if recorded.day == row.sort_day else f"{day_text(recorded.day)} "
    return _("recorded as {time}").format(time=f"{day}{recorded.clock}")


def _both(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def time_text(row: ItemRow) -> str:
    """The time used for sorting with its day; in words when there is none. Where a clock difference moved it, as recorded as well."""
    return _both(_time_text(moved(row)), recorded_text(row))


def _clock_text(row: ItemRow) -> str:
    shown = shown_time(row)
    return _time_text(row) if shown is None or shown.day != row.sort_day else shown.clock_and_zone()


def clock_text(row: ItemRow) -> str:
    """The same below a heading that says the day."""
    return _both(_clock_text(moved(row)), recorded_text(row))


def narrow_text(row: ItemRow, *, day: bool) -> str:
    """Where there is little room: `12:00:57 ← 14:03:11` for a time that a clock difference moved, else as the others say it."""
    there, recorded = moved(row), shown_time(row)
    shown = shown_time(there)
    if there is row or shown is None or recorded is None:
        return time_text(row) if day else clock_text(row)
    was = recorded.clock if recorded.day == shown.day else f"{day_text(recorded.day)} {recorded.clock}"
    return f"{f'{day_text(shown.day)} ' if day else ''}{shown.clock} ← {was}"


def with_utc(row: ItemRow) -> str:
    """The time in the order of time below its day, with the UTC behind it where that says more; not as recorded."""
    there = moved(row)
    shown, utc = _clock_text(there), there.sort_utc
    if not utc or "UTC" in shown:
        return shown
    day = "" if utc[:10] == row.sort_day else f"{day_text(utc[:10])} "
    return f"{shown} · {day}{utc[11:19]} UTC"


def stamp(text: str) -> str:
    """A time of ours, RFC 3339 UTC, as `24 Nov 2026 16:02:47 UTC`."""
    return f"{day_text(text[:10])} {text[11:19]} UTC"
