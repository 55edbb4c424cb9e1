"""A field for words that narrow a list: emptied by Esc, and the keys lead from it into the list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from ui.theme import chosen, faces, icons, tokens

BEFORE, EDGE = 38, 10  # pixels: what stands before the hint, and after the key


class SearchField(QLineEdit):
    down = Signal()  # into the list

    def __init__(self, hint: str, name: str, width: int, *, enter: bool = False, key: str = "") -> None:
        """name: spoken. width: pixels at most. enter: it leads into the list too, not Down alone. key: leads here; shown."""
        super().__init__()
        self._into = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter} if enter else {Qt.Key.Key_Down}
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setMaximumWidth(width)
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._key = key
        self.setToolTip(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The key stands at the right while nothing is typed, where the hint leaves it room."""
        super().paintEvent(event)
        if not self._key or self.text():
            return
        painter = QPainter(self)
        painter.setFont(faces.face(tokens.QUIET_SIZE))
        wide = painter.fontMetrics().horizontalAdvance(self._key)
        taken = BEFORE + self.fontMetrics().horizontalAdvance(self.placeholderText())
        if taken + wide + 2 * EDGE <= self.width():
            painter.setPen(QColor(chosen.tokens().quiet))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect().adjusted(0, 0, -EDGE, 0), side, self._key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._into:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
