"""Positions as ISO 6709 writes them: `+33.5+019.25+050/`, in degrees, degrees and minutes, or degrees, minutes and seconds.

Source: ISO 6709:2008 Annex H. How many digits stand before the point says which of the three it is: two for the latitude
(three for the longitude) are degrees, four (five) degrees and minutes, six (seven) degrees, minutes and seconds. Order is
latitude, longitude, then an optional altitude in metres, each with its sign. Some writers leave out leading zeros of plain
degrees; that is read as degrees.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

MOST_TEXT = 120
_PLACES = Decimal("0.0000001")  # a centimetre; what is computed is rounded to it, what is written in degrees is not
_NUMBER = r"[+-]\d{1,%d}(?:[.,]\d{0,20})?"
_TEXT = re.compile(rf"\s*({_NUMBER % 6})({_NUMBER % 7})({_NUMBER % 7})?\s*(?:CRS[\w:]{{0,40}})?\s*/?\s*\0*")


@dataclass(frozen=True, slots=True)
class Position:
    """Decimal degrees, north and east positive; metres."""

    latitude: Decimal
    longitude: Decimal
    altitude: Decimal | None = None

    @property
    def is_zero(self) -> bool:
        return self.latitude == 0 and self.longitude == 0

    @property
    def is_possible(self) -> bool:
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180

    def texts(self) -> tuple[str, str, str | None]:
        """Latitude, longitude and altitude as plain decimal texts without trailing zeros."""
        return plain(self.latitude), plain(self.longitude), None if self.altitude is None else plain(self.altitude)


def plain(value: Decimal) -> str:
    """`-12.5`, never `-1.25E+1`, never `-0`."""
    text = format(value.quantize(_PLACES) if -value.as_tuple().exponent > 12 else value, "f")  # type: ignore[operator]
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def parse(untrusted_text: str) -> Position | None:
    """The position, or None when the text is not one; a position beyond the poles or the date line is still returned."""
    if len(untrusted_text) > MOST_TEXT:
        return None
    match = _TEXT.fullmatch(untrusted_text)
    if match is None:
        return None
    latitude, longitude = _degrees(match[1], 2), _degrees(match[2], 3)
    if latitude is None or longitude is None:
        return None
    return Position(latitude, longitude, None if match[3] is None else Decimal(match[3].replace(",", ".")))


def _degrees(text: str, digits: int) -> Decimal | None:
    """Decimal degrees of one number; digits: how many stand before the point when it is degrees alone."""
    negative, number = text[0] == "-", text[1:].replace(",", ".").rstrip(".")
    whole = number.partition(".")[0]
    value: Decimal
    if len(whole) <= digits:
        value = Decimal(number)
    elif len(whole) == digits + 2:
        minutes = Decimal(number[digits:])
        if minutes >= 60:
            return None
        value = (int(whole[:digits]) + minutes / 60).quantize(_PLACES)
    elif len(whole) == digits + 4:
        minutes, seconds = Decimal(whole[digits : digits + 2]), Decimal(number[digits + 2 :])
        if minutes >= 60 or seconds >= 60:
            return None
        value = (int(whole[:digits]) + minutes / 60 + seconds / 3600).quantize(_PLACES)
    else:
        return None
    return -value if negative else value
