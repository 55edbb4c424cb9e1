"""A bar with too little room: its parts give way one after the other, words before icons, and come back with the room."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.frame import Bar

WORDS = "words"  # a property: what a button says where there is room
WIDEST = 16_777_215  # Qt's own


class GivesWay(QObject):
    """parts: in the order in which they give way. A button keeps its icon and has its words in its tip; all else goes."""

    def __init__(self, bar: Bar, parts: Sequence[QWidget]) -> None:
        super().__init__(bar)
        self._bar, self._parts, self._gone = bar, tuple(parts), 0
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        grown = event.type() == QEvent.Type.LayoutRequest and self._gone < len(self._parts) and self._tight()
        if event.type() == QEvent.Type.Resize or grown:
            self._fit()
        return super().eventFilter(watched, event)

    def _tight(self) -> bool:
        return self._bar.row.minimumSize().width() > self._bar.width()

    def _fit(self) -> None:
        for part in self._parts[: self._gone]:
            _back(part)
        self._gone = 0
        while self._gone < len(self._parts) and self._tight():
            _away(self._parts[self._gone])
            self._gone += 1


def _away(part: QWidget) -> None:
    if isinstance(part, QPushButton) and not part.icon().isNull():
        part.setProperty(WORDS, part.text())
        part.setText("")
        if not part.toolTip():
            part.setToolTip(part.accessibleName())
    else:
        part.setMaximumWidth(0)
        part.setEnabled(False)  # no key leads to what is not seen


def _back(part: QWidget) -> None:
    if isinstance(part, QPushButton) and not part.icon().isNull():
        part.setText(str(part.property(WORDS)))
    else:
        part.setMaximumWidth(WIDEST)
        part.setEnabled(True)
