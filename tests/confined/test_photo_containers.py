"""Corners of the containers: raw files, boxes, long scans, borders between pieces, caps."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.confined import photo_jpeg, photo_pixels, photo_small, photo_tiff
from intake.confined.photo_boxes import Cursor, boxes
from intake.confined.photo_bytes import Bytes, Rationed
from intake.confined.photo_contents import Contents
from intake.confined.photo_heif import exif_item
from intake.confined.photo_jxl import CANON
from intake.confined.photo_tiff import walk
from intake.records.claims import PictureRole, State
from tests.confined.photographed import examined
from tests.making import corners, heic, jpeg, png, saved, segment, text, tiff_block

MAKE = 0x010F


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def test_cr3_keeps_each_directory_in_a_block():
    canon = box(
        b"uuid",
        CANON,
        box(b"CMT1", tiff_block({MAKE: text("Canon"), 0x0112: (3, [8])})),
        box(b"CMT2", tiff_block({0x9003: text("2024:05:06 07:08:09"), 0x9011: text("+02:00")})),
        box(b"CMT4", tiff_block({1: text("N"), 2: (5, [(1, 1)] * 3), 3: text("E"), 4: (5, [(2, 1)] * 3)})),
    )
    seen = examined(box(b"ftyp", b"crx \0\0\0\1crx isom") + box(b"moov", canon), "image/x-canon-cr3")
    for reader in ("own photo", "Pillow", "ExifRead"):
        assert seen.value("IFD0:Make", reader) == "Canon"
        assert seen.value("ExifIFD:DateTimeOriginal", reader) == "2024:05:06 07:08:09"
    assert {(place.latitude, place.longitude) for place in seen.answer.places} == {("1.01694444", "2.03388889")}
    assert seen.answer.rotation == 270
    assert seen.codes == {"picture_not_decoded"}


def test_raf_has_its_exif_in_a_jpeg():
    inner = jpeg(tiff_block({MAKE: text("FUJIFILM")}))
    head = b"FUJIFILMCCD-RAW ".ljust(84, b"\0") + struct.pack(">II", 100, len(inner))
    seen = examined(head.ljust(100, b"\0") + inner, "image/x-fujifilm-raf")
    assert seen.value("IFD0:Make") == "FUJIFILM"
    assert "file_cut_short" not in seen.codes


@pytest.mark.parametrize("mark", [b"IIU\0", b"IIRO", b"IIRS", b"MMOR"])
def test_raw_files_with_a_mark_of_their_own(mark: bytes):
    block = tiff_block({MAKE: text("Maker"), 0x0100: (4, [4000]), 0x0101: (4, [3000])}, order="<" if mark[:1] == b"I" else ">")
    seen = examined(mark + block[4:], "image/x-raw")
    assert seen.value("IFD0:Make") == "Maker"
    assert (seen.answer.width, seen.answer.height) == (4000, 3000)
    assert "reader_failed" not in seen.codes


def test_a_raw_file_is_as_large_as_its_largest_picture():
    block = tiff_block({0xC612: (1, [1, 4, 0, 0]), 0x0100: (4, [160]), 0x0101: (4, [120])}, {0x0100: (4, [1]), 0x0101: (4, [1])})
    seen = examined(block, "image/x-adobe-dng")
    assert (seen.answer.width, seen.answer.height) == (160, 120)
    assert any(reader.startswith("rawpy") for reader in seen.answer.readers)


def test_a_raw_file_that_is_not_read_says_so():
    seen = examined(b"II\x1a\0\0\0HEAPCCDR".ljust(64, b"\0"), "image/x-canon-crw")
    assert seen.claim("File:Metadata").state is State.NOT_PARSED
    assert seen.codes == {"metadata_not_read", "picture_not_decoded"}


def test_pages_of_a_tiff():
    target = io.BytesIO()
    corners().save(target, "TIFF", save_all=True, append_images=[corners(), corners()])
    seen = examined(target.getvalue())
    assert "several_pictures" in seen.codes
    assert (seen.answer.width, seen.answer.height) == (48, 32)


@pytest.mark.parametrize("order", ["<", ">"])
def test_bigtiff(order: str):
    image = saved(corners(), "TIFF", big_tiff=True)
    seen = examined(image)
    assert (seen.answer.width, seen.answer.height) == (48, 32)
    assert seen.pictures
    head = (b"II+\0\x08\0\0\0" if order == "<" else b"MM\0+\0\x08\0\0") + struct.pack(order + "Q", 16)
    row = struct.pack(order + "HHQ", MAKE, 2, 6) + b"Bigma\0\0\0"
    tiff = walk(Bytes(head + struct.pack(order + "Q", 1) + row + struct.pack(order + "Q", 16)))
    assert tiff is not None
    assert tiff.faults == [("metadata_loops", "IFD1")]
    assert [entry.data for entry in tiff.entries] == [b"Bigma\0"]


def test_a_heif_too_large_is_shown_by_its_own_small_copy(monkeypatch: pytest.MonkeyPatch):
    data = heic(corners(640, 480), thumbnails=[64])
    monkeypatch.setattr(photo_pixels, "MOST_DECODED_BYTES", 640 * 480)
    seen = examined(data, "image/heic")
    assert seen.codes == {"picture_too_large", "preview_shown"}
    assert seen.pictures[PictureRole.POSTER].size == (64, 48)
    assert (seen.answer.width, seen.answer.height) == (640, 480)
    assert examined(heic(corners(640, 480)), "image/heic").codes == {"picture_too_large"}


@pytest.mark.parametrize("piece", [2, 3, 5, 64, 1000])
@pytest.mark.parametrize("progressive", [False, True])
def test_the_end_of_a_scan_is_found_across_pieces(monkeypatch: pytest.MonkeyPatch, piece: int, progressive: bool):
    plain = saved(corners(), "JPEG", progressive=progressive, quality=60)
    found = []
    for size in (photo_jpeg.PIECE_BYTES, piece):
        monkeypatch.setattr(photo_jpeg, "PIECE_BYTES", size)
        contents = Contents("jpeg")
        photo_jpeg.read_jpeg(Bytes(plain + b"behind"), contents)
        found.append((contents.scans, contents.cut_short, contents.observations))
    assert found[0] == found[1]
    assert found[0][0] == (10 if progressive else 1)
    assert found[0][2][0].detail == f"6 bytes from byte {len(plain)}"


def test_fill_bytes_and_a_lost_marker():
    data = jpeg(tiff_block({MAKE: text("Kestrel")}))
    filled = data[:2] + b"\xff" * 200_000 + data[2:]
    assert examined(filled).value("IFD0:Make") == "Kestrel"
    lost = data[:2] + segment(0xE5, b"x" * 10) + b"\0\0\0" + data[2:]
    seen = examined(lost)
    assert seen.value("IFD0:Make") == "Kestrel"
    assert "metadata_damaged" in seen.codes


def test_exif_over_two_segments_is_joined():
    long = tiff_block({MAKE: text("Kestrel")}, {0x9286: (7, b"ASCII\0\0\0" + b"x" * 70_000 + b"end")})
    first = segment(0xE1, b"Exif\0\0" + long[:65_527])
    seen = examined(jpeg(segments=[first, segment(0xE1, b"Exif\0\0" + long[65_527:])]))
    assert seen.codes == {"metadata_over_segments"}
    assert seen.value("ExifIFD:UserComment").endswith(" characters in all)")
    twice = segment(0xE1, b"Exif\0\0" + tiff_block({MAKE: text("Other")}))
    seen = examined(jpeg(tiff_block({MAKE: text("Kestrel")}), segments=[twice]))
    assert seen.codes == {"metadata_twice"}
    assert seen.value("IFD0:Make") == "Kestrel"


@pytest.mark.parametrize("piece", [256, 300, 1 << 20])
def test_gif_blocks_across_pieces(monkeypatch: pytest.MonkeyPatch, piece: int):
    monkeypatch.setattr(photo_small, "PIECE_BYTES", piece)
    target = io.BytesIO()
    corners(300, 200).convert("P").save(target, "GIF", comment=b"said " * 100)
    data = target.getvalue()
    seen = examined(data)
    assert seen.value("GIF:Comment") == ("said " * 100)
    assert seen.codes == set()
    assert examined(data + b"behind").codes == {"data_after_end"}


def test_caps_of_a_directory(monkeypatch: pytest.MonkeyPatch):
    block = tiff_block({tag: (3, [1]) for tag in range(0x8000, 0x8000 + 1200)})
    tiff = walk(Bytes(block))
    assert tiff is not None
    assert len(tiff.entries) == photo_tiff.MOST_ENTRIES
    assert tiff.faults == [("metadata_damaged", "IFD0")]
    monkeypatch.setattr(photo_tiff, "MOST_DIRECTORIES", 0)
    assert walk(Bytes(block)).faults == [("metadata_damaged", "too many directories")]


def test_an_exif_item_is_found_near_its_stated_place():
    block = tiff_block({MAKE: text("x")})
    assert exif_item(struct.pack(">I", 0) + block) == block
    assert exif_item(struct.pack(">I", 6) + b"Exif\0\0" + block) == block
    assert exif_item(struct.pack(">I", 0) + b"Exif\0\0" + block) == block
    assert exif_item(struct.pack(">I", 0xFFFFFFFF) + block) == block
    assert exif_item(b"") == b""


def test_boxes_end_at_an_impossible_size():
    good = box(b"free", b"1234")
    assert [one.kind for one in boxes(Bytes(good + struct.pack(">I", 7) + b"free"), 0, 100)] == [b"free"]
    assert [one.kind for one in boxes(Bytes(good + struct.pack(">I", 1) + b"free" + struct.pack(">Q", 8)), 0, 100)] == [b"free"]
    [last] = boxes(Bytes(struct.pack(">I", 0) + b"mdat1234"), 0, 12)
    assert (last.start, last.size, last.whole) == (8, 4, True)
    [cut] = boxes(Bytes(struct.pack(">I", 99) + b"mdat1234"), 0, 12)
    assert (cut.size, cut.whole) == (4, False)


def test_a_size_that_no_format_allows_is_told():
    data = bytearray(png())
    data[16] = 0x80
    seen = examined(bytes(data))
    assert (seen.answer.width, seen.answer.height) == (None, None)
    assert seen.value("PNG:ImageWidth") == str((1 << 31) + 48)
    assert "metadata_damaged" in seen.codes


def test_a_cursor_stops_at_the_end():
    cursor = Cursor(b"\0\1ab\0c")
    assert (cursor.number(2), cursor.text(), cursor.text(), cursor.number(0)) == (1, b"ab", b"c", 0)
    with pytest.raises(EOFError):
        cursor.number(1)


def test_a_ration_ends():
    stream = Rationed(io.BytesIO(bytes(100)), most_bytes=10, most_calls=5)
    assert stream.read(10) == bytes(10)
    with pytest.raises(EOFError):
        stream.read(1)
    stream = Rationed(io.BytesIO(bytes(100)), most_bytes=10, most_calls=2)
    stream.seek(0)
    stream.seek(0)
    with pytest.raises(EOFError):
        stream.seek(0)


SEEDS = [
    jpeg(tiff_block({MAKE: text("Kestrel")}, {0x9003: text("2024:05:06 07:08:09")}, {1: text("N"), 2: (5, [(1, 1)])})),
    png(),
    saved(corners(), "WEBP", lossless=True, exif=tiff_block({MAKE: text("x")})),
    saved(corners(), "TIFF"),
    saved(corners(), "GIF"),
    saved(corners(), "AVIF", exif=tiff_block({MAKE: text("x")})),
    heic(corners(), exif=tiff_block({MAKE: text("x")})),
]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    st.floats(0, 1),
)
def test_any_damage_still_gets_an_answer(seed: bytes, changes: list[tuple[float, int]], kept: float):
    data = bytearray(seed)
    for where, value in changes:
        data[int(where * len(data))] = value
    if kept > 0.5:
        del data[int(kept * len(data)) :]
    examined(bytes(data))
