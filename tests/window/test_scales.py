"""Every screen at scale 1 and 2, light, dark and with high contrast: sharp, with words that stand out, and nothing cut off."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.conftest import ROOT
from tests.window.grabs import Grab, contrast, doubled, wrong
from ui.widgets.words import label


@pytest.mark.parametrize(
    ("scale", "appearance"), [(1, "light"), (1, "dark"), (2, "light"), (2, "dark"), (2, "contrast-light"), (2, "contrast-dark")]
)
def test_every_screen(scale, appearance, tmp_path):
    words = [sys.executable, "-m", "tests.window.grabs", str(tmp_path), str(scale), appearance]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert ran.returncode == 0, ran.stderr[-3_000:]
    told = json.loads(ran.stdout.strip().rpartition("\n")[2])
    assert told["wrong"] == []
    assert told["stops"] >= 41


def test_a_picture_of_half_the_size_is_seen():
    dice = np.random.default_rng(3)
    small = dice.integers(0, 255, (20, 30, 3), dtype=np.uint8)
    assert doubled(small.repeat(2, axis=0).repeat(2, axis=1))
    assert not doubled(dice.integers(0, 255, (40, 60, 3), dtype=np.uint8))
    assert not doubled(np.full((40, 60, 3), 7, np.uint8))  # one colour says nothing


def test_contrast_is_that_of_the_guideline():
    black_on_white = np.full((10, 10, 3), 255, np.uint8)
    black_on_white[4, 4] = 0
    assert contrast(black_on_white) == pytest.approx(21)
    grey = np.full((10, 10, 3), 255, np.uint8)
    grey[4, 4] = 0x77
    assert contrast(grey) == pytest.approx(4.48, abs=0.01)


def test_the_checks_see_what_is_wrong(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 200)
    window.setStyleSheet("background: #808080")
    pale = label("words in grey on grey")
    pale.setParent(window)
    pale.setStyleSheet("color: #8C8C8C")
    pale.setGeometry(10, 10, 300, 30)
    button = QPushButton("Start", window)
    button.setGeometry(10, 60, 20, 10)
    window.show()
    found = list(wrong(window, 1))
    assert {one.partition(":")[0] for one in found} == {"pale", "cut_off"}
    grab = Grab(window, 2)  # as if the screen had twice the pixels
    assert next(grab.wrong_size()).startswith("(400, 200) at 1.0, not (800, 400) at 2")
    coarse = QPixmap.fromImage(QImage(8, 8, QImage.Format.Format_RGB32))
    picture = QLabel(window)
    picture.setPixmap(coarse)
    picture.setGeometry(10, 100, 8, 8)
    picture.show()
    assert [one for one in Grab(window, 2).coarse() if "QLabel" in one]
    empty = QWidget()
    qtbot.addWidget(empty)
    empty.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    empty.show()
    assert list(Grab(empty, 1).wrong_size()) == ["there is next to nothing on it"]
