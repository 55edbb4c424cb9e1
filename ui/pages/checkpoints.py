"""A checkpoint of the log saved as a file, to be kept elsewhere: from Custody and from Vault alike."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from intake import durable
from intake.errors import IntakeError
from intake.wording.language import translated as _
from ui.desk import Desk


def save_as(parent: QWidget, title: str, proposal: str, data: bytes) -> bool:
    """Asks where and writes; False where nobody chose a place. StorageError: what is there is not written over."""
    name, _kind = QFileDialog.getSaveFileName(parent, title, str(Path.home() / proposal))
    if name:
        durable.write_new(Path(name), data)
    return bool(name)


class CheckpointSaving(QObject):
    saved = Signal(str)  # its short code
    failed = Signal(object)  # IntakeError

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._parent = desk, parent

    def begin(self) -> None:
        library = self._desk.casework.library
        self._desk.ask(lambda: (library.checkpoint(), library.short_code()), self._told, self.failed.emit)

    def _told(self, told: tuple[bytes, str]) -> None:
        note, code = told
        proposal = f"checkpoint {self._desk.casework.code}.txt"
        try:
            if save_as(self._parent, _("Save the checkpoint, to be kept elsewhere"), proposal, note):
                self.saved.emit(code)
        except IntakeError as error:
            self.failed.emit(error)
