"""The window under hands that do anything: not quite a minute of it by a fixed seed, and that its checks can fail."""

import sys
import time

import pytest

from tests.endurance import hands
from tests.endurance.endure_hands import worked
from tests.endurance.hands import MARKED_NAME, MARKER, Told, Watchdog, left_behind

SEED, SECONDS = 20261125, 45


@pytest.mark.slow
def test_the_window_stands_anything(tmp_path):
    state = worked(tmp_path, SEED, SECONDS)
    assert state["found"] == []
    assert state["acts"] > 100
    assert state["generation"] > 0  # it was locked, and unlocked again by a fresh process
    for act in ("press", "key", "shortcut", "drop", "search", "resize", "unlock", "cell"):
        assert state["done"].get(act), act


@pytest.fixture
def told():
    return Told({"found": [], "acts": 0, "generation": 0})


def test_plaintext_left_behind_is_found(tmp_path):
    for part in ("stick", "out", "home", "tmp", "vault"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "fine").write_bytes(b"nothing of note")
    (tmp_path / "stick" / f"{MARKED_NAME}.JPG").write_bytes(MARKER)
    (tmp_path / "out" / "copy").write_bytes(MARKER)
    assert left_behind(tmp_path) == []
    (tmp_path / "home" / "settings").write_bytes(b"x" * 5_000 + MARKER)
    (tmp_path / "tmp" / "name").write_bytes(MARKED_NAME.encode("utf-16-le"))
    (tmp_path / "vault" / MARKED_NAME).touch()
    assert sorted(left_behind(tmp_path)) == [
        "plaintext in home/settings",
        "plaintext in tmp/name",
        f"the name vault/{MARKED_NAME}",
    ]


def test_a_loop_that_stands_still_is_found(told, monkeypatch):
    monkeypatch.setattr(hands, "STALL_SECONDS", 0.3)
    monkeypatch.setattr(hands.faulthandler, "dump_traceback", lambda *_asked, **_named: None)
    dog = Watchdog(told)
    dog.start()
    end = time.monotonic() + 10
    while not told.state["found"]:
        assert time.monotonic() < end
        time.sleep(0.02)
    dog.over.set()
    dog.join()
    assert len(told.state["found"]) == 1


def test_a_crash_is_found(tmp_path, monkeypatch):
    broken = tmp_path / "python"
    broken.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import os; os.abort()"\n')
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    (found,) = worked(tmp_path, 1, 5)["found"]
    assert "exit code -6" in found["what"]
