"""What is withheld is withheld everywhere, or the export refuses; and nothing of another file or case leaves."""

import base64
import itertools
import zipfile
from pathlib import Path

import pytest

from tests import making
from tests.stories.commands import found_office

GIVER = "Dana Okafor-Lindgren"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = found_office(tmp_path_factory.mktemp("office"))
    stick = office.folder / "Danas stick"
    stick.mkdir()
    (stick / "IMG_0001.JPG").write_bytes(making.jpeg())
    (stick / "other-persons-diary.txt").write_bytes(b"not for this case")
    (stick / "unreadable-link-to-diary").symlink_to("/nowhere")
    artist = making.jpeg(making.tiff_block({0x013B: making.text("Photo by DANA  OKAFOR-LINDGREN")}))
    (stick / "IMG_0002.JPG").write_bytes(artist)
    office.run("case", "24-118")
    assert office.run("import", stick, "--case", "24-118", "--from", GIVER).code == 1
    return office


def _number(office, name):
    return next(item["item"] for item in office.items() if item["name"] == name)


def _export(office, target, *words):
    return office.run("export", "--to", target, "--purpose", "defence", "--authority", "order 12", *words)


def _everything(folder: Path) -> bytes:
    """All bytes of a bundle, disclosures decoded, so that a name is found wherever it stands."""

    found = b""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += data
            if path.name == "disclosures":
                for encoded in data.replace(b"~", b"\n").split():
                    found += base64.urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4))
    return found


def test_a_giver_is_withheld_everywhere(office, tmp_path):
    ran = _export(office, tmp_path, "--items", _number(office, "IMG_0001.JPG"), "--withhold", "giver")
    assert ran.code == 0, ran.document
    bundle = Path(ran.document["bundle"])
    everything = _everything(bundle)
    assert b"IMG_0001.JPG" in everything
    for part in (b"Okafor", b"Danas stick"):
        assert part not in everything


def test_the_giver_goes_out_when_nothing_is_withheld(office, tmp_path):
    ran = _export(office, tmp_path, "--items", _number(office, "IMG_0001.JPG"))
    assert ran.code == 0
    assert GIVER.encode() in _everything(Path(ran.document["bundle"]))


def test_refused_where_the_evidence_itself_says_the_name(office, tmp_path):
    ran = _export(office, tmp_path, "--items", _number(office, "IMG_0002.JPG"), "--withhold", "giver")
    assert (ran.code, ran.document["error"]["code"]) == (3, "withholding_impossible")
    assert _number(office, "IMG_0002.JPG") in ran.document["error"]["message"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--purpose", "--recipient", "--authority", "--withheld-by"])
def test_refused_where_what_was_written_for_the_bundle_says_the_name(office, tmp_path, option):
    said = {"--purpose": "defence", "--authority": "order 12", option: f"asked by {GIVER}"}
    words = ["--items", _number(office, "IMG_0001.JPG"), "--withhold", "giver", *itertools.chain(*said.items())]
    ran = office.run("export", "--to", tmp_path / "out", *words)
    assert (ran.code, ran.document["error"]["code"]) == (3, "withholding_impossible")
    assert not (tmp_path / "out").exists()


def test_nothing_of_another_file_leaves(office, tmp_path):
    ran = _export(office, tmp_path, "--items", _number(office, "IMG_0001.JPG"), "--zip")
    assert ran.code == 0
    with zipfile.ZipFile(ran.document["bundle"]) as archive:
        archive.extractall(tmp_path / "open")
    everything = _everything(tmp_path / "open")
    for part in (b"diary", b"IMG_0002"):
        assert part not in everything
