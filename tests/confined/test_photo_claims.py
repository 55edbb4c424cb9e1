"""What is claimed of generated photos: names, values as written, states, and three readers side by side."""

import struct
import zlib

import pytest

from intake.confined import photo
from intake.confined.photo_readings import disagreements, readers
from intake.records.claims import Claim, Kind, State
from tests.confined.photographed import examined
from tests.making import chunk, corners, heic, iptc, jpeg, png, saved, segment, text, tiff_block, webp, xmp

MAKE, MODEL, ORIENTATION, MODIFIED, COPYRIGHT = 0x010F, 0x0110, 0x0112, 0x0132, 0x8298
TAKEN, OFFSET, SUBSEC, COMMENT, MAKER = 0x9003, 0x9011, 0x9291, 0x9286, 0x927C
SIMPLE = tiff_block(
    {MAKE: text("Kestrel"), ORIENTATION: (3, [6])}, {TAKEN: text("2024:05:06 07:08:09"), 0x829A: (5, [(10, 600)])}
)
PILLOW, EXIFREAD = readers()


@pytest.mark.parametrize("order", ["<", ">"])
def test_three_readers_give_the_same_names(order: str):
    block = tiff_block({MAKE: text("Kestrel")}, {TAKEN: text("2024:05:06 07:08:09")}, order=order)
    seen = examined(jpeg(block))
    for reader in ("own photo", "Pillow", "ExifRead"):
        assert seen.value("IFD0:Make", reader) == "Kestrel"
        assert seen.value("ExifIFD:DateTimeOriginal", reader) == "2024:05:06 07:08:09"
    assert seen.answer.readers == ("own photo 1", PILLOW, EXIFREAD)
    assert seen.answer.kind is Kind.PHOTO
    assert seen.answer.readable
    assert seen.codes == set()


def test_a_fraction_stays_as_written():
    assert examined(jpeg(SIMPLE)).value("ExifIFD:ExposureTime") == "10/600"


@pytest.mark.parametrize(
    "data",
    [
        jpeg(SIMPLE),
        png(chunk(b"eXIf", SIMPLE)),
        png(after=[chunk(b"eXIf", SIMPLE)]),
        png(
            chunk(
                b"zTXt",
                b"Raw profile type exif\0\0" + zlib.compress(b"\nexif\n 99\n" + (b"Exif\0\0" + SIMPLE).hex().encode()),
            )
        ),
        webp((b"EXIF", SIMPLE)),
        webp((b"EXIF", b"Exif\0\0" + SIMPLE)),
        saved(corners(), "AVIF", exif=SIMPLE),
        b"\0\0\0\x0cJXL \r\n\x87\n" + struct.pack(">I", 12 + len(SIMPLE)) + b"Exif\0\0\0\0" + SIMPLE,
        b"\0\0\0\x0cjP  \r\n\x87\n" + struct.pack(">I", 24 + len(SIMPLE)) + b"uuidJpgTiffExif->JP2" + SIMPLE,
    ],
    ids=["jpeg", "png", "png-after", "png-raw-profile", "webp", "webp-prefix", "avif", "jxl", "jp2"],
)
def test_exif_is_found_in_every_container(data: bytes):
    seen = examined(data)
    assert seen.answer.readable
    for reader in ("own photo", "Pillow", "ExifRead"):
        assert seen.value("IFD0:Make", reader) == "Kestrel"


def test_heic():
    """Its writer turns Exif's orientation into `irot`, which counts; what Exif then says is not applied again."""
    seen = examined(heic(corners(64, 48), exif=SIMPLE), "image/heic")
    assert seen.value("IFD0:Make", "ExifRead") == "Kestrel"
    assert (seen.answer.width, seen.answer.height, seen.answer.rotation) == (48, 64, 90)
    assert seen.value("QuickTime:Rotation") == "270"


