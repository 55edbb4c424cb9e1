"""Which pictures stand for a video: spread over its time, and the sharpest of a few as its poster."""

from collections.abc import Sequence
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

STORYBOARD_SIDE = 480
POSTER_SIDE = 1600
THUMBNAIL_SIDE = 320
POSTER_CANDIDATES = 8
_FLAT = 6.0  # standard deviation of grey values below which a picture shows nothing
_MEASURED_SIDE = 320

cv2.setNumThreads(0)  # a confined child may start no threads


def spread(times: Sequence[Fraction], most: int) -> list[int]:
    """At most `most` positions in rising `times`, evenly spread over the time that they span; first and last among them."""
    if len(times) <= most:
        return list(range(len(times)))
    if most == 1:
        return [0]
    start, step = times[0], (times[-1] - times[0]) / (most - 1)
    chosen: list[int] = []
    at = 0
    for number in range(most):
        wanted = start + number * step
        last = len(times) - (most - number)  # leaves enough for those that follow
        while at < last and abs(times[at + 1] - wanted) <= abs(times[at] - wanted):
            at += 1
        chosen.append(at)
        at = min(at + 1, len(times) - 1)
    return chosen


def candidates(chosen: Sequence[int], most: int = POSTER_CANDIDATES) -> list[int]:
    """Those of the storyboard that are compared for the poster: evenly spread, not the very first when there are others."""
    pool = list(chosen[1:] if len(chosen) > 2 else chosen)
    if len(pool) <= most:
        return pool
    return [pool[number * len(pool) // most] for number in range(most)]


def sharpness(picture: Picture) -> float:
    """How much fine detail a picture has: variance of the Laplacian of its grey values, at one size for all; 0 for a flat one."""
    scale = _MEASURED_SIDE / max(picture.shape[:2])
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    if float(grey.std()) < _FLAT:
        return 0.0
    return float(cv2.Laplacian(grey, cv2.CV_64F).var())


def reduced(picture: Picture, side: int) -> Picture:
    """The picture with its longer side at most `side`; never enlarged."""
    height, width = picture.shape[:2]
    if max(height, width) <= side:
        return picture
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def stretched(width: int, height: int, aspect: Fraction) -> tuple[int, int]:
    """Displayed size of pictures whose pixels are not square: the width changes, as players do."""
    if aspect <= 0 or not Fraction(1, 20) <= aspect <= 20:
        return width, height
    return max(1, round(width * aspect)), height


def upright(picture: Picture, rotation: int, mirrored: bool) -> Picture:
    """The picture flipped (when mirrored) and then turned clockwise by `rotation` degrees."""
    if mirrored:
        picture = picture[:, ::-1]
    turned = np.rot90(picture, -(rotation // 90) % 4)
    return np.ascontiguousarray(turned)
