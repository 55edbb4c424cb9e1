"""Parts of a photo at its own pixels, for looking at it closely: upright, 8-bit RGB, sRGB as far as its profile can be applied.

The picture is decoded once for all the tiles that are asked for. Where it cannot be decoded at the scale that was asked for
within the worker's memory, the next smaller one is tried that its format can give: its tiles then have fewer pixels, and it
is said. A tile is never enlarged here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO, Final

from intake.confined import photo
from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_pictures import eight_bits, profile_of, shown
from intake.confined.photo_pixels import POSTER_SIDE
from intake.confined.photo_turn import Turn
from intake.records.claims import Observation, PictureRole, PictureSink
from intake.records.tiles import Grid, Tile

if TYPE_CHECKING:
    from PIL.Image import Image

# What is said beside the tiles; the rest was said when the photo was examined.
SAID: Final = frozenset(
    {"picture_converted", "picture_damaged", "picture_not_decoded", "picture_too_large", "preview_shown", "file_empty"}
)


def tiles(stream: BinaryIO, size: tuple[int, int], indexes: Sequence[int], pictures: PictureSink) -> tuple[Observation, ...]:
    """Hands over these tiles of a photo; what a person must be told of them.

    size: width and height as displayed, as the examination said. ValueError when a tile is not one of a photo of this size;
    MemoryError, and what the sink raises.
    """
    grid = Grid(*size)
    wanted = [grid.tile(index) for index in dict.fromkeys(indexes)]
    source = Bytes(stream)
    form = photo.form_of(source.at(0, 64))
    if form is None:
        return (Observation("file_empty" if source.size == 0 else "picture_not_decoded"),)
    contents, turn, _understood = photo.walked(source, form)
    reduced = min((tile.reduced for tile in wanted), default=1)
    found = _decoded(source, contents, turn, -(-max(size) // reduced))
    if found is not None:
        _hand_over(found, contents, grid, wanted, pictures)
    return tuple(one for one in contents.observations if one.code in SAID)


def _decoded(source: Bytes, contents: Contents, turn: Turn, side: int) -> "tuple[Image, Turn] | None":
    """At this length of its longest side, or half of it, and so on."""
    while True:
        before = len(contents.observations)
        found = photo.picture(source, contents, turn, side)
        if found is not None or side <= POSTER_SIDE or contents.form != "jpeg":
            return found
        if all(one.code != "picture_too_large" for one in contents.observations[before:]):
            return None
        side = max(POSTER_SIDE, side // 2)


def _hand_over(found: "tuple[Image, Turn]", contents: Contents, grid: Grid, wanted: list[Tile], pictures: PictureSink) -> None:
    stored, turn = found
    done: list[str] = []
    profile = profile_of(stored, contents)
    image = eight_bits(stored, done)
    for tile in wanted:
        box = turn.stored(_box(tile, grid, turn.size(*image.size)), *image.size)
        part = image.crop(box)
        most = turn.size(*tile.size)  # as it is stored
        size = (min(part.size[0], most[0]), min(part.size[1], most[1]))
        made = shown(part, size, profile, turn, done)
        pictures(PictureRole.STILL, tile.index, made.size[0], made.size[1], made.tobytes())
    if done:
        contents.observe("picture_converted", ", ".join(dict.fromkeys(done)))


def _box(tile: Tile, grid: Grid, upright: tuple[int, int]) -> tuple[int, int, int, int]:
    """The tile's place in the picture as it was decoded: (left, top, right, bottom), at least a pixel each way."""
    width, height = upright
    left, right = (at * width // grid.width for at in (tile.left, tile.left + tile.width))
    top, bottom = (at * height // grid.height for at in (tile.top, tile.top + tile.height))
    left, top = min(left, width - 1), min(top, height - 1)
    return left, top, max(right, left + 1), max(bottom, top + 1)
