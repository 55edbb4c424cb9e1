"""TIFF and the raw formats of cameras, told apart by magic numbers and by the tags of the first directory (TIFF 6.0)."""

from typing import Literal

MOST_TAGS = 200

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"FUJIFILMCCD-RAW", "image/x-fujifilm-raf"),
    (0, b"FOVb", "image/x-sigma-x3f"),
    (0, b"\x00MRM", "image/x-minolta-mrw"),
    (0, b"IIRO", "image/x-olympus-orf"),
    (0, b"IIRS", "image/x-olympus-orf"),
    (0, b"MMOR", "image/x-olympus-orf"),
    (0, b"IIU\x00", "image/x-panasonic-rw2"),
    (6, b"HEAPCCDR", "image/x-canon-crw"),
)
_DNG_VERSION, _SUB_IFDS, _MAKE, _COMPRESSION, _SONY_PRIVATE = 0xC612, 0x014A, 0x010F, 0x0103, 0xC634


def identify(head: bytes) -> str | None:
    """The media type of a raw format that is not a TIFF, or None."""
    for offset, magic, media_type in _MAGIC:
        if head.startswith(magic, offset):
            return media_type
    return None


def identify_tiff(head: bytes) -> str | None:
    """The media type of a TIFF or of a raw format that looks like one, or None."""
    if head.startswith((b"II\x2b\x00\x08\x00", b"MM\x00\x2b\x00\x08")):
        return "image/tiff"  # BigTIFF
    if not head.startswith((b"II\x2a\x00", b"MM\x00\x2a")):
        return None
    if head[8:11] == b"CR\x02":
        return "image/x-canon-cr2"
    if head[8:12] in {b"IIII", b"MMMM"}:
        return "image/x-raw"  # Phase One
    return _by_tags(head)


def _by_tags(head: bytes) -> str:
    order: Literal["little", "big"] = "little" if head[:2] == b"II" else "big"
    start = int.from_bytes(head[4:8], order)
    count = min(int.from_bytes(head[start : start + 2], order), MOST_TAGS)
    tags: dict[int, bytes] = {}
    for at in range(start + 2, start + 2 + 12 * count, 12):
        field = head[at : at + 12]
        if len(field) < 12:
            break
        tags[int.from_bytes(field[:2], order)] = field
    if _DNG_VERSION in tags:
        return "image/x-adobe-dng"
    make = b""
    if _MAKE in tags:
        where = int.from_bytes(tags[_MAKE][8:12], order)
        make = head[where : where + 16].upper()
    if make.startswith(b"NIKON") and _SUB_IFDS in tags:
        return "image/x-nikon-nef"
    if make.startswith(b"SONY") and (_SUB_IFDS in tags or _SONY_PRIVATE in tags):
        return "image/x-sony-arw"
    if make.startswith(b"PENTAX") and int.from_bytes(tags.get(_COMPRESSION, b"")[8:10], order) == 65535:
        return "image/x-pentax-pef"
    return "image/tiff"
