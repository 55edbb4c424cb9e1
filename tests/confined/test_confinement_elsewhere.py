"""What other systems would say, with their calls replaced: nothing is claimed that was not set. Never run there."""

import ctypes
import json
import subprocess
import sys
from pathlib import Path

import pytest

from intake.confined import confinement, confinement_windows
from intake.examination.wire import Limits
from intake.records.confinement import Layer

ROOT = Path(__file__).parents[2]
LIMITS = Limits(20_000, 1 << 30, 44, 1 << 25)


class Kernel32:
    def __init__(self, *, job=1, limits=1, assigned=1):
        self.answers = job, limits, assigned
        self.limits = None

    def CreateJobObjectW(self, _security, _name):
        return self.answers[0]

    def SetInformationJobObject(self, _job, kind, _limits, length):
        assert kind == 9
        self.limits = length
        return self.answers[1]

    def AssignProcessToJobObject(self, _job, _process):
        return self.answers[2]

    def GetCurrentProcess(self):
        return -1


def test_windows_by_a_job(monkeypatch):
    kernel = Kernel32()
    monkeypatch.setattr(confinement_windows, "_kernel32", lambda: kernel)
    found = confinement_windows.apply(LIMITS, 5)
    assert set(found.layers) == {
        Layer.OWN_PROCESS,
        Layer.LIMITED_OUTPUT,
        Layer.NO_PROGRAMS,
        Layer.LIMITED_MEMORY,
        Layer.LIMITED_TIME,
    }
    assert set(found.layers) | set(found.missing) == set(Layer)
    if ctypes.sizeof(ctypes.c_size_t) == 8:
        assert kernel.limits == 144  # sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION), 64 bits


@pytest.mark.parametrize("refused", [{"job": 0}, {"limits": 0}, {"assigned": 0}])
def test_windows_refuses(monkeypatch, refused):
    monkeypatch.setattr(confinement_windows, "_kernel32", lambda: Kernel32(**refused))
    found = confinement_windows.apply(LIMITS, 5)
    assert set(found.layers) == {Layer.OWN_PROCESS, Layer.LIMITED_OUTPUT}
    assert set(found.missing) == set(Layer) - set(found.layers)


def test_windows_limits():
    wanted = confinement_windows.job_limits(LIMITS, 4)
    assert wanted.process_memory == 1 << 30
    assert wanted.basic.process_time == 81 * 10_000_000
    assert wanted.basic.active_processes == 1


_MACOS = """
import json
from intake.confined import confinement_macos
from intake.examination.wire import Limits
from intake.records.confinement import to_json
print(json.dumps(to_json(confinement_macos.apply(Limits(20_000, 1 << 30, 44, 1 << 25), 64))))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="setrlimit")
def test_macos_claims_no_memory_limit():
    """Its calls exist here too, so the module runs; what it says is what would be said there."""
    made = subprocess.run([sys.executable, "-c", _MACOS], cwd=ROOT, capture_output=True, check=True, text=True)
    found = json.loads(made.stdout)
    assert set(found["layers"]) == {"own_process", "limited_output", "limited_time", "no_programs"}
    assert set(found["layers"]) | set(found["missing"]) == set(Layer)


@pytest.mark.parametrize(("platform", "module"), [("linux", "linux"), ("darwin", "macos"), ("win32", "windows")])
def test_the_module_of_each_system(monkeypatch, platform, module):
    monkeypatch.setattr(sys, "platform", platform)
    assert confinement.here().__name__ == f"intake.confined.confinement_{module}"
