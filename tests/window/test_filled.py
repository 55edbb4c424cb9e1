"""The filled button is the next step: in Cases the one that is chosen, or the one whose number is being typed."""

import pytest
from PySide6.QtTest import QTest

from tests.window.conftest import in_room


@pytest.fixture
def cases(qtbot, casework, vault, jobs, listener):
    casework.receiving.open_case("24-118", "The van")
    for window in in_room(qtbot, casework, vault, jobs, listener, "cases"):
        yield window.cases.list


def filled(*buttons) -> list[bool]:
    return [one.property("kind") == "primary" for one in buttons]


def test_one_button_is_filled_and_it_is_the_next_step(cases):
    assert filled(cases.open, cases.show_one) == [False, True]
    QTest.keyClicks(cases.number, "24-200")
    assert filled(cases.open, cases.show_one) == [True, False]
    assert cases.open.isEnabled()
    cases.number.clear()
    assert filled(cases.open, cases.show_one) == [False, True]
