"""Cases by list and one by one: what is not ready and why, its items, its order in time, its notes; by the keyboard alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from intake.records.marks import MarkKind
from intake.records.rows import CaseRow, CaseStanding, Filter, Unread
from tests.window.conftest import import_all, in_room, settled
from tests.window.test_models import ROW
from ui.models.cases import NEEDS, CasesModel, StateRole, reasons
from ui.models.timeline import TimelineModel, moments
from ui.pages.case_view import NOTES

STANDING = CaseStanding(CaseRow("c1", "24-118", "The van", "2026-11-22T10:00:00Z", 4), "2026-11-24T16:02:47Z", 1, 3, 2, 0, 0)


@pytest.fixture
def window(qtbot, casework, vault, jobs, listener, stick):
    import_all(casework, stick)
    casework.receiving.open_case("24-118", "The van")
    casework.noting.assign(casework.library.ids(Filter())[:3], "24-118", "from the witness")
    yield from in_room(qtbot, casework, vault, jobs, listener, "cases")


def test_why_it_is_not_ready():
    found = reasons(STANDING)
    assert [(state, said) for state, said, _where in found] == [
        ("bad", "Digest differs: 1"),
        ("attention", "Stored copy was not read again: 3"),
        ("attention", "Source was not read again: 2"),
    ]
    assert [where for _state, _said, where in found[1:]] == [
        Filter(case_number="24-118", unread=Unread.STORED),
        Filter(case_number="24-118", unread=Unread.SOURCE),
    ]
    assert reasons(replace(STANDING, differs=0, stored_unread=0, source_unread=0)) == []


def test_the_model_of_cases(qtmodeltester):
    model = CasesModel()
    qtmodeltester.check(model)
    model.take(
        [
            STANDING,
            replace(STANDING, row=replace(STANDING.row, number="24-200", items=0), differs=0, stored_unread=0, source_unread=0),
        ]
    )
    qtmodeltester.check(model)
    assert (
        model.data(model.index(0, NEEDS))
        == "Digest differs: 1 · Stored copy was not read again: 3 · Source was not read again: 2"
    )
    assert model.data(model.index(0, NEEDS), StateRole) == "bad"
    assert model.data(model.index(1, NEEDS)) == ""  # nothing in it, nothing to say
    assert model.place("24-200") == 1
    assert "24-118, The van, 4" in model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)


def at(utc: str | None, **changed):
    value = utc.replace("-", ":", 2).replace("T", " ") if utc else None
    return replace(ROW, sort_utc=utc, sort_value=value, sort_day=utc[:10] if utc else "", **changed)


def test_gaps_and_doubts_of_a_timeline(qtmodeltester):
    rows = [
        at("2026-11-22T20:00:00Z", duration="60/1"),
        at("2026-11-22T20:05:59Z"),  # 4:59 after the end of the one before
        at("2026-11-22T22:09:41Z"),  # 102 s later than the beginning, and two hours
        at("2026-11-23T08:00:00Z", sort_reason="filesystem"),
        at(None),
    ]
    found = moments(rows)
    assert [one.text for one in found if one.row is None] == [
        "Sunday 22 November 2026",
        "2 h 2 min without a recording",
        "Monday 23 November 2026",
        "No time is known",
    ]
    assert [one.doubt for one in found if one.row is not None] == [
        "",
        "",
        "",
        "by the file's time: the copy may be younger than the recording",
        "no time is known",
    ]
    long = [at("2026-11-22T20:00:00Z", duration="7200/1"), at("2026-11-22T20:10:00Z"), at("2026-11-22T21:50:00Z")]
    assert [one.text for one in moments(long) if one.row is None] == ["Sunday 22 November 2026"]  # the first goes on meanwhile
    assert "6 min without a recording" in [one.text for one in moments([*long, at("2026-11-22T22:06:00Z")])]
    model = TimelineModel()
    qtmodeltester.check(model)
    model.take(found)
    qtmodeltester.check(model)


def test_a_case_by_the_keyboard_alone(qtbot, window, casework, jobs):
    cases = window.cases
    assert cases.list.model.rowCount() == 1
    cases.list.view.setFocus()
    QTest.keyClick(cases.list.view, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    one = cases.one
    assert one.isVisible()
    assert one.title.text() == "Case 24-118"
    assert one.model.rowCount() == 3
    assert one.timeline.model.rowCount() >= 4  # three items under a day or more
    item = one.current()
    QTest.keyClick(one.table, Qt.Key.Key_Space)
    settled(qtbot, jobs)
    assert one.look.isVisible()
    QTest.keyClick(one.look.picture, Qt.Key.Key_Space)
    assert not one.look.isVisible()
    QTest.keyClick(one.table, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert window.navigation.room == "library"
    assert window.library.viewer.isVisible()
    assert window.library.filters.where == Filter(case_number="24-118")
    window.navigation.go("cases")
    settled(qtbot, jobs)
    assert one.current() == item  # as it was left
    QTest.keyClick(one.table, Qt.Key.Key_Escape)
    assert cases.list.isVisible()


def test_what_is_not_ready_leads_to_those_items(qtbot, window, casework, jobs):
    first = casework.library.ids(Filter(case_number="24-118"))[0]
    casework.noting.mark([first], MarkKind.ATTORNEY, "a witness is heard")
    casework.noting.note([first], "The van turns left")
    window.cases.show_case("24-118")
    settled(qtbot, jobs, window.desk.listener)
    links = [one for one in window.cases.one.findChildren(type(window.cases.one.release)) if one.isVisible()]
    link = next(one for one in links if one.accessibleName() == "Show in the library: Tell the attorney: 1")
    link.click()
    settled(qtbot, jobs)
    assert window.navigation.room == "library"
    assert [window.library.model.item_at(row) for row in range(window.library.model.rowCount())] == [first]


def test_taken_out_of_the_case_it_is_gone_from_the_list(qtbot, window, casework, jobs):
    window.cases.show_case("24-118")
    settled(qtbot, jobs)
    one = window.cases.one
    one.table.selectRow(0)
    item = one.current()
    assert "Take out of this case…" in [act.text() for act in one.menu().actions()]
    one.assigning.write((item,), "24-118", "another van", out=True)
    settled(qtbot, jobs, window.desk.listener)
    qtbot.waitUntil(lambda: one.model.rowCount() == 2)
    assert item not in casework.library.ids(Filter(case_number="24-118"))


def test_a_note_on_the_case_itself_is_never_overwritten(qtbot, window, casework, jobs):
    first = casework.library.ids(Filter(case_number="24-118"))[0]
    casework.noting.note([first], "The van turns left")
    window.cases.show_case("24-118")
    settled(qtbot, jobs)
    one = window.cases.one
    one.show_tab(NOTES)
    notes = one.notes
    assert not notes.field.add.isEnabled()
    notes.field.text.setFocus()
    QTest.keyClicks(notes.field.text, "Two vans, not one")
    QTest.keyClick(notes.field.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, jobs)
    assert notes.field.text.toPlainText() == ""
    words = [label.text() for label in notes.findChildren(QLabel) if label.isVisible()]
    assert words.index("Two vans, not one") < words.index("The van turns left")  # the newest first
    assert "On the case" in words
    window.desk.undo.take()()
    settled(qtbot, jobs)
    told = [(note.item, note.note.text) for note in casework.library.case_notes("24-118")]
    assert told[0][0] is None
    assert told[0][1].startswith("The note of ")
    assert told[1:] == [(None, "Two vans, not one"), (first, "The van turns left")]
    casework.receiving.open_case("24-200", "")
    QTest.keyClicks(notes.field.text, "begun")
    window.cases.show_case("24-200")
    settled(qtbot, jobs)
    assert notes.field.text.toPlainText() == ""  # it belonged to the other case


def test_an_empty_case_teaches(qtbot, window, casework, jobs):
    casework.receiving.open_case("24-200", "")
    window.cases.show_case("24-200")
    settled(qtbot, jobs)
    one = window.cases.one
    assert one.empty.isVisible()
    assert "Assign to a case" in one.empty.more.text()
    assert not one.release.isEnabled()
