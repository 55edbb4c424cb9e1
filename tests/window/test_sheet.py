"""Before copying: which files are listed, and that what is not listed is not taken in."""

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from intake.ids import ItemId
from intake.records.items import PlanLine, SourceKind
from intake.records.rows import Filter
from tests.window.conftest import import_all, in_room, settled
from ui.dialogs.time_span import MINUTE_NS, TimeSpan
from ui.models import plan
from ui.models.plan import PlanModel
from ui.models.plan_files import PlanFiles
from ui.models.plan_filter import PlanFilter
from ui.widgets.plan_table import PlanTable

HOUR = 3_600_000_000_000
NOON = 1_795_348_800_000_000_000  # 22 Nov 2026 12:00 UTC


def line(number: int, name: bytes, *, size: int = 10, at: int | None = NOON, refusal: str | None = None) -> PlanLine:
    return PlanLine(number, b"/media/stick/" + name, name.rpartition(b"/")[2], name, SourceKind.FILE, size, at, refusal)


LINES = (
    line(1, b"IMG_0412.JPG", at=NOON),
    line(2, b"other/IMG_0412.JPG", at=NOON + HOUR),
    line(3, b"VID_1.MOV", size=5, at=NOON + 2 * HOUR),
    line(4, b"note.txt", size=0, at=None),
    line(5, b"shortcut", refusal="source_is_link"),
)


@pytest.fixture
def model() -> PlanModel:
    made = PlanModel()
    made.take(PlanFiles.of(LINES))
    return made


def listed(model: PlanModel) -> list[str]:
    return [model.data(model.index(row, plan.NAME)) for row in range(model.rowCount())]


def test_what_is_not_listed_is_not_taken_in(model):
    assert [one.line for one in model.chosen()] == [1, 2, 3, 4]
    model.narrow(PlanFilter(kind="video"))
    assert [one.line for one in model.chosen()] == [3]
    assert model.unlisted() == 3
    model.choose_all(False)
    assert model.chosen() == ()
    model.narrow(PlanFilter())
    assert [one.line for one in model.chosen()] == [1, 2, 4]  # ticked before, listed again
    assert model.unlisted() == 0


@pytest.mark.parametrize(
    ("where", "lines"),
    [
        (PlanFilter(words="img other"), [2]),
        (PlanFilter(words="IMG"), [1, 2]),
        (PlanFilter(since=NOON + 1), [2, 3]),
        (PlanFilter(since=NOON, until=NOON + HOUR), [1, 2, 5]),
        (PlanFilter(looks=True), [2, 4, 5]),
        (PlanFilter(kind="text"), [4]),
        (PlanFilter(words="nothing like it"), []),
    ],
)
def test_each_condition(model, where, lines):
    model.narrow(where)
    assert [one.line for one in LINES if one.name and model._shown.count(one.line - 1)] == lines


def test_what_needs_a_look_is_said(model):
    said = [model.data(model.index(row, plan.NOTE)) for row in range(5)]
    assert said[:4] == ["New", "Same name and size as IMG_0412.JPG", "New", "Empty file"]
    assert "link" in said[4]
    assert (model.refused(), model.repeated(), model.empty()) == (1, 1, 1)
    model.take_held({3: (ItemId("K7Q4MX-0009-02"),)})
    assert model.data(model.index(2, plan.NOTE)) == "Same name and size as 0009-02"
    model.narrow(PlanFilter(looks=True))
    assert "VID_1.MOV" in listed(model)


def test_sorted_by_each_column(model):
    for column in (plan.NAME, plan.KIND, plan.TIME, plan.SIZE, plan.NOTE):
        model.sort(column, Qt.SortOrder.AscendingOrder)
        up = listed(model)
        model.sort(column, Qt.SortOrder.DescendingOrder)
        assert sorted(up) == sorted(listed(model))
    model.sort(plan.SIZE, Qt.SortOrder.AscendingOrder)
    assert listed(model)[0] == "note.txt"
    assert [one.line for one in model.chosen()] == [1, 2, 3, 4]  # taken in as the medium has them
    model.sort(-1)
    assert listed(model)[0] == "IMG_0412.JPG"


def test_rows_are_ticked_together(model):
    model.turn([0, 2, 4])
    assert [one.line for one in model.chosen()] == [2, 4]
    model.turn([0, 1])
    assert [one.line for one in model.chosen()] == [1, 2, 4]


def test_names_are_found_by_their_beginning(model):
    assert model.find("img", 0) == 0
    assert model.find("IMG", 1) == 1  # in its folder
    assert model.find("other/i", 0) == 1
    assert model.find("img_0412", 2) == 0  # from the top again
    assert model.find("0412", 0) == -1
    model.narrow(PlanFilter(kind="text"))
    assert model.find("note", 0) == 0
    assert model.find("img", 0) == -1


