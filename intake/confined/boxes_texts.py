"""Texts as QuickTime, 3GPP and MP4 tags write them, decoded strictly: what does not decode is shown with escapes and says so.

Sources: QuickTime File Format, *User Data Text Strings* and *Well-known data types*; 3GPP TS 26.244 8.
"""

import encodings.mac_roman  # noqa: F401 - a codec is loaded when it is first used, and a confined child loads nothing
import re
import struct

_TO_MAC = 0x400  # language codes below are Macintosh ones, with a Macintosh script
MOST_TEXTS = 16
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:(Z|[+-]\d\d)(?::?(\d\d))?)?", re.ASCII)


def decoded(raw: bytes, wide: bool = False) -> tuple[str, bool]:
    """The text and whether it was valid UTF-8 (UTF-16 when wide, or when it begins with a byte order mark)."""
    raw = raw.rstrip(b"\0") if not wide else raw
    encoding = "utf-8"
    if wide or raw[:2] in (b"\xfe\xff", b"\xff\xfe"):
        encoding = "utf-16" if raw[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-16-be"
    try:
        return raw.decode(encoding).rstrip("\0"), True
    except UnicodeDecodeError:
        return raw.decode("utf-8", "backslashreplace"), False


def quicktime(body: bytes) -> list[tuple[str, bool]]:
    """The texts of a `©…` box: each with its 16-bit length and language in front. A box that is not so is one plain text."""
    found: list[tuple[str, bool]] = []
    at = 0
    while len(body) - at >= 4 and len(found) < MOST_TEXTS:
        length, language = struct.unpack_from(">HH", body, at)
        if length == 0 or at + 4 + length > len(body):
            break
        raw = body[at + 4 : at + 4 + length]
        text, sound = decoded(raw)
        if not sound and language < _TO_MAC:
            text, sound = raw.rstrip(b"\0").decode("mac_roman"), True
        found.append((text, sound))
        at += 4 + length
    return found or ([decoded(body)] if body.strip(b"\0") else [])


def three_gpp(body: bytes) -> tuple[str, bool]:
    """The text of a 3GPP asset box: version and flags, language, then UTF-8 or UTF-16 with a byte order mark."""
    return decoded(body[6:])


def date(text: str) -> str:
    """A date and time of ISO 8601 in ExifTool's form, `2024:08:10 20:30:20-04:00`; any other text as it is."""
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    year, month, day, clock, hours, minutes = match.groups()
    zone = "" if hours is None else hours if hours == "Z" else f"{hours}:{minutes or '00'}"
    return f"{year}:{month}:{day} {clock}{zone}"


def number(raw: bytes, kind: int) -> str | None:
    """The number in a metadata value of a well-known numeric type, or None when it is of another type or length."""
    if kind in (21, 22, 65, 66, 67, 74, 75, 76, 77, 78) and len(raw) in (1, 2, 3, 4, 8):
        return str(int.from_bytes(raw, "big", signed=kind in (21, 65, 66, 67, 74)))
    if kind == 23 and len(raw) == 4:
        return f"{struct.unpack('>f', raw)[0]:.9g}"
    if kind == 24 and len(raw) == 8:
        return f"{struct.unpack('>d', raw)[0]:.15g}"
    return None
