"""The only generator of media for tests: small files whose every byte is known."""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Final

from PIL import Image

Value = tuple[int, Sequence[int] | Sequence[tuple[int, int]] | bytes]  # TIFF type, and numbers, fractions or bytes
Directory = Mapping[int, Value]

RED: Final = (255, 0, 0)
GREEN: Final = (0, 255, 0)
BLUE: Final = (0, 0, 255)
YELLOW: Final = (255, 255, 0)
_CODES: Final = {1: "B", 2: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i", 13: "I"}


def text(value: str | bytes) -> Value:
    """An ASCII value with its NUL."""
    return 2, (value.encode("utf-8") if isinstance(value, str) else value) + b"\0"


def _packed(order: str, value: Value) -> tuple[int, bytes]:
    kind, values = value
    if isinstance(values, bytes):
        return len(values), values
    if kind in (5, 10):
        code = order + ("ii" if kind == 10 else "II")
        return len(values), b"".join(struct.pack(code, *pair) for pair in values)
    return len(values), struct.pack(f"{order}{len(values)}{_CODES[kind]}", *values)


def _directory(order: str, entries: Directory, at: int, following: int) -> bytes:
    """A directory that lies at `at`, its larger values behind it."""
    data_at = at + 2 + 12 * len(entries) + 4
    rows, data = [], b""
    for tag, value in sorted(entries.items()):
        count, packed = _packed(order, value)
        field = packed.ljust(4, b"\0") if len(packed) <= 4 else struct.pack(order + "I", data_at + len(data))
        if len(packed) > 4:
            data += packed + b"\0" * (len(packed) % 2)
        rows.append(struct.pack(order + "HHI", tag, value[0], count) + field)
    return struct.pack(order + "H", len(entries)) + b"".join(rows) + struct.pack(order + "I", following) + data


def tiff_block(
    first: Directory, exif: Directory | None = None, gps: Directory | None = None, *, order: str = "<", following: int = 0
) -> bytes:
    """A TIFF block with IFD0, and an Exif and a GPS directory where they are given."""
    entries = dict(first)
    for tag, inner in ((0x8769, exif), (0x8825, gps)):
        if inner is not None:
            entries[tag] = (4, [0])
    parts = {0x8769: exif, 0x8825: gps}
    at = 8 + len(_directory(order, entries, 8, 0))
    behind = b""
    for tag, inner in parts.items():
        if inner is not None:
            entries[tag] = (4, [at + len(behind)])
            behind += _directory(order, inner, at + len(behind), 0)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "I", 8) + _directory(order, entries, 8, following) + behind


def gps_position(latitude: Sequence[tuple[int, int]], longitude: Sequence[tuple[int, int]], refs: str = "NE") -> dict[int, Value]:
    """GPS entries of a position; refs: two letters, a blank leaves that reference out."""
    entries: dict[int, Value] = {2: (5, latitude), 4: (5, longitude)}
    for tag, letter in zip((1, 3), refs, strict=True):
        if letter != " ":
            entries[tag] = text(letter)
    return entries


def corners(width: int = 48, height: int = 32) -> Image.Image:
    """Red top left, green top right, blue bottom left, yellow bottom right."""
    image = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for colour, at in ((RED, (0, 0)), (GREEN, (half[0], 0)), (BLUE, (0, half[1])), (YELLOW, half)):
        image.paste(colour, (*at, at[0] + width, at[1] + height))
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """The picture in a format of Pillow's."""
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def heic(image: Image.Image, **options: object) -> bytes:
    """The picture as HEIC."""
    from pillow_heif import from_pillow

    target = io.BytesIO()
    from_pillow(image).save(target, **options)
    return target.getvalue()


def segment(marker: int, data: bytes) -> bytes:
    """A JPEG segment."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(
    exif: bytes | None = None, *, segments: Sequence[bytes] = (), image: Image.Image | None = None, behind: bytes = b""
) -> bytes:
    """A JPEG with an Exif block, further segments before the picture, and bytes behind it."""
    plain = saved(image or corners(), "JPEG", quality=95, subsampling=0)
    front = b"" if exif is None else segment(0xE1, b"Exif\0\0" + exif)
    return plain[:2] + front + b"".join(segments) + plain[2:] + behind


def chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG chunk with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*before: bytes, image: Image.Image | None = None, after: Sequence[bytes] = ()) -> bytes:
    """A PNG with further chunks before and after its pixels."""
    plain = saved(image or corners(), "PNG")
    return plain[:33] + b"".join(before) + plain[33:-12] + b"".join(after) + plain[-12:]


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP in its extended form with further chunks."""
    plain = saved(corners(), "WEBP", lossless=True)[12:]
    extended = b"VP8X" + struct.pack("<I", 10) + b"\x0c\0\0\0" + struct.pack("<I", 47)[:3] + struct.pack("<I", 31)[:3]
    body = (
        extended + plain + b"".join(kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks)
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def xmp(properties: str, attributes: str = "") -> bytes:
    """An XMP packet with elements, and attributes of its one description."""
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="made for tests">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        'xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
        f'{attributes}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def iptc(*records: tuple[int, int, bytes]) -> bytes:
    """IPTC records inside a Photoshop resource, as they stand in JPEG's APP13."""
    data = b"".join(struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in records)
    return b"Photoshop 3.0\0" + b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(data)) + data + b"\0" * (len(data) % 2)
