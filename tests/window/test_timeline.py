"""A timeline in lanes: which lanes there are, where a moment lies, and what keys do; the list below is its twin."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from intake.ids import ItemId
from intake.records.submissions import Giver
from tests.window.test_models import ROW
from ui.models.axis import GAP_WIDTH, LEAST, Axis, fitting
from ui.models.lanes import GAP, MOST_LENGTH, device_text, key
from ui.models.timeline import timeline
from ui.pages.case_timeline import CaseTimeline
from ui.widgets.lanes_drawn import HEAD, SCALE

OKAFOR, REYES = Giver("Dana Okafor"), Giver("M. Reyes")


def at(clock: str | None, number: str = "0012-01", *, zone: bool = True, **more):
    """An item of 22 November; clock: in UTC, or as written where no zone is."""
    utc = f"2026-11-22T{clock}Z" if clock and zone else None
    value = f"2026:11:22 {clock}" if clock else None
    more = {"make": "Apple", "model": "iPhone 13", "giver": OKAFOR, "duration": None} | more
    return replace(
        ROW, item=ItemId(f"K7Q4MX-{number}"), sort_utc=utc, sort_value=value, sort_day="2026-11-22" if clock else "", **more
    )


ROWS = (
    at("20:00:00", "0012-01", duration="60/1"),
    at("20:02:00", "0013-01", giver=REYES),
    at("20:03:00", "0012-02", zone=False),
    at("22:10:00", "0014-01", make="", model="", giver=Giver()),
    at("22:11:00", "0012-03"),
    at(None, "0015-01", make="", model="", giver=Giver(declined=True)),
)


def test_a_lane_for_each_device_and_giver():
    chart = timeline(ROWS, "K7Q4MX").chart
    assert [(lane.device, lane.giver, lane.count) for lane in chart.lanes] == [
        ("Apple iPhone 13", "Dana Okafor", 3),
        ("Apple iPhone 13", "M. Reyes", 1),
        ("Device not recorded", "giver not stated", 2),
    ]
    assert [bar.lane for bar in chart.bars] == [0, 1, 0, 2, 0, 2]
    assert [bar.sure for bar in chart.bars] == [True, True, False, True, True, False]
    assert [bar.start is None for bar in chart.bars] == [False] * 5 + [True]
    assert [round(ended - begun) for begun, ended in chart.stretches] == [180, 60]


@pytest.mark.parametrize("stated", ["3155760000/1", "18446744073709551614/1", f"{10**60}/7", "-5/1"])
def test_a_length_that_no_recording_has_is_not_believed(qtbot, stated):
    rows = [at("20:00:00", f"0012-{number:02}", duration=stated) for number in range(1, 4)]
    found = timeline([*rows, at("21:00:00", "0012-09")], "K7Q4MX")
    assert max(bar.end - bar.start for bar in found.chart.bars) <= MOST_LENGTH
    page = CaseTimeline()
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    page.take(found)
    page.lanes.zoom(10_000.0)
    assert not page.grab().isNull()


@given(st.floats(0, 900_000), st.integers(1, 30_000_000), st.sampled_from([0.01, 0.3, 7.0, 40.0]), st.integers(0, 3_000))
def test_the_ticks_in_sight_are_those_of_all_that_are_in_sight(begun, long, scale, width):
    axis = Axis(((begun, begun + long / 100), (begun + 1e8, begun + 1e8 + 50)), scale)
    left = axis.width // 3
    for number in (0, 1):
        seen = axis.ticks(number, 96, (left, left + width))
        everything = axis.ticks(number, 96)
        assert [tick for tick in seen if left <= axis.at(tick) <= left + width] == [
            tick for tick in everything if left <= axis.at(tick) <= left + width
        ]
        assert len(seen) <= width / 96 + 4 or scale < 96 / 86_400


def test_where_nobody_is_named_two_submissions_may_be_two_people():
    first, second = at("20:00:00", "0012-01", giver=Giver()), at("20:00:00", "0013-01", giver=Giver(declined=True))
    assert key(first) != key(second)
    assert key(first) == key(replace(first, item=ItemId("K7Q4MX-0012-09")))
    said = [lane.giver for lane in timeline([first, second], "K7Q4MX").chart.lanes]
    assert said == ["giver not stated, submission 0012", "declined, submission 0013"]


@pytest.mark.parametrize(
    ("make", "model", "said"),
    [
        ("Apple", "iPhone 13", "Apple iPhone 13"),
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("", "SM-G998B", "SM-G998B"),
        ("samsung", "", "samsung"),
        ("", "", ""),
    ],
)
def test_a_device_as_recorded(make, model, said):
    assert device_text(replace(ROW, make=make, model=model)) == said


def test_gaps_have_one_width_however_long():
    axis = Axis(((0.0, 100.0), (1_000.0, 1_000.0), (90_000.0, 90_010.0)), 2.0)
    assert axis.widths == (200 + LEAST, LEAST, 20 + LEAST)
    assert axis.lefts == (0, 200 + LEAST + GAP_WIDTH, 200 + 2 * (LEAST + GAP_WIDTH))
    assert axis.at(-5) == 0
    assert axis.at(50) == 100
    assert axis.at(550) == 200 + LEAST + GAP_WIDTH // 2  # half of the gap
    assert axis.at(1_000) == axis.lefts[1]
    assert axis.at(91_000) == axis.width
    assert Axis((), 1.0).width == Axis((), 1.0).at(5) == 0


spans = st.lists(
    st.tuples(st.floats(GAP, 1e6, allow_subnormal=False), st.floats(0, 1e5, allow_subnormal=False)), min_size=1, max_size=12
)


@given(spans, st.floats(0.02, 40), st.lists(st.floats(-1e6, 2e7), min_size=2))
def test_later_never_lies_before_earlier(found, scale, moments):
    stretches, end = [], 0.0
    for gap, length in found:
        stretches.append((end + gap, end + gap + length))
        end += gap + length
    axis = Axis(tuple(stretches), scale)
    places = [axis.at(moment) for moment in sorted(moments)]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= axis.width


def test_everything_fits_where_it_can():
    stretches = ((0.0, 600.0), (5_000.0, 6_000.0))
    assert 990 <= Axis(stretches, fitting(stretches, 1_000)).width <= 1_000
    assert Axis(stretches, fitting(stretches, 10)).width > 10  # then it is scrolled


@pytest.fixture
def page(qtbot):
    made = CaseTimeline()
    qtbot.addWidget(made)
    made.resize(1_200, 560)
    made.show()
    made.take(timeline(ROWS, "K7Q4MX"))
    return made


def pressed(view, *keys):
    for one in keys:
        QTest.keyClick(view, one)


def test_keys_go_along_a_lane_and_between_lanes(page):
    lanes = page.lanes
    lanes.setFocus()
    assert page.current() == "K7Q4MX-0012-01"
    pressed(lanes, Qt.Key.Key_Right)
    assert page.current() == "K7Q4MX-0012-02"  # the next of this phone, not of the other
    pressed(lanes, Qt.Key.Key_Down)
    assert page.current() == "K7Q4MX-0013-01"
    pressed(lanes, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert page.current() == "K7Q4MX-0014-01"  # below the last lane there is none
    pressed(lanes, Qt.Key.Key_Right)
    assert page.current() == "K7Q4MX-0015-01"  # without a time, behind the end
    pressed(lanes, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_End)
    assert page.current() == "K7Q4MX-0012-03"
    pressed(lanes, Qt.Key.Key_Home)
    assert page.current() == "K7Q4MX-0012-01"


def test_what_is_chosen_in_one_is_chosen_in_both(qtbot, page):
    page.list.setCurrentIndex(page.model.index(page.model.place(ItemId("K7Q4MX-0014-01")), 0))
    assert page.lanes.currentIndex() == page.list.currentIndex()
    place = page.lanes.visualRect(page.model.index(page.model.place(ItemId("K7Q4MX-0012-02")), 0)).center()
    QTest.mouseClick(page.lanes.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert page.current() == "K7Q4MX-0012-02"
    assert page.list.selectionModel().selectedIndexes() == [page.lanes.currentIndex()]
    QTest.mouseClick(page.lanes.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(40, SCALE + 10))
    assert page.current() == "K7Q4MX-0012-02"  # on the lane's name: nothing
    with qtbot.waitSignal(page.opened) as told:
        QTest.keyClick(page.lanes, Qt.Key.Key_Return)
    assert told.args == ["K7Q4MX-0012-02"]
    with qtbot.waitSignal(page.looked):
        QTest.keyClick(page.lanes, Qt.Key.Key_Space)


def test_closer_and_further_by_keys(page):
    lanes = page.lanes
    lanes.setFocus()
    assert lanes.horizontalScrollBar().maximum() == 0  # everything is seen
    before = lanes.visualRect(page.model.index(page.model.place(ItemId("K7Q4MX-0012-01")), 0)).width()
    pressed(lanes, Qt.Key.Key_Plus, Qt.Key.Key_Plus)
    assert lanes.horizontalScrollBar().maximum() > 0
    assert lanes.visualRect(lanes.currentIndex()).width() > 2 * before
    assert lanes.visualRect(lanes.currentIndex()).left() >= HEAD  # what is current stays in sight
    pressed(lanes, Qt.Key.Key_0)
    assert lanes.horizontalScrollBar().maximum() == 0
    assert lanes.visualRect(lanes.currentIndex()).width() == before


def test_the_lanes_are_spoken_item_by_item(page):
    spoken = QAccessible.queryAccessibleInterface(page.lanes)
    assert spoken.text(QAccessible.Text.Name) == "Timeline of the case in lanes, one for each device"
    child = spoken.child(page.lanes.currentIndex().row())
    said = child.text(QAccessible.Text.Name)
    for part in ("20:00:00", "0012-01", "Apple iPhone 13", "Dana Okafor"):
        assert part in said


def test_what_was_chosen_stays_chosen_when_it_moves(page):
    page.list.setCurrentIndex(page.model.index(page.model.place(ItemId("K7Q4MX-0013-01")), 0))
    page.take(timeline((at("10:00:00", "0016-01"), *ROWS), "K7Q4MX"))
    assert page.current() == "K7Q4MX-0013-01"
    page.take(timeline(ROWS[:1], "K7Q4MX", total=7))
    assert page.current() == "K7Q4MX-0012-01"
    assert page.cut.text() == "The first 1 of 7 items are shown."
    page.take(timeline((), "K7Q4MX"))
    assert page.current() is None


def test_of_thousands_only_what_is_seen_is_drawn(page):
    many = [
        at(f"20:{second // 60:02d}:{second % 60:02d}", f"0012-{number:02d}")
        for number in range(5_000)
        for second in (number * 3_599 // 5_000,)
    ]
    page.take(timeline(many, "K7Q4MX"))
    assert 100 < len(page.lanes.in_sight()) < 1_300  # no more than there are pixels
    page.grab()
