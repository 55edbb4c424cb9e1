"""Facts of other systems, from made-up answers of theirs; what is known of filesystems."""

import stat
from types import SimpleNamespace

import pytest

from intake.acquisition.facts import facts_of, kind_of
from intake.acquisition.filesystems import UNKNOWN, known
from intake.records.items import SourceKind


def status(**more):
    base = {"st_size": 5, "st_dev": 1, "st_ino": 2, "st_mode": 0o100600, "st_nlink": 1}
    times = {"st_mtime_ns": 30, "st_ctime_ns": 20, "st_atime_ns": 40}
    return SimpleNamespace(**(base | times | more))


def test_windows_has_a_birth_where_others_have_a_change():
    times = facts_of(status(), resolution_ns=100, windows=True).times
    assert (times.modified_ns, times.changed_ns, times.accessed_ns, times.born_ns) == (30, None, 40, 20)


def test_macos_tells_a_birth_in_microseconds():
    times = facts_of(status(st_birthtime=1.5), resolution_ns=1, windows=False).times
    assert (times.changed_ns, times.born_ns) == (20, 1_500_000_000)


def test_linux_is_told_by_another_call():
    assert facts_of(status(), resolution_ns=1, windows=False).times.born_ns is None
    assert facts_of(status(), resolution_ns=1, born_ns=7, windows=False).times.born_ns == 7


@pytest.mark.parametrize(
    ("mode", "tag", "kind"),
    [
        (stat.S_IFREG, 0, SourceKind.FILE),
        (stat.S_IFREG, 0x80000013, SourceKind.FILE),  # deduplicated: still a file
        (stat.S_IFREG, 0x9000001A, SourceKind.FILE),  # a cloud file; attributes say whether its content is here
        (stat.S_IFDIR, 0xA0000003, SourceKind.LINK),  # a junction
        (stat.S_IFLNK, 0xA000000C, SourceKind.LINK),
        (stat.S_IFDIR, 0, SourceKind.FOLDER),
        (stat.S_IFSOCK, 0, SourceKind.SOCKET),
        (stat.S_IFIFO, 0, SourceKind.PIPE),
        (stat.S_IFBLK, 0, SourceKind.DEVICE),
        (stat.S_IFCHR, 0, SourceKind.DEVICE),
        (0, 0, SourceKind.UNKNOWN),
    ],
)
def test_kinds(mode, tag, kind):
    assert kind_of(status(st_mode=mode | 0o600, st_reparse_tag=tag)) is kind


def test_filesystems():
    assert known("NTFS").resolution_ns == 100
    assert known("ext3").resolution_ns == 10**9
    assert known("fuseblk") is UNKNOWN
    assert not known("vfat").lasting
    assert known("tmpfs").in_memory
