"""The eight ways a picture may lie: mirrored or not, then turned clockwise (TIFF Orientation, HEIF irot and imir)."""

from dataclasses import dataclass
from typing import Final

_CODES: Final = {
    1: (False, 0),
    2: (True, 0),
    3: (False, 180),
    4: (True, 180),
    5: (True, 270),
    6: (False, 90),
    7: (True, 90),
    8: (False, 270),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What shows a stored picture upright: first a horizontal flip where `mirrored`, then `rotation` degrees clockwise."""

    mirrored: bool = False
    rotation: int = 0

    @staticmethod
    def of(code: int) -> "Turn":
        """For an Orientation of 1 to 8; KeyError otherwise."""
        return Turn(*_CODES[code])

    def rotated(self, clockwise: int) -> "Turn":
        """Followed by a rotation."""
        return Turn(self.mirrored, (self.rotation + clockwise) % 360)

    def flipped(self) -> "Turn":
        """Followed by an exchange of left and right."""
        return Turn(not self.mirrored, -self.rotation % 360)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height as displayed."""
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def stored(self, box: tuple[int, int, int, int], width: int, height: int) -> tuple[int, int, int, int]:
        """Where a part of the upright picture lies in the stored one: (left, top, right, bottom). width, height: as stored."""
        left, top, right, bottom = box
        if self.rotation == 90:
            left, top, right, bottom = top, height - right, bottom, height - left
        elif self.rotation == 180:
            left, top, right, bottom = width - right, height - bottom, width - left, height - top
        elif self.rotation == 270:
            left, top, right, bottom = width - bottom, left, width - top, right
        return (width - right, top, width - left, bottom) if self.mirrored else (left, top, right, bottom)
