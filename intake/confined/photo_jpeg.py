"""JPEG: its segments (ITU-T T.81), the metadata in them, where the picture ends, and what follows it."""

import re
from itertools import pairwise
from typing import Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_trailer import look_behind
from intake.confined.photo_values import text_of_bytes

EXIF_MARK: Final = b"Exif\0\0"
XMP_MARK: Final = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_MARK: Final = b"http://ns.adobe.com/xmp/extension/\0"
PHOTOSHOP_MARK: Final = b"Photoshop 3.0\0"
PROFILE_MARK: Final = b"ICC_PROFILE\0"
MPF_MARK: Final = b"MPF\0"
MOST_SEGMENTS = 4_000
MOST_JOINED_BYTES = 16 * 1024 * 1024
LOST_BYTES = 70_000  # in which a marker is looked for where none stands
PIECE_BYTES = 4 * 1024 * 1024  # of a scan, held at once
FULL_SEGMENT = 65_500  # a segment that was continued is nearly full
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_SEGMENT: Final = re.compile(rb"\xff[\xc0-\xcf\xda-\xef\xfe]\x00")
_GUID: Final = re.compile(rb"HasExtendedXMP[^0-9A-Fa-f]{1,40}([0-9A-Fa-f]{32})")


class _Parts:
    """Segments that belong together, gathered while walking."""

    def __init__(self) -> None:
        self.exif: list[bytes] = []
        self.photoshop: list[bytes] = []
        self.profile: dict[int, bytes] = {}
        self.extended: dict[bytes, dict[int, bytes]] = {}
        self.joined = 0
        self.mpf: tuple[int, bytes] | None = None
        self.comments: list[str] = []


def _extended(parts: _Parts, data: bytes) -> None:
    guid, offset = data[:32], int.from_bytes(data[36:40], "big")
    parts.joined += len(data)
    if len(data) > 40 and parts.joined <= MOST_JOINED_BYTES and (guid in parts.extended or len(parts.extended) < 16):
        parts.extended.setdefault(guid, {})[offset] = data[40:]


def _application(contents: Contents, parts: _Parts, marker: int, offset: int, data: bytes) -> None:
    if marker == 0xE1 and data.startswith(EXIF_MARK):
        parts.exif.append(data[6:])
    elif marker == 0xE1 and data.startswith(XMP_MARK):
        contents.block(contents.xmp, data[len(XMP_MARK) :])
    elif marker == 0xE1 and (start := data.find(b"<?xpacket", 0, 64)) >= 0:
        contents.block(contents.xmp, data[start:])
        contents.observe("metadata_damaged", "XMP segment's name")
    elif marker == 0xE1 and data.startswith(EXTENDED_MARK):
        _extended(parts, data[len(EXTENDED_MARK) :])
    elif marker == 0xE2 and data.startswith(PROFILE_MARK) and len(data) > 14:
        parts.profile[data[12]] = data[14:]
    elif marker == 0xE2 and data.startswith(MPF_MARK):
        parts.mpf = parts.mpf or (offset + 4, data[4:])
    elif marker == 0xED and data.startswith(PHOTOSHOP_MARK):
        parts.photoshop.append(data[len(PHOTOSHOP_MARK) :])
    elif marker == 0xE0 and data.startswith(b"JFIF\0") and len(data) >= 12:
        contents.claim("JFIF:JFIFVersion", f"{data[5]} {data[6]}")
    elif marker == 0xEB and data[:2] == b"JP" and data[12:16] == b"jumb":
        contents.observe("contains_content_credentials")
    elif marker == 0xFE:
        parts.comments.append(text_of_bytes(data.rstrip(b"\0")))


def _frame(contents: Contents, marker: int, data: bytes) -> None:
    if len(data) < 6 or contents.size:
        return
    contents.sized("File", int.from_bytes(data[3:5], "big"), int.from_bytes(data[1:3], "big"))
    contents.claim("File:BitsPerSample", data[0])
    contents.claim("File:ColorComponents", data[5])
    contents.claim("File:EncodingProcess", marker - 0xC0)
    contents.components = max(1, data[5])
    contents.progressive = marker in (0xC2, 0xC6, 0xCA, 0xCE)


