"""The pages of a wizard at its left: each with its number or tick, its name, and what was answered there; any can be gone to."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme import chosen
from ui.widgets.words import Elided, ground, label, set_role

WIDTH = 216
HEIGHT = 52
CIRCLE = 20


class _Mark(QWidget):
    """A circle with the number of the page, or with a tick once it is answered."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.now, self.done = False, False
        self.setFixedSize(CIRCLE + 2, CIRCLE + 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        colours, painter = chosen.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(colours.accent if self.now else colours.strong_line)))
        if self.now:
            painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(circle)
        if self.done and not self.now:
            painter.setPen(QPen(QColor(colours.quiet), 1.4))
            x, y = circle.x(), circle.y()
            painter.drawPolyline([QPoint(x + 6, y + 11), QPoint(x + 9, y + 14), QPoint(x + 14, y + 7)])
            return
        painter.setPen(QColor(colours.on_accent if self.now else colours.quiet))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))


class _Page(QPushButton):
    def __init__(self, number: int, name: str) -> None:
        super().__init__()
        self._name = name
        self.setCheckable(True)
        self.setProperty("kind", "step")
        self.setFixedHeight(HEIGHT)
        self.setObjectName(f"page-{number}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 4, 6)
        row.setSpacing(10)
        self.mark = _Mark(number)
        self.title, self.more = label(name, "lead"), Elided()
        set_role(self.more, "small")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.more)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for part in (self.mark, self.title, self.more):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(name)

    def room(self) -> int:
        """Pixels that its name needs when it is the one that is shown."""
        set_role(self.title, "strong")
        needed = 12 + self.mark.width() + 10 + self.title.sizeHint().width() + 4
        set_role(self.title, "lead")
        return needed

    def say(self, text: str, *, done: bool, now: bool) -> None:
        self.more.setText(text)
        self.mark.done, self.mark.now = done, now
        self.mark.update()
        set_role(self.title, "strong" if now else "lead")
        self.setChecked(now)
        # Tab comes to the page that is shown; the toolkit thinks of that only once one of them has had the focus.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if now else Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(f"{self._name}: {text}" if text else self._name)


class Stepper(QWidget):
    wanted = Signal(int)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        ground(self, "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(0)
        self._group = QButtonGroup(self)
        self.pages: list[_Page] = []
        for number, name in enumerate(names):
            page = _Page(number + 1, name)
            self._group.addButton(page, number)
            self.pages.append(page)
            column.addWidget(page)
        self.setFixedWidth(max(WIDTH, 24 + max(page.room() for page in self.pages)))
        column.addStretch(1)
        self._group.idClicked.connect(self.wanted)
