r"""Names that strangers gave: kept as raw bytes, shown in a form that cannot mislead.

Shown form: UTF-8 where it decodes, anything else escaped (`\xE9`); control characters, line separators and characters
that change the direction of text or show nothing are escaped (`\u202E`). It is for eyes only: never a path, never compared.
"""

import base64
import unicodedata

MOST_RAW = 4096  # bytes
MOST_SHOWN = 255  # characters

_DECEPTIVE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown(untrusted_raw: bytes, most: int = MOST_SHOWN) -> str:
    """The display form of a name's raw bytes."""
    text = untrusted_raw.decode("utf-8", "surrogateescape")
    parts = []
    for character in text:
        number = ord(character)
        if 0xDC80 <= number <= 0xDCFF:
            parts.append(f"\\x{number - 0xDC00:02X}")
        elif unicodedata.category(character) in _DECEPTIVE:
            parts.append(f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}")
        else:
            parts.append(character)
    name = "".join(parts)
    return name if len(name) <= most else f"{name[: most - 1]}…"


def shown_text(untrusted_text: str, most: int = MOST_SHOWN) -> str:
    """The display form of text from outside."""
    return shown(untrusted_text.encode("utf-8", "surrogatepass"), most)


def to_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def from_base64(untrusted_text: str) -> bytes:
    """ValueError when the text is not canonical base64."""
    raw = base64.b64decode(untrusted_text, validate=True)
    if to_base64(raw) != untrusted_text:
        raise ValueError("not canonical base64")
    return raw
