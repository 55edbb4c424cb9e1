"""Poster and thumbnail of a photo: upright, 8-bit RGB, sRGB as far as its colour profile can be applied."""

import io
from typing import TYPE_CHECKING, Final

from intake.confined.photo_contents import Contents
from intake.confined.photo_pixels import POSTER_SIDE, THUMBNAIL_SIDE, fitted
from intake.confined.photo_turn import Turn
from intake.records.claims import PictureRole, PictureSink

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PROFILE_BYTES = 4 * 1024 * 1024
_BACKGROUND: Final = (255, 255, 255)


def _eight_bits(image: "Image") -> "Image":
    """16-bit grey scaled down (a plain conversion would clip it to white), floating point clipped."""
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    if image.mode == "I":
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "F":
        low, high = image.getextrema()
        span = (high - low) or 1.0  # type: ignore[operator]
        return image.point(lambda value: value * (255 / span) + (-low * 255 / span)).convert("L")  # type: ignore[operator]
    return image


def _flattened(image: "Image") -> "Image":
    """Transparency over white."""
    from PIL import Image

    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, _BACKGROUND)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _srgb(image: "Image", profile: bytes | None) -> tuple["Image", bool]:
    """Through the embedded profile where it fits; else a plain conversion. Whether the profile was applied."""
    if profile and len(profile) <= MOST_PROFILE_BYTES and b"sRGB" not in profile and image.mode in ("RGB", "L", "CMYK"):
        from PIL import ImageCms

        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            made = None
        if made is not None:
            return made, True
    return image if image.mode == "RGB" else image.convert("RGB"), False


def _upright(image: "Image", turn: Turn) -> "Image":
    from PIL.Image import Transpose

    if turn.mirrored:
        image = image.transpose(Transpose.FLIP_LEFT_RIGHT)
    steps = {90: Transpose.ROTATE_270, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_90}
    return image.transpose(steps[turn.rotation]) if turn.rotation else image


def eight_bits(image: "Image", done: list[str]) -> "Image":
    """No more than eight bits a channel. done: what was converted is added. Raises what Pillow raises."""
    if image.mode.startswith(("I", "F")):
        done.append("to 8 bits")
    return _eight_bits(image)


def shown(image: "Image", size: tuple[int, int], profile: bytes | None, turn: Turn, done: list[str]) -> "Image":
    """A stored picture of eight bits, or a part of it, as it is shown: 8-bit RGB in sRGB, of this size, then turned upright.

    done: what was converted is added. Raises what Pillow raises.
    """
    from PIL.Image import Resampling

    if image.mode in {"P", "1"}:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode == "CMYK":
        done.append("printing colours to RGB")
    if size != image.size:
        image = image.resize(size, Resampling.BICUBIC, reducing_gap=2.0)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        done.append("transparency over white")
    image = _flattened(image)
    image, applied = _srgb(image, profile)
    if applied:
        done.append("colour profile to sRGB")
    return _upright(image, turn)


def profile_of(image: "Image", contents: Contents) -> bytes | None:
    """The colour profile of its container, else the decoder's."""
    found = contents.profile or image.info.get("icc_profile")
    return found if isinstance(found, bytes) else None


def poster_of(image: "Image", contents: Contents, turn: Turn) -> "Image":
    """The picture as it is shown, its longest side at most 1600 pixels; says what was converted. Raises what Pillow raises."""
    done: list[str] = []
    profile = profile_of(image, contents)
    image = eight_bits(image, done)
    poster = shown(image, fitted(*image.size, POSTER_SIDE), profile, turn, done)
    if done:
        contents.observe("picture_converted", ", ".join(done))
    return poster


def hand_over(poster: "Image", pictures: PictureSink) -> None:
    """The poster, and a thumbnail of at most 320 pixels. Raises what the sink raises."""
    from PIL.Image import Resampling

    size = fitted(*poster.size, THUMBNAIL_SIDE)
    small = poster if size == poster.size else poster.resize(size, Resampling.BICUBIC, reducing_gap=2.0)
    for role, image in ((PictureRole.POSTER, poster), (PictureRole.THUMBNAIL, small)):
        pictures(role, None, image.size[0], image.size[1], image.tobytes())