def _head(source: Bytes, contents: Contents, parts: _Parts) -> int | None:
    """Walks to the first scan; its offset, or None when there is none."""
    offset = 2
    for _ in range(MOST_SEGMENTS):
        start = source.at(offset, 4)
        if start[:2] == b"\xff\xff":  # fill bytes
            run = source.at(offset, LOST_BYTES)
            offset += max(1, len(run) - len(run.lstrip(b"\xff")) - 1)
            continue
        if len(start) < 4:
            return None
        if start[0] != 0xFF:
            found = _SEGMENT.search(source.at(offset, LOST_BYTES))
            if not found:
                return None
            contents.observe("metadata_damaged", "JPEG segments")
            offset += found.start()
            continue
        marker = start[1]
        if marker == 0xDA:
            return offset
        if marker in (0xD8, 0x01) or 0xD0 <= marker <= 0xD7:
            offset += 2
            continue
        if marker == 0xD9:
            return None
        length = int.from_bytes(start[2:], "big")
        if length < 2:
            return None
        if marker in _FRAMES:
            _frame(contents, marker, source.at(offset + 4, length - 2))
        elif marker >= 0xE0:
            _application(contents, parts, marker, offset + 4, source.at(offset + 4, length - 2))
        offset += 2 + length
    contents.observe("metadata_damaged", "too many segments")
    return None


def _end(source: Bytes, contents: Contents, scan: int) -> int | None:
    """Where the picture ends, past its end marker; None when the file stops before. Counts the scans."""
    at, contents.scans = scan, 0
    while at < source.size:
        body = source.at(at, PIECE_BYTES)
        position = 0
        while position < len(body) and (found := _MARKER.search(body, position)):
            marker, position = body[found.start() + 1], found.end()
            if marker == 0xD9:
                return at + position
            if marker == 0xDA:
                contents.scans += 1
            if 0xC0 <= marker <= 0xFE:
                position += source.number(at + position, 2) or 0
        at += max(position, len(body) - 1, 1)  # the last byte may begin a marker
    return None


def _join_exif(contents: Contents, blocks: list[bytes]) -> None:
    """Exif stands in one segment; some writers run on into the next without a TIFF header."""
    if not blocks:
        return
    joined = blocks[0]
    for earlier, block in pairwise(blocks):
        if len(earlier) >= FULL_SEGMENT and block[:2] not in (b"II", b"MM"):
            joined += block
            contents.observe("metadata_over_segments", "Exif")
        else:
            contents.observe("metadata_twice", "Exif")
            break
    contents.exif_block(joined)


def _join_extended(contents: Contents, parts: _Parts) -> None:
    """XMP Part 3, 1.1.3.1: chunks by their offset, and only those whose GUID the main packet names."""
    wanted = _GUID.search(contents.xmp[0]) if contents.xmp else None
    for guid, chunks in parts.extended.items():
        if wanted and guid.upper() == wanted[1].upper():
            whole = b"".join(data for _, data in sorted(chunks.items()))
            expected = 0
            for offset, data in sorted(chunks.items()):
                if offset != expected:
                    contents.observe("metadata_damaged", "extended XMP")
                expected = offset + len(data)
            contents.block(contents.xmp, whole)
        else:
            contents.observe("foreign_extended_xmp")


def read_jpeg(source: Bytes, contents: Contents) -> None:
    """Everything of a JPEG but its pixels."""
    parts = _Parts()
    scan = _head(source, contents, parts)
    _join_exif(contents, parts.exif)
    _join_extended(contents, parts)
    if parts.photoshop:
        contents.block(contents.iptc, b"".join(parts.photoshop)[:MOST_JOINED_BYTES])
    if parts.profile:
        contents.profile = b"".join(data for _, data in sorted(parts.profile.items()))
    for comment in parts.comments[:8]:
        contents.claim("File:Comment", comment)
    end = None if scan is None else _end(source, contents, scan)
    if end is None:
        contents.cut_short = True
    look_behind(source, contents, end, parts.mpf)
