"""Dates and texts of AVI and WAV files, as their chunks state them.

Sources: Microsoft, *AVI RIFF File Reference* and *RIFF INFO list*. IDIT has no prescribed form; those that cameras write
are shown as ExifTool shows them, beside the text as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from intake.confined.noted import Noted
from intake.records.claims import State

READER = "own riff 1"
MOST_CHUNKS = 500
MOST_TEXT = 4096  # bytes
_INFO = {
    "IARL": "ArchivalLocation",
    "IART": "Artist",
    "ICMT": "Comment",
    "ICOP": "Copyright",
    "ICRD": "DateCreated",
    "IDIT": "DateTimeOriginal",
    "IENG": "Engineer",
    "IGNR": "Genre",
    "IKEY": "Keywords",
    "IMED": "Medium",
    "INAM": "Title",
    "IPRD": "Product",
    "ISBJ": "Subject",
    "ISFT": "Software",
    "ISRC": "Source",
    "ITCH": "Technician",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(
    r"(\d{4})[-/: ] ?(\d{1,2})[-/: ] ?(\d{1,2})[ T] ?(\d{1,2}):(\d{2})(?::(\d{2}))? ?([AP]M)?\s*", re.ASCII | re.IGNORECASE
)
_C_TIME = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Chunk:
    kind: str
    form: str  # of LIST and RIFF chunks
    body: int
    size: int


def _chunks(stream: BinaryIO, at: int, end: int) -> Iterator[Chunk]:
    for _ in range(MOST_CHUNKS):
        if end - at < 8:
            return
        stream.seek(at)
        head = stream.read(12)
        if len(head) < 8:
            return
        kind, size = head[:4].decode("latin-1"), int.from_bytes(head[4:8], "little")
        listed = kind in ("LIST", "RIFF")
        skip = 12 if listed else 8
        yield Chunk(kind, head[8:12].decode("latin-1") if listed else "", at + skip, max(0, size - skip + 8))
        at += 8 + size + size % 2


def write(stream: BinaryIO, size: int, noted: Noted) -> None:
    """Note the texts of the INFO list and the recording's date."""
    for outer in _chunks(stream, 0, size):
        if outer.kind != "RIFF" or outer.form not in ("AVI ", "WAVE"):
            return
        for part in _chunks(stream, outer.body, min(size, outer.body + outer.size)):
            if part.kind == "LIST" and part.form in ("INFO", "hdrl", "exif"):
                for chunk in _chunks(stream, part.body, min(size, part.body + part.size)):
                    _text(stream, chunk, noted)
            else:
                _text(stream, part, noted)


def _text(stream: BinaryIO, chunk: Chunk, noted: Noted) -> None:
    if chunk.kind not in _INFO or chunk.size > MOST_TEXT:
        return
    stream.seek(chunk.body)
    text = stream.read(chunk.size).rstrip(b"\0").decode("utf-8", "backslashreplace")
    name = f"RIFF:{_INFO[chunk.kind]}"
    state = State.RECORDED if text.strip(" \0") else State.ZEROED
    shown = date(text) if chunk.kind in ("IDIT", "ICRD") else None
    if shown is not None and shown != text:
        noted.claim(f"RIFF:{chunk.kind}", text, reader=READER)
    noted.claim(name, shown or text, state, reader=READER)


def date(text: str) -> str | None:
    """`YYYY:MM:DD HH:MM:SS` of a date as cameras write it, or None when it is in no known form."""
    match = _NUMBERS.fullmatch(text)
    if match:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        if match[7]:
            hour = hour % 12 + (12 if match[7].upper() == "PM" else 0)
        return f"{year:04d}:{month:02d}:{day:02d} {hour:02d}:{minute:02d}:{second:02d}"
    match = _C_TIME.fullmatch(text)
    if match and match[1].lower() in _MONTHS:
        month = _MONTHS.index(match[1].lower()) + 1
        return f"{match[6]}:{month:02d}:{int(match[2]):02d} {match[3]}:{match[4]}:{match[5]}"
    return None
