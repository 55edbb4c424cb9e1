"""What a file is, by its content alone: a name or an ending never decides.

Only the first 40 KiB are read, and in ISO base media files the boxes that name the tracks. No input raises; what is
unknown is `application/octet-stream`. Signatures are those of the formats' own specifications.
"""

import json
import re
from typing import BinaryIO, NamedTuple

from intake.confined import brands, rawphotos
from intake.records.claims import Kind

HEAD_BYTES = 40 * 1024
SCAN_BYTES = 4096


class Identified(NamedTuple):
    media_type: str
    kind: Kind


UNKNOWN = Identified("application/octet-stream", Kind.OTHER)

_SIGNATURES: tuple[tuple[int, bytes, str, Kind], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg", Kind.PHOTO),
    (0, b"\x89PNG\r\n\x1a\n", "image/png", Kind.PHOTO),
    (0, b"\x8aMNG\r\n\x1a\n", "video/x-mng", Kind.OTHER),
    (0, b"GIF87a", "image/gif", Kind.PHOTO),
    (0, b"GIF89a", "image/gif", Kind.PHOTO),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl", Kind.PHOTO),
    (0, b"\xff\x0a", "image/jxl", Kind.PHOTO),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2", Kind.PHOTO),
    (0, b"\xff\x4f\xff\x51", "image/j2c", Kind.PHOTO),
    (0, b"8BPS", "image/vnd.adobe.photoshop", Kind.PHOTO),
    (0, b"FLV\x01", "video/x-flv", Kind.VIDEO),
    (0, b"\x00\x00\x01\xba", "video/mpeg", Kind.VIDEO),
    (0, b"\x00\x00\x01\xb3", "video/mpeg", Kind.VIDEO),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", "application/mxf", Kind.VIDEO),
    (0, b".RMF", "application/vnd.rn-realmedia", Kind.VIDEO),
    (0, b"fLaC", "audio/flac", Kind.AUDIO),
    (0, b"ID3", "audio/mpeg", Kind.AUDIO),
    (0, b"#!AMR", "audio/amr", Kind.AUDIO),
    (0, b"caff\x00\x01", "audio/x-caf", Kind.AUDIO),
    (0, b"MThd\x00\x00\x00\x06", "audio/midi", Kind.OTHER),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", Kind.ARCHIVE),
    (0, b"Rar!\x1a\x07\x00", "application/vnd.rar", Kind.ARCHIVE),
    (0, b"Rar!\x1a\x07\x01\x00", "application/vnd.rar", Kind.ARCHIVE),
    (0, b"\x1f\x8b\x08", "application/gzip", Kind.ARCHIVE),
    (0, b"\xfd7zXZ\x00", "application/x-xz", Kind.ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd", Kind.ARCHIVE),
    (0, b"MSCF\x00\x00\x00\x00", "application/vnd.ms-cab-compressed", Kind.ARCHIVE),
    (0, b"!<arch>\n", "application/x-archive", Kind.ARCHIVE),
    (257, b"ustar", "application/x-tar", Kind.ARCHIVE),
    (32769, b"CD001", "application/x-iso9660-image", Kind.ARCHIVE),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", Kind.DOCUMENT),
    (0, b"{\\rtf", "application/rtf", Kind.DOCUMENT),
    (0, b"%!PS-Adobe-", "application/postscript", Kind.DOCUMENT),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3", Kind.OTHER),
    (0, b"\x7fELF", "application/x-elf", Kind.OTHER),
    (0, b"bplist00", "application/x-plist", Kind.OTHER),
)

_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_VIDEO = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
_ASF_AUDIO = bytes.fromhex("409e69f84d5bcf11a8fd00805f5c442b")

_OPEN_DOCUMENT = re.compile(rb"application/(?:vnd\.oasis\.opendocument\.[a-z-]{3,40}|epub\+zip)")
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_JSON_START = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\"{\[\]])")
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def read_head(stream: BinaryIO, length: int = HEAD_BYTES) -> bytes:
    """The first `length` bytes or what there is of them. Raises only what the stream raises."""
    stream.seek(0)
    parts: list[bytes] = []
    while length > 0 and (part := stream.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def identify(stream: BinaryIO) -> Identified:
    """Media type and kind by content; leaves the stream at its start. Raises only what the stream raises."""
    head = read_head(stream)
    found = _identify(stream, head)
    stream.seek(0)
    return found


def _identify(stream: BinaryIO, head: bytes) -> Identified:
    if not head:
        return UNKNOWN
    for one in (_tiff, _riff, _zip, _ebml, _ogg, _asf):
        if found := one(head):
            return found
    if raw := rawphotos.identify(head):
        return Identified(raw, Kind.PHOTO)
    for offset, magic, media_type, kind in _SIGNATURES:
        if head.startswith(magic, offset):
            return Identified(media_type, kind)
    if isobmff := brands.identify(stream, head):
        return Identified(*isobmff)
    for one in (_transport_stream, _bitmap, _elementary, _old_tar, _pdf, _text):
        if found := one(head):
            return found
    return UNKNOWN


def _tiff(head: bytes) -> Identified | None:
    found = rawphotos.identify_tiff(head)
    return Identified(found, Kind.PHOTO) if found else None


def _riff(head: bytes) -> Identified | None:
    form = head[8:12]
    if head.startswith((b"RIFF", b"RF64", b"RIFX")):
        known = {
            b"WEBP": Identified("image/webp", Kind.PHOTO),
            b"AVI ": Identified("video/x-msvideo", Kind.VIDEO),
            b"WAVE": Identified("audio/x-wav", Kind.AUDIO),
        }
        return known.get(form)
    if head.startswith(b"FORM") and form in {b"AIFF", b"AIFC"}:
        return Identified("audio/aiff", Kind.AUDIO)
    return None


def _zip(head: bytes) -> Identified | None:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")):
        return None
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    if first == b"mimetype" and (named := _OPEN_DOCUMENT.match(head, 38 + int.from_bytes(head[28:30], "little"))):
        return Identified(named.group().decode("ascii"), Kind.DOCUMENT)
    if first.startswith((b"[Content_Types].xml", b"_rels/", b"docProps/")):
        for folder, media_type in _OFFICE:
            if b"PK\x03\x04" in head and re.search(rb"PK\x03\x04.{26}" + folder, head, re.DOTALL):
                return Identified(media_type, Kind.DOCUMENT)
    return Identified("application/zip", Kind.ARCHIVE)


def _ebml(head: bytes) -> Identified | None:
    """Matroska or WebM by the DocType element (0x4282) of the EBML header (RFC 8794)."""
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    at = head.find(b"\x42\x82", 4, 128)
    if at >= 0 and head[at + 3 : at + 7] == b"webm":
        return Identified("video/webm", Kind.VIDEO)
    return Identified("video/x-matroska", Kind.VIDEO)


def _ogg(head: bytes) -> Identified | None:
    """Ogg (RFC 3533): video if one of the first pages begins a Theora or VP8 stream."""
    if not head.startswith(b"OggS"):
        return None
    if b"\x80theora" in head[:SCAN_BYTES] or b"OVP80" in head[:SCAN_BYTES]:
        return Identified("video/ogg", Kind.VIDEO)
    return Identified("audio/ogg", Kind.AUDIO)


def _asf(head: bytes) -> Identified | None:
    """Advanced Systems Format: video or audio by the stream type of its stream properties (ASF specification, 3.3)."""
    if not head.startswith(_ASF):
        return None
    if _ASF_AUDIO in head and _ASF_VIDEO not in head:
        return Identified("audio/x-ms-wma", Kind.AUDIO)
    return Identified("video/x-ms-wmv", Kind.VIDEO)


def _transport_stream(head: bytes) -> Identified | None:
    """MPEG transport stream (ISO 13818-1): sync bytes 188 apart, or 192 with the time codes of camcorders."""
    for size, offset in ((188, 0), (192, 4), (204, 0)):
        marks = head[offset : offset + 8 * size : size]
        if len(marks) >= 2 and marks == b"\x47" * len(marks):
            return Identified("video/mp2t", Kind.VIDEO)
    return None


def _bitmap(head: bytes) -> Identified | None:
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in {12, 40, 52, 56, 64, 108, 124}:
        return Identified("image/bmp", Kind.PHOTO)
    if head.startswith(b"\x00\x00\x01\x00") and 0 < int.from_bytes(head[4:6], "little") < 256 and head[9:10] == b"\x00":
        return Identified("image/vnd.microsoft.icon", Kind.PHOTO)
    if re.match(rb"P[1-6]\s+(?:#[^\n]*\n\s*)*\d", head[:256]):
        return Identified("image/x-portable-anymap", Kind.PHOTO)
    return None


def _elementary(head: bytes) -> Identified | None:
    """Bare streams: ADTS and MPEG audio by their frame headers, H.264 by its first parameter set."""
    if len(head) >= 7 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 0x0F < 13:
        return Identified("audio/aac", Kind.AUDIO)
    if len(head) >= 4 and head[0] == 0xFF and head[1] & 0xE6 in {0xE2, 0xE4}:
        bitrate, rate, version = head[2] >> 4, (head[2] >> 2) & 3, (head[1] >> 3) & 3
        if bitrate not in {0, 15} and rate != 3 and version != 1:
            return Identified("audio/mpeg", Kind.AUDIO)
    if head.startswith((b"\x00\x00\x00\x01\x67", b"\x00\x00\x01\x67", b"\x00\x00\x00\x01\x09")):
        return Identified("video/h264", Kind.VIDEO)
    if re.match(rb"BZh[1-9]1AY&SY", head):
        return Identified("application/x-bzip2", Kind.ARCHIVE)
    return None


def _old_tar(head: bytes) -> Identified | None:
    """A tar of before `ustar` is known by its header's sum only."""
    block = head[:512]
    stated = re.fullmatch(rb" *([0-7]{1,7})[ \0]{0,7}", block[148:156])
    if len(block) < 512 or block[0] == 0 or not stated:
        return None
    if int(stated.group(1), 8) == sum(block) - sum(block[148:156]) + 8 * 32:
        return Identified("application/x-tar", Kind.ARCHIVE)
    return None


def _pdf(head: bytes) -> Identified | None:
    return Identified("application/pdf", Kind.DOCUMENT) if b"%PDF-" in head[:1024] else None


def _text(head: bytes) -> Identified | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16-le" if head[0] == 0xFF else "utf-16-be"
        text = head[2 : 2 + (len(head) - 2) // 2 * 2].decode(encoding, "replace")
        plain = "\ufffd" not in text[:-1] and not re.search("[\0-\x08\x0e-\x1a]", text)
        return Identified("text/plain", Kind.DOCUMENT) if text and plain else None
    body = head.removeprefix(b"\xef\xbb\xbf")
    if body.translate(None, _CONTROLS) != body:
        return None
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_at_the_end = len(head) == HEAD_BYTES and error.start > len(body) - 4
        if not cut_at_the_end and not _mostly_latin(body):
            return None
    return Identified(_text_type(body), Kind.DOCUMENT)


def _mostly_latin(body: bytes) -> bool:
    """Text in an old eight-bit encoding: printable ASCII but for a few."""
    return sum(byte < 128 for byte in body) >= 0.9 * len(body)


def _text_type(body: bytes) -> str:
    start = body[:SCAN_BYTES].lstrip()
    lower = start.lower()
    if b"<svg" in lower:
        return "image/svg+xml"
    if lower.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    if b"<x:xmpmeta" in lower or b"<rdf:rdf" in lower:
        return "application/rdf+xml"
    if lower.startswith(b"<?xml"):
        return "application/xml"
    if _JSON_START.match(start):
        return "application/json" if _is_json(body) else "text/plain"
    return "text/plain"


def _is_json(body: bytes) -> bool:
    if len(body) >= HEAD_BYTES - 3:
        return True
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
