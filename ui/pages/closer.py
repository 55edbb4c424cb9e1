"""A photo beyond its preview: the tiles that are seen, asked of the confined reader, kept in memory only and not many."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QSize, QTimer, Signal

from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.claims import Observation
from intake.records.tiles import Grid, Tile
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.pictures import image_of
from ui.widgets.picture import Picture

if TYPE_CHECKING:
    from intake.casework.door import Pixels

MOST_BYTES = 160 * 1024 * 1024  # of pixels kept; those looked at longest ago go first
AT_ONCE = 24  # tiles of one question: more than a laptop's screen shows
AFTER = 120  # milliseconds of rest before the reader is asked: wheels and hands are quicker


class Closer(QObject):
    """Watches how a picture is looked at; `changed` says that `said` may be another."""

    changed = Signal()
    failed = Signal(object)  # IntakeError

    def __init__(self, desk: Desk, picture: Picture) -> None:
        super().__init__(picture)
        self._desk, self._picture = desk, picture
        self._item: ItemId | None = None
        self._grid: Grid | None = None
        self._sizes: dict[int, int] = {}  # bytes of each tile that is here, looked at longest ago first
        self._given_up: set[int] = set()  # the reader could not give them
        self._told: dict[str, Observation] = {}
        self._smaller = False
        self._asking = False
        self._rest = QTimer(self, singleShot=True, interval=AFTER)
        self._rest.timeout.connect(self._ask)
        picture.scaled.connect(self._look)

    def begin(self, item: ItemId, size: QSize) -> None:
        """A photo of this size, as displayed, lies in the picture now."""
        self.end()
        try:
            self._grid = Grid(size.width(), size.height())
        except ValueError:
            return  # no size, or one that no photo here has: its preview is all there is
        self._item = item
        self._look()

    def end(self) -> None:
        """Nothing of it stays here."""
        self._item = self._grid = None
        self._rest.stop()
        self._sizes.clear()
        self._given_up.clear()
        self._told.clear()
        self._smaller = False
        self._picture.forget_parts()

    # What is seen

    def _wanted(self) -> tuple[Tile, ...]:
        """The tiles that would show what is seen with its own pixels; none where the preview has enough."""
        picture = self._picture
        if self._grid is None or picture.image.isNull() or not (picture.wants_more() or picture.scale() > 1):
            return ()
        seen = picture.seen()
        return self._grid.seen(picture.scale(), seen.left(), seen.top(), seen.right(), seen.bottom())

    def _missing(self) -> list[Tile]:
        return [tile for tile in self._wanted() if tile.index not in self._sizes and tile.index not in self._given_up]

    def _look(self) -> None:
        if self._missing():
            self._rest.start()

    def _ask(self) -> None:
        missing = self._missing()[:AT_ONCE]
        if not missing or self._asking or self._item is None or self._grid is None:
            return
        self._asking = True
        item, size = self._item, (self._grid.width, self._grid.height)
        indexes = [tile.index for tile in missing]
        question = partial(self._desk.casework.library.tiles, item, size, indexes)
        job = self._desk.ask(question, self._if_still(item, self._here, indexes), self._if_still(item, self._not_here, indexes))
        job.ended.connect(self._next)

    def _if_still(self, item: ItemId, act: Callable[[list[int], object], None], indexes: list[int]) -> Callable[[object], None]:
        """The act, if this item is looked at then."""

        def told(answer: object) -> None:
            if item == self._item:
                act(indexes, answer)

        return told

    def _next(self) -> None:
        self._asking = False
        self._look()
        self.changed.emit()

    def _here(self, indexes: list[int], answer: object) -> None:
        made, told = cast("tuple[dict[int, Pixels], tuple[Observation, ...]]", answer)
        self._told.update({one.code: one for one in told})
        for index in indexes:
            if index not in made or self._grid is None:
                self._given_up.add(index)
                continue
            tile, pixels = self._grid.tile(index), made[index]
            self._smaller = self._smaller or (pixels.width, pixels.height) != tile.size
            self._sizes[index] = len(pixels.rgb)
            self._picture.put_part(index, (tile.left, tile.top, tile.width, tile.height), tile.reduced, image_of(pixels))
        self._make_room()

    def _not_here(self, indexes: list[int], error: object) -> None:
        self._given_up.update(indexes)
        if isinstance(error, IntakeError):
            self.failed.emit(error)

    def _make_room(self) -> None:
        """Those that are seen now are the last to go."""
        for tile in self._wanted():
            if tile.index in self._sizes:
                self._sizes[tile.index] = self._sizes.pop(tile.index)
        while sum(self._sizes.values()) > MOST_BYTES and len(self._sizes) > 1:
            index = next(iter(self._sizes))
            del self._sizes[index]
            self._picture.forget_part(index)

    # In words

    def said(self) -> str:
        """Whether what is seen are the photo's own pixels; empty where the preview is enough."""
        wanted = self._wanted()
        if not wanted:
            return ""
        if any(tile.index in self._given_up for tile in wanted):
            return _("preview: no more could be read")
        if any(tile.index not in self._sizes for tile in wanted):
            return _("preview, reading…")
        if "preview_shown" in self._told:
            return _("the camera's own preview")
        if self._smaller:
            return _("reduced: too large to be decoded whole")
        return _("its own pixels")

    def notes(self) -> tuple[Observation, ...]:
        """What a person must be told of the pixels that are shown."""
        return tuple(self._told.values())
