"""Placeholders: each sign, and above all the files that look a little like one and are evidence."""

from types import SimpleNamespace

import pytest

from intake.acquisition.placeholders import in_sync_folder, is_placeholder


def status(size=1000, blocks=8, **more):
    return SimpleNamespace(st_size=size, st_blocks=blocks, **more)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (b"C:\\u\\a.jpg", status(st_file_attributes=0x400020)),  # RECALL_ON_DATA_ACCESS, ARCHIVE
        (b"C:\\u\\a.jpg", status(st_file_attributes=0x40000)),  # RECALL_ON_OPEN
        (b"C:\\u\\a.jpg", status(st_file_attributes=0x1000)),  # OFFLINE
        (b"/u/a.jpg", status(st_flags=0x40000000)),  # SF_DATALESS
        (b"/u/.IMG_0001.HEIC.icloud", status(size=180)),
        (b"/u/.IMG_0001.HEIC.iCloud", status(size=180)),
        (b"/u/a.jpg.nextcloud", status(size=1)),
        (b"/home/u/OneDrive/a.jpg", status(blocks=0)),
        (b"/home/u/OneDrive - Office/x/a.jpg", status(blocks=0)),
        (b"C:\\Users\\u\\Dropbox\\a.jpg", status(blocks=0)),
    ],
)
def test_signs(path, found):
    assert is_placeholder(path, found)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (b"/u/a.jpg", status()),
        (b"/u/a.jpg", status(blocks=0)),  # in the inode, all holes, or a filesystem that counts no blocks
        (b"/u/a.jpg", status(size=0, blocks=0)),
        (b"/home/u/OneDrive/a.jpg", status()),
        (b"/home/u/OneDrive/empty", status(size=0, blocks=0)),
        (b"/home/u/MyOneDrive/a.jpg", status(blocks=0)),
        (b"/home/u/x/OneDrive", status(blocks=0)),  # a file of that name
        (b"C:\\u\\a.jpg", status(st_file_attributes=0x20)),
        (b"C:\\u\\a.jpg", status(st_file_attributes=0x80000)),  # PINNED: wanted here always
        (b"/u/a.jpg", status(st_flags=0x20)),  # compressed
        (b"/u/.film.icloud", status(size=64 * 1024 + 1)),
        (b"/u/film.icloud", status(size=180)),
        (b"/u/a.jpg.nextcloud", status(size=2)),
    ],
)
def test_evidence(path, found):
    assert not is_placeholder(path, found)


def test_attributes_are_asked_only_when_in_doubt():
    asked = []

    def names():
        asked.append(1)
        return ["user.mime_type", "user.onedriver.status"]

    assert not is_placeholder(b"/u/a.jpg", status(), names)
    assert not asked
    assert is_placeholder(b"/u/a.jpg", status(blocks=0), names)
    assert not is_placeholder(b"/u/a.jpg", status(blocks=0), lambda: ["user.mime_type"])


def test_folders_of_sync_clients():
    assert in_sync_folder(b"/home/u/Nextcloud/a")
    assert not in_sync_folder(b"/home/u/nextcloud-export/a")
    assert not in_sync_folder(b"Dropbox")
