"""Locking: what a person, the minutes and the system bring about; what goes on behind it; what is left of the evidence anywhere."""

import os
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QClipboard, QPixmap, QPixmapCache, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from intake.casework import door
from intake.progress import Step, silent
from intake.records.findings import Verdict
from tests.window.conftest import OPERATOR, PASSPHRASE, import_all, settled
from tests.window.test_stories import drop
from ui import clipboard, recent, remembered
from ui.absence.system import Absence
from ui.jobs import Jobs, Lane, Outlasts
from ui.main_window import MainWindow
from ui.widgets.cover import Cover
from ui.widgets.lock_choices import LockChoices

FILES = 12


@pytest.fixture
def lanes():
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def window(qtbot, vault, settings, listener, lanes, stick):
    """A main window on a vault with four items, closed by locking and by nothing else."""
    casework = door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings, listener.hear)
    import_all(casework, stick)
    opened = MainWindow(casework, vault, lanes, listener)
    opened.show()
    opened.begin()
    settled(qtbot, lanes)
    yield opened
    if not opened._closed:
        with qtbot.waitSignal(opened.locked, timeout=60_000):
            opened.close()
    opened.close()
    shiboken6.delete(opened)


@pytest.fixture
def importing(qtbot, window, lanes, tmp_path):
    """An import that has begun and stands still, so that it surely is not over when it is locked."""
    big = tmp_path / "big"
    big.mkdir()
    for number in range(FILES):
        (big / f"clip {number:02d}.bin").write_bytes(os.urandom(2_000_000))
    drop(window, big)
    settled(qtbot, lanes)
    window.intake.sheet.form._group.button(2).click()
    window.intake.sheet.form.authority.setEditText("Consent")
    window.intake.sheet.start.click()
    qtbot.waitUntil(lambda: bool(window.intake._views), timeout=10_000)
    return window.intake._views[0].job


def again(vault: Path, settings) -> door.Casework:
    return door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings)


def seen(window: QWidget) -> str:
    """Every word on the screen."""
    shown = [
        widget.text() for widget in window.findChildren(QWidget) if isinstance(widget, QLabel | QLineEdit) and widget.isVisible()
    ]
    return "\n".join([window.windowTitle(), *shown])


def test_an_import_goes_on_behind_the_lock_and_the_cover_says_how_far(qtbot, window, importing, vault, settings):
    said = []
    words = window.cover.words
    with qtbot.waitSignal(window.locked, timeout=60_000):
        window.lock()
        assert window.cover.isVisible()
        assert window.cover.stop.isVisible()
        assert not window.cover.stop.hasFocus()  # a key that wakes the screen stops nothing
        said.append(words.text())
        importing.stepped.connect(lambda _step: said.append(words.text()))
    assert said[0].startswith("The import goes on behind the lock")
    assert any(one.startswith("The import goes on behind the lock: ") and f" of {FILES}" in one for one in said)
    assert not any("clip" in one for one in said)
    with again(vault, settings) as casework:
        assert casework.library.count() == 4 + FILES
        assert casework.receiving.interrupted() == ()
        assert casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED


def nothing_lost(vault, settings) -> None:
    with again(vault, settings) as casework:
        left = sum(batch.lines - len(batch.outcomes) for batch in casework.receiving.interrupted())
        assert casework.library.count() + left == 4 + FILES
        casework.agenda.resume(silent)
        assert casework.library.count() == 4 + FILES
        assert casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED


def test_it_stops_where_that_is_the_policy(qtbot, window, importing, vault, settings):
    remembered.keep_goes_on_behind_lock(False)
    with qtbot.waitSignal(window.locked, timeout=60_000):
        window.lock()
        assert importing.switch.stopped
        assert not window.cover.stop.isVisible()
        assert window.cover.words.text().startswith("Locking.")
    nothing_lost(vault, settings)


def test_it_stops_when_a_person_says_so_behind_the_lock(qtbot, window, importing, vault, settings):
    with qtbot.waitSignal(window.locked, timeout=60_000):
        window.lock()
        assert not importing.switch.stopped
        QTest.mouseClick(window.cover.stop, Qt.MouseButton.LeftButton)
        assert importing.switch.stopped
        assert not window.cover.stop.isEnabled()
    nothing_lost(vault, settings)


def test_asleep_nothing_goes_on(qtbot, window, importing, vault, settings):
    with qtbot.waitSignal(window.locked, timeout=60_000) as told:
        window.locking.absent(Absence.SLEEP)
        assert importing.switch.stopped
    assert told.args == [True]
    nothing_lost(vault, settings)


def test_sleep_after_the_lock_stops_what_went_on(qtbot, window, importing, vault, settings):
    with qtbot.waitSignal(window.locked, timeout=60_000):
        window.locking.absent(Absence.SCREEN)
        assert not importing.switch.stopped
        window.locking.absent(Absence.SLEEP)
        assert importing.switch.stopped
    nothing_lost(vault, settings)


def test_a_paused_import_does_not_hold_the_lock(qtbot, window, importing, vault, settings):
    importing.pause()
    with qtbot.waitSignal(window.locked, timeout=60_000):
        window.lock()
        assert importing.switch.stopped
    nothing_lost(vault, settings)


def test_closing_the_window_behind_the_lock_ends_it_without_an_entrance(qtbot, window, importing, vault, settings):
    with qtbot.waitSignal(window.locked, timeout=60_000) as told:
        window.lock()
        window.close()
        assert importing.switch.stopped
    assert told.args == [False]
    nothing_lost(vault, settings)


def test_nobody_there_is_said_and_a_key_takes_it_away(qtbot, window):
    window.locking.idle.noticed.emit(60)
    assert window.status.noticed == "Nobody was here for a while. In 60 seconds this locks; any key keeps it open."
    assert not window.status.words.isVisible()
    window.locking.idle.back.emit()
    assert window.status.noticed == ""
    assert window.status.words.isVisible()


