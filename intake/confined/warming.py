"""Loads every reader and has it read a tiny sample of each form: once a child is confined, nothing more can be loaded.

The samples are made here, in memory. Decoders load their parts when they are first used (Pillow its plugins, colour
management, codecs), so importing alone is not enough.
"""

import importlib
import io
from collections.abc import Callable, Iterator
from typing import Final

from intake.confined.answering import Reader
from intake.confined.identify import identify
from intake.records.claims import Kind, PictureRole

SIDE: Final = 32
_MADE: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
_IMPORTED: Final = ("rawpy", "numpy", "cv2", "encodings.idna", "encodings.utf_16_le", "encodings.utf_16_be", "encodings.latin_1")


def photos() -> Iterator[bytes]:
    """A picture in each form that can be written here, with Exif and a colour profile."""
    from PIL import Image, ImageCms
    from pillow_heif import register_heif_opener

    register_heif_opener()
    image = Image.new("RGB", (SIDE, SIDE), (200, 100, 50))
    exif = Image.Exif()
    exif[0x010F] = "x"
    exif[0x0132] = "2000:01:01 00:00:00"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for form in _MADE:
        out = io.BytesIO()
        image.save(out, form, exif=exif)
        yield out.getvalue()
    out = io.BytesIO()
    image.convert("L").save(out, "JPEG", icc_profile=profile)
    yield out.getvalue()


def discard(_role: PictureRole, _index: int | None, _width: int, _height: int, _rgb: bytes | memoryview, /) -> None:
    """A sink for pictures that nobody wants."""


def warm(readers: Callable[[Kind], Reader | None], samples: Iterator[bytes]) -> None:
    """Import what is imported late, and read each sample as a child would."""
    for name in _IMPORTED:
        importlib.import_module(name)
    for sample in samples:
        stream = io.BytesIO(sample)
        media_type, kind = identify(stream)
        if (reader := readers(kind)) is not None:
            reader.examine(stream, media_type, discard)
