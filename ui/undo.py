"""What can be taken back: always by a new entry, which is said in full before it is written. What was written stays."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal


class Undo(QObject):
    """The last act that a new entry can answer; one, since the next one is about something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said = ""
        self._write: Callable[[], object] | None = None

    def did(self, said: str, write: Callable[[], object]) -> None:
        """An act is done. said: the sentence about the entry that would answer it. write: asks the casework to write that entry."""
        self.said, self._write = said, write
        self.changed.emit()

    def take(self) -> Callable[[], object] | None:
        """What writes the entry, once; None when there is nothing to take back."""
        write, self._write, self.said = self._write, None, ""
        self.changed.emit()
        return write
