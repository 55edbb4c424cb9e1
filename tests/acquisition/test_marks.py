"""Marks of origin: the ones that matter, capped, and what cannot be read says so."""

import os
from types import SimpleNamespace

import pytest

from intake.acquisition import marks, marks_macos, marks_windows
from intake.acquisition.local import LocalFile
from intake.acquisition.reading import acquire
from intake.acquisition.volumes import Volumes
from intake.records.items import SourceMark
from tests.acquisition.fakes import Kept

URL = b"https://example.org/clip.mp4"


def test_marks_of_a_real_file(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"x")
    try:
        os.setxattr(path, "user.xdg.origin.url", URL)
        os.setxattr(path, "user.Zone.Identifier", b"z" * 2000)
        os.setxattr(path, "user.private.note", b"not ours")
    except OSError:
        pytest.skip("this filesystem keeps no extended attributes")
    before = path.stat()
    made = acquire(LocalFile(os.fsencode(path), b"clip.mp4", Volumes()), Kept())
    assert made.marks == (
        SourceMark(b"user.Zone.Identifier", b"z" * 2000, 2000),
        SourceMark(b"user.xdg.origin.url", URL, len(URL)),
    )
    assert path.stat() == before
    assert set(marks.mark_names(os.fsencode(path))) == {"user.xdg.origin.url", "user.Zone.Identifier", "user.private.note"}
    assert marks.mark_names(os.fsencode(tmp_path / "gone")) == ()


def test_a_value_is_cut_at_its_cap_and_tells_its_size():
    for size in (marks.MOST_MARK - 1, marks.MOST_MARK, marks.MOST_MARK + 1):
        (mark,) = marks.of_interest(["com.apple.quarantine"], lambda name, size=size: bytes(size))
        assert (len(mark.value), mark.size) == (min(size, marks.MOST_MARK), size)


def test_a_value_that_cannot_be_read_is_not_passed_over():
    def failing(name):
        raise OSError(5, "input/output error")

    assert marks.of_interest(["user.xdg.origin.url"], failing) == (SourceMark(b"user.xdg.origin.url", b"", -1),)


def test_only_so_many_names_are_looked_at():
    names = [f"user.n{number}" for number in range(marks.MOST_NAMES)] + ["user.xdg.origin.url"]
    assert marks.of_interest(names, lambda name: URL) == ()
    assert len(marks.of_interest(names[1:], lambda name: URL)) == 1


def test_macos_by_a_fake():
    held = {b"com.apple.quarantine": b"0081;x", b"com.apple.metadata:kMDItemWhereFroms": b"bplist00", b"other": b""}

    class Libc:
        @staticmethod
        def flistxattr(descriptor, buffer, size, options):
            names = b"".join(name + b"\0" for name in held)
            buffer.raw = names.ljust(len(buffer), b"\0")
            return len(names)

        @staticmethod
        def fgetxattr(descriptor, name, buffer, size, position, options):
            if name == b"com.apple.quarantine":
                return -1
            buffer.raw = held[name].ljust(len(buffer), b"\0")
            return len(held[name])

    found = marks.of_interest(*marks_macos.attributes(3, Libc()))
    assert found == (
        SourceMark(b"com.apple.metadata:kMDItemWhereFroms", b"bplist00", 8),
        SourceMark(b"com.apple.quarantine", b"", -1),
    )
    nothing = SimpleNamespace(flistxattr=lambda *args: -1)
    assert marks.of_interest(*marks_macos.attributes(3, nothing)) == ()


def test_windows_by_a_fake(tmp_path):
    asked = []

    def read(path):
        asked.append(path)
        return b"[ZoneTransfer]\r\nZoneId=3\r\n"

    assert marks_windows.zone(b"C:\\a\\clip.mp4", read) == (
        SourceMark(b"Zone.Identifier", b"[ZoneTransfer]\r\nZoneId=3\r\n", 26),
    )
    assert asked == ["C:\\a\\clip.mp4:Zone.Identifier"]
    (cut,) = marks_windows.zone(b"x", lambda path: bytes(marks_windows.MOST_MARK + 1))
    assert (len(cut.value), cut.size) == (marks_windows.MOST_MARK, marks_windows.MOST_MARK + 1)
    (tmp_path / "clip:Zone.Identifier").write_bytes(b"ZoneId=3")
    assert marks_windows.zone(os.fsencode(tmp_path / "clip"))[0].value == b"ZoneId=3"
    assert marks_windows.zone(os.fsencode(tmp_path / "other")) == ()

    def refused(path):
        raise PermissionError

    assert marks_windows.zone(b"x", refused) == (SourceMark(b"Zone.Identifier", b"", -1),)
