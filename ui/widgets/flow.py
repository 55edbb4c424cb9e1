"""A row that goes on in a further line where there is no room: for chips, and for acts."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


def flowing(*parts: QWidget, gap: int = 8, line: int = 28) -> QWidget:
    """These in a row, or in more where there is no room; gap, line: pixels between them and of their height."""
    made = QWidget()
    layout = Flow(made, gap=gap, line=line)
    for part in parts:
        layout.addWidget(part)
    return made


class Flow(QLayout):
    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, line: int = 28) -> None:
        super().__init__(parent)
        self._gap, self._line = gap, line
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert_last_but_one(self, widget: QWidget) -> None:
        """Before the last one, which adds more."""
        self.addWidget(widget)
        self._items.insert(max(0, len(self._items) - 2), self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, at: int) -> QLayoutItem | None:
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int) -> QLayoutItem | None:
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widest = max((item.sizeHint().width() for item in self._items), default=0)
        return QSize(widest, self._line)

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        """The height that it takes."""
        left, top = rect.left(), rect.top()
        for item in self._items:
            if item.isEmpty():
                continue  # hidden
            size = item.sizeHint()
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top = rect.left(), top + self._line + 4
            if move:
                item.setGeometry(QRect(QPoint(left, top + (self._line - size.height()) // 2), size))
            left += size.width() + self._gap
        return top + self._line - rect.top()
