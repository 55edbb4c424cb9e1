"""Every real photo and video bit-exact, encrypted and decrypted again; hostile files and names; sources left as they were."""

import csv
import hashlib
import json
import os
import tarfile
from pathlib import Path

import pytest

from intake.acquisition.local import LocalFile
from intake.acquisition.reading import acquire, reread
from intake.acquisition.survey import survey
from intake.acquisition.volumes import Volumes
from intake.crypto.stream import FileRange, Grant, StreamWriter, open_stream
from intake.errors import SourceError
from intake.records.digests import sha256_in
from intake.records.items import AccessTimeKept
from tests.acquisition.fakes import Kept


def manifest(folder: Path) -> dict[bytes, str]:
    """SHA-256 by path below the set's folder."""
    with (folder.parent / "MANIFEST.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["path"].startswith(f"{folder.name}/")]
    return {row["path"].partition("/")[2].encode(): row["sha256"] for row in rows}


def statuses(folder: Path) -> dict[bytes, os.stat_result]:
    found = {}
    for where, folders, files in os.walk(os.fsencode(folder)):
        for name in [*folders, *files]:
            found[os.path.join(where, name)] = os.lstat(os.path.join(where, name))
    return found


@pytest.mark.parametrize("media", ["photos-real", "videos-real", "hostile-media", "hostile-archives"])
def test_every_file_is_acquired_bit_exact(shared_media, media):
    folder = shared_media(media)
    expected, volumes = manifest(folder), Volumes()
    before = statuses(folder)
    found, access_times = {}, set()
    for line in survey([os.fsencode(folder)]):
        assert line.refusal is None
        made = acquire(LocalFile.of(line, volumes), Kept())
        assert (made.size, made.before.times.modified_ns) == (line.size, line.modified_ns)
        found[line.relative] = sha256_in(made.digests)
        access_times.add(made.access_time)
    assert expected.items() <= found.items()
    after = statuses(folder)
    assert {path: (*status[:7], status.st_mtime_ns, status.st_ctime_ns) for path, status in after.items()} == {
        path: (*status[:7], status.st_mtime_ns, status.st_ctime_ns) for path, status in before.items()
    }
    if access_times == {AccessTimeKept.KEPT}:  # the owner's and root's O_NOATIME, or a volume that keeps none
        assert after == before


def test_source_stored_copy_and_source_again_are_one(shared_media, tmp_path):
    """The three digests of a careful acquisition, over real photos, through encryption and back."""
    folder = shared_media("photos-real")
    expected, volumes = manifest(folder), Volumes()
    for number, line in enumerate(survey([os.fsencode(folder)])):
        if number % 10:
            continue
        key, stored = os.urandom(32), tmp_path / "object"
        with stored.open("wb") as file:
            sink = StreamWriter(file.write, key, b"object")
            source = LocalFile.of(line, volumes)
            made = acquire(source, sink)
            sink.finish()
        with stored.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            grant = Grant(FileRange(file.fileno()), 0, size, made.size, key, b"object")
            copy = hashlib.file_digest(open_stream(grant), "sha256").hexdigest()
        again = sha256_in(reread(source, made).digests)
        assert sha256_in(made.digests) == copy == again
        assert expected.get(line.relative, copy) == copy


def unpacked(archive: Path, into: Path) -> dict[bytes, str]:
    """Write the files of an archive into a folder by the bytes of their names; their SHA-256 by name."""
    digests = {}
    with tarfile.open(archive, errors="surrogateescape") as tar:
        for member in tar:
            if member.isfile():
                name, data = os.path.basename(os.fsencode(member.name)), tar.extractfile(member).read()
                with open(os.path.join(os.fsencode(into), name), "xb") as file:
                    file.write(data)
                digests[name] = hashlib.sha256(data).hexdigest()
    return digests


def acquired(folder: Path) -> list[tuple[bytes, str]]:
    volumes = Volumes()
    return [
        (line.name, sha256_in(acquire(LocalFile.of(line, volumes), Kept()).digests)) for line in survey([os.fsencode(folder)])
    ]


def test_weird_names(shared_media, tmp_path):
    expected = unpacked(shared_media("hostile-media") / "made-here" / "weird-names.tar", tmp_path)
    found = acquired(tmp_path)
    assert len(found) == len(expected) > 20
    assert dict(found) == expected
    assert [name for name, _ in found] == sorted(expected)


@pytest.mark.parametrize("case", ["video-46-names-percent-newline", "video-48-names-not-utf8-and-long"])
def test_cases_of_names(shared_media, tmp_path, case):
    folder = shared_media("cases") / case
    expected = {
        bytes.fromhex(file["name_hex"]): file["sha256"] for file in json.loads((folder / "expected.json").read_bytes())["files"]
    }
    unpacked(folder / "input.tar", tmp_path)
    found = acquired(tmp_path)
    assert len(found) == len(expected)
    assert dict(found) == expected


def test_names_without_the_shared_media(tmp_path):
    names = [b"caf\xe9.wav", b"new\nline.jpg", b"%0A", b"\xff\xfe", "\u202egpj.exe".encode(), b"a b", b"-rf", b"x" * 255]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "xb") as file:
            file.write(name)
    assert acquired(tmp_path) == [(name, hashlib.sha256(name).hexdigest()) for name in sorted(names)]


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    for name in ("1.jpg", "3.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    os.mkfifo(tmp_path / "2.jpg")
    (tmp_path / "4.jpg").symlink_to("1.jpg")
    outcomes, volumes = {}, Volumes()
    for line in survey([os.fsencode(tmp_path)]):
        try:
            outcomes[line.name] = acquire(LocalFile.of(line, volumes), Kept()).size
        except SourceError as error:
            outcomes[line.name] = error.code
    assert outcomes == {b"1.jpg": 5, b"2.jpg": "source_not_regular", b"3.jpg": 5, b"4.jpg": "source_is_link"}
