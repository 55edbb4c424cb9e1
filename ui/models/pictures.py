"""Thumbnails: asked for only when they are seen, the newest wish first, kept within a limit, made from raw pixels only."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from intake.ids import ItemId
from ui.desk import Desk

if TYPE_CHECKING:
    from intake.casework.door import Pixels

MOST_BYTES = 32 * 1024 * 1024  # of pixels kept beside those in sight; the oldest seen go first
MOST_KEPT = 20_000  # of those without a picture it is remembered that there is none
MOST_WISHES = 200  # older ones were scrolled away
AT_ONCE = 2  # questions, one for each lane that looks
EACH = 6  # thumbnails asked for in one
LARGEST = QSize(480, 480)


def image_of(pixels: "Pixels") -> QImage:
    """A copy of raw RGB as an image; no decoder of Qt's ever sees evidence."""
    return QImage(pixels.rgb, pixels.width, pixels.height, pixels.width * 3, QImage.Format.Format_RGB888).copy()


class Thumbnails(QObject):
    """`of` answers at once, with None while it is on its way; `arrived` says when it is there.

    They are kept as large as they are drawn and no larger, so that those of the largest screen, all in sight at once, have room.
    """

    arrived = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None, in_sight: Callable[[], int] = lambda: 0) -> None:
        """in_sight: how many can be seen now. All of these are waited for and kept, whatever the limits."""
        super().__init__(parent)
        self._desk, self._in_sight = desk, in_sight
        self._box = LARGEST
        self._reduced: set[ItemId] = set()  # there is more to these than is kept
        self._coarse: set[ItemId] = set()  # and they are drawn larger now
        self._kept: OrderedDict[ItemId, QPixmap | None] = OrderedDict()
        self.held = 0  # bytes of what is kept
        self._wishes: OrderedDict[ItemId, None] = OrderedDict()
        self._asked: set[ItemId] = set()
        self._questions = 0
        self._unwanted: set[ItemId] = set()  # asked for before everything was thrown away

    def draw_within(self, box: QSize) -> None:
        """As large as they are drawn from now on, in pixels of the screen; those that were made smaller come anew when seen."""
        if box.width() > self._box.width() or box.height() > self._box.height():
            self._coarse |= self._reduced
        self._box = box.boundedTo(LARGEST)

    def of(self, item: ItemId) -> QPixmap | None:
        """The thumbnail when it is there; a null pixmap's absence (None) otherwise, and then it is wished for."""
        kept = item in self._kept
        if kept:
            self._kept.move_to_end(item)
        if (not kept or item in self._coarse) and item not in self._asked:
            self._wishes[item] = None
            self._wishes.move_to_end(item)
            if len(self._wishes) > MOST_WISHES:
                most = max(MOST_WISHES, self._in_sight())
                while len(self._wishes) > most:
                    self._wishes.popitem(last=False)
            self._ask()
        return self._kept.get(item)

    def forget(self, items: frozenset[ItemId]) -> None:
        """They changed: asked for again when seen."""
        for item in items:
            self._drop(item)

    def _drop(self, item: ItemId) -> None:
        self.held -= _bytes(self._kept.pop(item, None))
        self._reduced.discard(item)
        self._coarse.discard(item)

    def clear(self) -> None:
        """Nothing is kept, and what is still on its way is not taken."""
        self._unwanted |= self._asked
        for kept in (self._kept, self._reduced, self._coarse):
            kept.clear()
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
        self._drop(item)
        self._kept[item] = self._made(item, pixels) if getattr(pixels, "rgb", None) is not None else None
        self.held += _bytes(self._kept[item])
        if self.held > MOST_BYTES or len(self._kept) > MOST_KEPT:
            fewest = self._in_sight()
            while (self.held > MOST_BYTES or len(self._kept) > MOST_KEPT) and len(self._kept) > fewest:
                self._drop(next(iter(self._kept)))
        self.arrived.emit(item)

    def _made(self, item: ItemId, pixels: object) -> QPixmap:
        image = image_of(pixels)  # type: ignore[arg-type] # it has rgb
        if image.width() > self._box.width() or image.height() > self._box.height():
            self._reduced.add(item)
            image = image.scaled(self._box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        return QPixmap.fromImage(image)


def _bytes(pixmap: QPixmap | None) -> int:
    return 0 if pixmap is None else pixmap.width() * pixmap.height() * 4
