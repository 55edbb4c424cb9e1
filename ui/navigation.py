"""Which room is shown, and the keys that lead there."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.widgets.rail import ROOMS, Rail


class Navigation(QObject):
    """Rooms in a stack; entering one tells it so."""

    entered = Signal(str)

    def __init__(self, window: QWidget, rail: Rail, stack: QStackedWidget) -> None:
        super().__init__(window)
        self._rail, self._stack = rail, stack
        self._rooms: dict[str, QWidget] = {}
        self._enter: dict[str, Callable[[], object]] = {}
        rail.chosen.connect(self.go)
        for number, (room, _name) in enumerate(ROOMS, 1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), window, partial(self.go, room))

    def add(self, room: str, page: QWidget, entered: Callable[[], object]) -> None:
        self._rooms[room], self._enter[room] = page, entered
        self._stack.addWidget(page)

    def go(self, room: str) -> None:
        self._stack.setCurrentWidget(self._rooms[room])
        self._rail.show_room(room)
        self._enter[room]()
        self.entered.emit(room)

    @property
    def room(self) -> str:
        shown = self._stack.currentWidget()
        return next(room for room, page in self._rooms.items() if page is shown)
