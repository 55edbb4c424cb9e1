"""Pixels become the same bytes every time, nothing beside the picture is written, and only our own JPEGs are read back."""

import hashlib
import io

import pytest
from PIL import Image

from intake.errors import ExaminationError, TamperError
from intake.examination.pictures import from_jpeg, to_jpeg, to_png


def gradient(width: int, height: int) -> bytes:
    return bytes(value for y in range(height) for x in range(width) for value in (x % 256, y % 256, (x + y) % 256))


def test_png_is_lossless():
    rgb = gradient(37, 11)
    with Image.open(io.BytesIO(to_png(37, 11, rgb))) as image:
        assert (image.size, image.mode, image.tobytes()) == ((37, 11), "RGB", rgb)
        assert not image.info


def test_jpeg_is_close_and_plain():
    rgb = gradient(64, 48)
    data = to_jpeg(64, 48, rgb)
    pixels = from_jpeg(data, 64, 48)
    assert max(abs(a - b) for a, b in zip(pixels.rgb, rgb, strict=True)) < 60
    with Image.open(io.BytesIO(data)) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not image.getexif()


def test_same_pixels_same_bytes():
    rgb = gradient(100, 75)
    assert hashlib.sha256(to_jpeg(100, 75, rgb)).digest() == hashlib.sha256(to_jpeg(100, 75, bytearray(rgb))).digest()
    assert to_png(100, 75, rgb) == to_png(100, 75, rgb)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (8, 8), (15, 17)])
def test_small_sizes(size):
    assert from_jpeg(to_jpeg(*size, gradient(*size)), *size).width == size[0]


@pytest.mark.parametrize(("width", "height", "length"), [(0, 1, 0), (2, 2, 11), (2, 2, 13), (65_501, 1, 196_503), (-1, -1, 3)])
@pytest.mark.parametrize("encode", [to_jpeg, to_png])
def test_sizes_that_disagree(encode, width, height, length):
    with pytest.raises(ExaminationError) as caught:
        encode(width, height, bytes(length))
    assert caught.value.code == "worker_answer_malformed"


def _grey() -> bytes:
    out = io.BytesIO()
    Image.new("L", (4, 4)).save(out, "JPEG")
    return out.getvalue()


def test_only_our_jpegs_come_back():
    good = to_jpeg(4, 4, bytes(48))
    for bad in (b"", b"GIF89a", to_png(4, 4, bytes(48)), good[:-20], to_jpeg(4, 5, bytes(60)), _grey()):
        with pytest.raises(TamperError):
            from_jpeg(bad, 4, 4)
