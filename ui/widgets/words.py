"""Labels in the few roles of text, lines between things, and a state said in word, icon and colour."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.theme import chosen, faces, icons

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


def fixed(text: str = "", size: int = 12) -> QLabel:
    """Fixed-width text that can be selected: digests, values as recorded."""
    made = label(text)
    made.setFont(faces.fixed(size))
    made.setStyleSheet(f"font-family: '{faces.fixed(size).family()}'; font-size: {size}px;")
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


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
        self.show_sign(name, colour)

    def show_sign(self, name: str, colour: str | None = None) -> None:
        """Another icon; states have their own colour, others are quiet."""
        found = colour or getattr(chosen.tokens(), STATES.get(name, "quiet"))
        self.setPixmap(icons.pixmap(name, found, self._size, self.devicePixelRatioF()))


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
