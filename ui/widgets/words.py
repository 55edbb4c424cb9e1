"""Labels in the few roles of text, lines between things, and a state said in word, icon and colour."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.theme import chosen, faces, icons

DOT = 7  # of what is no state: the same small circle as in the log
STATES = {"good": "good", "attention": "attention", "bad": "bad"}


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """Plain text, never markup: strangers' words are shown as they are."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
    return made


def in_fixed_width(made: QLabel, size: int = 12) -> None:
    made.setFont(faces.fixed(size))
    made.setStyleSheet(f"font-family: '{faces.fixed(size).family()}'; font-size: {size}px;")


def fixed(text: str = "", size: int = 12) -> QLabel:
    """Fixed-width text that can be selected: digests, values as recorded."""
    made = label(text)
    in_fixed_width(made, size)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Elided(QLabel):
    """One line that gives way where there is no room; all of it is in its tip, and is spoken."""

    def __init__(self, text: str = "", *, right: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(60)
        self._right = right
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        side = Qt.AlignmentFlag.AlignRight if self._right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), side | Qt.AlignmentFlag.AlignVCenter, shown)


def set_role(made: QLabel, role: str) -> None:
    """Change the role of a label that is shown already."""
    made.setProperty("role", role)
    made.style().unpolish(made)
    made.style().polish(made)


def rule(*, vertical: bool = False) -> QFrame:
    """A line of one pixel."""
    frame = QFrame()
    frame.setProperty("kind", "line")
    if vertical:
        frame.setFixedWidth(1)
    else:
        frame.setFixedHeight(1)
    return frame


def ground(widget: QWidget, name: str) -> QWidget:
    """Give a plain widget one of the grounds: `ground`, `surface`, `media`."""
    widget.setProperty("ground", name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget


class Sign(QLabel):
    """An icon by its meaning."""

    def __init__(self, name: str, size: int = icons.SIZE, colour: str | None = None) -> None:
        super().__init__()
        self._size = size
        self.setFixedSize(size + 2, size + 2)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_sign(name, colour)

    def show_sign(self, name: str, colour: str | None = None) -> None:
        """Another icon; states have their own colour, others are quiet."""
        found = colour or getattr(chosen.tokens(), STATES.get(name, "quiet"))
        size = DOT if name == "dot" else self._size
        self.setPixmap(icons.pixmap(name, found, size, self.devicePixelRatioF()))


class State(QWidget):
    """A sentence behind the icon of its state."""

    def __init__(self, name: str = "note", text: str = "", role: str = "", *, wrap: bool = True) -> None:
        super().__init__()
        self.state = name
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.sign = Sign(name)
        self.words = label(text, role, wrap=wrap)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop if wrap else Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1)

    def say(self, name: str, text: str) -> None:
        self.state = name
        self.sign.show_sign(name)
        self.words.setText(text)
