"""What is missing is named in one sentence before Qt can abort."""

import os
import subprocess
import sys

from tests.conftest import ROOT
from ui import starting


def test_no_display_is_said():
    said = starting.impediment({}, "linux")
    assert said is not None
    assert "no display" in said
    assert said.count("\n") == 0


def test_offscreen_needs_no_display():
    assert starting.impediment({"QT_QPA_PLATFORM": "offscreen"}, "linux") is None


def test_a_missing_library_is_named():
    assert starting._missing("libEGL.so.1: cannot open shared object file") == "the system library libEGL.so.1 is missing"


def test_the_program_without_a_display_ends_in_one_sentence():
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "display" in done.stderr


def test_a_display_that_does_not_answer_is_said():
    environment = {**os.environ, "DISPLAY": ":9973"}
    environment.pop("QT_QPA_PLATFORM", None)
    environment.pop("WAYLAND_DISPLAY", None)
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
