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
    if isinstance(value, str):
        if not value.isascii():
            value.encode("utf-8")  # UnicodeEncodeError, a ValueError, on a lone surrogate
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("integer beyond 2^53 - 1")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError("a key is not ASCII text")
            _check(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth + 1)
    elif value is not None:
        raise ValueError(f"{type(value).__name__} has no canonical form")


def encode(value: JSON) -> bytes:
    """The canonical bytes of a value. ValueError when it has none (floats, large integers, keys beyond ASCII)."""
    _check(value)
    return _ENCODER.encode(value).encode("utf-8")


def _no_float(text: str) -> None:
    raise ValueError(f"a number with a fraction or exponent, {len(text)} characters")


def _integer(text: str) -> int:
    value = int(text)
    if abs(value) > LARGEST_INTEGER:
        raise ValueError("integer beyond 2^53 - 1")
    return value


_DECODER = json.JSONDecoder(parse_float=_no_float, parse_int=_integer, parse_constant=_no_float)
# What is encoded was checked or parsed before, so it holds no circle.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)


def _reread(untrusted_text: str) -> JSON:
    # Escapes, inner whitespace, order and repeated keys show in the comparison; floats and large integers in the decoder's hooks.
    value: JSON
    value, end = _DECODER.raw_decode(untrusted_text)
    if end != len(untrusted_text) or _ENCODER.encode(value) != untrusted_text:
        raise ValueError("not in canonical form")
    return value


def parse(untrusted_bytes: bytes, most: int = MOST_BYTES) -> JSON:
    """The value of canonical bytes. TamperError(malformed) when they are not exactly what `encode` would write."""
    if len(untrusted_bytes) > most:
        raise TamperError("malformed", reason="larger than its limit", expected=most, found=len(untrusted_bytes))
    try:
        text = untrusted_bytes.decode("utf-8")
        value = _reread(text)
        # What is left is depth and keys beyond ASCII: the value is walked only where its text leaves room for them.
        if text.count("[") + text.count("{") > MOST_DEPTH or not text.isascii():
            _check(value)
    except (ValueError, RecursionError) as error:
        raise TamperError("malformed", reason="not canonical JSON") from error
    return value


_BETWEEN = b",null,"


def parse_arrays(untrusted: Sequence[bytes], most: int = MOST_BYTES) -> list[list[JSON]]:
    """The arrays in many canonical texts, several times as fast as `parse` of each; most: bytes of all together.

    TamperError(malformed) when one of them is not an array or not exactly what `encode` would write. They are read and
    written again as one text with `_BETWEEN` between them. What is read is arrays with a null between each two; of those
    nulls the text has `_BETWEEN` as often as it was put there, and nowhere else, not even overlapping, since on both
    sides of it an array ends and begins. So the parts end where the arrays do, and equal texts mean equal parts.
    """
    if sum(map(len, untrusted)) > most:
        raise TamperError("malformed", reason="larger than its limit", expected=most)
    if not untrusted:
        return []
    between = len(untrusted) - 1
    joined = b"[%b]" % _BETWEEN.join(untrusted)
    try:
        if joined.count(_BETWEEN) == between:
            text = joined.decode("utf-8")
            values = _reread(text)
            if not isinstance(values, list) or values[1::2] != [None] * between:
                raise ValueError("a part is not a value")
            arrays = values[::2]
            if not text.isascii() or joined.count(b"[") + joined.count(b"{") > MOST_DEPTH + len(untrusted):
                for array in arrays:
                    _check(array)
        else:
            arrays = [parse(raw, most) for raw in untrusted]
    except (ValueError, RecursionError) as error:
        raise TamperError("malformed", reason="not canonical JSON") from error
    if len(arrays) != len(untrusted) or set(map(type, arrays)) != {list}:
        raise TamperError("malformed", reason="not an array")
    return arrays


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
