"""The tree of a TIFF block (TIFF 6, BigTIFF, Exif 3.0), walked with caps: what each entry says, and what is damaged.

It exists beside Pillow and ExifRead because neither keeps the bytes as written, tells blanks from absence, or survives
every loop and impossible count. It follows no link of a directory that by Exif has none.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from intake.confined.photo_bytes import Bytes

EXIF_POINTER: Final = 0x8769
GPS_POINTER: Final = 0x8825
INTEROP_POINTER: Final = 0xA005
SUB_DIRECTORIES: Final = 0x014A
MAKER_NOTE: Final = 0x927C
XMP_PACKET: Final = 0x02BC
IPTC_BLOCK: Final = 0x83BB
PHOTOSHOP_BLOCK: Final = 0x8649
COLOUR_PROFILE: Final = 0x8773
POINTERS: Final = {EXIF_POINTER: "ExifIFD", GPS_POINTER: "GPS", INTEROP_POINTER: "InteropIFD"}
BLOBS: Final = frozenset({XMP_PACKET, IPTC_BLOCK, PHOTOSHOP_BLOCK, COLOUR_PROFILE})

ASCII: Final = 2
UNDEFINED: Final = 7
SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8, 129: 1}
PANASONIC: Final = 0x55
MAGICS: Final = frozenset({42, PANASONIC, 0x4F52, 0x5352})  # TIFF; Panasonic RW2; Olympus ORF, twice

MOST_DIRECTORIES = 64
MOST_ENTRIES = 1_000  # in one directory
MOST_VALUE_BYTES = 64 * 1024
MOST_BLOB_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """data: the value's bytes as far as they exist and the cap allows. whole: all of them lie inside the block."""

    directory: str
    tag: int
    kind: int
    count: int
    data: bytes
    order: str
    whole: bool
    offset: int


@dataclass(slots=True)
class Tiff:
    """order: "<" or ">". faults: observation codes with what they are about."""

    order: str
    big: bool
    entries: list[Entry] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def find(self, directory: str, tag: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.tag == tag and entry.directory == directory), None)

    def integer(self, directory: str, tag: int) -> int | None:
        """The first whole number of a value, or None."""
        entry = self.find(directory, tag)
        numbers = integers(entry) if entry else ()
        return numbers[0] if numbers else None

    def directories(self) -> list[str]:
        return list(dict.fromkeys(entry.directory for entry in self.entries))


def integers(entry: Entry) -> tuple[int, ...]:
    """The whole numbers of an entry's value; empty for text, fractions and floating point."""
    if entry.kind not in (1, 3, 4, 6, 8, 9, 13, 16, 17, 18):
        return ()
    size, signed = SIZES[entry.kind], entry.kind in (6, 8, 9, 17)
    order = "little" if entry.order == "<" else "big"
    data = entry.data[: len(entry.data) // size * size]
    return tuple(int.from_bytes(data[at : at + size], order, signed=signed) for at in range(0, len(data), size))  # type: ignore[arg-type]


def header(source: Bytes) -> tuple[str, bool, int] | None:
    """Byte order, whether BigTIFF, and the offset of the first directory; None when this is no TIFF."""
    start = source.at(0, 16)
    order = {b"II": "<", b"MM": ">"}.get(start[:2])
    if order is None or len(start) < 8:
        return None
    magic = source.number(2, 2, order)
    if magic == 43:
        first = source.number(8, 8, order)
        return None if first is None else (order, True, first)
    first = source.number(4, 4, order)
    return (order, False, first) if magic in MAGICS and first is not None else None


class _Walk:
    def __init__(self, source: Bytes, tiff: Tiff) -> None:
        self.source, self.tiff = source, tiff
        self.seen: set[int] = set()
        self.waiting: deque[tuple[str, int]] = deque()
        self.sub_directories = 0
        self.alone = source.number(2, 2, tiff.order) == PANASONIC  # has one directory and no link

    def fault(self, code: str, about: str) -> None:
        if len(self.tiff.faults) < 20 and (code, about) not in self.tiff.faults:
            self.tiff.faults.append((code, about))

    def run(self, first: int, root: str) -> None:
        self.waiting.append((root, first))
        while self.waiting:
            name, offset = self.waiting.popleft()
            if offset in self.seen:
                self.fault("metadata_loops", name)
                continue
            if len(self.seen) >= MOST_DIRECTORIES:
                self.fault("metadata_damaged", "too many directories")
                return
            self.seen.add(offset)
            self.directory(name, offset)

    def directory(self, name: str, offset: int) -> None:
        big, order = self.tiff.big, self.tiff.order
        count_bytes, entry_bytes = (8, 20) if big else (2, 12)
        count = self.source.number(offset, count_bytes, order)
        if count is None:
            self.fault("metadata_damaged", name)
            return
        table = self.source.at(offset + count_bytes, min(count, MOST_ENTRIES) * entry_bytes)
        if count > MOST_ENTRIES or len(table) < count * entry_bytes:
            self.fault("metadata_damaged", name)
        for at in range(0, len(table) - entry_bytes + 1, entry_bytes):
            self.entry(name, table[at : at + entry_bytes], offset + count_bytes + at)
        if name.startswith("IFD") and count <= MOST_ENTRIES and not self.alone:
            following = self.source.number(offset + count_bytes + count * entry_bytes, 8 if big else 4, order)
            if following and following >= self.source.size:
                self.fault("metadata_damaged", f"{name}: next directory")
            elif following:
                self.waiting.append((f"IFD{int(name[3:]) + 1}", following))

    def entry(self, name: str, row: bytes, row_offset: int) -> None:
        order = "little" if self.tiff.order == "<" else "big"
        inline = 8 if self.tiff.big else 4
        tag, kind = int.from_bytes(row[:2], order), int.from_bytes(row[2:4], order)  # type: ignore[arg-type]
        count = int.from_bytes(row[4 : 4 + inline], order)  # type: ignore[arg-type]
        if kind not in SIZES:
            if tag or kind or count:
                self.fault("metadata_damaged", f"{name}: 0x{tag:04x}")
            return
        size = count * SIZES[kind]
        offset = row_offset + 4 + inline if size <= inline else int.from_bytes(row[4 + inline :], order)  # type: ignore[arg-type]
        data = self.source.at(offset, min(size, MOST_BLOB_BYTES if tag in BLOBS else MOST_VALUE_BYTES))
        whole = size <= inline or offset + size <= self.source.size
        if not whole:
            self.fault("maker_note_damaged" if tag == MAKER_NOTE else "metadata_damaged", f"{name}: 0x{tag:04x}")
        entry = Entry(name, tag, kind, count, data, self.tiff.order, whole, offset)
        self.tiff.entries.append(entry)
        self.follow(entry)

    def follow(self, entry: Entry) -> None:
        if entry.tag == SUB_DIRECTORIES:
            for offset in integers(entry)[:16]:
                self.waiting.append((f"SubIFD{self.sub_directories or ''}", offset))
                self.sub_directories += 1
        elif entry.tag in POINTERS and not any(found.directory == POINTERS[entry.tag] for found in self.tiff.entries):
            for offset in integers(entry)[:1]:
                self.waiting.append((POINTERS[entry.tag], offset))


def walk(source: Bytes, root: str = "IFD0") -> Tiff | None:
    """All directories that are linked from the first, breadth first; None when this is no TIFF block."""
    found = header(source)
    if found is None:
        return None
    order, big, first = found
    tiff = Tiff(order, big)
    _Walk(source, tiff).run(first, root)
    return tiff
