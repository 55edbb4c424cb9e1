"""Pixels become JPEG or PNG here, in the parent; and JPEGs of a pack that this vault made become pixels again.

The encoders' settings are fixed and nothing is written beside the picture, so that the same pixels give the same bytes
with the same library (`ENCODER` names it, and every pack records it).
"""

import io
from dataclasses import dataclass
from typing import Final

import PIL
from PIL import Image, features

from intake.errors import TamperError
from intake.examination.wire import MOST_PICTURE_PIXELS, MOST_SIDE, malformed

JPEG_QUALITY: Final = 85
PNG_LEVEL: Final = 1  # stills are many and large; level 9 takes ten times as long for a tenth less
ENCODER: Final = f"Pillow {PIL.__version__}, libjpeg-turbo {features.version('libjpeg_turbo') or '-'}, quality {JPEG_QUALITY}"


@dataclass(frozen=True, slots=True)
class Pixels:
    """8-bit RGB, rows from top to bottom."""

    width: int
    height: int
    rgb: bytes


def _image(width: int, height: int, rgb: bytes | bytearray) -> Image.Image:
    if not 1 <= width <= MOST_SIDE or not 1 <= height <= MOST_SIDE or width * height > MOST_PICTURE_PIXELS:
        raise malformed("size of a picture")
    if len(rgb) != 3 * width * height:
        raise malformed("length of a picture")
    return Image.frombuffer("RGB", (width, height), rgb, "raw", "RGB", 0, 1)


def to_jpeg(width: int, height: int, rgb: bytes | bytearray) -> bytes:
    """JPEG bytes of untrusted pixels. ExaminationError(worker_answer_malformed) when sizes and length disagree."""
    out = io.BytesIO()
    _image(width, height, rgb).save(out, "JPEG", quality=JPEG_QUALITY, subsampling="4:2:0", optimize=False, progressive=False)
    return out.getvalue()


def to_png(width: int, height: int, rgb: bytes | bytearray) -> bytes:
    """PNG bytes of untrusted pixels, without loss. ExaminationError(worker_answer_malformed) when sizes and length disagree."""
    out = io.BytesIO()
    _image(width, height, rgb).save(out, "PNG", compress_level=PNG_LEVEL)
    return out.getvalue()


def from_jpeg(data: bytes, width: int, height: int) -> Pixels:
    """Pixels of a JPEG that `to_jpeg` wrote and whose digest was checked; never for bytes from a source or a bundle.

    TamperError(malformed) when it is anything else than an RGB JPEG of this size.
    """
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            if image.size != (width, height) or image.mode != "RGB" or width * height > MOST_PICTURE_PIXELS:
                raise TamperError("malformed", reason="picture", expected=f"{width}x{height}", found=f"{image.size}")
            return Pixels(width, height, image.tobytes())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise TamperError("malformed", reason="picture") from error


def from_png(data: bytes) -> Pixels:
    """Pixels of a PNG that `to_png` made in this process; never for bytes from a source or a bundle. TamperError(malformed)."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.mode != "RGB" or image.width * image.height > MOST_PICTURE_PIXELS:
                raise TamperError("malformed", reason="picture")
            return Pixels(image.width, image.height, image.tobytes())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise TamperError("malformed", reason="picture") from error
