"""Containers with little in them: GIF, BMP, and Fujifilm's RAF around a JPEG."""

import io

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_jpeg import read_jpeg
from intake.records.claims import State

MOST_BLOCKS = 100_000
MOST_COMMENT_BYTES = 64 * 1024
PIECE_BYTES = 1024 * 1024  # held at once
MOST_XMP_BYTES = 4 * 1024 * 1024
MOST_JPEG_BYTES = 64 * 1024 * 1024


def _sub_blocks(source: Bytes, offset: int, keep: bool) -> tuple[bytes, int]:
    """Where a chain of sub-blocks ends, and its joined data as far as the cap, where they are wanted."""
    parts: list[bytes] = []
    held = 0
    while piece := source.at(offset, PIECE_BYTES):
        at = 0
        while at < len(piece) and (size := piece[at]):
            if at + 1 + size > len(piece):
                break
            if keep and held < MOST_COMMENT_BYTES:
                parts.append(piece[at + 1 : at + 1 + size])
                held += size
            at += 1 + size
        if at < len(piece) and not piece[at]:
            return b"".join(parts), offset + at + 1
        if at == 0:
            break  # a block that is longer than what is left of the file
        offset += at
    return b"".join(parts), source.size


def read_gif(source: Bytes, contents: Contents) -> None:
    """Size, comments and XMP of a GIF89a; how many pictures it has."""
    contents.sized("GIF", source.number(6, 2, "<"), source.number(8, 2, "<"))
    contents.claim("GIF:GIFVersion", source.at(3, 3).decode("ascii", "replace"))
    flags = source.number(10, 1) or 0
    offset = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    pictures = 0
    for _ in range(MOST_BLOCKS):
        kind = source.number(offset, 1)
        if kind == 0x2C:
            pictures += 1
            local = source.number(offset + 9, 1) or 0
            _, offset = _sub_blocks(source, offset + 11 + (3 << ((local & 7) + 1) if local & 0x80 else 0), keep=False)
        elif kind == 0x21:
            label = source.number(offset + 1, 1)
            start = offset + 2
            if label == 0xFF and source.at(start + 1, 11) == b"XMP DataXMP":
                end = source.at(start + 12, MOST_XMP_BYTES).find(b"<?xpacket end=")
                if end >= 0:
                    contents.block(contents.xmp, source.at(start + 12, end))
            data, offset = _sub_blocks(source, start, keep=label == 0xFE)
            if label == 0xFE:
                contents.claim("GIF:Comment", data.decode("utf-8", "backslashreplace"))
        else:
            contents.cut_short = kind is None
            if kind == 0x3B and source.at(offset + 1, 4096).strip(b"\0"):
                contents.observe("data_after_end", f"{source.size - offset - 1} bytes from byte {offset + 1}")
            break
    if pictures > 1:
        contents.observe("several_pictures", f"{pictures} in a sequence")


def read_bmp(source: Bytes, contents: Contents) -> None:
    """Size of a BMP; a negative height means rows from the top."""
    wide = (source.number(14, 4, "<") or 0) >= 40
    width, height = source.number(18, 4 if wide else 2, "<"), source.number(22 if wide else 20, 4 if wide else 2, "<")
    if height is not None and height >= 1 << 31:
        height = (1 << 32) - height
    contents.sized("File", width, height)
    contents.cut_short = (source.number(2, 4, "<") or 0) > source.size


def read_raf(source: Bytes, contents: Contents) -> None:
    """A RAF names at byte 84 the JPEG that carries its Exif."""
    start, size = source.number(84, 4) or 0, source.number(88, 4) or 0
    data = source.at(start, min(size, MOST_JPEG_BYTES))
    inner = Contents("jpeg")
    read_jpeg(Bytes(io.BytesIO(data)), inner)
    contents.exif, contents.xmp, contents.size = inner.exif, inner.xmp, inner.size
    contents.cut_short = start + size > source.size


def read_no_metadata(_source: Bytes, contents: Contents) -> None:
    """Canon CRW, Sigma X3F, Minolta MRW: only their preview is shown."""
    contents.claim("File:Metadata", "in a form of its maker's own", State.NOT_PARSED)
    contents.observe("metadata_not_read")
