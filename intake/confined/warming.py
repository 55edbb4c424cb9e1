"""Loads every reader and has it read a tiny sample of each form: once a child is confined, nothing more can be loaded.

The samples are made here, in memory. Decoders load their parts when they are first used (Pillow its plugins, colour
management, codecs), so importing alone is not enough.
"""

import importlib
import io
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from intake.confined.answering import Reader
from intake.confined.identify import identify
from intake.records.claims import Kind, PictureRole

SIDE: Final = 32
_MADE: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
_WHOLE: Final = ("av", "exifread", "pillow_heif")  # each loads parts of itself only when a file asks for them
_NOT_NEEDED: Final = frozenset({"av.__main__", "av.datasets", "exifread.cli", "exifread.__main__"})
_IMPORTED: Final = (
    "multiprocessing",  # rawpy asks it how this process was made
    "rawpy",
    "intake.confined.photo_tiles",
    "encodings.idna",
    "encodings.latin_1",
    "encodings.utf_16",
    "encodings.utf_16_be",
    "encodings.utf_16_le",
)


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


def videos() -> Iterator[bytes]:
    """A few frames with sound in each container that can be written here."""
    import av
    import numpy as np

    for form, codec in (("mp4", "mpeg4"), ("matroska", "mpeg4"), ("avi", "mjpeg")):
        out = io.BytesIO()
        with av.open(out, "w", format=form) as container:
            stream = container.add_stream(codec, rate=25, options={"threads": "1"})
            stream.width = stream.height = SIDE
            stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            for _ in range(3):
                frame = av.VideoFrame.from_ndarray(np.zeros((SIDE, SIDE, 3), np.uint8), format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        yield out.getvalue()


def discard(_role: PictureRole, _index: int | None, _width: int, _height: int, _rgb: bytes | memoryview, /) -> None:
    """A sink for pictures that nobody wants."""


def warm(readers: Callable[[Kind], Reader | None], samples: Iterable[bytes]) -> None:
    """Import what is imported late, and read each sample as a child would."""
    for name in _IMPORTED:
        importlib.import_module(name)
    for name in _WHOLE:
        package = importlib.import_module(name)
        for part in pkgutil.walk_packages(package.__path__, f"{name}."):
            if part.name not in _NOT_NEEDED:
                importlib.import_module(part.name)
    for sample in samples:
        stream = io.BytesIO(sample)
        media_type, kind = identify(stream)
        if (reader := readers(kind)) is not None:
            reader.examine(stream, media_type, discard)
