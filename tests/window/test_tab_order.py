"""Tab goes as the eye does, on every screen: downwards, in a row from left to right, and up only into a column further right."""

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QPushButton, QWidget

from tests.window.test_every_screen import path_of, stops_of_tab, walk
from tests.window.tour import Tour


def in_order(window: QWidget) -> list[QWidget]:
    """What Tab comes to, in its order, of what is to be seen now."""
    return [stop for stop in stops_of_tab(window) if not stop.visibleRegion().isNull()]


def place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def backwards(before: QRect, after: QRect) -> bool:
    """Whether the eye would have come to the second one first."""
    one_row = after.top() < before.center().y() < after.bottom() or before.top() < after.center().y() < before.bottom()
    if one_row:
        return after.right() < before.left()
    return after.bottom() < before.top() and after.left() < before.right()


def against_the_eye(window: QWidget) -> list[str]:
    chain = in_order(window)
    found = []
    for before, after in zip(chain, chain[1:] + chain[:1], strict=True):
        start, end = place(before, window), place(after, window)
        if backwards(start, end):
            said = f"{path_of(before)} “{before.accessibleName()}” → {path_of(after)} “{after.accessibleName()}”"
            found.append(((start.topLeft() - end.topLeft()).manhattanLength(), said))
    return [said for _leap, said in sorted(found)[:-1]]  # it goes round: the longest leap is that from the end to the beginning


def test_tab_goes_as_the_eye_does(qapp, tmp_path, stick, settings):
    assert walk(Tour(tmp_path, stick, settings), against_the_eye) == []


def test_what_goes_against_the_eye_is_seen(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 200)
    buttons = [QPushButton(name, window) for name in "abcd"]
    for button, (x, y) in zip(buttons, ((0, 0), (0, 50), (200, 0), (200, 50)), strict=True):
        button.setGeometry(x, y, 100, 30)
        button.setAccessibleName(button.text())
    window.show()
    assert against_the_eye(window) == []  # two columns
    for order, wrong in (((0, 2, 1, 3), 0), ((2, 3, 0, 1), 0), ((0, 3, 2, 1), 1), ((0, 2, 3, 1), 1), ((1, 3, 0, 2), 0)):
        for one, other in pairwise(order):
            QWidget.setTabOrder(buttons[one], buttons[other])
        assert len(against_the_eye(window)) == wrong, order
