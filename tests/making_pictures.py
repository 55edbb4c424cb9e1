"""The README's pictures of the window: `python -m tests.making_pictures [NAME …]` writes them to `resources/pictures`.

The sample stick goes the whole way through a new vault, at 1366×768 and without a screen; what is in the pictures is what the
window drew. Times and numbers of a vault differ from making to making, nothing else does on the same system.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Collection
from dataclasses import astuple
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from intake.settings import LOW_COST, TOOL, Settings
from tests.making_demo import FOLDER as STICK
from tests.window.tour import Tour
from ui.theme import chosen
from ui.theme.chosen import Appearance
from ui.theme.tokens import LIGHT

FOLDER: Final = Path(__file__).parents[1] / "resources" / "pictures"
SHOWN: Final = {  # picture: the stop of the walk that it is of
    "entrance": "entrance",
    "sheet": "sheet",
    "queue": "queue",
    "library": "details-1",
    "viewer": "viewer",
    "release-check": "release-check",
    "verify": "verify",
}
MOST_BYTES: Final = 120_000
COLOURS: Final = 256


def pixels(drawn: QImage) -> NDArray[np.uint8]:
    """Rows, columns, red green blue."""
    image = drawn.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def picture(window: QWidget) -> Image.Image:
    """What the window draws, at its size in pixels."""
    return Image.fromarray(pixels(window.grab().toImage()), "RGB")


def save(image: Image.Image, path: Path) -> None:
    """As a PNG with few colours. ValueError when it is larger than a README should carry."""
    own = [int(colour[at : at + 2], 16) for colour in astuple(LIGHT) for at in (1, 3, 5)]  # a sign is small, and exact
    most = COLOURS - len(own) // 3
    others = (image.quantize(most, dither=Image.Dither.NONE).getpalette() or [])[: 3 * most]
    few = Image.new("P", (1, 1))
    few.putpalette(own + others)
    image.quantize(palette=few, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(f"{path.name} has {size} bytes")


def make(wanted: Collection[str], folder: Path, work: Path, settings: Settings) -> list[Path]:
    """Those pictures, in the order of the walk; an application is there already."""
    stick = work / "WITNESS STICK"
    shutil.copytree(STICK, stick)
    left = {SHOWN[name]: name for name in wanted}
    written = []
    tour = Tour(work, stick, settings)
    try:
        for name, window in tour.stops():
            if name in left:
                written.append(folder / f"{left.pop(name)}.png")
                save(picture(window), written[-1])
            if not left:
                break
    finally:
        tour.close()
    return written


def main(words: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([TOOL])
    application.setApplicationName(TOOL)
    with tempfile.TemporaryDirectory() as work:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, f"{work}/settings")
        chosen.apply(Appearance.LIGHT)
        FOLDER.mkdir(exist_ok=True)
        for path in make(words or SHOWN, FOLDER, Path(work), Settings(cost=LOW_COST)):
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
