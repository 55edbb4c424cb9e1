"""Around the vault: the lock, synchronised places, what a computer remembers, refused unlocks."""

import os
from pathlib import Path

import pytest

from intake import durable
from intake.errors import VaultError
from intake.ids import VaultId
from intake.vault import lock, refused, synchronised
from intake.vault.remembered import Memory, Remembered

VAULT = VaultId("a" * 32)


# The lock


def test_a_forked_child_does_not_keep_the_lock(tmp_path):
    held = lock.acquire(tmp_path / "lock", read_only=False)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)  # stays alive until the parent has looked
        os._exit(0)
    os.close(reading)
    held.release(clean=True)
    again = lock.acquire(tmp_path / "lock", read_only=False)
    os.close(writing)
    os.waitpid(child, 0)
    again.release(clean=True)


def test_a_child_that_ends_does_not_release_the_parents_lock(tmp_path):
    held = lock.acquire(tmp_path / "lock", read_only=False)
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    with pytest.raises(VaultError):
        lock.acquire(tmp_path / "lock", read_only=False)
    held.release(clean=True)


def test_the_descriptor_is_closed_when_a_program_is_started(tmp_path):
    held = lock.acquire(tmp_path / "lock", read_only=False)
    assert not os.get_inheritable(held._file.fileno())
    held.release(clean=True)


def test_an_empty_lock_file_means_an_orderly_close(tmp_path):
    path = tmp_path / "lock"
    first = lock.acquire(path, read_only=False)
    assert not first.was_clean  # there was none: nobody knows
    first.say("A", "2026-11-25T03:00:00.000000Z", "bench")
    first.release(clean=True)
    assert path.read_bytes() == b""
    second = lock.acquire(path, read_only=False)
    assert second.was_clean
    second.say("A", "2026-11-25T03:00:00.000000Z", "bench")
    second.release(clean=False)
    assert not lock.acquire(path, read_only=True).was_clean


@pytest.mark.parametrize("before", ["", "A", "A label that is much longer than the next one will be"])
def test_the_lock_file_is_never_empty_while_it_says_something(tmp_path, before):
    """Killed, or out of space, between any two calls: an empty file would mean an orderly close."""
    path = tmp_path / "lock"
    if before:
        first = lock.acquire(path, read_only=False)
        first.say(before, "2026-11-25T03:00:00.000000Z", "bench")
        first.release(clean=False)
    held = lock.acquire(path, read_only=False)

    class Watching(durable.System):
        def write(self, fd, data, at):
            assert path.stat().st_size or not before
            return super().write(fd, data, at)

        def truncate(self, fd, size):
            assert size
            super().truncate(fd, size)

    with durable.through(Watching()):
        held.say("B", "2026-11-25T04:00:00.000000Z", "bench")
    with pytest.raises(VaultError) as error:
        lock.acquire(path, read_only=False)
    assert error.value.facts["label"] == "B"
    held.release(clean=True)


def test_what_the_holder_wrote_is_taken_only_in_its_form(tmp_path):
    path = tmp_path / "lock"
    path.write_bytes(b'{"label":"A","more":1}')
    held = lock.acquire(path, read_only=False)
    with pytest.raises(VaultError) as error:
        lock.acquire(path, read_only=False)
    assert error.value.facts == {"label": "A"}
    path.write_bytes(b"garbage")
    with pytest.raises(VaultError) as error:
        lock.acquire(path, read_only=False)
    assert error.value.facts == {}
    held.release(clean=True)


def test_nothing_is_made_for_reading_only(tmp_path):
    assert lock.acquire(tmp_path / "lock", read_only=True) is None
    assert not list(tmp_path.iterdir())


# Synchronised places


@pytest.mark.parametrize(
    ("below", "service"),
    [
        ("Dropbox/cases/v", "Dropbox"),
        ("Dropbox (County)/v", "Dropbox"),
        ("OneDrive - County Attorney/Documents/v", "OneDrive"),
        ("onedrive/v", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/v", "iCloud Drive"),
        ("Library/CloudStorage/GoogleDrive-a@b.example/v", "a cloud drive"),
        ("Google Drive/v", "Google Drive"),
        ("Nextcloud/v", "Nextcloud"),
        ("Syncthing/v", "Syncthing"),
        ("Documents/v", None),
        ("DropboxNot/v", None),
        ("box/v", None),
    ],
)
def test_by_the_names_on_the_way(tmp_path, below, service):
    assert synchronised.service_of(tmp_path / below) == service


@pytest.mark.parametrize(
    ("mark", "service"),
    [
        (".stfolder", "Syncthing"),
        (".dropbox.cache", "Dropbox"),
        (".nextcloudsync.log", "Nextcloud"),
        (".sync_0123456789ab.db", "Nextcloud"),
        (".tmp.driveupload", "Google Drive"),
        ("notes.db", None),
    ],
)
def test_by_the_marks_that_are_left(tmp_path, mark, service):
    folder = tmp_path / "work" / "deep"
    folder.mkdir(parents=True)
    (tmp_path / "work" / mark).write_bytes(b"")
    assert synchronised.service_of(folder / "v") == service


def test_links_on_the_way_are_followed(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "innocent").symlink_to(tmp_path / "Dropbox")
    assert synchronised.service_of(tmp_path / "innocent" / "v") == "Dropbox"


# What a computer remembers


def test_remembered_and_recalled():
    memory = Memory(VAULT)
    assert memory.recall() is None
    memory.keep(Remembered(7, b"r" * 32))
    memory.keep(Remembered(8, b"s" * 32))
    assert Memory(VAULT).recall() == Remembered(8, b"s" * 32)
    assert Memory(VaultId("b" * 32)).recall() is None
    path = Path(os.environ["XDG_STATE_HOME"]) / "evidence-intake" / "vaults" / f"{VAULT}.json"
    assert path.read_text() == f'{{"root":"{"73" * 32}","size":8,"vault":"{VAULT}"}}'


@pytest.mark.parametrize("bad", [b"", b"{}", b'{"root":"00","size":8,"vault":"x"}', b'{"root":"zz","size":8}', b"[]"])
def test_what_is_not_what_was_written_is_not_remembered(bad):
    memory = Memory(VAULT)
    memory.keep(Remembered(7, b"r" * 32))
    memory._path.write_bytes(bad)
    assert memory.recall() is None


def test_a_computer_that_cannot_remember_does_not_mind(monkeypatch, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "below"))
    Memory(VAULT).keep(Remembered(7, b"r" * 32))


# Refused unlocks


def test_refused_unlocks_are_few_and_plain(tmp_path):
    path = tmp_path / "refused"
    assert refused.read(path) == []
    refused.note(path, "2026-11-25T03:00:00.000000Z", "A\x1b[31m\nB" + "x" * 500)
    assert refused.read(path) == [{"time": "2026-11-25T03:00:00.000000Z", "label": "A?[31m?B" + "x" * 56}]
    for _ in range(2000):
        refused.note(path, "2026-11-25T03:00:00.000000Z", "y" * 64)
    assert path.stat().st_size <= refused.MOST_BYTES
    assert len(refused.read(path)) == refused.MOST_LINES
    refused.forget(path)
    refused.forget(path)
    assert refused.read(path) == []


def test_strangers_lines_are_left_out(tmp_path):
    path = tmp_path / "refused"
    path.write_bytes(b"nonsense\n\xff\xfe\n2026-11-25T03:00:00.000000Z A\nlast")
    assert refused.read(path) == [{"time": "2026-11-25T03:00:00.000000Z", "label": "A"}]
    path.write_bytes(b"x" * (refused.MOST_BYTES + 1))
    assert refused.read(path) == []
