"""WebP (RFC 9649): its chunks, the size of the canvas, and metadata, also with the prefix that JPEG would have."""

from typing import Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents

MOST_CHUNKS = 10_000
MOST_CHUNK_BYTES = 16 * 1024 * 1024
_ANIMATED: Final = 0x02


def _size(contents: Contents, kind: bytes, data: bytes) -> None:
    if kind == b"VP8X" and len(data) >= 10:
        contents.sized("RIFF", 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little"))
        contents.claim("RIFF:WebP_Flags", data[0])
        if data[0] & _ANIMATED:
            contents.observe("several_pictures", "an animation")
    elif kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a" and not contents.size:
        sizes = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        contents.sized("RIFF", *sizes)
    elif kind == b"VP8L" and data[:1] == b"\x2f" and len(data) >= 5 and not contents.size:
        bits = int.from_bytes(data[1:5], "little")
        contents.sized("RIFF", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))


def read_webp(source: Bytes, contents: Contents) -> None:
    """Everything of a WebP but its pixels."""
    stated = 8 + (source.number(4, 4, "<") or 0)
    contents.cut_short = stated > source.size
    offset = 12
    for _ in range(MOST_CHUNKS):
        head = source.at(offset, 8)
        if len(head) < 8 or offset >= stated:
            break
        kind, length = head[:4], int.from_bytes(head[4:], "little")
        if kind in (b"VP8X", b"VP8 ", b"VP8L"):
            _size(contents, kind, source.at(offset + 8, 16))
        elif kind in (b"EXIF", b"XMP ", b"ICCP"):
            data = source.at(offset + 8, min(length, MOST_CHUNK_BYTES))
            if kind == b"EXIF":
                contents.exif_block(data)
            elif kind == b"XMP ":
                contents.block(contents.xmp, data)
            else:
                contents.profile = data
        offset += 8 + length + (length & 1)
    if source.at(stated, 4096).strip(b"\0"):
        contents.observe("data_after_end", f"{source.size - stated} bytes from byte {stated}")