def test_the_minutes_lock(qtbot, window):
    with qtbot.waitSignal(window.locked, timeout=60_000) as told:
        window.locking.idle.over.emit()
        assert window.cover.isVisible()
    assert told.args == [True]


def test_no_key_reaches_what_is_covered(qtbot, window, importing, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: pytest.fail("a dialog behind the lock"))
    room = window.navigation.room
    with qtbot.waitSignal(window.locked, timeout=60_000):
        window.lock()
        for key in (Qt.Key.Key_N, Qt.Key.Key_F, Qt.Key.Key_2, Qt.Key.Key_5):
            QTest.keyClick(window.cover, key, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(window.cover, Qt.Key.Key_Space)
        QTest.keyClick(window.cover, Qt.Key.Key_Return)
        assert window.navigation.room == room
        assert not importing.switch.stopped
        assert not any(shortcut.isEnabled() for shortcut in window.findChildren(QShortcut))


def test_nothing_of_the_evidence_is_left_on_screen_clipboard_title_or_caches(qtbot, window, lanes):
    window.navigation.go("library")
    settled(qtbot, lanes)
    item = window.library.model.item_at(0)
    window.library.choose(item)
    settled(qtbot, lanes)
    assert "IMG_04" in seen(window)
    window.library.open_viewer(item)
    settled(qtbot, lanes)
    assert not window.library.viewer.stage.picture.image.isNull()
    clipboard.copy("IMG_0412.JPG")
    QPixmapCache.insert("thumbnail of IMG_0412", QPixmap(64, 64))
    dialog = QFileDialog(window)
    dialog.setWindowTitle("IMG_0412.JPG")
    dialog.show()
    with qtbot.waitSignal(window.locked, timeout=60_000):
        window.lock()
        assert not dialog.isVisible()
        assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [window]
        for secret in ("IMG_04", "JPG", "Okafor", "0001-"):
            assert secret not in seen(window)
        assert window.windowTitle() == "Evidence Intake"
        assert window.windowFilePath() == ""
        assert QApplication.clipboard().text() == ""
        assert QPixmapCache.find("thumbnail of IMG_0412") is None
        assert window.library.viewer.stage.picture.image.isNull()
        assert not window.library.thumbnails._kept
    assert QApplication.clipboard().text() == ""


def test_what_a_field_put_on_the_clipboard_is_taken_away_too(qtbot, monkeypatch):
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard: True)  # the offscreen platform does not know
    field = QLineEdit("IMG_0412.JPG")
    qtbot.addWidget(field)
    field.selectAll()
    field.copy()
    assert QApplication.clipboard().text() == "IMG_0412.JPG"
    clipboard.forget()
    assert QApplication.clipboard().text() == ""


def test_clipboard_histories_are_told_to_keep_nothing(qtbot):
    clipboard.copy("passphrase")
    data = QApplication.clipboard().mimeData()
    assert data.text() == "passphrase"
    assert bytes(data.data("x-kde-passwordManagerHint").data()) == b"secret"


def test_the_file_dialogs_own_memory_is_put_back(qtbot, tmp_path):
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "QtProject.conf"
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(config.parent))
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    settings.setValue("FileDialog/lastVisited", "file:///home/them")
    settings.setValue("FileDialog/shortcuts", ["file:///"])
    settings.sync()
    recent.note()
    folder = tmp_path / "stick of Dana Okafor"
    folder.mkdir()
    (folder / "IMG_0412.JPG").touch()
    dialog = QFileDialog(None, "", str(folder))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.selectFile(str(folder / "IMG_0412.JPG"))
    dialog.accept()
    del dialog
    QSettings(QSettings.Scope.UserScope, "QtProject").sync()
    assert b"Okafor" in config.read_bytes()
    recent.put_back()
    assert b"Okafor" not in config.read_bytes()
    after = QSettings(QSettings.Scope.UserScope, "QtProject")
    assert after.value("FileDialog/lastVisited") == "file:///home/them"
    assert after.contains("FileDialog/shortcuts")


def test_when_it_locks_is_chosen_and_in_force_at_once(qtbot):
    choices = LockChoices()
    qtbot.addWidget(choices)
    assert choices.minutes.currentText() == "15 minutes"
    assert [choices.minutes.itemData(number) for number in range(choices.minutes.count())] == [1, 2, 5, 10, 15, 30, 60]
    choices.minutes.setCurrentIndex(2)
    choices.minutes.activated.emit(2)
    assert remembered.lock_after_minutes() == 5
    assert choices.goes_on.isChecked()
    choices.goes_on.click()
    assert not remembered.goes_on_behind_lock()
    remembered.keep_lock_after_minutes(7)
    assert LockChoices().minutes.currentText() == "7 minutes"


def test_the_cover_says_of_a_bundle_how_far_it_is(qtbot, lanes):
    cover = Cover()
    qtbot.addWidget(cover)
    job = lanes.make(lambda _progress: None, Lane.WORK)
    job.outlasts = Outlasts.BUNDLE
    cover.follow(job)
    assert cover.words.text() == "The bundle goes on being written behind the lock."
    assert "leaves no bundle behind" in cover.more.text()
    job.stepped.emit(Step("read_back", None, 1, 2, "bytes", 500, 1_000, 3, 9))
    assert cover.words.text() == (
        "The bundle goes on being written behind the lock: Reading the bundle back 3 of 9 · 500 bytes of 1.0 kB"
    )
    assert cover.bar.value() == 500
    job.ended.emit()
    assert cover.words.text().startswith("Locking.")
    assert cover.stop.isHidden()
