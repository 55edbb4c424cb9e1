"""HEIF and AVIF (ISO/IEC 23008-12): the primary picture's size and transformations, its Exif and XMP items."""

from dataclasses import dataclass, field
from typing import Final

from intake.confined.photo_boxes import Box, Cursor, boxes
from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_turn import Turn
from intake.confined.photo_values import text_of_bytes

MOST_META_BYTES = 8 * 1024 * 1024
MOST_ITEM_BYTES = 16 * 1024 * 1024
MOST_ITEMS = 20_000
_HEADER_SEARCH: Final = 64


@dataclass(slots=True)
class _Item:
    kind: bytes = b""
    content: bytes = b""
    method: int = 0
    extents: list[tuple[int, int]] = field(default_factory=list)
    properties: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Meta:
    items: dict[int, _Item] = field(default_factory=dict)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    references: list[tuple[bytes, int, list[int]]] = field(default_factory=list)
    primary: int | None = None
    data: tuple[int, int] = (0, 0)

    def item(self, number: int) -> _Item:
        if number not in self.items and len(self.items) >= MOST_ITEMS:
            raise EOFError
        return self.items.setdefault(number, _Item())


def _item_info(meta: _Meta, source: Bytes, box: Box) -> None:
    version = source.number(box.start, 1) or 0
    for entry in boxes(source, box.start + 4 + (4 if version else 2), box.end):
        if entry.kind != b"infe":
            continue
        cursor = Cursor(source.at(entry.start, min(entry.size, 4096)))
        kind_of_entry = cursor.number(4) >> 24
        if kind_of_entry < 2:
            continue
        item = meta.item(cursor.number(2 if kind_of_entry == 2 else 4))
        cursor.number(2)
        item.kind = cursor.take(4)
        cursor.text()
        item.content = cursor.text() if item.kind == b"mime" else b""


def _locations(meta: _Meta, cursor: Cursor) -> None:
    version = cursor.number(4) >> 24
    sizes = cursor.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version in (1, 2) else 0
    for _ in range(cursor.number(4 if version == 2 else 2)):
        item = meta.item(cursor.number(4 if version == 2 else 2))
        item.method = cursor.number(2) & 15 if version in (1, 2) else 0
        cursor.number(2)
        base = cursor.number(base_size)
        for _ in range(cursor.number(2)):
            cursor.number(index_size)
            offset, length = cursor.number(offset_size), cursor.number(length_size)
            if len(item.extents) < 4096:
                item.extents.append((base + offset, length))


def _associations(meta: _Meta, cursor: Cursor) -> None:
    start = cursor.number(4)
    version, wide = start >> 24, start & 1
    for _ in range(cursor.number(4)):
        item = meta.item(cursor.number(2 if version < 1 else 4))
        for _ in range(cursor.number(1)):
            index = cursor.number(2 if wide else 1) & (0x7FFF if wide else 0x7F)
            if len(item.properties) < 256:
                item.properties.append(index)


def _properties(meta: _Meta, source: Bytes, box: Box) -> None:
    for inner in boxes(source, box.start, box.end):
        if inner.kind == b"ipco":
            for found in boxes(source, inner.start, inner.end):
                most = MOST_META_BYTES if found.kind == b"colr" else 64
                meta.properties.append((found.kind, source.at(found.start, min(found.size, most))))
                if len(meta.properties) >= 4096:
                    return
        elif inner.kind == b"ipma":
            _associations(meta, Cursor(source.at(inner.start, min(inner.size, MOST_META_BYTES))))


def _references(meta: _Meta, source: Bytes, box: Box) -> None:
    width = 4 if source.number(box.start, 1) else 2
    for inner in boxes(source, box.start + 4, box.end):
        cursor = Cursor(source.at(inner.start, min(inner.size, MOST_META_BYTES)))
        meta.references.append((inner.kind, cursor.number(width), [cursor.number(width) for _ in range(cursor.number(2))]))
        if len(meta.references) >= MOST_ITEMS:
            return


def _read_meta(source: Bytes, box: Box) -> _Meta:
    meta = _Meta()
    for inner in boxes(source, box.start + 4, box.end):
        payload = Cursor(b"")
        if inner.kind in (b"pitm", b"iloc"):
            payload = Cursor(source.at(inner.start, min(inner.size, MOST_META_BYTES)))
        if inner.kind == b"pitm":
            version = payload.number(4) >> 24
            meta.primary = payload.number(4 if version else 2)
        elif inner.kind == b"iinf":
            _item_info(meta, source, inner)
        elif inner.kind == b"iloc":
            _locations(meta, payload)
        elif inner.kind == b"iprp":
            _properties(meta, source, inner)
        elif inner.kind == b"iref":
            _references(meta, source, inner)
        elif inner.kind == b"idat":
            meta.data = (inner.start, inner.size)
    return meta


