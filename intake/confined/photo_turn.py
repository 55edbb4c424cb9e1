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
