"""The focus is seen: on every screen each control looks otherwise with it than without it."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPushButton, QRadioButton, QScrollArea, QWidget

from tests.making_pictures import pixels
from tests.window.test_every_screen import path_of, shown
from tests.window.tour import Tour
from ui.theme import chosen
from ui.theme.chosen import Appearance

AROUND = 3  # pixels beside a control that its ring may take
FEWEST = 20  # pixels that change
CLEARLY = 40  # of 255, in one colour at least

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def controls(window: QWidget) -> Iterator[QWidget]:
    """What Tab comes to."""
    for widget in shown(window):
        if not widget.isEnabled() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.focusProxy() is not None:
            continue
        if widget is window or isinstance(widget, QScrollArea) or widget.objectName().startswith("qt_"):
            continue
        if isinstance(widget, QRadioButton) and not widget.isChecked():
            continue
        if isinstance(widget, QAbstractItemView) and not (widget.model() and widget.model().rowCount()):
            continue
        yield widget


def look(window: QWidget, widget: QWidget) -> np.ndarray:
    seen = widget.visibleRegion().boundingRect()
    place = QRect(widget.mapTo(window, seen.topLeft()), seen.size()).adjusted(-AROUND, -AROUND, AROUND, AROUND)
    return pixels(window.grab(place.intersected(window.rect())).toImage()).astype(np.int16)


def unseen(window: QWidget) -> list[str]:
    """Controls that look the same with the focus."""
    window.activateWindow()
    QApplication.processEvents()
    found = []
    for widget in list(controls(window)):
        at = QApplication.focusWidget()
        if at is not None:
            at.clearFocus()
        without = look(window, widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if QApplication.focusWidget() is not widget:
            found.append(f"{path_of(widget)}: does not take it")
            continue
        if isinstance(widget, QAbstractItemView) and not widget.currentIndex().isValid():
            continue  # there the first arrow shows where one is
        changed = np.abs(look(window, widget) - without).max(axis=2) >= CLEARLY
        if changed.sum() < FEWEST:
            found.append(
                f"{path_of(widget)} “{widget.accessibleName() or getattr(widget, 'text', str)()}”: {changed.sum()} pixels"
            )
    return found


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_on_every_screen(qapp, tmp_path, stick, settings, appearance):
    chosen.apply(appearance)
    tour, found = Tour(tmp_path, stick, settings), {}
    try:
        for name, window in tour.stops():
            for one in unseen(window):
                found.setdefault(one, name)
    finally:
        tour.close()
        chosen.apply(Appearance.LIGHT)
    assert [f"{name}: {one}" for one, name in found.items()] == []


def test_the_check_sees_what_is_wrong(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    good, bad = QPushButton("Good", window), QPushButton("Bad", window)
    good.move(10, 10)
    bad.move(10, 60)
    bad.setStyleSheet(
        "QPushButton, QPushButton:focus { border: 1px solid #868F99; outline: none; background: #FFFFFF; min-height: 26px; }"
    )
    window.resize(200, 120)
    window.show()
    qtbot.waitExposed(window)
    assert len(unseen(window)) == 1
    assert "Bad" in unseen(window)[0]
