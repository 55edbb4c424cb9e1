"""A place that scrolls has a bar exactly where its words do not fit at the width that they have."""

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.widgets.frame import scrolling
from ui.widgets.words import label

SENTENCE = "Every file is named by its item number and opens on Windows, macOS and Linux, whatever it was called before. "


@pytest.fixture
def place(qtbot):
    inner = QWidget()
    column = QVBoxLayout(inner)
    area = scrolling(inner)
    qtbot.addWidget(area)
    area.resize(800, 400)
    area.show()
    qtbot.waitExposed(area)
    return area, column


def _has_bar(area):
    QApplication.processEvents()
    return area.verticalScrollBar().isVisible()


def test_words_that_fit_need_no_bar(place):
    area, column = place
    for _number in range(12):
        column.addWidget(label(SENTENCE, wrap=True))
    assert not _has_bar(area)
    area.resize(200, 400)
    assert _has_bar(area)
    area.resize(800, 400)
    assert not _has_bar(area)


def test_the_last_word_is_reached(place):
    area, column = place
    column.addWidget(label(SENTENCE * 60, wrap=True))
    last = label("the end", wrap=True)
    column.addWidget(last)
    assert _has_bar(area)
    area.ensureWidgetVisible(last)
    QApplication.processEvents()
    assert not last.visibleRegion().isEmpty()
    first = column.itemAt(0).widget()
    assert first.height() >= first.heightForWidth(first.width())  # nothing is cut


def test_what_does_not_wrap_scrolls_as_ever(place):
    area, column = place
    for number in range(60):
        column.addWidget(label(f"line {number}"))
    assert _has_bar(area)
