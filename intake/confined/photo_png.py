"""PNG (third edition): its chunks to IEND, also those after the pixels, decompressed within caps."""

import zlib
from typing import Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_values import latin_text, text_of_bytes
from intake.records.claims import State

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MOST_CHUNKS = 100_000
MOST_TEXT_BYTES = 4 * 1024 * 1024
XMP_KEYWORD: Final = b"XML:com.adobe.xmp"


def inflate(data: bytes, most: int = MOST_TEXT_BYTES) -> bytes | None:
    """Decompressed within a cap, or None when it is damaged or larger."""
    engine = zlib.decompressobj()
    try:
        found = engine.decompress(data, most)
    except zlib.error:
        return None
    return None if engine.unconsumed_tail else found


def _raw_profile(contents: Contents, keyword: bytes, text: bytes) -> bool:
    """ImageMagick writes Exif, IPTC and XMP as hexadecimal text behind a name and a length."""
    lines = text.strip().split(b"\n", 2) if keyword.startswith(b"Raw profile type ") else []
    if len(lines) < 3:
        return False
    try:
        data = bytes.fromhex(lines[2].decode("ascii").rstrip("\0"))
    except ValueError:
        contents.observe("metadata_damaged", "PNG raw profile")
        return False
    kind = keyword[17:].strip().lower()
    if kind in (b"exif", b"app1") and data.removeprefix(b"Exif\0\0")[:2] in (b"II", b"MM"):
        contents.exif_block(data)
    elif kind in (b"iptc", b"8bim"):
        contents.block(contents.iptc, data)
    elif kind == b"xmp":
        contents.block(contents.xmp, data)
    else:
        return False
    return True


def _name(keyword: bytes) -> str:
    """ExifTool's way with keywords: each word's first letter raised, what is no letter, digit, - or _ dropped."""
    name = "".join(word[:1].upper() + word[1:] for word in keyword.decode("latin-1").split())
    name = "".join(character for character in name if character.isascii() and (character.isalnum() or character in "-_"))
    return {"Create-date": "CreateDate", "Modify-date": "ModDate"}.get(name, name) or "Text"


def _text(contents: Contents, kind: bytes, data: bytes) -> None:
    keyword, _, rest = data.partition(b"\0")
    if kind == b"zTXt":
        text = inflate(rest[1:])
    elif kind == b"iTXt":
        squeezed = rest[:1] == b"\x01"
        _, _, rest = rest[2:].partition(b"\0")
        _, _, rest = rest.partition(b"\0")
        text = inflate(rest) if squeezed else rest
    else:
        text = rest
    if text is None:
        contents.claim(f"PNG:{_name(keyword)}", "damaged or too large", State.FAILED)
        contents.observe("metadata_damaged", "PNG text")
    elif kind == b"iTXt" and keyword == XMP_KEYWORD:
        contents.block(contents.xmp, text)
    elif not _raw_profile(contents, keyword, text):
        contents.claim(f"PNG:{_name(keyword)}", latin_text(text) if kind != b"iTXt" else text_of_bytes(text))


def _chunk(contents: Contents, kind: bytes, data: bytes) -> None:
    if kind == b"IHDR" and len(data) >= 13:
        contents.sized("PNG", int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big"))
        contents.claim("PNG:BitDepth", data[8])
        contents.claim("PNG:ColorType", data[9])
        contents.claim("PNG:Interlace", data[12])
    elif kind in (b"eXIf", b"zxIf"):
        contents.exif_block(data)
    elif kind == b"tIME" and len(data) >= 7:
        year = int.from_bytes(data[:2], "big")
        contents.claim("PNG:ModifyDate", f"{year:04d}:{data[2]:02d}:{data[3]:02d} {data[4]:02d}:{data[5]:02d}:{data[6]:02d}")
    elif kind in (b"tEXt", b"zTXt", b"iTXt"):
        _text(contents, kind, data)
    elif kind == b"iCCP":
        contents.profile = inflate(data.partition(b"\0")[2][1:])
    elif kind == b"acTL" and int.from_bytes(data[:4], "big") > 1:
        contents.observe("several_pictures", f"{int.from_bytes(data[:4], 'big')} in a sequence")
    elif kind == b"caBX":
        contents.observe("contains_content_credentials")


_READ: Final = frozenset({b"IHDR", b"eXIf", b"zxIf", b"tIME", b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"acTL", b"caBX"})


def read_png(source: Bytes, contents: Contents) -> None:
    """Everything of a PNG but its pixels."""
    offset = len(SIGNATURE)
    for _ in range(MOST_CHUNKS):
        head = source.at(offset, 8)
        if len(head) < 8:
            contents.cut_short = True
            return
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind in _READ:
            if offset == len(SIGNATURE) + 25 or length <= MOST_TEXT_BYTES:
                _chunk(contents, kind, source.at(offset + 8, min(length, MOST_TEXT_BYTES)))
            else:
                contents.observe("metadata_damaged", f"PNG {kind.decode('ascii')} larger than its cap")
        offset += 12 + length
        if kind == b"IEND":
            if source.at(offset, 4096).strip(b"\0"):
                contents.observe("data_after_end", f"{source.size - offset} bytes from byte {offset}")
            return
        if offset > source.size:
            contents.cut_short = True
            return
    contents.observe("metadata_damaged", "too many chunks")
