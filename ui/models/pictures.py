"""Thumbnails: asked for only when they are seen, the newest wish first, kept within a limit, made from raw pixels only."""

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from intake.ids import ItemId
from ui.desk import Desk

if TYPE_CHECKING:
    from intake.casework.door import Pixels

MOST_BYTES = 64 * 1024 * 1024  # of pixels kept; the oldest seen go first
MOST_KEPT = 20_000  # of those without a picture it is remembered that there is none
MOST_WISHES = 200  # older ones were scrolled away
AT_ONCE = 2  # questions, one for each lane that looks
EACH = 6  # thumbnails asked for in one
LONGEST_SIDE = 480


def image_of(pixels: "Pixels") -> QImage:
    """A copy of raw RGB as an image; no decoder of Qt's ever sees evidence."""
    return QImage(pixels.rgb, pixels.width, pixels.height, pixels.width * 3, QImage.Format.Format_RGB888).copy()


class Thumbnails(QObject):
    """`of` answers at once, with None while it is on its way; `arrived` says when it is there."""

    arrived = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kept: OrderedDict[ItemId, QPixmap | None] = OrderedDict()
        self.held = 0  # bytes of what is kept
        self._wishes: OrderedDict[ItemId, None] = OrderedDict()
        self._asked: set[ItemId] = set()
        self._questions = 0
        self._unwanted: set[ItemId] = set()  # asked for before everything was thrown away

    def of(self, item: ItemId) -> QPixmap | None:
        """The thumbnail when it is there; a null pixmap's absence (None) otherwise, and then it is wished for."""
        if item in self._kept:
            self._kept.move_to_end(item)
            return self._kept[item]
        if item not in self._asked:
            self._wishes[item] = None
            self._wishes.move_to_end(item)
            while len(self._wishes) > MOST_WISHES:
                self._wishes.popitem(last=False)
            self._ask()
        return None

    def forget(self, items: frozenset[ItemId]) -> None:
        """They changed: asked for again when seen."""
        for item in items:
            self.held -= _bytes(self._kept.pop(item, None))

    def clear(self) -> None:
        """Nothing is kept, and what is still on its way is not taken."""
        self._unwanted |= self._asked
        self._kept.clear()
        self.held = 0
        self._wishes.clear()

    def _ask(self) -> None:
        while self._wishes and self._questions < AT_ONCE:
            items = tuple(self._wishes.popitem(last=True)[0] for _one in range(min(EACH, len(self._wishes))))
            self._asked.update(items)
            self._questions += 1
            question = partial(self._desk.casework.library.thumbnails, items)
            self._desk.ask(question, partial(self._came, items), partial(self._came, items))

    def _came(self, items: tuple[ItemId, ...], found: object) -> None:
        """found: for each its pixels or None; or an error."""
        self._questions -= 1
        for item, pixels in zip(items, found if isinstance(found, tuple) else [None] * len(items), strict=True):
            self._told(item, pixels)
        self._ask()

    def _told(self, item: ItemId, pixels: object) -> None:
        self._asked.discard(item)
        if item in self._unwanted:
            self._unwanted.discard(item)
            return
        rgb = getattr(pixels, "rgb", None)
        self.held -= _bytes(self._kept.pop(item, None))
        self._kept[item] = None if rgb is None else _small(pixels)
        self.held += _bytes(self._kept[item])
        while self.held > MOST_BYTES or len(self._kept) > MOST_KEPT:
            self.held -= _bytes(self._kept.popitem(last=False)[1])
        self.arrived.emit(item)


def _bytes(pixmap: QPixmap | None) -> int:
    return 0 if pixmap is None else pixmap.width() * pixmap.height() * 4


def _small(pixels: object) -> QPixmap:
    image = image_of(pixels)  # type: ignore[arg-type] # it has rgb
    if max(image.width(), image.height()) > LONGEST_SIDE:
        image = image.scaled(
            LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return QPixmap.fromImage(image)
