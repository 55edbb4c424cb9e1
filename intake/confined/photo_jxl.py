"""Still pictures in other boxes: JPEG XL (ISO/IEC 18181), JPEG 2000 (ISO/IEC 15444-1) and Canon's CR3."""

from typing import Final

from intake.confined.photo_boxes import Box, boxes
from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_heif import exif_item
from intake.records.claims import State

MOST_BYTES = 16 * 1024 * 1024
CANON: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
JP2_EXIF: Final = b"JpgTiffExif->JP2"
JP2_XMP: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
JP2_IPTC: Final = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")
_ROOTS: Final = {b"CMT1": "IFD0", b"CMT2": "ExifIFD", b"CMT4": "GPS"}
_RATIOS: Final = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}


def _codestream_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from a JPEG XL codestream's SizeHeader (18181-1, C.3), bits from the low end."""
    if data[:2] != b"\xff\x0a":
        return None
    bits, at = int.from_bytes(data[2:14], "little"), 0

    def take(count: int) -> int:
        nonlocal at
        at += count
        return bits >> (at - count) & ((1 << count) - 1)

    def dimension() -> int:
        return take((9, 13, 18, 30)[take(2)]) + 1

    small = take(1)
    height = (take(5) + 1) * 8 if small else dimension()
    ratio = take(3)
    if ratio:
        return height * _RATIOS[ratio][0] // _RATIOS[ratio][1], height
    return (take(5) + 1) * 8 if small else dimension(), height


def read_jxl(source: Bytes, contents: Contents) -> None:
    """Size and metadata of a JPEG XL file; no reader here decodes its pixels."""
    size = _codestream_size(source.at(0, 16))
    for box in boxes(source, 0, source.size) if size is None else ():
        contents.cut_short = contents.cut_short or not box.whole
        data = source.at(box.start, min(box.size, MOST_BYTES)) if box.kind in (b"Exif", b"xml ") else b""
        if box.kind == b"Exif":
            contents.exif_block(exif_item(data))
        elif box.kind == b"xml ":
            contents.block(contents.xmp, data)
        elif box.kind == b"brob":
            contents.claim(f"XML:{source.at(box.start, 4).decode('ascii', 'replace').strip()}", "Brotli", State.NOT_PARSED)
        elif box.kind in (b"jxlc", b"jxlp") and size is None:
            size = _codestream_size(source.at(box.start + (4 if box.kind == b"jxlp" else 0), 16))
    if size:
        contents.sized("File", *size)


def read_jp2(source: Bytes, contents: Contents) -> None:
    """Size and metadata of a JPEG 2000 file."""
    for box in boxes(source, 0, source.size):
        contents.cut_short = contents.cut_short or not box.whole
        if box.kind == b"jp2h":
            for inner in boxes(source, box.start, box.end):
                if inner.kind == b"ihdr":
                    height, width = source.number(inner.start, 4), source.number(inner.start + 4, 4)
                    contents.sized("Jpeg2000", width, height)
        elif box.kind == b"uuid":
            mark = source.at(box.start, 16)
            if mark == JP2_EXIF:
                contents.exif_block(source.at(box.start + 16, min(box.size - 16, MOST_BYTES)))
            elif mark in (JP2_XMP, JP2_IPTC):
                blocks = contents.xmp if mark == JP2_XMP else contents.iptc
                contents.block(blocks, source.at(box.start + 16, min(box.size - 16, MOST_BYTES)))


def _canon(source: Bytes, contents: Contents, box: Box) -> None:
    for inner in boxes(source, box.start + 16, box.end):
        if inner.kind in _ROOTS:
            contents.exif_block(source.at(inner.start, min(inner.size, MOST_BYTES)), _ROOTS[inner.kind])


def read_cr3(source: Bytes, contents: Contents) -> None:
    """Canon keeps each Exif directory of a CR3 in a TIFF block of its own inside `moov`."""
    for box in boxes(source, 0, source.size):
        contents.cut_short = contents.cut_short or not box.whole
        if box.kind != b"moov":
            continue
        for inner in boxes(source, box.start, box.end):
            if inner.kind == b"uuid" and source.at(inner.start, 16) == CANON:
                _canon(source, contents, inner)
