"""One window for each person: what crosses to it, what it refuses, what it does with files; with real second processes."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtTest import QTest

import main
from tests.conftest import ROOT
from tests.window.conftest import OPERATOR, PASSPHRASE, settled
from ui import handed, instance, remembered, starting
from ui.entrance import Entrance
from ui.handed import Kind
from ui.instance import MAGIC, MOST_PATH, MOST_PATHS, Instance, encode, first, parse
from ui.jobs import Lane
from ui.main_window import MainWindow
from ui.verify_window import VerifyWindow

names = st.binary(min_size=1, max_size=40).filter(lambda name: b"\0" not in name).map(lambda name: b"/" + name)


@given(st.lists(names, max_size=8))
def test_what_is_handed_over_arrives(paths):
    data = encode(paths)
    assert parse(data) == tuple(paths)
    for cut in range(len(data)):
        assert parse(data[:cut]) is None


@given(st.binary(max_size=200))
def test_anything_else_is_refused_or_never_whole(data):
    try:
        found = parse(data)
    except ValueError:
        return
    assert found is None or encode(found) == data


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n",
        MAGIC + (MOST_PATH + 1).to_bytes(4, "big"),
        MAGIC + b"\0\0\0\1/" * (MOST_PATHS + 1),
        MAGIC + b"\0\0\0\5a/b/c" + bytes(4),
        MAGIC + b"\0\0\0\3/a\0" + bytes(4),
        MAGIC + bytes(4) + b"more",
    ],
)
def test_what_is_out_of_bounds_is_refused(data):
    with pytest.raises(ValueError):
        parse(data)


@pytest.mark.parametrize("count", [0, 1, MOST_PATHS - 1, MOST_PATHS])
def test_up_to_the_limit(count):
    paths = [b"/" + b"x" * (MOST_PATH - 1)] * count
    assert parse(encode(paths)) == tuple(paths)


def test_beyond_the_limit():
    for paths in ([b"/x"] * (MOST_PATHS + 1), [b"/" + b"x" * MOST_PATH], [b"relative"], [b""]):
        with pytest.raises(ValueError):
            encode(paths)


@pytest.fixture
def running(qtbot):
    """The first process."""
    found = first([])
    assert found is not None
    assert found.listening
    yield found
    found.close()


def start(*arguments: str | Path, **options) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, str(ROOT / "main.py"), *map(str, arguments)], cwd=ROOT, **options)


def heard_from(qtbot, running: Instance, process: subprocess.Popen) -> int:
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=30_000)
    return process.returncode


def test_only_this_person_can_reach_it(running):
    path = Path(running._server.fullServerName())
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_that_others_can_enter_is_not_used(qtbot):
    folder = Path(os.environ["XDG_RUNTIME_DIR"], "evidence-intake")
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    found = first([])
    assert found is not None
    assert not found.listening
    assert os.listdir(folder) == []


def test_without_a_runtime_folder_it_lies_in_the_persons_own(qtbot, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    found = first([])
    assert found is not None
    assert found.listening
    assert found._server.fullServerName() == os.environ["XDG_DATA_HOME"] + "/evidence-intake/run/window"
    found.close()


def test_a_second_process_hands_over_and_ends(qtbot, running, tmp_path):
    odd = tmp_path / os.fsdecode(b"IMG_\xff0412.MOV")
    odd.touch()
    offered = []
    running.offered.connect(offered.append)
    assert heard_from(qtbot, running, start(odd)) == 0
    assert offered == [(os.fsencode(odd),)]
    assert heard_from(qtbot, running, start(odd, tmp_path)) == 0
    assert offered[1] == (os.fsencode(odd), os.fsencode(tmp_path))
    assert heard_from(qtbot, running, start()) == 0
    assert offered[2] == ()


def test_callers_that_talk_nonsense_or_say_nothing_do_no_harm(qtbot, running, monkeypatch):
    monkeypatch.setattr(instance, "WAIT_MS", 300)
    offered = []
    running.offered.connect(offered.append)
    name = running._server.fullServerName()
    silent = [QLocalSocket() for _number in range(instance.AT_ONCE)]
    for one in silent:
        one.connectToServer(name)
    rude = socket.socket(socket.AF_UNIX)
    rude.connect(name)
    rude.sendall(b"\xff" * 1_000)
    qtbot.waitUntil(lambda: len(running._callers) == instance.AT_ONCE, timeout=5_000)
    qtbot.waitUntil(lambda: not running._callers, timeout=5_000)
    rude.close()
    polite = QLocalSocket()
    polite.connectToServer(name)
    polite.write(encode([b"/a"]))
    qtbot.waitUntil(lambda: offered == [(b"/a",)], timeout=5_000)
    qtbot.waitUntil(lambda: polite.bytesAvailable() == len(instance.TAKEN), timeout=5_000)
    polite.abort()
    for one in silent:
        one.abort()


def test_what_a_crash_left_behind_is_no_hindrance(qtbot, tmp_path):
    listening = Path(os.environ["XDG_RUNTIME_DIR"], "evidence-intake", "window")
    ended = start(stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not listening.exists():
        assert time.monotonic() < deadline
        assert ended.poll() is None
        time.sleep(0.02)
    second = start(tmp_path, stdout=subprocess.DEVNULL)
    assert second.wait(30) == 0  # the first one took it
    assert ended.poll() is None
    ended.send_signal(signal.SIGKILL)
    ended.wait(30)
    assert listening.exists()
    found = first([])
    assert found is not None
    assert found.listening
    found.close()


# What is done with what was handed over


def unlocked(qtbot, application) -> MainWindow:
    settled(qtbot, application.jobs)
    QTest.keyClicks(application.window.passphrase, PASSPHRASE)
    QTest.keyClick(application.window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(application.window, MainWindow), timeout=20_000)
    settled(qtbot, application.jobs, application.listener)
    return application.window


def test_files_are_offered_in_intake_and_nothing_starts(qtbot, application, vault, stick):
    remembered.remember(vault, OPERATOR)
    application.enter()
    window = unlocked(qtbot, application)
    window.navigation.go("custody")
    window.showMinimized()
    application.offer((os.fsencode(stick / "IMG_0412.JPG"),))
    settled(qtbot, application.jobs)
    assert not window.isMinimized()
    assert window.navigation.room == "intake"
    assert [line.name for line in window.intake.sheet.plan.lines] == [b"IMG_0412.JPG"]
    assert not window.intake.sheet.start.isEnabled()
    assert window.desk.casework.library.submissions() == ()


def test_files_wait_until_a_vault_is_unlocked(qtbot, application, vault, stick):
    remembered.remember(vault, OPERATOR)
    application.begin((os.fsencode(stick / "note.txt"), os.fsencode(stick / "IMG_0412.JPG")))
    assert application.window.about.text().startswith("2 files wait: ")
    window = unlocked(qtbot, application)
    settled(qtbot, application.jobs)
    assert sorted(line.name for line in window.intake.sheet.plan.lines) == [b"IMG_0412.JPG", b"note.txt"]


def test_a_bundle_is_verified_beside_an_open_vault_and_what_runs_goes_on(qtbot, application, vault, tmp_path):
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "bagit.txt").write_text("BagIt-Version: 1.0\n")
    remembered.remember(vault, OPERATOR)
    application.enter()
    window = unlocked(qtbot, application)
    going = application.jobs.make(lambda progress: None, Lane.BACKGROUND)
    application.offer((os.fsencode(bundle),))
    qtbot.waitUntil(lambda: bool(application._beside), timeout=5_000)
    ((beside, lanes),) = application._beside
    assert isinstance(beside, VerifyWindow)
    assert beside.isVisible()
    settled(qtbot, lanes)
    assert beside.head.text()
    beside.close()
    application.offer((os.fsencode(bundle),))
    qtbot.waitUntil(beside.isVisible, timeout=5_000)  # the same one
    settled(qtbot, lanes)
    assert len(application._beside) == 1
    beside.close()
    assert not going.switch.stopped
    assert application.window is window
    application.close()


def test_a_bundle_or_a_vault_at_the_entrance(qtbot, application, vault, tmp_path):
    application.enter()
    application.offer((os.fsencode(vault),))
    qtbot.waitUntil(lambda: application.window.vault.currentText() == vault.name, timeout=5_000)
    settled(qtbot, application.jobs)
    bundle = tmp_path / "x.ZIP"
    bundle.touch()
    application.offer((os.fsencode(bundle),))
    qtbot.waitUntil(lambda: isinstance(application.window, VerifyWindow), timeout=5_000)
    settled(qtbot, application.jobs)
    application.offer((os.fsencode(tmp_path),))
    qtbot.waitUntil(lambda: isinstance(application.window, Entrance), timeout=5_000)
    assert application.window.about.text().startswith("1 file waits")
    settled(qtbot, application.jobs)


def test_what_comes_while_it_locks_is_for_the_fresh_process(qtbot, application, vault, tmp_path, monkeypatch):
    monkeypatch.setattr(starting, "left_over", [])
    remembered.remember(vault, OPERATOR)
    application.enter()
    unlocked(qtbot, application).lock()
    application.offer((os.fsencode(tmp_path / "a.mov"),))
    qtbot.waitUntil(lambda: application.ended == [starting.LOCKED], timeout=20_000)
    assert starting.left_over == [str(tmp_path / "a.mov")]
    replaced = []
    monkeypatch.setattr(starting, "window", lambda *_asked: starting.LOCKED)
    monkeypatch.setattr(main.os, "execv", lambda _path, arguments: replaced.append(arguments))
    main.window([])
    assert replaced[0][-1] == str(tmp_path / "a.mov")


def test_what_a_path_is(tmp_path, vault):
    assert handed.kind(()) is Kind.NOTHING
    assert handed.kind((os.fsencode(vault),)) is Kind.VAULT
    assert handed.kind((os.fsencode(tmp_path),)) is Kind.FILES
    assert handed.kind((os.fsencode(tmp_path / "gone.zip"),)) is Kind.FILES
    (tmp_path / "here.zip").touch()
    assert handed.kind((os.fsencode(tmp_path / "here.zip"),)) is Kind.BUNDLE
    assert handed.kind((os.fsencode(tmp_path / "here.zip"), os.fsencode(vault))) is Kind.FILES
    (tmp_path / "bagit.txt").touch()
    assert handed.kind((os.fsencode(tmp_path),)) is Kind.BUNDLE