@pytest.mark.parametrize(
    ("data", "group"),
    [
        (jpeg(), "File"),
        (png(), "PNG"),
        (webp(), "RIFF"),
        (saved(corners(), "GIF"), "GIF"),
        (saved(corners(), "BMP"), "File"),
        (saved(corners(), "AVIF"), "File"),
    ],
    ids=["jpeg", "png", "webp", "gif", "bmp", "avif"],
)
def test_size_is_claimed_by_the_container_and_by_the_decoder(data: bytes, group: str):
    seen = examined(data)
    for reader in ("own photo", "Pillow"):
        assert (seen.value(f"{group}:ImageWidth", reader), seen.value(f"{group}:ImageHeight", reader)) == ("48", "32")
    assert (seen.answer.width, seen.answer.height) == (48, 32)


def test_absent_zeroed_not_parsed_and_failed_are_four_answers():
    block = bytearray(
        tiff_block(
            {MAKE: text("    "), MODIFIED: text("0000:00:00 00:00:00"), 0x011A: (5, [(0, 0)])},
            {
                TAKEN: text("    :  :     :  :  "),
                OFFSET: text("   :  "),
                MAKER: (7, b"Nobody knows this"),
                0xA420: text("x" * 40),
                0x4242: (3, [1]),
            },
        )
    )
    at = block.index(struct.pack("<HHI", 0xA420, 2, 41))
    struct.pack_into("<I", block, at + 8, 60_000)
    seen = examined(jpeg(bytes(block)))
    assert seen.claim("IFD0:Model") is None
    for name in ("IFD0:Make", "IFD0:ModifyDate", "IFD0:XResolution", "ExifIFD:DateTimeOriginal", "ExifIFD:OffsetTimeOriginal"):
        assert seen.claim(name).state is State.ZEROED, name
    assert seen.value("ExifIFD:DateTimeOriginal") == "    :  :     :  :  "
    assert seen.claim("ExifIFD:MakerNote") == Claim("ExifIFD:MakerNote", "17 bytes", "own photo 1", State.NOT_PARSED)
    assert seen.claim("ExifIFD:0x4242").state is State.NOT_PARSED
    assert seen.claim("ExifIFD:ImageUniqueID").state is State.FAILED
    assert "metadata_damaged" in seen.codes


@pytest.mark.parametrize(("value", "state"), [("00:00:00 00:00", State.ZEROED), ("2000:00:00 00:00:00", State.RECORDED)])
def test_a_date_is_zeroed_only_when_all_of_it_is(value: str, state: State):
    assert examined(jpeg(tiff_block({MODIFIED: text(value)}))).claim("IFD0:ModifyDate").state is state


def test_an_offset_of_zero_is_recorded():
    seen = examined(jpeg(tiff_block({}, {TAKEN: text("2024:05:06 07:08:09"), OFFSET: text("+00:00"), SUBSEC: text("000")})))
    assert seen.claim("ExifIFD:OffsetTimeOriginal").state is State.RECORDED
    assert seen.claim("ExifIFD:SubSecTimeOriginal").state is State.RECORDED


def test_a_damaged_maker_note_does_not_cost_the_rest():
    block = bytearray(tiff_block({MAKE: text("Kestrel")}, {MAKER: (7, b"0123456789"), TAKEN: text("2024:05:06 07:08:09")}))
    at = block.index(struct.pack("<HHI", MAKER, 7, 10))
    struct.pack_into("<I", block, at + 4, 0x7FFFFFF0)
    seen = examined(jpeg(bytes(block)))
    assert seen.codes >= {"maker_note_damaged"}
    assert seen.claim("ExifIFD:MakerNote").state is State.FAILED
    assert seen.value("ExifIFD:DateTimeOriginal") == "2024:05:06 07:08:09"


