"""Disclosures: what an entry says, each part under a salted digest of its own, so that it can be opened or withheld alone.

The form is that of RFC 9901 (SD-JWT) section 4.2: base64url without padding of canonical JSON `[salt, name, value]`, and the
entry carries base64url of the SHA-256 of that text. Raw means the JSON, encoded means its base64url; each has one form.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from intake.errors import TamperError
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.events import FIELDS, Disclosure

SALT_BYTES = 16
MOST_DISCLOSURES = 65_536  # in one entry: an export of many items is linked to each of them
MOST_RAW_BYTES = 16 * 1024 * 1024  # of all disclosures of one entry together

_SALT_CHARACTERS = 22
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}|chain:[a-z]{1,20}:[A-Za-z0-9-]{1,64}:[a-z]{1,20}")

Carried: TypeAlias = tuple[bytes, str, str]
"""A disclosure as it lies beside an entry: raw, encoded, digest. Raw is empty where the encoded text has no exact decoding."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A disclosure that does not belong where it lies. code: as in codes.json. digest: of its encoded text."""

    code: str
    digest: str


def to_base64url(data: bytes) -> str:
    """RFC 4648 section 5, without padding."""
    return binascii.b2a_base64(data, newline=False).translate(_URL_SAFE, b"=").decode("ascii")


def _many_to_base64url(data: Iterable[bytes]) -> bytes:
    # One line each. A line at a time would cost a third of the time in which a whole entry is verified.
    return b"".join(map(binascii.b2a_base64, data)).translate(_URL_SAFE, b"=")


def from_base64url(untrusted_text: str) -> bytes:
    """ValueError unless the text is exactly what `to_base64url` would write."""
    try:
        data = base64.urlsafe_b64decode(untrusted_text + "=" * (-len(untrusted_text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if to_base64url(data) != untrusted_text:
        raise ValueError("not canonical base64url")
    return data


def digest_of(encoded: str) -> str:
    """What an entry carries of a disclosure; `encoded` is ASCII."""
    return to_base64url(hashlib.sha256(encoded.encode("ascii")).digest())


def make_raw(name: str, value: JSON, salt: bytes) -> bytes:
    """One disclosure, raw. salt: 16 random bytes, never used twice. ValueError when name or value have no place in one."""
    if len(salt) != SALT_BYTES or not _NAME.fullmatch(name):
        raise ValueError(name)
    return canonical.encode([to_base64url(salt), name, value])


def make(name: str, value: JSON, salt: bytes) -> Disclosure:
    """Like `make_raw`, encoded."""
    return Disclosure(name, value, to_base64url(make_raw(name, value, salt)))


def raw_of(disclosure: Disclosure) -> bytes:
    """The canonical JSON of a disclosure, a quarter shorter than its encoded form."""
    return base64.urlsafe_b64decode(disclosure.encoded + "==")  # its form was checked when it was made or read


def _lines(ascii_lines: bytes) -> list[str]:
    lines = ascii_lines.decode("ascii").split("\n")
    del lines[-1]  # nothing, after the last LF
    return lines


def carried_raw(untrusted_raw: Sequence[bytes]) -> list[Carried]:
    """Raw disclosures with their encoded texts and digests."""
    encoded = _many_to_base64url(untrusted_raw)
    sha256 = hashlib.sha256
    digests = _many_to_base64url([sha256(line).digest() for line in encoded.splitlines()])
    return list(zip(untrusted_raw, _lines(encoded), _lines(digests), strict=True))


def carried_encoded(untrusted_encoded: Sequence[str]) -> list[Carried]:
    """Encoded texts with what they decode to; a text that does not decode is kept and refused later, by `examine`."""
    found: list[Carried] = []
    for text in untrusted_encoded:
        try:
            found.append((from_base64url(text), text, digest_of(text)))
        except ValueError:
            shown = text.encode("ascii", "backslashreplace").decode("ascii")
            found.append((b"", shown, digest_of(shown)))
    return found


def _opened(arrays: Sequence[list[JSON]], encoded: Sequence[str]) -> tuple[Disclosure, ...]:
    salts, names, values = zip(*arrays, strict=True)  # ValueError unless there are three in each
    if set(map(type, salts)) != {str} or set(map(len, salts)) != {_SALT_CHARACTERS} or set(map(type, names)) != {str}:
        raise ValueError("not a salt and a name")
    for name in names:
        if name not in FIELDS and not _NAME.fullmatch(name):
            raise ValueError("a name of another form")
    return tuple(map(Disclosure, names, values, encoded))


def _one_by_one(known: frozenset[str], carried: Sequence[Carried]) -> tuple[tuple[Disclosure, ...], tuple[Refused, ...]]:
    opened: dict[str, Disclosure] = {}
    refused: list[Refused] = []
    before, room = "", MOST_RAW_BYTES
    for raw, encoded, digest in carried:
        try:
            (one,) = _opened(canonical.parse_arrays([raw], room), [encoded])
            room -= len(raw)
        except (ValueError, TamperError):
            refused.append(Refused("disclosure_malformed", digest))
            continue
        if digest not in known:
            refused.append(Refused("disclosure_not_in_entry", digest))
        elif one.name in opened:
            refused.append(Refused("disclosure_repeated", digest))
        else:
            opened[one.name] = one
            if digest < before:
                refused.append(Refused("disclosure_out_of_order", digest))
            before = digest
    return tuple(opened.values()), tuple(refused)


def examine(entry_digests: Sequence[str], carried: Sequence[Carried]) -> tuple[tuple[Disclosure, ...], tuple[Refused, ...]]:
    """The disclosures that belong to an entry with these digests, in their order, and each that does not.

    They lie in ascending order of their digests, as in the entry, so that their order says nothing and cannot be changed.
    """
    if not carried:
        return (), ()
    raw, encoded, digests = zip(*carried, strict=True)
    try:
        opened = _opened(canonical.parse_arrays(raw, MOST_RAW_BYTES), encoded)
    except (ValueError, TamperError):
        return _one_by_one(frozenset(entry_digests), carried)
    ordered = digests == tuple(entry_digests) or list(digests) == sorted(set(digests).intersection(entry_digests))
    if not ordered or len({one.name for one in opened}) != len(opened):
        return _one_by_one(frozenset(entry_digests), carried)
    return opened, ()


def match(entry_digests: Sequence[str], untrusted_encoded: Sequence[str]) -> tuple[Disclosure, ...]:
    """The disclosures of an entry. TamperError (malformed, digest_differs) when one does not belong to it."""
    opened, refused = examine(entry_digests, carried_encoded(untrusted_encoded))
    require_none(refused)
    return opened


def require_none(refused: Sequence[Refused]) -> None:
    """TamperError for the first of them, if there is one."""
    for one in refused:
        code = "digest_differs" if one.code == "disclosure_not_in_entry" else "malformed"
        raise TamperError(code, reason=one.code, found=one.digest)
