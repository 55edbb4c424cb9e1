"""Guarantee 5: a source is read and nothing else; opened without following links or waiting, and its access time stays.

Shown three ways over an import that is stopped and gone on with, both comparisons included: by everything that Python asks of
the system (audit events), by what the kernel tells of changes (inotify), and by every time and attribute before and after.
"""

import hashlib
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from intake.casework import door
from tests.faults import whole
from tests.faults.harness import ROOT
from tests.faults.inotify import watched

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify and O_NOATIME are Linux's")

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ALTERING = {"os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.removexattr", "os.rename", "os.rmdir", "os.setxattr",
            "os.symlink", "os.truncate", "os.utime", "os.lockf", "fcntl.flock", "fcntl.lockf"}  # fmt: skip
LONG_AGO = 1_500_000_000_000_000_000  # ns; an access time before the modification is one that reading would move


@pytest.fixture
def stick(tmp_path):
    stick = tmp_path / "stick"
    (stick / "DCIM" / "inner").mkdir(parents=True)
    for number, (name, content) in enumerate(whole.sources().items()):
        path = stick / ("DCIM/inner" if number % 2 else "DCIM") / f"source-{name}"
        path.write_bytes(content)
        path.chmod(0o444)
        os.utime(path, ns=(LONG_AGO, LONG_AGO + 10**9 * (number + 1)))
        os.setxattr(path, "user.origin", b"a mark of where it came from")
    (stick / "DCIM" / "source-away").symlink_to("/etc/passwd")
    os.mkfifo(stick / "DCIM" / "source-pipe")
    for folder in (stick / "DCIM" / "inner", stick / "DCIM", stick):
        folder.chmod(0o555)
        os.utime(folder, ns=(LONG_AGO, LONG_AGO + 10**9))
    yield stick
    for folder in (stick, stick / "DCIM", stick / "DCIM" / "inner"):
        folder.chmod(0o755)


def below(folder: Path) -> list[Path]:
    """The folder and all in it. Not `rglob`, which follows links to see whether they are folders, and that touches them."""
    found = [folder]
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            found += below(Path(entry.path)) if entry.is_dir(follow_symlinks=False) else [Path(entry.path)]
    return found


def seen(stick: Path) -> dict[str, tuple]:
    """Everything but the bytes, without touching any of it."""
    found = {}
    for path in below(stick):
        one = path.lstat()
        marks = os.listxattr(path, follow_symlinks=False)
        found[str(path)] = (
            one.st_ino,
            one.st_mode,
            one.st_nlink,
            one.st_uid,
            one.st_size,
            one.st_mtime_ns,
            one.st_ctime_ns,
            marks,
        )
    return found


def access_times(stick: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_atime_ns for path in below(stick)}


def events(told: Path) -> list[tuple[str, list]]:
    return [tuple(json.loads(line)) for line in told.read_text().splitlines()]


def run(folder: Path, act: str) -> None:
    words = [folder / "v", folder / "stick", folder / f"{act}.told", act]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.reading", *words], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_source_is_read_and_nothing_else(tmp_path, stick):
    door.create(tmp_path / "v", "Office", whole.PERSON, bytearray(whole.WORDS), whole.SETTINGS)
    with watched(below(stick)) as changes:
        accessed, before = access_times(stick), seen(stick)
        run(tmp_path, "begin")
        run(tmp_path, "resume")
        accessed_after, after = access_times(stick), seen(stick)
    assert changes == []
    assert after == before
    owned = os.geteuid() in {0, stick.stat().st_uid}
    if owned:  # for others the system refuses O_NOATIME
        assert accessed_after == accessed
    told = [event for act in ("begin", "resume") for event in events(tmp_path / f"{act}.told")]
    _opened_only_for_reading(told, stick)
    _altered_nothing(told, stick)
    contents = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in below(stick) if stat.S_ISREG(path.lstat().st_mode)
    }
    assert contents == {f"source-{name}": hashlib.sha256(content).hexdigest() for name, content in whole.sources().items()}


def _opened_only_for_reading(told: list[tuple[str, list]], stick: Path) -> None:
    opened: dict[str, int] = {}
    for event, args in told:
        if (
            event == "open"
            and isinstance(args[0], str)
            and (args[0].startswith(str(stick)) or os.path.basename(args[0]).startswith("source-"))
        ):
            flags = args[2]
            assert not flags & WRITES, args
            assert flags & os.O_NOFOLLOW or args[0] == str(stick), args
            if not flags & (os.O_PATH | os.O_DIRECTORY):
                assert flags & os.O_NONBLOCK, args
                opened[os.path.basename(args[0])] = opened.get(os.path.basename(args[0]), 0) + 1
    assert set(opened) == {f"source-{name}" for name in whole.sources()}  # and neither the link nor the pipe
    assert all(count >= 2 for count in opened.values())  # for acquiring, and for comparing


def _altered_nothing(told: list[tuple[str, list]], stick: Path) -> None:
    names = {path.name for path in below(stick)}
    altering = [(event, args) for event, args in told if event in ALTERING]
    assert altering  # the vault is written to, so that the listening is known to hear
    for event, args in altering:
        for one in args:
            assert not (isinstance(one, str) and (one.startswith(str(stick)) or os.path.basename(one) in names)), (event, args)


def test_the_watch_hears(stick, tmp_path):
    """Else hearing nothing would say nothing."""
    (path,) = stick.rglob("source-large.bin")
    with watched(below(stick)) as changes:
        os.utime(path, ns=(LONG_AGO, LONG_AGO))
    assert ("attributes", str(path.parent), path.name) in changes
    before = access_times(stick)
    path.read_bytes()
    assert access_times(stick) != before or "noatime" in Path("/proc/mounts").read_text()