def test_a_directory_that_points_to_itself_is_read_once():
    seen = examined(jpeg(tiff_block({MAKE: text("Kestrel")}, following=8)))
    assert seen.codes == {"metadata_loops"}
    assert [claim.reader for claim in seen.answer.claims if claim.name == "IFD0:Make"] == ["own photo 1", PILLOW, EXIFREAD]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"ASCII\0\0\0plain", "plain"),
        (b"UNICODE\0" + "Größe".encode("utf-16-le"), "Größe"),
        (b"UNICODE\0" + "Größe".encode("utf-16-be"), "Größe"),
        (b"UNICODE\0" + "\ufeffGröße".encode("utf-16-be"), "Größe"),
        (b"JIS\0\0\0\0\0" + "写真".encode("iso2022_jp"), "写真"),
        (b"\0\0\0\0\0\0\0\0nothing said", "nothing said"),
    ],
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_comment_is_read_in_its_code(raw: bytes, shown: str, order: str):
    assert examined(jpeg(tiff_block({}, {COMMENT: (7, raw)}, order=order))).value("ExifIFD:UserComment") == shown


def test_text_is_utf8_or_stays_visible():
    seen = examined(jpeg(tiff_block({MAKE: text("Tromsø"), MODEL: text(b"Caf\xe9"), COPYRIGHT: text(b"Ann\0Bob")})))
    assert {claim.value for claim in seen.answer.claims if claim.name == "IFD0:Make"} == {"Tromsø"}
    assert {claim.value for claim in seen.answer.claims if claim.name == "IFD0:Model"} == {"Caf\\xe9"}
    assert seen.value("IFD0:Copyright") == "Ann; Bob"
    assert "text_not_utf8" in seen.codes


def test_windows_texts_are_utf16():
    assert examined(jpeg(tiff_block({0x9C9C: (1, "Übung\0".encode("utf-16-le"))}))).value("IFD0:XPComment") == "Übung"


def test_live_photo_identifier():
    uuid = b"71DCA213-5710-4A6C-BC6D-CE6306AEB8D8\0"
    row = struct.pack(">HHII", 0x0011, 2, len(uuid), 32)
    note = b"Apple iOS\0\0\x01MM" + struct.pack(">H", 1) + row + struct.pack(">I", 0) + uuid
    seen = examined(jpeg(tiff_block({MAKE: text("Apple")}, {MAKER: (7, note)})))
    assert seen.value("Apple:MediaGroupUUID") == uuid[:-1].decode()


def test_iptc_and_comment():
    records = ((1, 90, b"\x1b%G"), (2, 55, b"20240506"), (2, 60, b"070809+0200"), (2, 25, b"one"), (2, 25, "zwölf".encode()))
    seen = examined(jpeg(segments=[segment(0xED, iptc(*records)), segment(0xFE, b"said by hand")]))
    assert (seen.value("IPTC:DateCreated"), seen.value("IPTC:TimeCreated")) == ("20240506", "070809+0200")
    assert seen.value("IPTC:Keywords") == "one; zwölf"
    assert seen.value("File:Comment") == "said by hand"


def test_png_texts_and_time():
    seen = examined(
        png(
            chunk(b"tEXt", b"Creation Time\0Mon, 6 May 2024 07:08:09 +0200"),
            chunk(b"tEXt", b"date:create\0" + b"2024-05-06T07:08:09+00:00"),
            chunk(b"iTXt", b"Title\0\0\0de\0Titel\0" + "Größe".encode()),
            chunk(b"tIME", bytes((0x07, 0xE8, 5, 6, 7, 8, 9))),
        )
    )
    assert seen.value("PNG:CreationTime") == "Mon, 6 May 2024 07:08:09 +0200"
    assert seen.value("PNG:Datecreate") == "2024-05-06T07:08:09+00:00"
    assert seen.value("PNG:Title") == "Größe"
    assert seen.value("PNG:ModifyDate") == "2024:05:06 07:08:09"


def test_a_text_bomb_is_refused():
    bomb = zlib.compress(b"0" * 50_000_000, 9)
    seen = examined(png(chunk(b"zTXt", b"Comment\0\0" + bomb)))
    assert seen.claim("PNG:Comment").state is State.FAILED
    assert seen.pictures


