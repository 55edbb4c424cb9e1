"""A field for words that narrow a list: emptied by Esc, and the keys lead from it into the list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.theme import icons


class SearchField(QLineEdit):
    down = Signal()  # into the list

    def __init__(self, hint: str, name: str, width: int, *, enter: bool = False) -> None:
        """name: spoken. width: pixels at most. enter: it leads into the list too, not Down alone."""
        super().__init__()
        self._into = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter} if enter else {Qt.Key.Key_Down}
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setMaximumWidth(width)
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._into:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
