"""TIFF files, and the raw files built on them: DNG, CR2, NEF, ARW, PEF, ORF, RW2; which of both it is, and how large."""

from typing import Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_tiff import COLOUR_PROFILE, Tiff

DNG_VERSION: Final = 0xC612
SUBFILE_TYPE: Final = 0x00FE
WIDTH: Final = 0x0100
HEIGHT: Final = 0x0101
PHOTOMETRIC: Final = 0x0106
_SENSOR: Final = frozenset({32803, 34892})  # colour filter array, linear raw
_RAW_MAGICS: Final = frozenset({0x55, 0x4F52, 0x5352})


def _is_raw(source: Bytes, tiff: Tiff) -> bool:
    magic = source.number(2, 2, tiff.order)
    if magic in _RAW_MAGICS or source.at(8, 2) == b"CR" or tiff.find("IFD0", DNG_VERSION):
        return True
    return any(tiff.integer(directory, PHOTOMETRIC) in _SENSOR for directory in tiff.directories())


def _size(tiff: Tiff, directory: str) -> tuple[int, int] | None:
    width, height = tiff.integer(directory, WIDTH), tiff.integer(directory, HEIGHT)
    return (width, height) if width and height and width > 0 and height > 0 else None


def read_tiff(source: Bytes, contents: Contents) -> None:
    """The first picture's size; of a raw file the largest picture's, because its first is a preview."""
    tiff = contents.exif_file(source)
    if tiff is None:
        return
    pictures = [name for name in tiff.directories() if name.startswith(("IFD", "SubIFD"))]
    if _is_raw(source, tiff):
        contents.form = "raw"
        contents.size = max(
            (size for name in pictures if (size := _size(tiff, name))), key=lambda size: size[0] * size[1], default=None
        )
        return
    contents.size = _size(tiff, "IFD0")
    profile = tiff.find("IFD0", COLOUR_PROFILE)
    contents.profile = profile.data if profile else None
    further = [name for name in pictures if name != "IFD0" and _size(tiff, name) and not tiff.integer(name, SUBFILE_TYPE)]
    if further:
        contents.observe("several_pictures", f"{1 + len(further)} pages")
