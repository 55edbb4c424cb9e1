"""The entrance: it opens with the right words, says what to try with the wrong ones, and a new vault exists only at the end."""

import re

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake.casework import door
from tests.window.conftest import OPERATOR, PASSPHRASE, settled
from ui import remembered
from ui.dialogs.new_vault import NewVault
from ui.entrance import Entrance


@pytest.fixture
def entrance(qtbot, jobs, listener, settings):
    window = Entrance(jobs, listener, settings)
    qtbot.addWidget(window)
    window.show()
    return window


def test_first_time_the_next_step_is_a_new_vault(entrance):
    entrance.preselect()
    assert entrance.unlock.text() == "New vault…"
    assert not entrance.passphrase.isEnabled()


def test_the_last_vault_and_operator_are_preselected_and_the_focus_is_in_the_field(qtbot, entrance, jobs, vault):
    remembered.remember(vault, OPERATOR)
    entrance.preselect()
    settled(qtbot, jobs)
    assert entrance.vault.currentText() == vault.name
    assert entrance.operator.currentText() == OPERATOR
    qtbot.waitUntil(entrance.passphrase.hasFocus)


def test_when_this_vault_was_opened_last_is_said(qtbot, entrance, jobs, vault):
    entrance.preselect(vault)
    assert entrance.hint.text() == ""
    remembered.remember(vault, "R. Alvarez")
    entrance.preselect(vault)
    settled(qtbot, jobs)
    assert re.fullmatch(r"Last opened \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", entrance.hint.text())
    assert remembered.last_opened(vault.parent) is None  # of another one nothing is remembered


def test_enter_unlocks_and_the_field_is_empty_at_once(qtbot, entrance, jobs, vault):
    entrance.preselect(vault)
    settled(qtbot, jobs)
    QTest.keyClicks(entrance.passphrase, PASSPHRASE)
    with qtbot.waitSignal(entrance.unlocked, timeout=20_000) as told:
        QTest.keyClick(entrance.passphrase, Qt.Key.Key_Return)
        assert entrance.passphrase.text() == ""
        assert not entrance.unlock.isEnabled()
    casework, path = told.args
    try:
        assert path == vault
        assert casework.operator.person.name == OPERATOR
    finally:
        casework.close()


def test_an_entrance_that_is_closed_meanwhile_leaves_the_vault_free(qtbot, entrance, jobs, vault):
    entrance.preselect(vault)
    settled(qtbot, jobs)
    QTest.keyClicks(entrance.passphrase, PASSPHRASE)
    QTest.keyClick(entrance.passphrase, Qt.Key.Key_Return)
    entrance.close()
    settled(qtbot, jobs)
    assert door.look(vault).holder == ""


def test_the_wrong_passphrase_says_what_to_try(qtbot, entrance, jobs, vault):
    entrance.preselect(vault)
    settled(qtbot, jobs)
    QTest.keyClicks(entrance.passphrase, "not this one, surely")
    QTest.keyClick(entrance.passphrase, Qt.Key.Key_Return)
    settled(qtbot, jobs)
    assert entrance.trouble.isVisible()
    assert "does not open" in entrance.trouble.message
    assert entrance.unlock.isEnabled()
    assert entrance.passphrase.hasFocus()


def test_the_recovery_code_opens(qtbot, entrance, jobs, made):
    vault, created = made
    entrance.preselect(vault)
    settled(qtbot, jobs)
    entrance.switch.click()
    QTest.keyClicks(entrance.recovery, created.recovery_code.lower().replace("-", " "))
    with qtbot.waitSignal(entrance.unlocked, timeout=20_000) as told:
        QTest.keyClick(entrance.recovery, Qt.Key.Key_Return)
    told.args[0].close()


def test_open_elsewhere_is_said_and_read_only_offered(qtbot, entrance, jobs, casework, vault):
    entrance.preselect(vault)
    settled(qtbot, jobs)
    assert OPERATOR in entrance.hint.text()
    assert entrance.read_only.isChecked()


def test_caps_lock_shows(qtbot, entrance, jobs, vault):
    entrance.preselect(vault)
    settled(qtbot, jobs)
    for text, shift, shown in (
        ("A", False, True),
        ("a", False, False),
        ("a", True, True),
        ("A", True, False),
        ("7", False, False),
    ):
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(entrance.passphrase, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifier, text))
        assert entrance.caps_hint.isVisible() is shown


def test_a_folder_that_is_no_vault_is_named(qtbot, entrance, jobs, tmp_path):
    entrance.preselect(tmp_path)
    settled(qtbot, jobs)
    assert "is not a vault" in entrance.trouble.message
    assert not entrance.unlock.isEnabled()


def test_nothing_exists_before_the_last_page_and_two_groups_are_typed_back(qtbot, jobs, settings, tmp_path):
    path = tmp_path / "new vault"
    wizard = NewVault(jobs, settings)
    qtbot.addWidget(wizard)
    wizard.open()
    wizard.where.path.setText(str(path))
    wizard.go_on()
    assert not wizard.next.isEnabled()
    wizard.office.fields[0].setText("Hennepin County")
    wizard.go_on()
    for field, text in zip(wizard.who.fields, ("R. Alvarez", "Investigations", ""), strict=True):
        field.setText(text)
    wizard.go_on()
    wizard.passphrase.first.setText(PASSPHRASE)
    wizard.passphrase.again.setText(PASSPHRASE[:-1])
    assert not wizard.next.isEnabled()
    wizard.passphrase.again.setText(PASSPHRASE)
    wizard.go_on()
    wizard.go_back()
    wizard.go_on()
    assert not path.exists()
    wizard.go_on()
    settled(qtbot, jobs)
    assert path.exists()
    sheet = wizard.making.sheet
    assert not wizard.next.isEnabled()
    wizard.reject()
    assert wizard.isVisible()
    for field, number in zip(sheet.fields, sheet._numbers, strict=True):
        field.setText(sheet._groups[number].lower())
    with qtbot.waitSignal(wizard.made, timeout=5_000) as told:
        wizard.go_on()
    assert told.args == [path, "R. Alvarez"]
    assert door.look(path).operators == ("R. Alvarez",)
    with door.unlock(path, "R. Alvarez", bytearray(PASSPHRASE.encode()), settings) as casework:
        assert casework.office == "Hennepin County"


def test_a_new_vault_where_something_lies_is_refused_on_the_first_page(qtbot, jobs, settings, tmp_path):
    wizard = NewVault(jobs, settings)
    qtbot.addWidget(wizard)
    wizard.where.path.setText(str(tmp_path))
    assert not wizard.next.isEnabled()
    assert wizard.where.said.text()


def test_the_vault_of_a_demo_says_its_passphrase_and_is_not_remembered(qtbot, entrance, jobs, vault, tmp_path):
    remembered.remember(tmp_path, "Someone else")
    entrance.preselect(vault, OPERATOR, "The vault of a demo.")
    settled(qtbot, jobs)
    assert entrance.about.isVisible()
    assert entrance.about.text() == "The vault of a demo."
    QTest.keyClicks(entrance.passphrase, PASSPHRASE)
    with qtbot.waitSignal(entrance.unlocked, timeout=20_000) as told:
        QTest.keyClick(entrance.passphrase, Qt.Key.Key_Return)
    told.args[0].close()
    assert remembered.last_vault() == tmp_path
