"""IPTC IIM (version 4.2) records, alone or inside Photoshop's resource blocks; values as they stand, also dates."""

from typing import Final

from intake.confined.photo_contents import Contents
from intake.confined.photo_names import IPTC, IPTC_ENVELOPE
from intake.confined.photo_values import latin_text
from intake.records.claims import State

MOST_RECORDS = 2_000
RESOURCE: Final = b"8BIM"
IPTC_RESOURCE: Final = 0x0404
_NUMBERS: Final = {(1, 0), (1, 20), (1, 22), (2, 0)}
_SKIPPED: Final = {(2, 0xCA), (2, 0x7D)}


def resource(data: bytes, wanted: int = IPTC_RESOURCE) -> bytes | None:
    """The content of one Photoshop image resource, or None."""
    at = 0
    while data[at : at + 4] == RESOURCE:
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        name = data[at + 6] if at + 6 < len(data) else 0
        start = at + 6 + 1 + name + (name + 1) % 2
        size = int.from_bytes(data[start : start + 4], "big")
        if number == wanted:
            return data[start + 4 : start + 4 + size]
        at = start + 4 + size + size % 2
    return None


def _records(data: bytes) -> list[tuple[int, int, bytes]]:
    found: list[tuple[int, int, bytes]] = []
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C and len(found) < MOST_RECORDS:
        record, number, size = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5], "big")
        at += 5
        if size & 0x8000:  # an extended record states the length of its length
            width = size & 0x7FFF
            size = int.from_bytes(data[at : at + width], "big")
            at += width
        found.append((record, number, data[at : at + size]))
        at += size
    return found


def read_iptc(contents: Contents, data: bytes) -> None:
    """Claims of one block; a value that occurs several times is joined by "; "."""
    block = resource(data) if data[:4] == RESOURCE else data
    if block is None:
        return
    values: dict[str, list[str]] = {}
    for record, number, value in _records(block):
        name = (IPTC if record == 2 else IPTC_ENVELOPE if record == 1 else {}).get(number)
        if name is None or (record, number) in _SKIPPED:
            continue
        text = str(int.from_bytes(value, "big")) if (record, number) in _NUMBERS else latin_text(value.rstrip(b"\0"))
        values.setdefault(f"IPTC:{name}", []).append(text)
    for name, texts in values.items():
        text = "; ".join(texts)
        contents.claim(name, text, State.RECORDED if text.strip("0 :;+") or not name.endswith("Date") else State.ZEROED)
    if block[:1] not in (b"", b"\x1c"):
        contents.observe("metadata_damaged", "IPTC")
