"""Guarantee 5, seen from outside: the kernel itself reports what is done to a source and its folder."""

import ctypes
import os
import struct

import pytest

from intake.acquisition.local import LocalFile
from intake.acquisition.reading import acquire, reread
from intake.acquisition.survey import survey
from intake.acquisition.volumes import Volumes
from tests.acquisition.fakes import Kept

# inotify(7): everything that writes, renames, makes, removes or touches attributes (the access time is not among them)
MODIFY, ATTRIB, CLOSE_WRITE, OPEN = 0x2, 0x4, 0x8, 0x20
MOVED, CREATE, DELETE, DELETE_SELF, MOVE_SELF = 0xC0, 0x100, 0x200, 0x400, 0x800
CHANGES = MODIFY | ATTRIB | CLOSE_WRITE | MOVED | CREATE | DELETE | DELETE_SELF | MOVE_SELF
EVENT = struct.Struct("iIII")


class Watching:
    def __init__(self, *folders):
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._descriptor < 0:
            pytest.skip("no inotify here")
        for folder in folders:
            if libc.inotify_add_watch(self._descriptor, os.fsencode(folder), CHANGES | OPEN) < 0:
                pytest.skip("no more inotify watches here")

    def events(self):
        """Masks that were reported until now."""
        found = []
        try:
            while data := os.read(self._descriptor, 65536):
                at = 0
                while at < len(data):
                    _, mask, _, length = EVENT.unpack_from(data, at)
                    found.append(mask)
                    at += EVENT.size + length
        except BlockingIOError:
            return found
        return found

    def close(self):
        os.close(self._descriptor)


@pytest.fixture
def watched(tmp_path):
    (tmp_path / "inner").mkdir()
    for name in ("1.jpg", "inner/2.mov"):
        (tmp_path / name).write_bytes(os.urandom(100_000))
    watching = Watching(tmp_path, tmp_path / "inner")
    yield tmp_path, watching
    watching.close()


def test_a_whole_acquisition_changes_nothing(watched):
    folder, watching = watched
    volumes = Volumes()
    for line in survey([os.fsencode(folder)]):
        source = LocalFile.of(line, volumes)
        reread(source, acquire(source, Kept()))
    events = watching.events()
    assert any(mask & OPEN for mask in events)  # it does report
    assert not [mask for mask in events if mask & CHANGES]


def test_the_watch_would_have_seen_it(watched):
    folder, watching = watched
    os.utime(folder / "1.jpg", ns=(1, 1))
    assert [mask for mask in watching.events() if mask & ATTRIB]
    with (folder / "1.jpg").open("r+b"):
        pass
    assert [mask for mask in watching.events() if mask & CLOSE_WRITE]
