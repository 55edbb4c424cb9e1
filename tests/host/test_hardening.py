"""Hardening, in a process of its own: what is said to be in force is in force."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

from intake.host import hardening_linux, hardening_macos, hardening_posix, hardening_windows

HARDENED = """
import ctypes, json, os, resource, sys
from intake.host.hardening import harden
said = harden()
os.close(os.open("private", os.O_CREAT | os.O_WRONLY, 0o666))
os.mkdir("folder")
print(json.dumps({
    "said": [said.core_dumps_off, said.not_inspectable, said.private_files],
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),
    "file": os.stat("private").st_mode & 0o777,
    "folder": os.stat("folder").st_mode & 0o777,
    "descriptors": bool(os.listdir("/proc/self/fd")),
    "mounts": bool(open("/proc/self/mountinfo").read()),
}), flush=True)
os.kill(os.getpid(), int(sys.argv[1]))
"""


def test_everything_said_is_in_force(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", HARDENED, str(int(signal.SIGABRT))],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    found = json.loads(done.stdout)
    assert found["said"] == [True, True, True]
    assert found["core"] == [0, 0]
    assert found["dumpable"] == 0
    assert stat.filemode(stat.S_IFREG | found["file"]) == "-rw-------"
    assert stat.filemode(stat.S_IFDIR | found["folder"]) == "drwx------"
    assert found["descriptors"]
    assert found["mounts"]
    assert done.returncode == -signal.SIGABRT
    assert sorted(os.listdir(tmp_path)) == ["folder", "private"]  # no core file


def test_a_refusal_is_said(monkeypatch):
    def refuse(*_):
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(hardening_posix.resource, "setrlimit", refuse)
    assert hardening_posix.core_dumps_off() is False
    assert hardening_linux.not_inspectable(lambda option, argument: -1) is False
    assert hardening_linux.not_inspectable(lambda option, argument: int(option == 3)) is False


def test_other_systems_by_fakes():
    class Kernel:
        mode = None

        def SetErrorMode(self, mode):
            self.mode = mode

        def WerSetFlags(self, flags):
            return 0 if flags == 1 else -1

    kernel = Kernel()
    assert hardening_windows.core_dumps_off(kernel) is True
    assert kernel.mode == 3
    assert hardening_windows.not_inspectable() is None
    assert hardening_windows.private_files() is None
    assert hardening_macos.not_inspectable() is None
