"""Which window comes when, what the process ends with, and what `main.py` makes of it."""

import gc
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import main
from tests.conftest import ROOT
from tests.window.conftest import OPERATOR, PASSPHRASE, settled
from ui import clipboard, remembered, starting
from ui.collecting import Collector
from ui.dialogs.mishap import report
from ui.entrance import Entrance
from ui.main_window import MainWindow
from ui.verify_window import VerifyWindow


def test_entrance_main_window_lock(qtbot, application, vault):
    remembered.remember(vault, OPERATOR)
    application.enter()
    entrance = application.window
    assert isinstance(entrance, Entrance)
    settled(qtbot, application.jobs)
    QTest.keyClicks(entrance.passphrase, PASSPHRASE)
    QTest.keyClick(entrance.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(application.window, MainWindow), timeout=20_000)
    settled(qtbot, application.jobs, application.listener)
    assert not entrance.isVisible()
    assert application.window.isVisible()
    clipboard.copy("a passphrase of a bundle")
    application.window.lock()
    qtbot.waitUntil(lambda: application.ended == [starting.LOCKED], timeout=20_000)
    assert QApplication.clipboard().text() == ""


def test_what_others_put_on_the_clipboard_stays(qtbot):
    clipboard.copy("ours")
    QApplication.clipboard().setText("theirs")
    clipboard.forget()
    assert QApplication.clipboard().text() == "theirs"


def test_closing_ends_with_nothing_to_do(qtbot, application, vault):
    remembered.remember(vault, OPERATOR)
    application.enter()
    settled(qtbot, application.jobs)
    QTest.keyClicks(application.window.passphrase, PASSPHRASE)
    QTest.keyClick(application.window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(application.window, MainWindow), timeout=20_000)
    application.window.close()
    qtbot.waitUntil(lambda: application.ended == [0], timeout=20_000)


def test_a_bundle_opens_verify_and_never_an_import(qtbot, application, tmp_path):
    folder = tmp_path / "no bundle"
    folder.mkdir()
    application.verify(folder)
    assert isinstance(application.window, VerifyWindow)
    settled(qtbot, application.jobs)
    assert "is not a bundle" in application.window.trouble.message
    application.window.left.emit()
    assert isinstance(application.window, Entrance)
    settled(qtbot, application.jobs)


def test_a_bug_is_reported_without_a_word_of_the_evidence():
    try:
        raise ValueError("IMG_0412.MOV of Dana Okafor")
    except ValueError as error:
        said = report(error)
    assert "ValueError" in said
    assert "test_app.py" in said
    assert "Okafor" not in said
    assert "IMG_0412" not in said


def test_the_collector_works_on_the_gui_thread_only(qapp):
    gc.enable()  # as it is before there is one
    collector = Collector()
    try:
        assert not gc.isenabled()
        for _number in range(5_000):
            ring: list = []
            ring.append(ring)
        collector.collect()
        assert gc.get_count()[0] < 5_000
    finally:
        collector.stop()
        assert gc.isenabled()
        gc.disable()  # that of all these tests goes on


def test_after_locking_the_process_is_replaced_by_a_fresh_one(monkeypatch):
    replaced = []
    monkeypatch.setattr(starting, "window", lambda *_asked: starting.LOCKED)
    monkeypatch.setattr(main.os, "execv", lambda path, arguments: replaced.append((path, arguments)))
    main.window([])
    ((path, arguments),) = replaced
    assert path == sys.executable
    assert arguments[0] == sys.executable
    assert arguments[1].endswith("main.py")
    assert len(arguments) == 2


def test_an_ordinary_end_replaces_nothing(monkeypatch):
    monkeypatch.setattr(starting, "window", lambda *_asked: 0)
    monkeypatch.setattr(main.os, "execv", lambda *_both: pytest.fail("replaced"))
    assert main.window([]) == 0


def test_a_command_is_not_taken_for_a_bundle(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list").mkdir()
    assert not main.is_path("list")
    (tmp_path / "bundle.zip").touch()
    assert main.is_path("bundle.zip")
    assert main.is_path(str(tmp_path / "list"))
    assert not main.is_path("nothing.zip")


COPIED = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import app, clipboard
begin = app.Application.begin
def began(application, paths):
    begin(application, paths)
    clipboard.copy("4F2A")
    QTimer.singleShot(0, QApplication.closeAllWindows)
app.Application.begin = began
sys.exit(app.run([]))
"""


def test_what_is_on_the_clipboard_when_the_program_ends_does_no_harm():
    done = subprocess.run([sys.executable, "-c", COPIED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