def test_many_by_the_rules_of_the_toolkit(qtmodeltester):
    model = PlanModel()
    model.take(PlanFiles.of([line(number, f"CAM_{number % 900:05d}.JPG".encode(), at=NOON + number) for number in range(20_000)]))
    model.narrow(PlanFilter(words="cam_000"))
    model.sort(plan.TIME, Qt.SortOrder.DescendingOrder)
    assert model.rowCount() == 2_300
    qtmodeltester.check(model)


@given(
    st.lists(st.tuples(st.sampled_from(["a.jpg", "b.mov", "c"]), st.integers(0, 3), st.none() | st.integers(0, 9)), max_size=20),
    st.lists(
        st.one_of(
            st.builds(
                PlanFilter, words=st.sampled_from(["", "a", "b."]), since=st.none() | st.integers(0, 9), looks=st.booleans()
            ),
            st.integers(0, 4),
            st.booleans(),
        ),
        max_size=8,
    ),
)
def test_chosen_is_what_is_ticked_and_listed(files, acts):
    model = PlanModel()
    model.take(PlanFiles.of([line(at, name.encode(), size=size, at=time) for at, (name, size, time) in enumerate(files)]))
    for act in acts:
        if isinstance(act, bool):
            model.choose_all(act)
        elif isinstance(act, int):
            model.sort(act, Qt.SortOrder.DescendingOrder)
        else:
            model.narrow(act)
        ticked = [
            model._lines[model._shown[row]].line
            for row in range(model.rowCount())
            if model.data(model.index(row, 0), Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
        ]
        assert [one.line for one in model.chosen()] == sorted(ticked)
        assert sum(model.chosen_kinds().values()) == len(ticked)
        assert model.unlisted() == len(files) - model.rowCount()


def test_the_span_holds_its_last_minute(qtbot):
    dialog = TimeSpan(NOON + 5, NOON + HOUR + 5)
    qtbot.addWidget(dialog)
    assert dialog.span() == (NOON, NOON + HOUR + MINUTE_NS - 1)
    dialog.since.setDateTime(dialog.until.dateTime().addSecs(60))
    assert not dialog.act.isEnabled()


# On the sheet


@pytest.fixture
def window(qtbot, casework, vault, jobs, listener):
    yield from in_room(qtbot, casework, vault, jobs, listener, "intake")


@pytest.fixture
def sheet(qtbot, window, jobs, stick):
    for number, name in enumerate(("IMG_0412.JPG", "IMG_0413.JPG", "IMG_0414.MP4", "note.txt")):
        os.utime(stick / name, ns=(NOON, NOON + number * HOUR))
    window.intake.take([os.fsencode(stick)])
    settled(qtbot, jobs)
    return window.intake.sheet


def test_only_the_files_of_a_span_are_taken_in(qtbot, window, casework, jobs, sheet):
    sheet.bar.span.click()
    (dialog,) = sheet.findChildren(TimeSpan)
    assert dialog.span()[0] == NOON  # what the medium has is proposed
    dialog.until.setDateTime(dialog.since.dateTime().addSecs(2 * 3600))
    dialog.since.setDateTime(dialog.since.dateTime().addSecs(3600))
    QTest.keyClick(dialog.act, Qt.Key.Key_Space)
    assert sheet.bar.spanned.text().strip() == "22 Nov 2026 13:00 to 14:00"
    assert sheet.counted.text().startswith("2 of 2 listed chosen")
    assert sheet.unlisted.words.text() == "2 are not listed and not taken in"
    sheet.form._group.button(2).click()
    sheet.form.authority.setEditText("Consent")
    assert sheet.start.text() == "Start with 2 files"
    sheet.start.click()
    settled(qtbot, jobs)
    names = {row.name for row in casework.library.rows(casework.library.ids(Filter()))}
    assert names == {"IMG_0413.JPG", "IMG_0414.MP4"}


def test_by_keyboard(qtbot, window, sheet):
    sheet.bar.words.setFocus()
    QTest.keyClicks(sheet.bar.words, "img")
    qtbot.waitUntil(lambda: sheet.plan.rowCount() == 3)
    QTest.keyClick(sheet.bar.words, Qt.Key.Key_Down)
    QTest.keyClick(sheet.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(sheet.view, Qt.Key.Key_Space)
    assert sheet.plan.chosen() == ()
    QTest.keyClick(sheet.view, Qt.Key.Key_Down)
    QTest.keyClick(sheet.view, Qt.Key.Key_Up)
    QTest.keyClick(sheet.view, Qt.Key.Key_Space)
    assert [one.name for one in sheet.plan.chosen()] == [b"IMG_0412.JPG"]
    sheet.bar.words.setFocus()
    QTest.keyClick(sheet.bar.words, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: sheet.plan.rowCount() == 5)
    assert [one.name for one in sheet.plan.chosen()] == [b"IMG_0412.JPG", b"note.txt"]


def test_letters_and_space_go_together(qtbot, window, sheet):
    sheet.view.setFocus()
    QTest.keyClicks(sheet.view, "no")
    assert sheet.plan.data(sheet.view.currentIndex()) == "note.txt"
    QTest.keyClick(sheet.view, Qt.Key.Key_Space)
    assert b"note.txt" not in {one.name for one in sheet.plan.chosen()}
    said = sheet.plan.index(sheet.view.currentIndex().row(), plan.NOTE)
    assert sheet.plan.data(said, Qt.ItemDataRole.ToolTipRole) == sheet.plan.data(said)
    QTest.keyClick(sheet.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert sheet.view.rows() == list(range(sheet.plan.rowCount()))


class Asked(PlanModel):
    """Counts how often it is asked about a cell."""

    asked = 0

    def flags(self, index):
        self.asked += 1
        return super().flags(index)


def test_all_of_many_rows_is_selected_without_asking_for_each(qtbot):
    model = Asked()
    model.take(PlanFiles.of([line(number, f"CAM_{number:05d}.JPG".encode()) for number in range(3_000)]))
    view = PlanTable(model)
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.show()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    view.grab()
    assert view.rows() == list(range(3_000))
    assert 0 < model.asked < 3_000  # only of what is painted


def test_what_is_folded_keeps_its_place_in_the_round(qtbot, window, sheet):
    form = sheet.form
    form.case.setFocus()
    for following in (form.place, form._unfold):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget() is following
    QTest.keyClick(form._unfold, Qt.Key.Key_Space)
    assert window.focusWidget() is form._unfold
    assert form._unfold.accessibleName() == form._unfold.text().strip() == "Less"
    visited = []
    for _step in range(6):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        visited.append(window.focusWidget().accessibleName())
    assert visited == ["Device", "Its clock", "Read the clock of the device…", "Path to us", "Safety", "Their account"]
    QTest.keyClick(form._unfold, Qt.Key.Key_Space)
    assert form._unfold.accessibleName() == form._unfold.text().strip() == "More"


def test_the_place_is_this_office_or_what_is_written_and_never_by_itself(window, casework, sheet):
    place = sheet.form.place
    assert sheet.form.draft().place == ""
    offered = [place.itemText(row) for row in range(place.count())]
    assert offered == [casework.operator.person.agency, casework.office]
    place.setCurrentIndex(0)
    assert sheet.form.draft().place == casework.operator.person.agency
    place.setEditText(" Kiosk at Lake Street ")
    assert sheet.form.draft().place == "Kiosk at Lake Street"
    sheet.form.begin()
    assert sheet.form.draft().place == ""


def test_what_is_said_stands_without_gaps(sheet):
    sheet.bar.kind.setCurrentIndex(sheet.bar.kind.findData("video"))
    sheet.bar.kind.activated.emit(sheet.bar.kind.currentIndex())
    said = [state for state in sheet._said if not state.isHidden()]
    assert not any(state.isWindow() for state in sheet._said)
    assert sheet.unlisted in said
    places = [sheet._grid.getItemPosition(sheet._grid.indexOf(state))[:2] for state in said]
    assert places == [(1 + at // 2, at % 2) for at in range(len(said))]


def test_what_is_held_already_is_known_for_every_line(qtbot, casework, jobs, sheet, stick, monkeypatch):
    monkeypatch.setattr("intake.casework.receiving.LINES_AT_ONCE", 2)
    import_all(casework, stick)
    sheet.open_for([os.fsencode(stick)])
    settled(qtbot, jobs)
    assert sheet.plan.held_count() == 4
    assert sheet.held.words.text() == "4 may be held already; they are taken in all the same"


def test_other_files_begin_with_all_of_them_listed(qtbot, jobs, sheet, stick):
    sheet.bar.looks.setChecked(True)
    assert sheet.plan.rowCount() == 1
    sheet.open_for([os.fsencode(stick / "note.txt")])
    settled(qtbot, jobs)
    assert not sheet.bar.looks.isChecked()
    assert [one.name for one in sheet.plan.chosen()] == [b"note.txt"]
    sheet.bar.kind.setCurrentIndex(sheet.bar.kind.findData("video"))
    sheet.bar.kind.activated.emit(sheet.bar.kind.currentIndex())
    assert sheet.plan.rowCount() == 0
    assert not sheet.start.isEnabled()
    assert (sheet.nothing.isHidden(), sheet.view.isHidden()) == (False, True)
    sheet.bar.all.click()
    assert sheet.plan.rowCount() == 1
    assert (sheet.nothing.isHidden(), sheet.view.isHidden()) == (True, False)
    assert sheet.bar.where == PlanFilter()
    assert replace(sheet.bar.where, kind="video") != sheet.plan.where
