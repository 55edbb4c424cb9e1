"""A new recovery sheet: nothing changes before it was read from; then it alone opens the vault."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from intake.casework import door
from intake.errors import StorageError, UnlockError
from intake.records.events import Type
from tests.window.conftest import PASSPHRASE, in_room, settled
from ui.dialogs.confirm import ConfirmPassphrase
from ui.dialogs.new_sheet import NewSheet


@pytest.fixture
def window(qtbot, casework, vault, jobs, listener):
    yield from in_room(qtbot, casework, vault, jobs, listener, "vault")


def confirm(qtbot, window, jobs, passphrase: str) -> None:
    window.vault.sheet.click()
    (dialog,) = [one for one in window.vault.findChildren(ConfirmPassphrase) if one.isVisible()]
    assert not dialog.act.isEnabled()
    QTest.keyClicks(dialog.field, passphrase)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.field.text() == ""
    settled(qtbot, jobs)


def asked(qtbot, window, jobs) -> NewSheet:
    confirm(qtbot, window, jobs, PASSPHRASE)
    (dialog,) = [one for one in window.vault.findChildren(NewSheet) if one.isVisible()]
    return dialog


def read_from(dialog: NewSheet) -> str:
    """Types the two groups; the whole code."""
    groups = "-".join(dialog.sheet.code.text().split()).split("-")
    for field in dialog.sheet.fields:
        field.setText(groups[int(field.accessibleName().split()[-1]) - 1].lower())
    return "-".join(groups)


def lines(window) -> str:
    return "\n".join(one.text() for one in window.vault.findChildren(QLabel))


def recovers(vault, code: str, settings) -> bool:
    try:
        door.unlock(vault, None, bytearray(code.encode()), settings).close()
    except UnlockError:
        return False
    return True


def test_from_the_button_to_the_sheet_that_counts(qtbot, window, casework, jobs, listener, vault, made, settings):
    old = made[1].recovery_code
    assert "the sheet was made" in lines(window)
    size = casework.library.log_size()
    dialog = asked(qtbot, window, jobs)
    assert not dialog.act.isEnabled()
    code = read_from(dialog)
    assert code != old
    assert casework.library.log_size() == size  # shown, read from, and still nothing has changed
    QTest.keyClick(dialog.act, Qt.Key.Key_Space)
    settled(qtbot, jobs)
    types = [entry.type for entry in casework.library.log()]
    assert types[-3:] == [Type.OPERATOR_REVOKED, Type.OPERATOR_ENROLLED, Type.EPOCH_STARTED]
    assert "the one before opens this vault no longer" in window.vault.log.words.text()
    assert "by R. Alvarez" in lines(window)
    assert code.partition("-")[0] not in lines(window)
    window.close()
    qtbot.waitUntil(lambda: window._closed)
    assert [recovers(vault, one, settings) for one in (old, code)] == [False, True]


def test_a_sheet_that_was_given_up_changes_nothing(qtbot, window, casework, jobs):
    size = casework.library.log_size()
    dialog = asked(qtbot, window, jobs)
    read_from(dialog)
    dialog.reject()
    settled(qtbot, jobs)
    assert casework.library.log_size() == size


def test_where_it_fails_the_one_before_counts(qtbot, window, casework, jobs, monkeypatch):
    def fail(_code):
        raise StorageError("disk_full")

    monkeypatch.setattr(casework.people, "replace_recovery", fail)
    dialog = asked(qtbot, window, jobs)
    read_from(dialog)
    dialog.act.click()
    settled(qtbot, jobs)
    assert "keep the one before" in window.vault.log.words.text()
    assert window.vault.trouble.isVisibleTo(window.vault)
    assert window.vault.sheet.isEnabled()


def test_a_screen_left_open_is_not_enough(qtbot, window, casework, jobs, vault, made, settings):
    confirm(qtbot, window, jobs, "not the passphrase")
    assert not window.vault.findChildren(NewSheet)
    assert "does not open with this passphrase" in "\n".join(one.text() for one in window.vault.trouble.findChildren(QLabel))
    assert window.vault.sheet.isEnabled()
    (*_before, last) = casework.library.log()
    assert (last.type, last.value("outcome")) == (Type.ACCESS_DENIED, {"code": "no_slot_matches", "outcome": "refused"})
    dialog = asked(qtbot, window, jobs)  # another try
    dialog.reject()
