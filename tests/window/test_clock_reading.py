"""The clock of the device, read by hand against ours: the difference is exact, and recorded the same in every language."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest

from intake.records.moments import Moment
from intake.wording import language
from tests.window.conftest import in_room, settled
from ui.dialogs.clock_reading import ClockReading, in_words, signed
from ui.models.times import MINUS

NOW = Moment("2026-11-25T18:02:56.900000Z", -360, 1, "", True)


@pytest.fixture
def dialog(qtbot):
    made = ClockReading(lambda: NOW)
    qtbot.addWidget(made)
    made.show()
    return made


def test_ours_is_shown_large_with_its_zone(dialog):
    assert dialog.ours.text() == "12:02:56"
    assert dialog.utc.text() == f"2026-11-25 {MINUS}06:00 · 18:02:56 UTC"
    assert dialog.follows.state == "good"
    assert not dialog.act.isEnabled()


@pytest.mark.parametrize("spoken", ["en", "es"])
def test_by_hand(qtbot, spoken):
    language.use(spoken)
    try:
        dialog = ClockReading(lambda: replace(NOW, synchronised=False))
        qtbot.addWidget(dialog)
        given = []
        dialog.answered.connect(given.append)
        dialog.device.setDateTime(QDateTime(2026, 11, 25, 14, 5, 10))
        dialog.press.click()
        assert "2:02:14" in dialog.said.words.text()
        assert dialog.follows.state == "attention"
        QTest.keyClick(dialog.act, Qt.Key.Key_Space)
        assert given == [
            "device showed 2026-11-25 14:05:10, this computer 2026-11-25 12:02:56-06:00 (not synchronised), device minus computer +2:02:14"
        ]
    finally:
        language.use("en")


def test_another_time_takes_the_reading_back(dialog):
    dialog.press.click()
    assert dialog.act.isEnabled()
    dialog.device.setDateTime(QDateTime(2026, 11, 25, 14, 5, 11))
    assert not dialog.act.isEnabled()
    assert dialog.said.isHidden()


@pytest.mark.parametrize(("seconds", "text"), [(0, "+0:00:00"), (-59, "-0:00:59"), (90_061, "+25:01:01"), (-3_600, "-1:00:00")])
def test_differences(seconds, text):
    assert signed(seconds) == text


def test_differences_in_words():
    assert in_words(0) == "The device and this computer show the same."
    assert in_words(134) == "The device is 0:02:14 ahead of this computer."
    assert in_words(-134) == "The device is 0:02:14 behind this computer."


def test_it_stands_in_the_submission(qtbot, casework, vault, jobs, listener, stick):
    for window in in_room(qtbot, casework, vault, jobs, listener, "intake"):
        window.intake.take([str(stick).encode()])
        settled(qtbot, jobs)
        form = window.intake.sheet.form
        form._unfold.click()
        form.read_clock.click()
        (dialog,) = window.intake.sheet.findChildren(ClockReading)
        dialog.press.click()
        dialog.act.click()
        assert form.draft().clock.startswith("device showed ")
        assert "device minus computer " in form.draft().clock
