"""Where a file says it was recorded: positions from claims, and what forbids calling a recorded position a place.

Directions have no default (Exif 4.6.6), 0,0 and zeroed values are no position, a destination is not where the camera was.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from intake.records.claims import Claim, Observation, Place, State

DECIMALS = 8
_WGS84: Final = re.compile(r"\s*(WGS[-_ ]?(19)?84)?[\s0]*\Z", re.IGNORECASE)
_XMP_POSITION: Final = re.compile(r"\s*(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?\s*([NSEW])\s*\Z", re.ASCII)
_DECIMAL: Final = re.compile(r"\s*([+-]?\d{1,4}(?:\.\d{1,20})?)\s*([NSEW]?)\s*\Z", re.ASCII)
_SIGNS: Final = {"N": 1, "E": 1, "S": -1, "W": -1}


def decimal_text(value: Fraction) -> str:
    """A number with at most eight decimals, without trailing zeros."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _fractions(text: str) -> list[Fraction] | None:
    try:
        return [Fraction(word) for word in text.split()] if len(text) < 200 and text.isascii() else None
    except (ValueError, ZeroDivisionError):
        return None


def degrees(text: str) -> Fraction | None:
    """Degrees, minutes, seconds as in Exif (`23/1 3255/100 0/1`): each may be absent or carry the fraction."""
    parts = [word for word in text.split() if word != "0/0"]
    numbers = _fractions(" ".join(parts))
    if not numbers or len(numbers) > 3 or any(number < 0 for number in numbers):
        return None
    return sum((number / 60**power for power, number in enumerate(numbers)), Fraction(0))


def xmp_degrees(text: str) -> Fraction | None:
    """`DDD,MM.mmk` or `DDD,MM,SSk`, the direction part of the value (XMP Part 2, GPSCoordinate); also plain decimals."""
    found = _XMP_POSITION.match(text)
    if found:
        value = Fraction(found[1]) + Fraction(found[2]) / 60 + Fraction(found[3] or 0) / 3600
        return value * _SIGNS[found[4]]
    plain = _DECIMAL.match(text)
    if not plain:
        return None
    return Fraction(plain[1]) * _SIGNS.get(plain[2], 1)


class _Values:
    """Claims of one reader under one prefix; only what is recorded."""

    def __init__(self, prefix: str, claims: Mapping[str, Claim]) -> None:
        self.prefix, self.claims = prefix, claims

    def text(self, tag: str) -> str:
        claim = self.claims.get(f"{self.prefix}:{tag}")
        return claim.value.strip("\0 ") if claim and claim.state is State.RECORDED else ""

    def present(self, tag: str) -> bool:
        return f"{self.prefix}:{tag}" in self.claims


def _altitude(values: _Values) -> str | None:
    numbers = _fractions(values.text("GPSAltitude"))
    if not numbers:
        return None
    below = values.text("GPSAltitudeRef")[:1] in ("1", "3")  # Exif 3.0: 1 and 3 are below their reference
    return decimal_text(-numbers[0] if below else numbers[0])


def _checked(values: _Values, latitude: Fraction, longitude: Fraction, reader: str) -> tuple[Place | None, list[str]]:
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None, ["position_impossible"]
    if latitude == 0 and longitude == 0:
        return None, ["position_zero"]
    notes = []
    if not _WGS84.match(values.text("GPSMapDatum")):
        notes.append("position_other_datum")
    if values.text("GPSStatus").upper().startswith("V"):
        notes.append("position_without_fix")
    name = f"{values.prefix}:GPSPosition"
    return Place(name, decimal_text(latitude), decimal_text(longitude), _altitude(values), reader), notes


def _exif(values: _Values, reader: str) -> tuple[Place | None, list[str]]:
    if not values.present("GPSLatitude") and not values.present("GPSLongitude"):
        destination = values.present("GPSDestLatitude") and values.present("GPSDestLongitude")
        return None, ["destination_recorded"] if destination else []
    texts = [values.text(tag) for tag in ("GPSLatitude", "GPSLongitude")]
    latitude, longitude = (degrees(text) for text in texts)
    if any(texts) and (latitude is None or longitude is None):
        return None, ["position_not_understood"]
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None, ["position_zero"]
    signs = [_SIGNS.get(values.text(f"{tag}Ref")[:1].upper()) for tag in ("GPSLatitude", "GPSLongitude")]
    if signs[0] is None or signs[1] is None:
        return None, ["position_without_hemisphere"]
    return _checked(values, latitude * signs[0], longitude * signs[1], reader)


def _xmp(values: _Values, reader: str) -> tuple[Place | None, list[str]]:
    if not values.present("GPSLatitude") or not values.present("GPSLongitude"):
        return None, []
    latitude, longitude = xmp_degrees(values.text("GPSLatitude")), xmp_degrees(values.text("GPSLongitude"))
    if latitude is None or longitude is None:
        return None, ["position_not_understood"]
    return _checked(values, latitude, longitude, reader)


_WAYS: Final = (("GPS", _exif), ("XMP-exif", _xmp), ("XMP-drone-dji", _xmp))


def places(claims: Iterable[Claim]) -> tuple[tuple[Place, ...], tuple[Observation, ...]]:
    """Places from Exif and XMP claims, one for each reader, and what must be told of positions that are none."""
    by_reader: dict[str, dict[str, Claim]] = {}
    for claim in claims:
        if "GPS" in claim.name:
            by_reader.setdefault(claim.reader, {}).setdefault(claim.name, claim)
    found: list[Place] = []
    notes: dict[Observation, None] = {}
    for reader, named in by_reader.items():
        for prefix, way in _WAYS:
            values = _Values(prefix, named)
            place, codes = way(values, reader)
            if place:
                found.append(place)
            for code in codes:
                notes[Observation(code, values.text("GPSMapDatum") if code == "position_other_datum" else prefix)] = None
    return tuple(found), tuple(notes)
