"""Whether anyone is at the keyboard: after so many minutes without a key or the mouse it is time to lock, a minute before it is said."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

NOTICE_SECONDS = 60
LOOK_AGAIN_SECONDS = 20  # a computer that slept has not counted on; and the setting may have changed

SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.InputMethod,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
    }
)


def seconds_since_start() -> float:
    """Seconds that count on while the computer sleeps, where the system has such a clock."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Idle(QObject):
    """Watches what comes to the windows of this application from outside, from `begin` to `end`.

    Not what goes on inside them: a filter of the whole application in Python doubles the time of all that is drawn and laid out.
    """

    noticed = Signal(int)  # seconds until it is over
    back = Signal()  # someone is there again
    over = Signal()

    def __init__(
        self, minutes: Callable[[], int], parent: QObject | None = None, clock: Callable[[], float] = seconds_since_start
    ) -> None:
        """minutes: asked again whenever it is looked, so that a changed setting holds at once."""
        super().__init__(parent)
        self._minutes, self._clock = minutes, clock
        self._last = 0.0
        self._said = False
        self._watching = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication) and not self._watching:
            application.focusWindowChanged.connect(self._watch)
            self._watching = True
        self._last = self._clock()
        self.look()

    def _watch(self, *_focused: object) -> None:
        """Windows that are new too; one that is watched already stays watched once."""
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)

    def end(self) -> None:
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication) and self._watching:
            application.focusWindowChanged.disconnect(self._watch)
            self._watching = False
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)
        self._timer.stop()

    def look(self) -> None:
        """See how long nobody was there, say what follows from it, and look again when something may."""
        self._watch()
        whole = self._minutes() * 60
        left = self._last + whole - self._clock()
        notice = min(NOTICE_SECONDS, whole // 2)
        if left <= 0:
            self.end()
            self.over.emit()
            return
        if left <= notice and not self._said:
            self._said = True
            self.noticed.emit(max(1, round(left)))
        wait = left if left <= notice else min(left - notice, LOOK_AGAIN_SECONDS)
        self._timer.start(int(wait * 1000) + 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 — whichever object
        if event.type() in SIGNS_OF_LIFE and event.spontaneous():
            self.somebody()
        return False

    def somebody(self) -> None:
        """Someone is at the keyboard."""
        self._last = self._clock()
        if self._said:
            self._said = False
            self.back.emit()
            self.look()
