"""The drop zone: one sentence, one button; the whole page around it accepts a drop as well."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from intake.wording.language import translated as _
from ui.widgets.buttons import link, primary
from ui.widgets.words import Sign, label

WIDTH, HEIGHT = 672, 344


class DropZone(QFrame):
    def __init__(self, choose_files: Callable[[], object], choose_folder: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("kind", "drop")
        self.setMinimumSize(420, 280)
        self.setMaximumSize(WIDTH, HEIGHT)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Sign("drop", 56), 0, centre)
        column.addWidget(label(_("Drop files or a folder here"), "section"), 0, centre)
        promise = label(
            _("You see the list first: nothing is copied until you press Start, and nothing on the device is changed."),
            "quiet",
            wrap=True,
        )
        promise.setAlignment(centre)
        column.addWidget(promise)
        column.addSpacing(12)
        self.new = primary(_("New submission"), choose_files, icon="plus", tall=True)
        column.addWidget(self.new, 0, centre)
        column.addWidget(label("Ctrl+N", "small"), 0, centre)
        column.addWidget(link(_("or choose a whole folder…"), choose_folder), 0, centre)
        column.addStretch(1)

    def mark(self, *, over: bool) -> None:
        """While something is held over the page."""
        self.setProperty("over", "true" if over else "false")
        self.style().unpolish(self)
        self.style().polish(self)
