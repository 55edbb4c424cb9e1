"""What AVCHD cameras write beside their pictures: date, maker, model and position in the H.264 stream (MDPM).

Source: ITU-T H.264 D.2.7 (user data unregistered) for the envelope; the entries, a tag and four bytes each, as ExifTool
documents them (H264 tags). Bytes 00 00 03 are unescaped first (H.264 7.3.1).
"""

import re
from decimal import Decimal

from intake.confined import iso6709
from intake.confined.noted import Noted

READER = "own mdpm 1"
MOST_SEARCHED = 1 << 16  # bytes of the first keyframe
_UUID = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
_MAKERS = {0x0103: "Panasonic", 0x0108: "Sony", 0x1011: "Canon", 0x1104: "JVC"}


def entries(data: bytes) -> dict[int, bytes]:
    """The entries of the first MDPM block by tag; empty where there is none."""
    plain = re.sub(rb"\x00\x00\x03(?=[\x00-\x03])", b"\x00\x00", data[:MOST_SEARCHED])
    at = plain.find(_UUID)
    if at < 0 or at + 21 > len(plain):
        return {}
    at += len(_UUID)
    count, rows = plain[at], plain[at + 1 :]
    return {rows[n * 5]: rows[n * 5 + 1 : n * 5 + 5] for n in range(count) if len(rows) >= n * 5 + 5}


def write(data: bytes, noted: Noted) -> None:
    """Note what the first keyframe's block says."""
    found = entries(data)
    if 0x18 in found and 0x19 in found:
        _date(found[0x18] + found[0x19], noted)
    if 0xE0 in found:
        maker = int.from_bytes(found[0xE0][:2], "big")
        noted.claim("H264:Make", _MAKERS.get(maker, str(maker)), reader=READER)
    model = b"".join(found.get(tag, b"") for tag in (0xE4, 0xE5, 0xE6)).rstrip(b"\0 ")
    if model:
        noted.claim("H264:Model", model.decode("utf-8", "backslashreplace"), reader=READER)
    latitude = _degrees(found, 0xB1)
    longitude = _degrees(found, 0xB5)
    if latitude is not None and longitude is not None:
        position = iso6709.Position(latitude, longitude)
        noted.claim("H264:GPSPosition", " ".join(position.texts()[:2]), reader=READER)
        noted.place("H264:GPSPosition", position, READER)


def _date(raw: bytes, noted: Noted) -> None:
    """First byte: 0x40 summer time, 0x20 west, 0x1e hours, 0x01 half an hour; then the date in binary-coded decimals.

    Whether the offset already holds the hour of summer time is not known: then the time is given as local.
    """
    digits = raw[1:].hex()
    if not digits.isdigit() or not int(digits):
        return
    zone = raw[0]
    offset = f"{'-' if zone & 0x20 else '+'}{zone >> 1 & 15:02d}:{'30' if zone & 1 else '00'}"
    shown = f"{digits[:4]}:{digits[4:6]}:{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:14]}"
    if zone & 0x40:
        noted.claim("H264:TimeZone", f"{offset} DST", reader=READER)
    else:
        shown += offset
    noted.claim("H264:DateTimeOriginal", shown, reader=READER)


def _degrees(found: dict[int, bytes], reference: int) -> Decimal | None:
    """Degrees, minutes and seconds as three fractions of 16-bit numbers behind a letter for the hemisphere."""
    sign = {b"N": 1, b"E": 1, b"S": -1, b"W": -1}.get(found.get(reference, b"")[:1])
    parts = [found.get(reference + step, b"") for step in (1, 2, 3)]
    if sign is None or any(len(part) != 4 or not any(part[2:]) for part in parts):
        return None
    numbers = [Decimal(int.from_bytes(part[:2], "big")) / int.from_bytes(part[2:], "big") for part in parts]
    return round(sign * (numbers[0] + numbers[1] / 60 + numbers[2] / 3600), 7)
