"""What is missing is named in one sentence before Qt can abort."""

import os
import re
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


def test_a_missing_library_is_named_with_the_command_that_installs_it():
    said = starting._missing("libEGL.so.1: cannot open shared object file")
    assert said == "the system library libEGL.so.1 is missing (apt-get install libegl1)"
    assert starting._missing("libodd.so.9: cannot open") == "the system library libodd.so.9 is missing"


def test_the_packages_are_those_that_the_installer_installs():
    listed = re.search(r"<<'LIST'\n(.*?)\nLIST\n", (ROOT / ".ci" / "install").read_text(), re.DOTALL)
    assert listed is not None
    assert dict(line.split() for line in listed[1].splitlines()) == starting.PACKAGES


def test_whether_there_is_a_display():
    assert not starting.has_display({}, "linux")
    assert not starting.has_display({"QT_QPA_PLATFORM": "offscreen"}, "linux")
    assert starting.has_display({}, "win32")


def test_a_display_that_does_not_answer_is_none(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":9973")
    assert not starting.has_display(system="linux")


def test_a_wayland_display_that_is_not_there_is_none():
    gone = {"WAYLAND_DISPLAY": "/nowhere/wayland-9"}
    assert not starting.has_display(gone, "linux")
    said = starting.impediment(gone, "linux")
    assert said is not None
    assert "no display" in said


def test_a_wayland_display_that_answers_is_one(monkeypatch):
    monkeypatch.setattr(starting, "_wayland", lambda environment: "WAYLAND_DISPLAY" in environment)
    there = {"WAYLAND_DISPLAY": "wayland-0"}
    assert starting.has_display(there, "linux")
    assert starting.impediment(there, "linux") is None
    assert starting.impediment({**there, "QT_QPA_PLATFORM": "xcb"}, "linux") is not None


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
