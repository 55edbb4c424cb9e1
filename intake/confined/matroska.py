"""The segment information of Matroska and WebM files, read by ourselves: the date as it is written, also when it is zero.

Sources: RFC 8794 (EBML), RFC 9559 5.1.2. Only `Info` is read, and nothing behind the first cluster: the media library
lets a tag of the same name overwrite the date.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from intake.confined.noted import Noted
from intake.records.claims import State

READER = "own matroska 1"
MOST_ELEMENTS = 200
MOST_INFO = 1 << 20  # bytes
_SEGMENT, _INFO, _CLUSTER = 0x18538067, 0x1549A966, 0x1F43B675
_DATE, _SCALE, _DURATION = 0x4461, 0x2AD7B1, 0x4489
_TEXTS = {0x7BA9: "Title", 0x4D80: "MuxingApp", 0x5741: "WritingApp", 0x7384: "SegmentFileName"}
_EPOCH = datetime(2001, 1, 1)  # noqa: DTZ001 - RFC 9559 counts from here in UTC


@dataclass(frozen=True, slots=True)
class Element:
    """size None: unknown, to the end of what holds it."""

    ident: int
    body: int
    size: int | None


def _element(stream: BinaryIO, at: int) -> Element | None:
    stream.seek(at)
    head = stream.read(12)
    if not head or head[0] < 0x10:
        return None
    id_length = 9 - head[0].bit_length()
    if len(head) <= id_length or not head[id_length]:
        return None
    size_length = 9 - head[id_length].bit_length()
    raw = head[id_length : id_length + size_length]
    if len(raw) < size_length:
        return None
    size = int.from_bytes(raw, "big") & ((1 << 7 * size_length) - 1)
    unknown = size == (1 << 7 * size_length) - 1
    return Element(int.from_bytes(head[:id_length], "big"), at + id_length + size_length, None if unknown else size)


def _walk(stream: BinaryIO, at: int, end: int) -> Iterator[Element]:
    for _ in range(MOST_ELEMENTS):
        if at >= end:
            return
        found = _element(stream, at)
        if found is None:
            return
        yield found
        if found.size is None:
            return
        at = found.body + found.size


def write(stream: BinaryIO, size: int, noted: Noted) -> bool:
    """Note what the segment information says; True when there was one."""
    for outer in _walk(stream, 0, size):
        if outer.ident != _SEGMENT:
            continue
        end = size if outer.size is None else min(size, outer.body + outer.size)
        for part in _walk(stream, outer.body, end):
            if part.ident == _INFO and part.size is not None and part.size <= MOST_INFO:
                _info(stream, part.body, part.body + part.size, noted)
                return True
            if part.ident == _CLUSTER:
                return False
    return False


def _info(stream: BinaryIO, at: int, end: int, noted: Noted) -> None:
    for part in _walk(stream, at, end):
        if part.size is None or part.size > 4096:
            continue
        stream.seek(part.body)
        raw = stream.read(part.size)
        if part.ident == _DATE and len(raw) == 8:
            _date(int.from_bytes(raw, "big", signed=True), noted)
        elif part.ident in _TEXTS:
            name = f"Matroska:{_TEXTS[part.ident]}"
            try:
                noted.claim(name, raw.rstrip(b"\0").decode("utf-8"), reader=READER)
            except UnicodeDecodeError:
                noted.observe("text_not_utf8", name)
                noted.claim(name, raw.decode("utf-8", "backslashreplace"), State.NOT_PARSED, reader=READER)
        elif part.ident == _SCALE and 0 < len(raw) <= 8:
            noted.claim("Matroska:TimecodeScale", f"{int.from_bytes(raw, 'big')} ns", reader=READER)
        elif part.ident == _DURATION and len(raw) in (4, 8):
            (value,) = struct.unpack(">f" if len(raw) == 4 else ">d", raw)
            noted.claim("Matroska:Duration", f"{value:.15g} units", reader=READER)


def _date(nanoseconds: int, noted: Noted) -> None:
    name = "Matroska:DateTimeOriginal"
    if nanoseconds == 0:
        noted.claim(name, "2001:01:01 00:00:00Z", State.ZEROED, reader=READER)
        return
    at = _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    digits = f".{nanoseconds % 1_000_000_000:09d}".rstrip("0").rstrip(".")
    noted.claim(name, f"{at.year:04d}:{at:%m:%d %H:%M:%S}{digits}Z", reader=READER)
