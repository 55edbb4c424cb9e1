"""How a photo looks: upright in all eight ways, in three channels of eight bits, within its limits, also when it is damaged."""

import io
import struct
import zlib
from fractions import Fraction

import pytest
from PIL import Image, ImageCms

from intake.confined import photo, photo_pixels
from intake.confined.photo_contents import Contents
from intake.confined.photo_pixels import fitted, too_large
from intake.confined.photo_turn import Turn
from intake.records.claims import PictureRole
from tests.confined.photographed import examined
from tests.making import BLUE, GREEN, RED, YELLOW, chunk, corners, heic, jpeg, png, saved, tiff_block

NEAR = 40  # of 255, what compression may change
STORED = {
    1: None,
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_90",
    7: "TRANSVERSE",
    8: "ROTATE_270",
}


def near(pixel: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) <= NEAR for one, other in zip(pixel, colour, strict=True))


def upright(image: Image.Image) -> bool:
    """The corners are where the scene has them."""
    width, height = image.size
    at = {RED: (2, 2), GREEN: (width - 3, 2), BLUE: (2, height - 3), YELLOW: (width - 3, height - 3)}
    return all(near(image.getpixel(where), colour) for colour, where in at.items())


def stored(orientation: int) -> Image.Image:
    """The scene as a camera that is held so stores it."""
    name = STORED[orientation]
    return corners() if name is None else corners().transpose(Image.Transpose[name])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_every_orientation_is_shown_upright(orientation: int, form: str):
    block = tiff_block({0x0112: (3, [orientation])})
    if form == "JPEG":
        data = jpeg(block, image=stored(orientation))
    elif form == "TIFF":
        data = saved(stored(orientation), "TIFF", tiffinfo={0x0112: orientation})
    elif form == "PNG":
        data = png(chunk(b"eXIf", block), image=stored(orientation))
    else:
        data = saved(stored(orientation), "WEBP", lossless=True, exif=block)
    seen = examined(data)
    assert (seen.answer.width, seen.answer.height) == (48, 32)
    assert Turn(seen.answer.mirrored, seen.answer.rotation) == Turn.of(orientation)
    assert upright(seen.pictures[PictureRole.POSTER])
    assert upright(seen.pictures[PictureRole.THUMBNAIL])
    assert "readers_disagree" not in seen.codes


@pytest.mark.parametrize("orientation", range(1, 9))
def test_containers_that_turn_by_themselves(orientation: int):
    exif = tiff_block({0x0112: (3, [orientation])})
    for data in (heic(stored(orientation), exif=exif, quality=95), saved(stored(orientation), "AVIF", exif=exif, quality=95)):
        seen = examined(data)
        assert (seen.answer.width, seen.answer.height) == (48, 32)
        assert Turn(seen.answer.mirrored, seen.answer.rotation) == Turn.of(orientation)
        assert upright(seen.pictures[PictureRole.POSTER])


def test_exif_against_the_container():
    """Exif that says another turn than the container is not applied, and it is said."""
    data = bytearray(heic(corners(), exif=tiff_block({0x0112: (3, [6])})))
    data[data.index(struct.pack("<HHII", 0x0112, 3, 1, 6)) + 8] = 8
    seen = examined(bytes(data))
    assert seen.codes == {"orientation_disagrees"}
    assert seen.answer.rotation == 90


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_told(orientation: int):
    seen = examined(jpeg(tiff_block({0x0112: (3, [orientation])})))
    assert seen.codes == {"orientation_out_of_range"}
    assert seen.value("IFD0:Orientation") == str(orientation)
    assert upright(seen.pictures[PictureRole.POSTER])


def test_a_turn_is_a_group():
    for code in range(1, 9):
        turn = Turn.of(code)
        assert turn.rotated(90).rotated(270) == turn
        assert turn.flipped().flipped() == turn
    assert Turn.of(6).size(48, 32) == (32, 48)
    assert Turn().flipped().rotated(180) == Turn.of(4)
    with pytest.raises(KeyError):
        Turn.of(0)