def test_xmp_in_each_container():
    packet = xmp("<xmp:CreateDate>2024-05-06T07:08:09</xmp:CreateDate>")
    for data in (
        jpeg(segments=[segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)]),
        png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)),
        webp((b"XMP ", packet)),
        saved(corners(), "TIFF", tiffinfo={700: packet}),
        saved(corners(), "AVIF", xmp=packet),
    ):
        assert examined(data).value("XMP-xmp:CreateDate") == "2024-05-06T07:08:09"


def test_what_stands_behind_the_picture():
    movie = struct.pack(">I", 24) + b"ftypmp42\0\0\0\0mp42isom" + bytes(40)
    assert examined(jpeg(behind=movie)).codes == {"contains_video"}
    assert examined(jpeg(behind=jpeg())).codes == {"contains_second_picture"}
    assert examined(jpeg(behind=b"unannounced")).codes == {"data_after_end"}
    assert examined(jpeg(behind=bytes(64))).codes == set()
    assert examined(png() + b"unannounced").codes == {"data_after_end"}


@pytest.mark.parametrize("order", ["<", ">"])
def test_multi_picture_index(order: str):
    entries = struct.pack(f"{order}IIIHH", 0x030000, 100, 0, 0, 0) + struct.pack(f"{order}IIIHH", 0, 200, 300, 0, 0)
    index = tiff_block({0xB000: (7, b"0100"), 0xB001: (4, [2]), 0xB002: (7, entries)}, order=order)
    seen = examined(jpeg(segments=[segment(0xE2, b"MPF\0" + index)], behind=jpeg()))
    assert seen.value("MPF0:NumberOfImages") == "2"
    assert (seen.value("MPImage2:MPImageLength"), seen.value("MPImage2:MPImageStart")) == ("200", "300")
    assert "contains_second_picture" in seen.codes


def test_readers_that_disagree_are_named():
    own = Claim("IFD0:Make", "A", "own photo 1")
    assert disagreements([own, Claim("IFD0:Make", "B", "Pillow 1")]) == ["IFD0:Make"]
    for one, other in (("10/600", "1/60"), ("72/1", "72"), ("A ", "A"), ("-1/-2", "1/2"), ("01", "1")):
        assert disagreements([Claim("X:Y", one, "own photo 1"), Claim("X:Y", other, "Pillow 1")]) == []


def test_an_own_reader_that_failed_disagrees_with_nobody():
    failed = Claim("IFD0:Make", "beyond the end of its block", "own photo 1", State.FAILED)
    assert disagreements([failed, Claim("IFD0:Make", "B", "Pillow 1")]) == []


def test_nothing_and_nonsense_are_answers():
    assert examined(b"").codes == {"file_empty"}
    for data in (b"\xff", b"not a picture at all", bytes(1000)):
        seen = examined(data)
        assert not seen.answer.readable
        assert seen.codes == {"kind_not_read_here"}
    for data in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"II*\0", b"GIF89a", b"BM"):
        seen = examined(data)
        assert not seen.answer.readable
        assert "picture_not_decoded" in seen.codes


@pytest.mark.parametrize("data", [jpeg(SIMPLE), png(chunk(b"eXIf", SIMPLE)), webp((b"EXIF", SIMPLE)), saved(corners(), "GIF")])
def test_a_file_that_ends_early_says_so(data: bytes):
    assert "file_cut_short" not in examined(data).codes
    for cut in (len(data) // 2, len(data) - 10):
        assert "file_cut_short" in examined(data[:cut]).codes


def test_the_container_is_told_by_its_bytes():
    assert photo.form_of(jpeg()[:64]) == "jpeg"
    assert photo.form_of(saved(corners(), "AVIF")[:64]) == "avif"
    assert photo.form_of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic") == "heif"
    assert photo.form_of(b"\0\0\0\x18ftypcrx \0\0\0\1crx isom") == "cr3"
    assert photo.form_of(b"") is None
