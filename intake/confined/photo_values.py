"""The text of a value as it is written in a file, and whether it says anything at all."""

import re
import struct
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from intake.confined.photo_tiff import ASCII, SIZES, UNDEFINED, Entry, integers
from intake.records.claims import State

MOST_NUMBERS = 64
MOST_HEX_BYTES = 32
FEW_BYTES = 8  # that are shown as numbers

USER_COMMENT: Final = 0x9286
TEXTS_WITH_CODE: Final = frozenset({USER_COMMENT, 0x1B, 0x1C})  # UserComment, GPSProcessingMethod, GPSAreaInformation
WINDOWS_TEXTS: Final = frozenset(range(0x9C9B, 0x9CA0))
COPYRIGHT: Final = 0x8298
# A codec is loaded when it is first used, and a confined child can load nothing more.
for _sample, _codec in ((b'\x1b$B$"\x1b(B', "iso2022_jp"), (b"", "utf-16"), (b"", "utf-16-le"), (b"", "utf-16-be")):
    _sample.decode(_codec)
_BLANK: Final = re.compile(r"[\s:0\x00./-]*\Z")
_PRINTABLE: Final = re.compile(rb"[\x20-\x7e]+\Z")


def text_of_bytes(data: bytes) -> str:
    """UTF-8 where it is that; other bytes stay visible as hexadecimal escapes, because their encoding is not recorded."""
    return data.decode("utf-8", "backslashreplace")


def latin_text(data: bytes) -> str:
    """Latin-1 by standard or custom; where the bytes are UTF-8, which no Latin text is by chance, they are read as that."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def ascii_text(data: bytes, tag: int) -> str:
    """An ASCII value ends at its first NUL; Copyright has two parts, photographer NUL editor."""
    parts = data.split(b"\0")
    if tag == COPYRIGHT and len(parts) > 1 and parts[1].strip():
        return f"{text_of_bytes(parts[0])}; {text_of_bytes(parts[1])}"
    return text_of_bytes(parts[0])


def _utf16(data: bytes, order: str) -> str:
    """UNICODE text without a recorded byte order: by its mark, else the order in which more of it is plain text."""
    data = data[: len(data) // 2 * 2]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    little, big = data[1::2].count(0), data[::2].count(0)
    if little != big:
        order = "<" if little > big else ">"
    return data.decode("utf-16-le" if order == "<" else "utf-16-be", "replace")


def coded_text(data: bytes, order: str) -> str:
    """A text that begins with eight bytes naming its code (Exif UserComment)."""
    code, rest = data[:8], data[8:]
    if code == b"UNICODE\0":
        return _utf16(rest, order).rstrip("\0 ")
    if code == b"JIS\0\0\0\0\0":
        return rest.decode("iso2022_jp", "backslashreplace").rstrip("\0 ")
    if code == b"ASCII\0\0\0" or not code.strip(b"\0"):
        return text_of_bytes(rest).rstrip("\0 ")
    return text_of_bytes(data).rstrip("\0 ")


def undefined_text(data: bytes, tag: int, order: str) -> str:
    """Bytes without a stated meaning: text where all are printable, numbers where few, else hexadecimal."""
    if tag in TEXTS_WITH_CODE and len(data) >= 8:
        return coded_text(data, order)
    plain = data.rstrip(b"\0")
    if plain and _PRINTABLE.match(plain):
        return plain.decode("ascii")
    if len(data) <= FEW_BYTES:
        return " ".join(str(byte) for byte in data)
    rest = f" … ({len(data)} bytes)" if len(data) > MOST_HEX_BYTES else ""
    return data[:MOST_HEX_BYTES].hex() + rest


def windows_text(data: bytes) -> str:
    """XPTitle and its kin: UTF-16, little-endian, ended by NUL."""
    return data[: len(data) // 2 * 2].decode("utf-16-le", "replace").rstrip("\0")


def joined(numbers: Sequence[object]) -> str:
    """Numbers with a blank between; many are cut, and the text says so."""
    rest = f" … ({len(numbers)} values)" if len(numbers) > MOST_NUMBERS else ""
    return " ".join(str(number) for number in numbers[:MOST_NUMBERS]) + rest


def _fractions(entry: Entry) -> list[str]:
    code = f"{entry.order}{'ii' if entry.kind == 10 else 'II'}"
    return [f"{top}/{bottom}" for top, bottom in struct.iter_unpack(code, entry.data[: len(entry.data) // 8 * 8])]


def entry_text(entry: Entry) -> str:
    """The value of a TIFF entry, fractions as `n/d`."""
    if entry.tag in WINDOWS_TEXTS:
        return windows_text(entry.data)
    if entry.kind in (ASCII, 129):
        return ascii_text(entry.data, entry.tag)
    if entry.kind == UNDEFINED or (entry.kind == 1 and entry.count > FEW_BYTES):
        return undefined_text(entry.data, entry.tag, entry.order)
    if entry.kind in (5, 10):
        return joined(_fractions(entry))
    if entry.kind in (11, 12):
        size = SIZES[entry.kind]
        code = entry.order + ("f" if entry.kind == 11 else "d")
        return joined([value for (value,) in struct.iter_unpack(code, entry.data[: len(entry.data) // size * size])])
    return joined(integers(entry))


def state_of(name: str, text: str) -> State:
    """ZEROED where a value is there and says nothing: blanks, 0/0, a date of zeros, an offset without a digit."""
    tag = name.rpartition(":")[2]
    words = text.strip("\0 ").split()
    if not words or all(word == "0/0" for word in words):
        return State.ZEROED
    if tag.startswith("OffsetTime"):
        return State.RECORDED if any(letter.isdigit() for letter in text) else State.ZEROED
    return State.ZEROED if "Date" in tag and _BLANK.match(text) else State.RECORDED


def as_fraction(word: str) -> Fraction | None:
    """The number that a word of a value stands for, or None: `72/1`, `0.5`, `7`, not `0/0`."""
    top, slash, bottom = word.partition("/")
    try:
        return None if len(word) > 64 else Fraction(int(top), int(bottom)) if slash else Fraction(word)
    except (ValueError, ZeroDivisionError):
        return None
