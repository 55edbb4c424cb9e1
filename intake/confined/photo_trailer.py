"""What follows the end of a picture: a motion photo's video, second pictures (CIPA DC-007), bytes that nobody announced."""

import re
from typing import Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_tiff import UNDEFINED, Tiff, walk

MP_ENTRY: Final = 0xB002
NUMBER_OF_IMAGES: Final = 0xB001
MOST_PICTURES = 32
MOST_SEARCHED = 64 * 1024 * 1024  # bytes after the picture in which a video is looked for
_MOVIE: Final = re.compile(rb"\x00\x00\x00[\x08-\xff]ftyp")


def _second_pictures(contents: Contents, tiff: Tiff) -> int:
    """Claims of a multi-picture index; how many pictures it names."""
    count = tiff.integer("IFD0", NUMBER_OF_IMAGES) or 0
    contents.claim("MPF0:NumberOfImages", count)
    index = tiff.find("IFD0", MP_ENTRY)
    if index is None or index.kind != UNDEFINED:
        return count
    order = "little" if tiff.order == "<" else "big"
    for number in range(min(count, MOST_PICTURES, len(index.data) // 16)):
        row = index.data[number * 16 : number * 16 + 16]
        length, start = (int.from_bytes(row[at : at + 4], order) for at in (4, 8))  # type: ignore[arg-type]
        contents.claim(f"MPImage{number + 1}:MPImageLength", length)
        contents.claim(f"MPImage{number + 1}:MPImageStart", start)
    return count


def look_behind(source: Bytes, contents: Contents, end: int | None, mpf: tuple[int, bytes] | None) -> None:
    """Says what lies behind the picture that ends at `end`, and follows no offset that a file states."""
    pictures = 0
    if mpf is not None:
        tiff = walk(Bytes(mpf[1]))
        if tiff is None:
            contents.observe("metadata_damaged", "MPF")
        else:
            pictures = _second_pictures(contents, tiff)
    if end is None or end >= source.size:
        return
    behind = source.at(end, min(source.size - end, MOST_SEARCHED))
    if not behind.strip(b"\0"):
        return
    movie = _MOVIE.search(behind)
    if movie:
        contents.observe("contains_video", f"{source.size - end - movie.start()} bytes from byte {end + movie.start()}")
    if pictures > 1 or b"\xff\xd8\xff" in behind[: movie.start() if movie else None]:
        contents.observe("contains_second_picture", f"{len(behind)} bytes from byte {end}")
    elif not movie:
        contents.observe("data_after_end", f"{source.size - end} bytes from byte {end}")
