"""Decoding within limits: declared sizes are checked before a pixel is decoded, JPEG is decoded at a reduced scale."""

import io
import warnings
from typing import TYPE_CHECKING, BinaryIO, Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 300_000_000
MOST_DECODED_BYTES = 768 * 1024 * 1024  # the worker has 1 GiB in all
MOST_SCANS = 120  # a progressive JPEG has about ten; each costs a pass over the picture
MOST_RAW_BYTES = 256 * 1024 * 1024
POSTER_SIDE = 1600
THUMBNAIL_SIDE = 320

# Bytes for each pixel that a decoded picture takes, with the conversion that `photo_pictures` makes of it at full size.
_MODES: Final = {"1": 5, "L": 1, "P": 5, "I;16": 10, "I;16B": 10, "I": 9, "F": 9, "RGB": 4, "CMYK": 4, "YCbCr": 4}
_DECODES_PARTS: Final = frozenset({"jpeg", "png", "tiff", "bmp", "gif"})
_OTHER_MODES: Final = 8  # with transparency: also premultiplied
# Bytes for each pixel that a decoder holds beside that: planes, canvases, whole copies.
_DECODERS: Final = {"heif": 10, "avif": 11, "webp": 12, "tiff": 3, "gif": 2}


def fitted(width: int, height: int, side: int) -> tuple[int, int]:
    """The size with its longest side at most `side`, never enlarged, never less than a pixel."""
    longest = max(width, height)
    if longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def opened(stream: BinaryIO, form: str) -> "Image":
    """The file opened by the one plugin for its form, nothing decoded yet; raises what that plugin raises."""
    stream.seek(0)
    if form == "jpeg":
        from PIL.JpegImagePlugin import JpegImageFile

        return JpegImageFile(stream)
    if form == "png":
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile(stream)
    if form == "webp":
        from PIL.WebPImagePlugin import WebPImageFile

        return WebPImageFile(stream)
    if form == "gif":
        from PIL.GifImagePlugin import GifImageFile

        return GifImageFile(stream)
    if form == "bmp":
        from PIL.BmpImagePlugin import BmpImageFile

        return BmpImageFile(stream)
    if form == "tiff":
        from PIL.TiffImagePlugin import TiffImageFile

        return TiffImageFile(stream)
    if form == "avif":
        from PIL.AvifImagePlugin import AvifImageFile

        return AvifImageFile(stream)
    if form == "heif":
        from pillow_heif.as_plugin import HeifImageFile

        return HeifImageFile(stream)  # type: ignore[no-any-return]
    raise ValueError(form)


def too_large(contents: Contents, size: tuple[int, int], mode: str = "RGB", side: int = POSTER_SIDE) -> bool:
    """Whether decoding a picture of this size and mode would need more than the worker has. side: how long it is wanted."""
    pixels = size[0] * size[1]
    if pixels > MOST_PIXELS or contents.scans > MOST_SCANS:
        return True
    if contents.form == "jpeg":
        scale = next((by for by in (8, 4, 2) if max(size) // by >= side), 1)
        held = pixels // scale**2 * 4 + (pixels * 2 * contents.components if contents.progressive else 0)
    else:
        held = pixels * (_MODES.get(mode, _OTHER_MODES) + _DECODERS.get(contents.form, 0))
    return held > MOST_DECODED_BYTES


def _draft(image: "Image", side: int) -> None:
    target = fitted(*image.size, side)
    if target != image.size:
        image.draft(image.mode, target)


def _load(stream: BinaryIO, contents: Contents, side: int) -> "Image":
    image = opened(stream, contents.form)
    contents.opened_size = image.size
    if too_large(contents, image.size, image.mode, side):
        raise MemoryError
    if contents.form == "jpeg":
        _draft(image, side)
    image.load()
    return image


def _load_what_is_there(stream: BinaryIO, contents: Contents, side: int) -> "Image":
    """The decodable part of a file that ends early or is damaged; Pillow's switch for it is global, so it is put back."""
    from PIL import ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return _load(stream, contents, side)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _small_copy(stream: BinaryIO, contents: Contents) -> "Image | None":
    """The largest small picture that a HEIF file brings along; None where it has none, or another form."""
    if contents.form != "heif":
        return None
    image = opened(stream, contents.form)
    contents.opened_size = image.size
    for size in ((POSTER_SIDE, POSTER_SIDE), (THUMBNAIL_SIDE, THUMBNAIL_SIDE), (1, 1)):
        if image.draft(None, size):
            image.load()
            contents.observe("preview_shown", f"{image.size[0]} × {image.size[1]}")
            return image
    return None


def _say_too_large(contents: Contents) -> None:
    size = contents.size or contents.opened_size
    contents.observe("picture_too_large", f"{size[0]} × {size[1]}" if size else "")


def decoded(stream: BinaryIO, contents: Contents, side: int = POSTER_SIDE) -> "Image | None":
    """The picture as stored, reduced where the format can; None with an observation where it cannot be shown.

    side: its longest side, in pixels, need be no longer.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if contents.size and too_large(contents, contents.size, side=side):
                _say_too_large(contents)
                return _small_copy(stream, contents)
            return _load(stream, contents, side)
        except MemoryError:
            _say_too_large(contents)
            return None
        except Exception as error:  # noqa: BLE001  (decoders raise anything on a hostile file)
            reason = type(error).__name__
        if contents.form in _DECODES_PARTS:
            try:
                image = _load_what_is_there(stream, contents, side)
            except MemoryError:
                _say_too_large(contents)
                return None
            except Exception as error:  # noqa: BLE001  (as above)
                reason = type(error).__name__
            else:
                contents.observe("picture_damaged", reason)
                return image
    contents.observe("picture_not_decoded", reason)
    return None


def raw_preview(source: Bytes, contents: Contents, side: int = POSTER_SIDE) -> "Image | None":
    """The preview that a camera put into its raw file; the sensor's data are not developed."""
    import rawpy

    if source.size > MOST_RAW_BYTES:
        contents.observe("picture_too_large", f"{source.size} bytes")
        return None
    try:
        with rawpy.imread(io.BytesIO(source.at(0, source.size))) as raw:
            if contents.shown_size is None:
                contents.size = (raw.sizes.width, raw.sizes.height)
            preview = raw.extract_thumb()
        if preview.format == rawpy.ThumbFormat.BITMAP:
            from PIL.Image import fromarray

            image: Image | None = fromarray(preview.data)
        else:
            inner = Contents("jpeg")
            image = decoded(io.BytesIO(preview.data), inner, side)
            for observation in inner.observations:
                contents.observe(observation.code, observation.detail)
    except Exception as error:  # noqa: BLE001  (LibRaw's errors, and what a hostile file makes of its wrapper)
        contents.observe("picture_not_decoded", type(error).__name__)
        return None
    if image is not None:
        contents.observe("preview_shown", f"{image.size[0]} × {image.size[1]}")
    return image