def _content(source: Bytes, meta: _Meta, item: _Item) -> bytes:
    start = meta.data[0] if item.method == 1 else 0
    parts, left = [], MOST_ITEM_BYTES
    for offset, length in item.extents if item.method < 2 else []:
        data = source.at(start + offset, min(length or source.size, left))
        parts.append(data)
        left -= len(data)
    return b"".join(parts)


def exif_item(data: bytes) -> bytes:
    """The TIFF block of an Exif item (A.2.1): behind the stated offset, or where its header is found near the start."""
    stated = 4 + int.from_bytes(data[:4], "big")
    if data[stated : stated + 4] in (b"II*\0", b"MM\0*"):
        return data[stated:]
    near = [at for mark in (b"II*\0", b"MM\0*") if (at := data.find(mark, 0, _HEADER_SEARCH)) >= 0]
    return data[min(near) :] if near else data[stated:]


def _clean_aperture(data: bytes, width: int, height: int) -> tuple[int, int, int, int] | None:
    """The rectangle (left, top, right, bottom) that `clap` keeps, or None when it is impossible (14496-12, 12.1.4)."""
    numbers = [int.from_bytes(data[at : at + 4], "big", signed=at >= 16) for at in range(0, 32, 4)]
    if len(data) < 32 or not all(numbers[1::2]):
        return None
    wide, high, across, down = (top / bottom for top, bottom in zip(numbers[::2], numbers[1::2], strict=True))
    left, top = round((width - wide) / 2 + across), round((height - high) / 2 + down)
    right, bottom = left + round(wide), top + round(high)
    return (left, top, right, bottom) if 0 <= left < right <= width and 0 <= top < bottom <= height else None


def _lie(contents: Contents, meta: _Meta, primary: _Item) -> None:
    """Size and transformative properties of the primary picture, in the order of their association."""
    chosen = [meta.properties[index - 1] for index in primary.properties if 0 < index <= len(meta.properties)]
    for kind, data in chosen:
        if kind == b"ispe" and len(data) >= 12:
            contents.sized("File", int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big"))
        elif kind == b"colr" and data[:4] in (b"prof", b"rICC"):
            contents.profile = data[4:]
    if not contents.size:
        return
    turn, size = Turn(), contents.size
    for kind, data in chosen:
        if kind == b"clap" and (crop := _clean_aperture(data, *size)):
            contents.crop, size = crop, (crop[2] - crop[0], crop[3] - crop[1])
        elif kind == b"irot" and data:
            turn = turn.rotated(-90 * (data[0] & 3) % 360)
            contents.claim("QuickTime:Rotation", 90 * (data[0] & 3))
        elif kind == b"imir" and data:
            turn = turn.flipped() if data[0] & 1 else turn.flipped().rotated(180)
            contents.claim("QuickTime:Mirror", data[0] & 1)
    contents.turn = turn
    contents.shown_size = turn.size(*size)


def _items(source: Bytes, contents: Contents, meta: _Meta) -> None:
    about_primary = {origin for kind, origin, targets in meta.references if kind == b"cdsc" and meta.primary in targets}
    described = any(kind == b"cdsc" for kind, _, _ in meta.references)
    for number, item in meta.items.items():
        wanted = number in about_primary or not described
        if item.kind == b"Exif" and wanted:
            contents.exif_block(exif_item(_content(source, meta, item)))
        elif item.kind == b"mime" and item.content == b"application/rdf+xml" and wanted:
            contents.block(contents.xmp, _content(source, meta, item))
    kinds = [kind for kind, origin, targets in meta.references if kind == b"auxl" and meta.primary in targets]
    if kinds:
        contents.observe("contains_second_picture", f"{len(kinds)} that go with the picture (depth, gain or matte)")


def read_heif(source: Bytes, contents: Contents) -> None:
    """Everything of a HEIF or AVIF file but its pixels."""
    for box in boxes(source, 0, source.size):
        contents.cut_short = contents.cut_short or not box.whole
        if box.kind == b"ftyp":
            contents.claim("QuickTime:MajorBrand", text_of_bytes(source.at(box.start, 4)))
        elif box.kind == b"meta" and contents.turn is None:
            try:
                meta = _read_meta(source, box)
                if meta.primary in meta.items:
                    _lie(contents, meta, meta.items[meta.primary])
                _items(source, contents, meta)
            except EOFError:
                contents.observe("metadata_damaged", "HEIF items")
        elif box.kind == b"moov":
            contents.observe("several_pictures", "a sequence beside the picture")
        elif box.kind == b"mpvd":
            contents.observe("contains_video", f"{box.size} bytes from byte {box.start}")
