"""A photo cut into tiles at falling scales, so that any part of it can be looked at without all of it being held.

Both sides of the confinement count alike: level 0 has the file's own pixels, each further level half as many a side. A tile's
index counts the tiles of the levels before it, then rows from the top, then columns from the left.
"""

from dataclasses import dataclass
from typing import Final

SIDE: Final = 1024  # pixels of a tile at its own scale
MOST_TILES: Final = 10_000  # of one photo; a photo that would have more is not cut
SMALLEST: Final = 1600  # the preview has so many a side: no level is needed below it


@dataclass(frozen=True, slots=True)
class Tile:
    """left, top, width, height: in the file's own pixels, shown upright. reduced: how many of them one pixel stands for, a side."""

    index: int
    left: int
    top: int
    width: int
    height: int
    reduced: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its picture: no more than `SIDE` each."""
        return -(-self.width // self.reduced), -(-self.height // self.reduced)


@dataclass(frozen=True, slots=True)
class _Level:
    reduced: int
    first: int
    across: int
    down: int


class Grid:
    """The tiles of a photo of this size as displayed. ValueError when there is nothing to cut, or it would be too many."""

    def __init__(self, width: int, height: int) -> None:
        if width < 1 or height < 1:
            raise ValueError("a photo without pixels")
        self.width, self.height = width, height
        self._levels: list[_Level] = []
        count, reduced = 0, 1
        while not self._levels or max(width, height) > SMALLEST * reduced:
            side = SIDE * reduced
            level = _Level(reduced, count, -(-width // side), -(-height // side))
            self._levels.append(level)
            count += level.across * level.down
            reduced *= 2
            if count > MOST_TILES:
                raise ValueError("more tiles than are cut of one photo")
        self.count = count

    def tile(self, index: int) -> Tile:
        """ValueError when there is no such tile."""
        if not 0 <= index < self.count:
            raise ValueError("no such tile")
        level = next(one for one in reversed(self._levels) if one.first <= index)
        row, column = divmod(index - level.first, level.across)
        return self._at(level, row, column)

    def seen(self, scale: float, left: float, top: float, right: float, bottom: float) -> tuple[Tile, ...]:
        """What covers this part of the photo (in its own pixels) with at least one pixel for each of the screen's.

        scale: of the screen's pixels to the file's.
        """
        level = next((one for one in reversed(self._levels) if one.reduced * scale <= 1), self._levels[0])
        side = SIDE * level.reduced
        rows = range(max(0, int(top // side)), min(level.down, int(-(-bottom // side))))
        columns = range(max(0, int(left // side)), min(level.across, int(-(-right // side))))
        return tuple(self._at(level, row, column) for row in rows for column in columns)

    def _at(self, level: _Level, row: int, column: int) -> Tile:
        side = SIDE * level.reduced
        left, top = column * side, row * side
        width, height = min(side, self.width - left), min(side, self.height - top)
        return Tile(level.first + row * level.across + column, left, top, width, height, level.reduced)
