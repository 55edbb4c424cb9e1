"""The difference of a device's clock is set from the timeline; it shifts there, with both times shown, and can be taken back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from intake.casework.door import Correction
from intake.records.clock import Difference
from intake.records.moments import Moment
from intake.records.rows import Filter
from tests.window.conftest import import_all, in_room, settled
from ui.dialogs import clock_reading
from ui.dialogs.clock_difference import ZONES, ClockDifference, perhaps_a_zone
from ui.models import times
from ui.pages.case_view import TIMELINE

SHOWN = datetime(2026, 11, 22, 14, 3, 11)
OURS = Moment("2026-11-24T18:02:56.000000Z", -360, 1, "", True)


@pytest.fixture
def window(qtbot, casework, vault, jobs, listener, stick):
    import_all(casework, stick)
    casework.receiving.open_case("24-118", "The van")
    casework.noting.assign(casework.library.ids(Filter()), "24-118", "from the witness")
    yield from in_room(qtbot, casework, vault, jobs, listener, "cases")


@pytest.fixture
def dialog(qtbot):
    made = ClockDifference(3, SHOWN, [None])
    qtbot.addWidget(made)
    made.show()
    return made


def earlier(field, seconds):
    field.setDateTime(field.dateTime().addSecs(-seconds))


@pytest.mark.parametrize(
    ("seconds", "perhaps"),
    [
        *[(0, False), (900, False), (1_800, True), (-3_600, True), (3_690, True), (3_691, False), (7_334, False)],
        *[(20_700, True), (93_600, True), (94_500, False), (86_400 * 365, False)],
    ],
)
def test_what_may_be_a_zone_and_no_error_of_the_clock(dialog, seconds, perhaps):
    assert perhaps_a_zone(seconds) is perhaps
    earlier(dialog.right, seconds)
    assert ("time zone" in dialog.said.words.text()) is perhaps


def test_the_dialog(qtbot, dialog):
    assert not dialog.record.isEnabled()
    assert not dialog.back.isVisible()
    assert dialog.said.words.text() == "The clock of the device was right."
    earlier(dialog.right, 7_334)
    assert dialog.said.words.text() == "The device was 2:02:14 ahead."
    earlier(dialog.shown, 2 * 7_334)
    assert dialog.said.words.text() == "The device was 2:02:14 behind."
    dialog.source.setText("the station's clock")
    assert not dialog.record.isEnabled()
    dialog.why.setText(" ")
    assert not dialog.record.isEnabled()
    dialog.why.setText("it is in the picture")
    dialog.zone.setCurrentIndex(dialog.zone.findText("UTC−06:00"))
    with qtbot.waitSignal(dialog.answered) as told:
        dialog.record.click()
    assert told.args == [Difference(-7_334, -360)]


def test_a_file_that_names_the_last_day_of_the_calendar(qtbot):
    made = ClockDifference(1, datetime(9999, 12, 31, 23, 59, 59), [Difference(-60)])
    qtbot.addWidget(made)
    assert made.right.dateTime() == made.shown.dateTime()
    made.right.setDateTime(made.right.dateTime().addSecs(-60))
    assert made.difference() == Difference(60)


def test_every_zone_that_is_in_use_can_be_said():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    zones = [ZoneInfo(name) for name in available_timezones() if not name.startswith("Etc/")]
    offsets = {(now + timedelta(days=days)).astimezone(zone).utcoffset() for zone in zones for days in range(0, 365, 14)}
    assert {offset // timedelta(minutes=1) for offset in offsets if offset is not None} <= set(ZONES)


def test_no_clock_is_that_far_off(dialog):
    dialog.source.setText("x")
    dialog.why.setText("y")
    dialog.right.setDateTime(dialog.right.dateTime().addYears(-200))
    assert dialog.difference() is None
    assert not dialog.record.isEnabled()


def test_what_was_read_at_intake_can_be_used(qtbot):
    read = clock_reading.reading(datetime(2026, 11, 24, 14, 5, 10), OURS)
    made = ClockDifference(1, SHOWN, [None], read)
    qtbot.addWidget(made)
    made.show()
    assert made.use.isVisible()
    made.use.click()
    assert made.difference() == Difference(7_334, -360)
    assert made.source.text() == "the reading of its clock when it was received"
    beside = ClockDifference(1, SHOWN, [Difference(7_334), None], "ten minutes fast, she says")
    qtbot.addWidget(beside)
    beside.show()
    assert not beside.use.isVisible()  # no reading; it is shown all the same
    words = [one.text() for one in beside.findChildren(QLabel)]
    assert "Its clock as read when it was received: ten minutes fast, she says" in words
    assert "Not all of these items have the same difference now." in words


@pytest.mark.parametrize(
    "text", ["", "device showed 2026-13-24 14:05:10, this computer 2026-11-24 12:02:56-06:00 (synchronised), x", "fast"]
)
def test_only_a_reading_is_read_back(text):
    assert clock_reading.read_back(text) is None


def test_what_counts_now_stands_in_the_fields(qtbot):
    made = ClockDifference(1, SHOWN, [Difference(60, 345)])
    qtbot.addWidget(made)
    made.show()
    assert made.difference() == Difference(60, 345)
    assert made.back.isVisible()
    assert not made.back.isEnabled()  # also for taking it back there is a source and a reason
    made.source.setText("x")
    made.why.setText("y")
    with qtbot.waitSignal(made.taken_back):
        made.back.click()


def test_the_timeline_shifts_and_shows_both_times(qtbot, window, casework, jobs):
    photo = casework.library.ids(Filter(), words="0412")[0]
    submission = casework.library.item(photo).submission
    casework.noting.correct(submission, Correction(clock="two hours fast, she says"), "asked again")
    window.cases.show_case("24-118")
    settled(qtbot, jobs, window.desk.listener)
    one = window.cases.one
    one.show_tab(TIMELINE)
    page = one.timeline
    page.list.setCurrentIndex(page.model.index(page.model.place(photo), 0))
    page.clock.setFocus()
    QTest.keyClick(page.clock, Qt.Key.Key_Space)
    settled(qtbot, jobs)
    dialog = one.findChild(ClockDifference)
    assert dialog.windowTitle() == "The clock of the device that recorded 1 item"
    assert dialog.shown.dateTime() == dialog.right.dateTime()
    assert dialog.shown.dateTime().toString("yyyy-MM-dd HH:mm:ss") == "2026-11-22 14:03:11"
    earlier(dialog.right, 7_334)
    QTest.keyClicks(dialog.source, "the station's clock in the picture")
    QTest.keyClicks(dialog.why, "it shows 12:00:57")
    QTest.keyClick(dialog.why, Qt.Key.Key_Return)
    settled(qtbot, jobs, window.desk.listener)
    row = casework.library.item(photo).row
    assert row.clock == Difference(7_334)
    assert page.current() == photo
    moment = page.model.moment(page.list.currentIndex().row())
    assert (moment.time, moment.clock) == ("12:00:57, no zone", "recorded as 14:03:11, clock 2:02:14 ahead")
    assert times.time_text(row) == "22 Nov 2026 12:00:57, no zone, recorded as 14:03:11"
    assert times.narrow_text(row, day=True) == "22 Nov 2026 12:00:57 ← 14:03:11"
    assert times.narrow_text(row, day=False) == "12:00:57 ← 14:03:11"
    (lane,) = [lane for lane in page.lanes._chart.lanes if lane.device == "Apple iPhone 13"]
    assert lane.clock == "clock +2:02:14"
    bar = page.lanes._bars[page.list.currentIndex().row()]
    assert bar.recorded - bar.start == 7_334
    page.lanes.grab()
    window.desk.undo.take()()
    settled(qtbot, jobs, window.desk.listener)
    assert casework.library.item(photo).row.clock is None
    assert page.model.moment(page.list.currentIndex().row()).clock == ""


def test_the_details_show_both_times(qtbot, window, casework, jobs):
    photo = casework.library.ids(Filter(), words="0412")[0]
    casework.noting.set_clock([photo], Difference(7_334, -360), "the giver", "said so")
    window.navigation.go("library")
    settled(qtbot, jobs, window.desk.listener)
    window.library.choose(photo)
    settled(qtbot, jobs)
    words = [one.text() for one in window.library.details.summary.findChildren(QLabel) if one.isVisibleTo(window)]
    assert "2026:11:22 14:03:11" in words  # as recorded
    assert (
        "By the difference of its clock: 22 Nov 2026 12:00:57 −06:00 · 18:00:57 UTC. "
        "The device's clock was 2:02:14 ahead, its times without a zone are in UTC−06:00."
    ) in words
    text = casework.library.ids(Filter(), words="note.txt")[0]
    casework.noting.set_clock([text], Difference(7_334), "the giver", "said so")
    window.library.choose(text)
    settled(qtbot, jobs, window.desk.listener)
    words = [one.text() for one in window.library.details.summary.findChildren(QLabel) if one.isVisibleTo(window)]
    assert "Clock of the device 2:02:14 ahead; this time is not of that clock and stays where it is." in words
    assert "Clock of its device…" in [act.text() for act in window.library.menu.menu().actions()]


def test_a_lane_has_one_clock_and_what_has_no_device_is_alone(qtbot, window, casework, jobs):
    window.cases.show_case("24-118")
    settled(qtbot, jobs)
    page = window.cases.one.timeline
    ids = {row.name: row.item for row in casework.library.rows(casework.library.ids(Filter()))}
    heard = []
    page.clock_wanted.disconnect()
    page.clock_wanted.connect(heard.append)
    for name in ("IMG_0412.JPG", "note.txt"):
        page.list.setCurrentIndex(page.model.index(page.model.place(ids[name]), 0))
        page.clock.click()
    assert heard == [(ids["IMG_0412.JPG"],), (ids["note.txt"],)]  # of three items without a device only the chosen one
