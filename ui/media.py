"""Media that come and go while Intake is looked at: each is offered once, and nothing on it is read before a person says so."""

from PySide6.QtCore import QObject, QTimer, Signal

from intake.records.items import VolumeFacts
from ui.desk import Desk

EVERY = 2_000  # milliseconds

Medium = tuple[bytes, VolumeFacts]


class Media(QObject):
    changed = Signal(tuple)  # of Medium

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._there: tuple[Medium, ...] = ()
        self._asked = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)

    def watch(self, on: bool) -> None:
        """While someone looks."""
        if on and not self._desk.read_only:
            self._timer.start()
            self.look()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Ask what is mounted, away from the GUI thread: a medium that does not answer holds up nobody."""
        if not self._asked:
            self._asked = True
            self._desk.ask(self._desk.casework.receiving.media, self._told).ended.connect(self._answered)

    def _answered(self) -> None:
        self._asked = False

    def _told(self, there: tuple[Medium, ...]) -> None:
        if there != self._there:
            self._there = there
            self.changed.emit(there)
