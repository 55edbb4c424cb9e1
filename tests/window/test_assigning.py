"""Items are assigned to a case from the library, with a reason; taken back by a new entry that says so."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from intake.records.events import Type
from intake.records.rows import Filter
from intake.wording.events import sentence
from tests.window.conftest import import_all, in_room, settled
from ui.dialogs.assign import Assign


@pytest.fixture
def window(qtbot, casework, vault, jobs, listener, stick):
    import_all(casework, stick)
    casework.receiving.open_case("24-118", "The van")
    yield from in_room(qtbot, casework, vault, jobs, listener, "library")


def _dialog(qtbot, window) -> Assign:
    found = []

    def shown() -> bool:
        found[:] = [one for one in window.findChildren(Assign) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(shown)
    return found[0]


def test_assigned_from_the_menu_and_taken_back(qtbot, window, casework, jobs):
    first, second = casework.library.ids(Filter())[:2]
    window.library.choose(first)
    acts = {act.text(): act for act in window.library.menu.menu().actions()}
    acts["Assign to a case…"].trigger()
    dialog = _dialog(qtbot, window)
    assert dialog.number() == "24-118"
    assert not dialog.write.isEnabled()  # without a reason nothing is written
    QTest.keyClicks(dialog.reason, "shows the same van")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    settled(qtbot, jobs, window.desk.listener)
    assert casework.library.ids(Filter(case_number="24-118")) == (first,)
    entry = casework.library.history(first)[-1]
    assert entry.type is Type.ASSIGNED
    assert sentence(entry) == f"R. Alvarez assigned {first} to a case: shows the same van"
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.library.grid.setFocus()
    QTest.keyClick(window.library.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.take_back.isVisible()
    assert "takes 1 item out of case 24-118" in window.take_back.words.text()
    assert casework.library.ids(Filter(case_number="24-118")) == (first,)  # only said so far
    window.take_back.act.click()
    settled(qtbot, jobs, window.desk.listener)
    assert casework.library.ids(Filter(case_number="24-118")) == ()
    assert [one.type for one in casework.library.history(first)].count(Type.ASSIGNED) == 2
    assert "took" in sentence(casework.library.history(first)[-1])
    assert second in casework.library.ids(Filter())


def test_what_was_in_the_case_before_is_not_taken_out_by_undoing(qtbot, window, casework, jobs):
    first, second = casework.library.ids(Filter())[:2]
    casework.noting.assign([first], "24-118", "by hand")
    window.library.menu.assigning.write((first, second), "24-118", "both", out=False)
    settled(qtbot, jobs, window.desk.listener)
    write = window.desk.undo.take()
    assert write is not None
    write()
    settled(qtbot, jobs, window.desk.listener)
    assert casework.library.ids(Filter(case_number="24-118")) == (first,)
