"""Pictures of every screen at a scale, and what is wrong in them: `python -m tests.window.grabs WORK SCALE APPEARANCE [PICTURES [WIDTH]]`.

In a process of its own, because the toolkit takes its scale once; in the language that INTAKE_LANGUAGE names. What is wrong comes as
JSON on the last line.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSettings, qInstallMessageHandler
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from intake.settings import KeyCost, Settings
from tests.making_demo import FOLDER as STICK
from tests.making_pictures import pixels
from tests.window.test_every_screen import beyond, cut_off, path_of, shown
from tests.window.tour import WIDTH, Tour
from ui import spoken
from ui.theme import chosen
from ui.theme.chosen import Appearance
from ui.theme.tokens import CONTRAST_DARK, CONTRAST_LIGHT
from ui.widgets.picture import Picture
from ui.widgets.words import Elided

Pixels = NDArray[np.uint8]
FEWEST_COLOURS = 12  # of a screen with anything on it
LEAST_CONTRAST = {1: 3.0, 2: 4.5}  # at scale 1 thin letters hardly have a pixel of their full colour
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def doubled(image: Pixels) -> bool:
    """Whether it shows no more than one of half its size would: each square of four pixels has one colour."""
    height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
    whole = image[:height, :width].astype(np.int16)
    squares = whole.reshape(height // 2, 2, width // 2, 2, 3)
    same = np.abs(squares - squares[:, :1, :, :1]).max() == 0
    return bool(same and np.ptp(whole) > 0)


def colours(image: Pixels) -> tuple[Pixels, NDArray[np.intp]]:
    """Each colour of it, and how many pixels have it."""
    whole = image.reshape(-1, 3).astype(np.uint32)
    found, counts = np.unique(whole[:, 0] << 16 | whole[:, 1] << 8 | whole[:, 2], return_counts=True)
    return np.stack((found >> 16, found >> 8 & 255, found & 255), axis=1).astype(np.uint8), counts


def contrast(image: Pixels) -> float:
    """Between the colour that covers most of it and the one that stands out most, as WCAG 2.2 has it."""
    found, counts = colours(image)
    share = found / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    light = linear @ LUMINANCE
    ground = light[counts.argmax()]
    higher, lower = np.maximum(light, ground), np.minimum(light, ground)
    return float(((higher + 0.05) / (lower + 0.05)).max())


class Grab:
    """One screen as it was drawn."""

    def __init__(self, window: QWidget, scale: int) -> None:
        self.window, self.scale = window, scale
        strong = chosen.tokens() in {CONTRAST_LIGHT, CONTRAST_DARK}
        self.least = LEAST_CONTRAST[scale] if not strong or scale == 1 else 7.0
        self.drawn = window.grab()
        self.image = pixels(self.drawn.toImage())

    def part(self, widget: QWidget) -> Pixels:
        """What is seen of a widget."""
        seen = widget.visibleRegion().boundingRect()
        place = QRect(widget.mapTo(self.window, seen.topLeft()), seen.size())
        x, y, right, bottom = (one * self.scale for one in (place.x(), place.y(), place.right() + 1, place.bottom() + 1))
        return self.image[y:bottom, x:right]

    def wrong_size(self) -> Iterator[str]:
        wanted = (self.window.width() * self.scale, self.window.height() * self.scale)
        if self.drawn.devicePixelRatio() != self.scale or self.drawn.size().toTuple() != wanted:
            yield f"{self.drawn.size().toTuple()} at {self.drawn.devicePixelRatio()}, not {wanted} at {self.scale}"
        if len(colours(self.image)[0]) < FEWEST_COLOURS:
            yield "there is next to nothing on it"

    def coarse(self) -> Iterator[str]:
        """Icons and pictures with fewer pixels than the screen has."""
        for widget in shown(self.window) if self.scale > 1 else ():
            icon = QPixmap()
            if isinstance(widget, QAbstractButton) and not widget.icon().isNull():
                icon = widget.icon().pixmap(widget.iconSize(), self.scale)
            elif isinstance(widget, QLabel):
                icon = widget.pixmap()
            if not icon.isNull() and (icon.devicePixelRatio() < self.scale or doubled(pixels(icon.toImage()))):
                yield f"{path_of(widget)}: icon of {icon.size().toTuple()} at {icon.devicePixelRatio()}"
            if isinstance(widget, Picture) and doubled(self.part(widget)):
                yield f"{path_of(widget)}: a picture enlarged"

    def pale(self) -> Iterator[str]:
        """Words that stand out too little from what they stand on."""
        for widget in shown(self.window):
            words = isinstance(widget, QLabel | Elided) and widget.text().strip() and widget.isEnabled()
            if words and (part := self.part(widget)).size and (found := contrast(part)) < self.least:
                yield f"{path_of(widget)}: “{widget.text()}” {found:.2f}"

    def crowded(self) -> Iterator[str]:
        """More than one filled button that can be pressed: which is the next step?"""
        filled = [one for one in shown(self.window) if one.property("kind") == "primary" and one.isEnabled()]
        if len(filled) > 1:
            yield ", ".join(f"{path_of(one)}" for one in filled)


def wrong(window: QWidget, scale: int) -> Iterator[str]:
    """Everything that is wrong on a screen, each with the name of its check."""
    grab = Grab(window, scale)
    checks: tuple[Callable[[], Iterator[str]], ...] = (grab.wrong_size, grab.coarse, grab.pale, grab.crowded)
    for check in checks:
        yield from (f"{check.__name__}: {one}" for one in check())
    yield from (f"cut_off: {one}" for one in cut_off(window))
    yield from (f"beyond: {one}" for one in beyond(window))


def main(words: list[str]) -> int:
    work, scale, appearance = Path(words[0]), int(words[1]), words[2]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    found: dict[str, str] = {}
    qInstallMessageHandler(
        lambda _kind, _where, text: None if "propagateSizeHints" in text else found.setdefault(f"Qt: {text}", "said")
    )
    application = QApplication(["grabs"])
    application.setApplicationName("grabs")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(work / "settings"))
    spoken.speak()
    chosen.apply(Appearance(appearance))
    stops = 0
    tour = Tour(work, STICK, Settings(cost=KeyCost("cheapest", 8 * 1024, 1, 1)), int(words[4]) if len(words) > 4 else WIDTH)
    try:
        for name, window in tour.stops():
            stops += 1
            if len(words) > 3:
                window.grab().save(str(Path(words[3]) / f"{name}-{scale}-{appearance}.png"))
            for one in wrong(window, scale):
                found.setdefault(one, name)
    finally:
        tour.close()
    print(json.dumps({"stops": stops, "wrong": [f"{name}: {one}" for one, name in found.items()]}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
