"""Sizes, durations, digests and times as people read them: the same on every machine, whatever its locale."""

from fractions import Fraction

from intake.wording.language import translated as _

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


def size(count: int) -> str:
    """`148.2 MB`, decimal units as on the medium's label."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{count:,} {_UNITS[0]}" if unit == 0 else f"{value:.1f} {_UNITS[unit]}"


def duration(seconds: Fraction | float | None) -> str:
    """`1:42` or `1:02:03`; empty when unknown."""
    if seconds is None:
        return ""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def exact_time(seconds: Fraction) -> str:
    """`00:01:02.300`, to the millisecond, for a place in a recording; negative times keep their sign."""
    sign, millis = ("-" if seconds < 0 else ""), round(abs(seconds) * 1000)
    return f"{sign}{millis // 3_600_000:02d}:{millis // 60_000 % 60:02d}:{millis // 1000 % 60:02d}.{millis % 1000:03d}"


def time_left(seconds: float | None) -> str:
    """`about 4 min`; empty when there is nothing to go by."""
    if seconds is None:
        return ""
    if seconds < 50:
        return _("about {count} s").format(count=max(1, round(seconds / 5) * 5))
    minutes = round(seconds / 60)
    if minutes < 90:
        return _("about {count} min").format(count=max(1, minutes))
    return _("about {count} h").format(count=round(seconds / 3600))


def groups(hexadecimal: str, width: int = 4) -> str:
    """A digest in groups of four."""
    return " ".join(hexadecimal[at : at + width] for at in range(0, len(hexadecimal), width))
