"""A small dialog that asks one thing: what it is about, its fields, and at the foot Cancel and the one act."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button, primary
from ui.widgets.words import label


class Asking(QDialog):
    """Fields are put into `column`, then `finish` is called."""

    def __init__(self, title: str, width: int, parent: QWidget | None, *, heading: str = "", wrap: bool = False) -> None:
        """width: pixels at least. heading: where it is not the title; wrap: where it is long."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 16)
        self.column.setSpacing(8)
        self.column.addWidget(label(heading or title, "section", wrap=wrap))

    def finish(self, act: str, pressed: Callable[[], object]) -> QPushButton:
        """The foot; the act's button."""
        self.column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(_("Cancel"), self.reject))
        made = primary(act, pressed)
        foot.addWidget(made)
        self.column.addLayout(foot)
        return made

    def ask(self) -> None:
        """Opens it over its parent; afterwards it is gone."""
        self.finished.connect(self.deleteLater)
        self.open()
