"""A medium that cannot hold a bundle is said before anything is written or logged, at the door and on the command line."""

import os

import pytest

from intake import durable
from intake.acquisition import volumes
from intake.bundle.preflight import FAT32_MOST_FILE
from intake.casework import door, medium
from intake.errors import StorageError
from intake.progress import silent
from intake.records.items import VolumeFacts
from intake.records.rows import Filter
from intake.settings import Settings
from tests import making
from tests.casework.offices import office, take_in

STICK = VolumeFacts(filesystem="vfat", label="COURT 16", removable=True)


@pytest.fixture
def casework(tmp_path, cheapest):
    (tmp_path / "stick").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "stick" / name).write_bytes(name.encode())
    with office(tmp_path / "v", Settings(cost=cheapest)) as opened:
        take_in(opened, tmp_path / "stick")
        yield opened


@pytest.fixture
def volume(monkeypatch):
    """Says which volume every folder lies on."""

    def says(facts):
        monkeypatch.setattr(medium, "Volumes", lambda: volumes.Volumes(lambda _device, _path: facts))

    return says


def _grown(monkeypatch, size):
    """The catalog's rows as of files of this size: nothing of 4 GiB is made here."""
    whole = medium.load_of

    def load(opened, items):
        found = whole(opened, items)
        return medium.Load(dict.fromkeys(found.exhibits, size), found.others, found.other_bytes)

    monkeypatch.setattr(medium, "load_of", load)


def _request(casework, target, form=door.Form.FOLDER):
    items = casework.library.ids(Filter())
    return door.ExportRequest(items, None, target, form, encrypt=False, withhold=(), purpose="court", authority="order 2")


def _refused(casework, request):
    size = casework.library.log_size()
    with pytest.raises(StorageError) as refused:
        casework.release.export(request, silent)
    assert casework.library.log_size() == size
    assert not request.target.exists()
    return refused.value


def test_fat32_is_refused_what_it_cannot_hold(casework, tmp_path, volume, monkeypatch):
    volume(STICK)
    _grown(monkeypatch, FAT32_MOST_FILE + 1)
    monkeypatch.setattr(durable, "free_space", lambda _path: 100 * 1024**3)
    refused = _refused(casework, _request(casework, tmp_path / "out"))
    first = casework.library.ids(Filter())[0]
    assert (refused.code, refused.facts["item"], refused.facts["found"]) == ("file_too_large_for_medium", first, 2**32)


def test_a_zip_of_small_items_grows_over_4_gib(casework, tmp_path, volume, monkeypatch):
    volume(STICK)
    _grown(monkeypatch, 2**31)  # two of them
    monkeypatch.setattr(durable, "free_space", lambda _path: 100 * 1024**3)
    refused = _refused(casework, _request(casework, tmp_path / "out", door.Form.ZIP))
    assert refused.code == "file_too_large_for_medium"
    assert str(refused.facts["name"]).endswith(".zip")
    casework.release.export(_request(casework, tmp_path / "out"), silent)  # as a folder each fits


def test_a_full_medium_and_one_that_is_read_only(casework, tmp_path, volume, monkeypatch):
    volume(VolumeFacts(filesystem="iso9660", read_only=True))
    assert _refused(casework, _request(casework, tmp_path / "out")).code == "permission_denied"
    volume(STICK)
    monkeypatch.setattr(durable, "free_space", lambda _path: 1000)
    refused = _refused(casework, _request(casework, tmp_path / "out"))
    assert refused.code == "disk_full"
    assert refused.facts["expected"] > 1_000_000


def test_beside_the_vault_the_log_keeps_its_room(casework, tmp_path, monkeypatch):
    monkeypatch.setattr(durable, "free_space", lambda _path: durable.SPACE_KEPT_FREE + 5)
    assert medium.medium_of(tmp_path / "out" / "deeper", tmp_path / "v").free == 5


def test_a_path_that_is_too_long(casework, tmp_path):
    deep = tmp_path
    while len(os.fsencode(deep)) < 3900:
        deep /= "d" * 200
    while len(os.fsencode(deep)) < 4040:
        deep /= "e" * 9
    refused = _refused_without_look(casework, _request(casework, deep))
    assert refused.code == "path_too_long"
    assert refused.facts["found"] > refused.facts["expected"] == 4095


def _refused_without_look(casework, request):
    size = casework.library.log_size()
    with pytest.raises(StorageError) as refused:
        casework.release.export(request, silent)
    assert casework.library.log_size() == size
    return refused.value


def test_what_was_read_from_items_is_counted(casework, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(making.jpeg())
    take_in(casework, tmp_path / "photo.jpg")
    items = casework.library.whole(casework.library.ids(Filter()))
    found = medium.load_of(casework.release._opened, items)
    assert found.exhibits == {item.row.item: item.row.size for item in items}
    written = casework.release.export(_request(casework, tmp_path / "out"), silent)
    files = [path for path in written.path.rglob("*") if path.is_file() and {"derivatives", "metadata"} & set(path.parts)]
    assert len(files) == 5  # what is recorded in three items, and two pictures
    assert found.others >= len(files)
    evidence = sum(found.exhibits.values())
    whole = sum(path.stat().st_size for path in written.path.rglob("*") if path.is_file())
    assert whole < evidence + found.other_bytes + 1_000_000