@pytest.mark.parametrize(
    ("size", "poster", "thumbnail"),
    [
        ((1, 1), (1, 1), (1, 1)),
        ((320, 200), (320, 200), (320, 200)),
        ((321, 200), (321, 200), (320, 199)),
        ((3200, 10), (1600, 5), (320, 1)),
    ],
)
def test_sizes_of_poster_and_thumbnail(size: tuple[int, int], poster: tuple[int, int], thumbnail: tuple[int, int]):
    seen = examined(jpeg(image=Image.new("RGB", size, RED)))
    assert seen.pictures[PictureRole.POSTER].size == poster
    assert seen.pictures[PictureRole.THUMBNAIL].size == thumbnail


@pytest.mark.parametrize("width", [1, 319, 320, 1599, 1600, 1601, 65535])
def test_a_fitted_size_keeps_its_shape(width: int):
    found = fitted(width, max(1, width // 2), 1600)
    assert max(found) <= 1600
    assert min(found) >= 1
    assert abs(Fraction(*found) - Fraction(width, max(1, width // 2))) < Fraction(1, 10)


def test_a_large_jpeg_is_decoded_at_a_reduced_scale(monkeypatch: pytest.MonkeyPatch):
    decoded = []
    load = photo_pixels._load

    def spy(stream, contents, side):
        image = load(stream, contents, side)
        decoded.append(image.size)
        return image

    monkeypatch.setattr(photo_pixels, "_load", spy)
    seen = examined(jpeg(image=corners(4000, 3000)))
    assert decoded == [(2000, 1500)]
    assert seen.pictures[PictureRole.POSTER].size == (1600, 1200)
    assert (seen.answer.width, seen.answer.height) == (4000, 3000)
    assert upright(seen.pictures[PictureRole.POSTER])


@pytest.mark.parametrize(
    ("image", "form", "options"),
    [
        (corners().convert("CMYK"), "JPEG", {"quality": 95}),
        (corners().convert("P"), "PNG", {}),
        (corners().convert("P"), "GIF", {}),
        (corners().convert("RGBA"), "PNG", {}),
        (corners().convert("RGBA"), "WEBP", {"lossless": True}),
        (corners().convert("CMYK"), "TIFF", {}),
        (corners(), "TIFF", {"compression": "tiff_lzw"}),
    ],
    ids=["cmyk-jpeg", "p-png", "gif", "rgba-png", "rgba-webp", "cmyk-tiff", "lzw-tiff"],
)
def test_every_kind_of_pixel_becomes_rgb(image: Image.Image, form: str, options: dict[str, object]):
    assert upright(examined(saved(image, form, **options)).pictures[PictureRole.POSTER])


def test_sixteen_bits_keep_their_tones():
    """A plain conversion would clip everything above 255 to white."""
    image = Image.new("I;16", (4, 4), 0x8000)
    for form in ("PNG", "TIFF"):
        seen = examined(saved(image, form))
        assert abs(seen.pictures[PictureRole.POSTER].getpixel((0, 0))[0] - 0x80) <= 1
        assert "picture_converted" in seen.codes


def test_black_and_white_and_floating_point():
    assert examined(saved(Image.new("1", (4, 4), 1), "PNG")).pictures[PictureRole.POSTER].getpixel((0, 0)) == (255, 255, 255)
    ramp = Image.new("F", (2, 1))
    ramp.putpixel((0, 0), -3.0)
    ramp.putpixel((1, 0), 5.0)
    poster = examined(saved(ramp, "TIFF")).pictures[PictureRole.POSTER]
    assert (poster.getpixel((0, 0))[0], poster.getpixel((1, 0))[0]) == (0, 255)


def test_lab_and_what_cannot_be_converted(monkeypatch: pytest.MonkeyPatch):
    lab = ImageCms.profileToProfile(corners(), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB")
    assert upright(examined(saved(lab, "TIFF")).pictures[PictureRole.POSTER])

    def refuse(*_: object):
        raise ValueError("conversion not supported")

    monkeypatch.setattr(photo, "poster_of", refuse)
    seen = examined(saved(lab, "TIFF"))
    assert "picture_not_decoded" in seen.codes
    assert seen.pictures == {}
    assert seen.answer.readable


def test_what_the_sink_raises_is_not_swallowed():
    def full(*_: object):
        raise ValueError("enough")

    with pytest.raises(ValueError, match="enough"):
        photo.examine(io.BytesIO(jpeg()), "image/jpeg", full)


def test_what_is_transparent_lies_over_white():
    seen = examined(saved(Image.new("RGBA", (4, 4), (10, 20, 30, 0)), "PNG"))
    assert seen.pictures[PictureRole.POSTER].getpixel((1, 1)) == (255, 255, 255)
    assert "picture_converted" in seen.codes


def test_a_colour_profile_is_applied():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    swapped = jpeg(image=corners())
    assert "picture_converted" not in examined(swapped).codes
    data = saved(corners(), "JPEG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    assert upright(examined(data).pictures[PictureRole.POSTER])
    damaged = saved(corners(), "JPEG", quality=95, subsampling=0, icc_profile=profile[:200])
    assert upright(examined(damaged).pictures[PictureRole.POSTER])


def test_a_cut_picture_is_shown_as_far_as_it_goes():
    data = jpeg(image=corners(640, 480))
    seen = examined(data[: len(data) * 2 // 3])
    assert {"file_cut_short", "picture_damaged"} <= seen.codes
    assert seen.answer.readable
    assert near(seen.pictures[PictureRole.POSTER].getpixel((2, 2)), RED)


def test_pillows_switch_is_put_back():
    from PIL import ImageFile

    data = jpeg(image=corners(640, 480))
    examined(data[: len(data) // 2])
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def _huge_png(side: int) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_declared_sizes_are_checked_before_decoding(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(photo_pixels, "opened", lambda *_: pytest.fail("opened"))
    seen = examined(_huge_png(25_000))
    assert seen.codes == {"picture_too_large"}
    assert seen.pictures == {}
    assert seen.answer.readable
    assert (seen.answer.width, seen.answer.height) == (25_000, 25_000)


@pytest.mark.parametrize(
    ("form", "size", "mode", "more", "refused"),
    [
        ("jpeg", (16_320, 12_240), "RGB", {}, False),  # 200 megapixels, as phones make them
        ("jpeg", (20_000, 15_001), "RGB", {}, True),
        ("jpeg", (12_000, 9_000), "RGB", {"progressive": True}, False),
        ("jpeg", (16_320, 12_240), "RGB", {"progressive": True}, True),  # all coefficients would be held
        ("jpeg", (100, 100), "RGB", {"scans": 121}, True),
        ("png", (12_000, 9_000), "RGB", {}, False),
        ("png", (12_000, 9_000), "RGBA", {}, True),
        ("png", (12_000, 9_000), "I;16", {}, True),
        ("png", (20_000, 12_000), "RGB", {}, True),
        ("heif", (8_064, 6_048), "RGB", {}, False),  # 48 megapixels, as phones make them
        ("heif", (16_320, 12_240), "RGB", {}, True),
        ("webp", (8_000, 6_000), "RGB", {}, False),
        ("webp", (16_383, 16_383), "RGB", {}, True),
    ],
)
def test_what_is_too_large(form: str, size: tuple[int, int], mode: str, more: dict[str, object], refused: bool):
    assert too_large(Contents(form, **more), size, mode) is refused


def test_memory_that_runs_out_costs_the_picture_only(monkeypatch: pytest.MonkeyPatch):
    def exhausted(*_: object):
        raise MemoryError

    monkeypatch.setattr(photo_pixels, "opened", exhausted)
    seen = examined(jpeg(tiff_block({0x010F: (2, b"Kestrel\0")})))
    assert seen.codes == {"picture_too_large"}
    assert seen.value("IFD0:Make") == "Kestrel"


def test_the_same_picture_every_time():
    data = jpeg(image=corners(2000, 1500))
    one, two = examined(data), examined(data)
    assert one.answer == two.answer
    assert [image.tobytes() for image in one.pictures.values()] == [image.tobytes() for image in two.pictures.values()]


def test_only_the_first_of_an_animation():
    frames = [corners(), Image.new("RGB", (48, 32), RED)]
    for form in ("GIF", "WEBP", "PNG"):
        target = io.BytesIO()
        frames[0].save(target, form, save_all=True, append_images=frames[1:], **({"lossless": True} if form == "WEBP" else {}))
        seen = examined(target.getvalue())
        assert "several_pictures" in seen.codes
        assert upright(seen.pictures[PictureRole.POSTER])
