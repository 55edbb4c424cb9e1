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


def _laid_out(area):
    """Whether it has a bar, once nothing moves any more: a bar that comes makes the words wrap anew."""
    before = None
    while before != (before := (area.widget().size(), area.verticalScrollBar().isVisible())):
        QApplication.processEvents()
        QApplication.processEvents()
    return area.verticalScrollBar().isVisible()


def _hidden(area):
    """How many pixels lie below the edge."""
    return area.verticalScrollBar().maximum()


def test_words_that_fit_need_no_bar(place):
    area, column = place
    for _number in range(12):
        column.addWidget(label(SENTENCE, wrap=True))
    assert not _laid_out(area)
    area.resize(200, 400)
    assert _laid_out(area)
    area.resize(800, 400)
    assert not _laid_out(area)


def test_the_last_word_is_reached_and_nothing_lies_below_it(place):
    area, column = place
    sentences = [label(SENTENCE * 2, wrap=True) for _number in range(20)]
    for one in sentences:
        column.addWidget(one)
    assert _laid_out(area)
    assert [one.height() for one in sentences] == [
        one.heightForWidth(one.width()) for one in sentences
    ]  # none cut, none stretched
    area.verticalScrollBar().setValue(_hidden(area))
    last = sentences[-1]
    bottom = last.mapTo(area.viewport(), last.rect().bottomLeft()).y()
    assert 0 <= area.viewport().rect().bottom() - bottom <= column.contentsMargins().bottom()


def test_lines_that_do_not_wrap_scroll_and_a_sentence_adds_its_own_height(place):
    area, column = place
    for number in range(60):
        column.addWidget(label(f"line {number}"))
    assert _laid_out(area)
    lines = _hidden(area)
    assert lines > 0
    sentence = label(SENTENCE * 3, wrap=True)
    column.addWidget(sentence)
    assert _laid_out(area)
    assert _hidden(area) - lines == sentence.heightForWidth(sentence.width()) + column.spacing()
