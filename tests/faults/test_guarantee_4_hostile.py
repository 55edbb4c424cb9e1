"""Guarantee 4: every file that a stranger could send, in one import; nothing crashes, hangs, escapes, or stops the others.

Hostile media and archives, names that are not text, and things that are no files at all. Each file that can be read is kept
bit for bit and answered; each that cannot is a failure with its code; nothing is unpacked, and nothing is written elsewhere.
"""

import contextlib
import hashlib
import json
import os
import shutil
import socket
import sys
import time
from pathlib import Path

import pytest

from intake.casework import door
from intake.crypto.stream import open_stream
from intake.notices import ItemsAcquired
from intake.progress import silent
from intake.records.items import Comparison
from intake.records.people import Person
from intake.records.rows import Filter
from intake.records.submissions import SubmissionDraft
from intake.settings import Settings
from tests.acquisition.test_shared_media import unpacked

WORDS = b"correct horse battery staple"
SECONDS_EACH = 0.25  # on average, examined two at a time on a machine that does other things too
NO_FILES = {"pipe": "source_not_regular", "socket": "source_not_regular", "link": "source_is_link", "dangling": "source_is_link",
            "loop": "source_is_link", "endless.bin": "disk_full"}  # fmt: skip


def _sets(shared_media) -> list[Path]:
    return [shared_media("hostile-media"), shared_media("hostile-archives")]


def _names(shared_media, into: Path) -> None:
    archives = [shared_media("hostile-media") / "made-here" / "weird-names.tar"]
    archives += [
        shared_media("cases") / case / "input.tar"
        for case in ("video-46-names-percent-newline", "video-48-names-not-utf8-and-long")
    ]
    for number, archive in enumerate(archives):
        (into / str(number)).mkdir(parents=True)
        unpacked(archive, into / str(number))


def _no_files(into: Path) -> None:
    """What a stick or an unpacked archive may hold besides files."""
    into.mkdir()
    os.mkfifo(into / "pipe")
    with socket.socket(socket.AF_UNIX) as made, contextlib.chdir(into):  # the path of a socket must be short
        made.bind("socket")
    (into / "link").symlink_to("/etc/passwd")
    (into / "dangling").symlink_to("nowhere")
    (into / "loop").symlink_to(into)
    with (into / "endless.bin").open("wb") as endless:
        endless.truncate(1 << 42)  # takes no room where it lies, and would fill any disk
    deep = into
    for _ in range(60):
        deep = deep / "deeper"
        deep.mkdir()
    (deep / "bottom.txt").write_bytes(b"at the bottom")


def everything(folder: Path) -> dict[str, str]:
    """SHA-256 of every file that can be read, by its path."""
    found = {}
    for root, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            path = os.path.join(root, name)
            if os.path.isfile(path) and not os.path.islink(path) and os.path.getsize(path) < 1 << 32:
                with open(path, "rb") as file:
                    found[os.fsdecode(path)] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture
def stick(place, shared_media):
    """All of it copied below one folder, so that it can be seen whether anything was changed or came to be."""
    stick = place / "stick"
    if not stick.exists():
        for source in _sets(shared_media):
            shutil.copytree(source, stick / source.name, symlinks=True)
        _names(shared_media, stick / "names")
        _no_files(stick / "no-files")
    return stick


def outside(place: Path) -> dict[str, tuple]:
    """Everything beside the vault: names, sizes, times of change."""
    found = {}
    for path in sorted(place.rglob("*")):
        if (place / "v") not in path.parents and path != place / "v":
            seen = path.lstat()
            found[str(path)] = (seen.st_mode, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="names and kinds of files of POSIX")
@pytest.mark.timeout(600)
def test_everything_in_one_import(place, stick, cheapest, monkeypatch):
    for name in ("tmp", "home"):
        (place / name).mkdir()
        monkeypatch.setenv({"tmp": "TMPDIR", "home": "HOME"}[name], str(place / name))
    settings = Settings(cost=cheapest)
    door.create(place / "v", "Office", Person("R. Alvarez", "Hennepin"), bytearray(WORDS), settings)
    expected, before, told = everything(stick), outside(place), []

    def heard(notice) -> None:
        if isinstance(notice, ItemsAcquired):
            told.extend(notice.items)

    with door.unlock(place / "v", "R. Alvarez", bytearray(WORDS), settings, heard) as casework:
        lines = casework.receiving.survey([os.fsencode(stick)], silent)
        batch = casework.receiving.begin(lines, SubmissionDraft(), ())
        started = time.monotonic()
        casework.agenda.work(batch, silent)
        took = time.monotonic() - started
        brought = casework.library.brought(batch.batch)
        assert {os.fsdecode(one.name): one.code for one in brought.failed} == NO_FILES
        assert sorted(told) == sorted(brought.items)
        rows = casework.library.rows(casework.library.ids(Filter()))
        assert len(rows) == len(expected) > 700
        assert sorted(row.sha256 for row in rows) == sorted(expected.values())
        assert {row.comparison for row in rows} == {Comparison.IDENTICAL}
        assert all(row.examined for row in rows)
        assert not any(casework.agenda.left().values())
        print(f"{len(rows)} files in {took:.0f} s")
        assert took < SECONDS_EACH * len(rows)
        _each_is_kept(casework, expected)
        _each_can_be_shown(casework)
        report = casework.verification.vault(None, silent)
        assert report.findings == ()
    assert outside(place) == before


def _each_is_kept(casework, expected: dict[str, str]) -> None:
    """Bit for bit, under the name that it had, whatever bytes that has."""
    names = sorted(os.path.basename(os.fsencode(path)) for path in expected)
    kept = []
    for row in casework.library.rows(casework.library.ids(Filter())):
        item = casework.library.item(row.item)
        kept.append(item.name_raw)
        with casework._vault.objects.open(item.object) as grant, open_stream(grant) as stream:
            assert hashlib.file_digest(stream, "sha256").hexdigest() == row.sha256
        assert row.name.isprintable(), row.name
    assert sorted(kept) == names


def _each_can_be_shown(casework) -> None:
    """Looking at any of them afterwards harms nothing either, and what is said of it is JSON."""
    for item in casework.library.ids(Filter()):
        details = casework.library.details(item)
        json.dumps(door.describe(details)).encode("utf-8")
        json.dumps(door.source(details)).encode("utf-8")
        for placed in details.pictures:
            assert casework.library.pixels(item, placed.role, placed.index) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="names of POSIX")
@pytest.mark.timeout(600)
def test_a_bundle_of_hostile_names_verifies_anywhere(place, stick, cheapest, tmp_path):
    """The names go into a bundle as data; the paths there are ours."""
    settings = Settings(cost=cheapest)
    door.create(tmp_path / "v", "Office", Person("R. Alvarez", "Hennepin"), bytearray(WORDS), settings)
    with door.unlock(tmp_path / "v", "R. Alvarez", bytearray(WORDS), settings) as casework:
        casework.receiving.open_case("24-118", "Lake Street")
        lines = casework.receiving.survey([os.fsencode(stick / "names")], silent)
        batch = casework.receiving.begin(lines, SubmissionDraft(case="24-118"), ())
        casework.agenda.work(batch, silent)
        request = door.ExportRequest((), "24-118", tmp_path / "out", door.Form.ZIP, False, (), "defence", "order 12")
        written = casework.release.export(request, silent)
    report = door.verify_bundle(written.path, None, None)
    assert [one for one in report.findings if one.severity.value != "note"] == []
