"""Opening and volumes of Windows and macOS, by fakes of their calls: what is asked for, and what is made of the answers."""

import os

import pytest

from intake.acquisition import opening_windows, volumes_macos, volumes_windows
from intake.errors import SourceError
from intake.records.items import VolumeFacts


class WindowsOnThisDisk(opening_windows.System):
    """Opens with what this system has, and notes how it was asked."""

    def __init__(self):
        self.flags = []

    def create_file(self, path, flags):
        self.flags.append(flags)
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW)


def opened(root, *parts, check=lambda status: None, system=None, **kwargs):
    calls = system or WindowsOnThisDisk()
    return opening_windows.open_file(os.fsencode(root), parts, check, system=calls, **kwargs), calls


def test_windows_opens_what_is_there_itself_and_recalls_nothing(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"data")
    seen = []
    file, calls = opened(tmp_path, b"a", b"f", check=seen.append)
    assert os.read(file.descriptor, 10) == b"data"
    os.close(file.descriptor)
    assert calls.flags == [0x0020_0000 | 0x0010_0000 | 0x0800_0000]
    assert [status.st_size for status in seen] == [4, 4]  # before and after the opening
    assert (file.untouched, file.direct) == (False, False)
    file, calls = opened(tmp_path, b"a", b"f", past_cache=True)
    os.close(file.descriptor)
    assert calls.flags == [0x0020_0000 | 0x0010_0000 | 0x2000_0000]
    assert file.direct


def test_windows_does_not_go_through_a_junction(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"data")
    (tmp_path / "way").symlink_to("a")
    calls = WindowsOnThisDisk()
    with pytest.raises(SourceError) as caught:
        opened(tmp_path, b"way", b"f", system=calls)
    assert (caught.value.code, calls.flags) == ("source_is_link", [])


def test_windows_looks_at_the_folders_once_more(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"data")
    before = set(os.listdir("/proc/self/fd"))

    class Swapped(WindowsOnThisDisk):
        def create_file(self, path, flags):
            descriptor = super().create_file(path, flags)
            os.rename(tmp_path / "a", tmp_path / "b")
            (tmp_path / "a").symlink_to("b")
            return descriptor

    with pytest.raises(SourceError) as caught:
        opened(tmp_path, b"a", b"f", system=Swapped())
    assert caught.value.code == "source_is_link"
    assert set(os.listdir("/proc/self/fd")) == before


def test_windows_lists_by_path(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "f").write_bytes(b"data")
    (tmp_path / "link").symlink_to("inner")
    folder = opening_windows.Folder.open(os.fsencode(tmp_path))
    assert sorted(name for name, _ in folder.entries()) == [b"inner", b"link"]
    assert folder.status() == os.lstat(tmp_path)
    (entry,) = folder.inner(b"inner").entries()
    assert (entry[0], entry[1].st_size) == (b"f", 4)
    with pytest.raises(OSError):
        folder.inner(b"link")
    folder.close()


def descriptor(make=b"SanDisk ", model=b"Ultra", serial=b"4C53", bus=7, removable=1):
    text, offsets = b"", []
    for value in (make, model, b"1.00", serial):
        offsets.append(36 + len(text) if value else 0)
        text += value + b"\0"
    return volumes_windows.DESCRIPTOR.pack(40, 36 + len(text), 0, 0, removable, 0, *offsets, bus) + bytes(4) + text


class Drive:
    def __init__(self, kind=2, information=("MARIA\u202e", 0x1A2B3C4D, 0x80000, "FAT32"), told=None):
        self.kind, self.told, self.answer = kind, information, descriptor() if told is None else told

    def root_of(self, path):
        return "E:\\"

    def information(self, root):
        return self.told

    def drive_type(self, root):
        return self.kind

    def descriptor(self, root):
        assert self.kind != 4
        return self.answer


def test_a_stick_on_windows():
    assert volumes_windows.volume_of(0, b"E:\\DCIM\\1.jpg", Drive()) == VolumeFacts(
        filesystem="FAT32",
        label="MARIA\\u202E",
        serial="1A2B-3C4D",
        mount_point="E:\\",
        device_make="SanDisk",
        device_model="Ultra",
        device_serial="4C53",
        transport="usb",
        read_only=True,
        removable=True,
    )


def test_a_network_drive_on_windows():
    found = volumes_windows.volume_of(0, b"Z:\\x", Drive(kind=4, information=("", 1, 0, "NTFS")))
    assert (found.transport, found.read_only, found.removable, found.device_make) == ("network", False, False, "")


def test_windows_that_tells_nothing():
    assert volumes_windows.volume_of(0, b"E:\\x", Drive(information=None)) == VolumeFacts()
    assert volumes_windows.parse_descriptor(b"short") == ("", "", "", "", None)
    cut = descriptor()[:40]
    assert volumes_windows.parse_descriptor(cut)[0] == "SanD"
    assert volumes_windows.parse_descriptor(descriptor(serial=b""))[2] == ""


def test_a_stick_on_macos():
    def statfs(path, told):
        told.f_fstypename, told.f_flags = b"msdos", 0x201
        told.f_mntonname, told.f_mntfromname = "/Volumes/Marías".encode(), b"/dev/disk4s1"
        return 0

    assert volumes_macos.volume_of(0, b"/Volumes/x", statfs) == VolumeFacts(
        filesystem="msdos",
        label="Marías",
        mount_point="/Volumes/Marías",
        device_node="/dev/disk4s1",
        read_only=True,
        removable=True,
    )
    assert volumes_macos.volume_of(0, b"/x", lambda path, told: -1) == VolumeFacts()
