"""One object on the GUI thread listens to the casework's notices from any thread and passes them on, merged, ten times a second."""

from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from intake.notices import (
    AgendaMoved,
    DeviceFree,
    ItemsAcquired,
    ItemsChanged,
    ItemsExamined,
    LineMoved,
    LogGrew,
    Notice,
)

MERGE_MS = 100


class Listener(QObject):
    """`hear` is handed to the casework as its notices; the other signals come on the GUI thread."""

    acquired = Signal(object)  # frozenset[ItemId]
    changed = Signal(object)  # frozenset[ItemId], examined ones included
    lines = Signal(object)  # tuple[LineMoved, ...], the last of each line, in order
    agenda = Signal(object)  # dict[str, int]
    device_free = Signal(str)  # batch
    log_grew = Signal(int)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard: deque[Notice] = deque()
        self._called = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MERGE_MS)
        self._timer.timeout.connect(self._tell)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def hear(self, notice: Notice, /) -> None:
        """Called from any thread."""
        self._heard.append(notice)
        if not self._called:
            self._called = True
            self._woken.emit()

    @Slot()
    def _wake(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tell(self) -> None:
        self._called = False  # before the first is taken, so that none is left lying
        acquired: set[str] = set()
        changed: set[str] = set()
        lines: dict[tuple[str, int], LineMoved] = {}
        for notice in self._taken():
            match notice:
                case ItemsAcquired(items):
                    acquired.update(items)
                case ItemsExamined(items) | ItemsChanged(items):
                    changed.update(items)
                case LineMoved():
                    lines.pop((notice.batch, notice.line), None)
                    lines[notice.batch, notice.line] = notice
                case AgendaMoved(left):
                    self.agenda.emit(dict(left))
                case DeviceFree(batch):
                    self.device_free.emit(batch)
                case LogGrew(size):
                    self.log_grew.emit(size)
        if acquired:
            self.acquired.emit(frozenset(acquired))
        if lines:  # before what became of their items: only then is it known which item a line became
            self.lines.emit(tuple(lines.values()))
        if changed:
            self.changed.emit(frozenset(changed))

    def _taken(self) -> list[Notice]:
        taken = []
        while self._heard:
            taken.append(self._heard.popleft())
        return taken
