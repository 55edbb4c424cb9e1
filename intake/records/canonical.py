"""Canonical JSON: the one way a value becomes bytes that are signed, hashed or compared.

RFC 8785 restricted to what `json.dumps` writes: ASCII keys, no floats, integers below 2^53 in size, no lone surrogates;
everything larger (nanoseconds, inodes, serials) is a string. Signed bytes = type line ‖ LF ‖ JSON.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from intake.errors import TamperError

JSON: TypeAlias = "None | bool | int | str | Sequence[JSON] | Mapping[str, JSON]"

MOST_BYTES = 16 * 1024 * 1024
MOST_DEPTH = 32
LARGEST_INTEGER = 2**53 - 1


def _check(value: object, depth: int = 0) -> None:
    if depth > MOST_DEPTH:
        raise ValueError("nested too deeply")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("integer beyond 2^53 - 1")
        return
    if isinstance(value, str):
        value.encode("utf-8")  # UnicodeEncodeError, a ValueError, on a lone surrogate
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError("a key is not ASCII text")
            _check(inner, depth + 1)
        return
    if isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth + 1)
        return
    raise ValueError(f"{type(value).__name__} has no canonical form")


def encode(value: JSON) -> bytes:
    """The canonical bytes of a value. ValueError when it has none (floats, large integers, keys beyond ASCII)."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _no_float(text: str) -> None:
    raise ValueError(f"a number with a fraction or exponent, {len(text)} characters")


def _unique(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice")
    return found


def parse(untrusted_bytes: bytes, most: int = MOST_BYTES) -> JSON:
    """The value of canonical bytes. TamperError(malformed) when they are not exactly what `encode` would write."""
    if len(untrusted_bytes) > most:
        raise TamperError("malformed", reason="larger than its limit", expected=most, found=len(untrusted_bytes))
    try:
        value: JSON = json.loads(
            untrusted_bytes.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_unique
        )
        again = encode(value)
    except (ValueError, RecursionError) as error:
        raise TamperError("malformed", reason="not canonical JSON") from error
    if again != untrusted_bytes:
        raise TamperError("malformed", reason="not in canonical form")
    return value


def parse_object(untrusted_bytes: bytes, most: int = MOST_BYTES) -> dict[str, JSON]:
    """Like `parse`, and the value is an object."""
    value = parse(untrusted_bytes, most)
    if not isinstance(value, dict):
        raise TamperError("malformed", reason="not a JSON object")
    return value


def signed_bytes(type_line: str, value: JSON) -> bytes:
    """What is signed: a line that names the type, LF, the canonical JSON."""
    if "\n" in type_line or not type_line.isascii():
        raise ValueError("a type line is one line of ASCII")
    return type_line.encode("ascii") + b"\n" + encode(value)
