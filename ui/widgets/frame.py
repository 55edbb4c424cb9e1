"""The frame of a page: its bar with title and acts, its action bar, and a place that scrolls."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from ui.theme import tokens
from ui.widgets.words import ground, label, rule


class Bar(QWidget):
    """A bar of fixed height: words at the left, acts at the right."""

    def __init__(self, height: int, name: str = "surface", margin: int = 16) -> None:
        super().__init__()
        ground(self, name)
        self.setFixedHeight(height)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(margin, 0, margin, 0)
        self.row.setSpacing(12)


class Page(QWidget):
    """A room: bar with title and a quiet sentence, a line, and whatever the room puts into `body`."""

    def __init__(self, title: str) -> None:
        super().__init__()
        ground(self, "surface")
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.bar = Bar(tokens.PAGE_BAR)
        self.title = label(title, "page")
        self.subtitle = label("", "quiet")
        self.bar.row.addWidget(self.title)
        self.bar.row.addWidget(self.subtitle)
        self.bar.row.addStretch(1)
        self.body.addWidget(self.bar)
        self.body.addWidget(rule())


def splitter(left: QWidget, right: QWidget) -> QSplitter:
    """Two panes whose border can be moved; the left one takes what room there is."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(1)
    made.addWidget(left)
    made.addWidget(right)
    made.setStretchFactor(0, 1)
    return made


class _Inside(QWidget):
    """What a place that scrolls holds: as high as its words need at the width that they have.

    A sentence that may wrap says itself that it wants to be narrow and high, and a bar would stand where all fits.
    """

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(inner)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), 0) if self.hasHeightForWidth() else hint


def scrolling(inner: QWidget, *, always: bool = False) -> QScrollArea:
    """A place that scrolls up and down; always: the room of its bar is taken also when there is nothing to scroll."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if always:
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(_Inside(inner))
    return area


def emptied(layout: QVBoxLayout | QHBoxLayout | QGridLayout) -> None:
    """Take everything out of a layout that is filled anew."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
        elif (inner := item.layout()) is not None and isinstance(inner, QVBoxLayout | QHBoxLayout):
            emptied(inner)
