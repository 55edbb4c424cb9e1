"""What is known of a bundle before it is written: each thing that stops it, each thing a person should know, and nothing logged."""

from pathlib import Path

import pytest

from intake import durable
from intake.acquisition import volumes
from intake.casework import door, medium
from intake.errors import Cancelled, RefusedError
from intake.progress import silent
from intake.records.items import VolumeFacts
from intake.records.marks import MarkKind
from intake.records.rows import Filter
from intake.records.submissions import Giver, Reach, SubmissionDraft
from intake.settings import Settings
from tests import making
from tests.casework.offices import office, take_in

SAID = SubmissionDraft(reach=Reach.MEDIUM, giver=Giver("Dana Okafor"), authority="consent")


@pytest.fixture
def casework(tmp_path, cheapest):
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "a.jpg").write_bytes(making.jpeg())
    (stick / "b.txt").write_bytes(b"two")
    (stick / "c.bin").write_bytes(bytes(5000))
    with office(tmp_path / "v", Settings(cost=cheapest)) as opened:
        opened.receiving.open_case("24-118", "")
        take_in(opened, stick, case="24-118")
        yield opened


def look(casework, target, items=None, progress=silent, **changed):
    request = {
        "items": casework.library.ids(Filter()) if items is None else items, "case": None, "target": target,
        "form": door.Form.FOLDER, "encrypt": False, "withhold": (), "purpose": "court", "authority": "order 2",
    }  # fmt: skip
    size = casework.library.log_size()
    found = casework.release.preflight(door.ExportRequest(**(request | changed)), progress)
    assert casework.library.log_size() == size
    return found


def stops(found):
    return [one.code for one in found.obstacles]


def test_nothing_stands_before_an_ordinary_bundle(casework, tmp_path):
    items = casework.library.ids(Filter())
    found = look(casework, tmp_path / "out")
    assert stops(found) == []
    assert found.items == items
    assert found.size == sum(casework.library.item(item).row.size for item in items) < found.needed < found.free
    assert found.largest == (items[2], 5000)
    assert [size for _item, size in found.sizes] == sorted((size for _item, size in found.sizes), reverse=True)
    assert found.not_compared == found.differing == found.not_examined == found.left_out == found.attorney == ()
    assert found.unreadable == items[2:]  # of nothing that is known; a text is kept as it is
    assert found.names == 0
    assert (found.content.evidence, found.content.metadata, found.content.submissions) == (3, 3, 1)
    assert not (tmp_path / "out").exists()
    written = casework.release.export(
        door.ExportRequest(items, None, tmp_path / "out", door.Form.FOLDER, False, (), "court", "order 2"), silent
    )
    pictures = [path for path in (written.path / "data" / "derivatives").rglob("*") if path.is_file()]
    assert 0 < len(pictures) <= found.content.derivatives


def test_what_a_person_should_know(casework, tmp_path):
    (tmp_path / "stick" / "late.txt").write_bytes(b"late")
    lines = casework.receiving.survey([bytes(tmp_path / "stick" / "late.txt")], silent)
    batch = casework.receiving.begin(lines, SAID, [], only_acquire=True)
    casework.agenda.work(batch, silent)
    items = casework.library.ids(Filter())
    casework.noting.mark(items[:1], MarkKind.ATTORNEY, "helps the defence")
    found = look(casework, tmp_path / "out", (items[0], items[3]))
    assert found.left_out == items[1:3]
    assert found.not_compared == found.not_examined == items[3:]
    assert found.attorney == items[:1]
    assert stops(found) == []
    casework.noting.unmark(items[:1], MarkKind.ATTORNEY, "answered")
    assert look(casework, tmp_path / "out").attorney == ()


def test_each_place_of_a_withheld_name(casework, tmp_path):
    (tmp_path / "stick" / "okafor.txt").write_bytes(b"x")
    take_in(casework, tmp_path / "stick" / "okafor.txt")
    items = casework.library.ids(Filter())
    submission = casework.library.item(items[3]).submission
    casework.noting.correct(submission, door.Correction(authority="a court order"), "Dana Okafor asked for it")
    found = look(casework, tmp_path / "out", withhold=("giver",), purpose="as Dana Okafor asked")
    assert stops(found) == ["withholding_impossible", "withholding_impossible", "withholding_impossible"]
    assert found.names == 1
    words, named, entry = found.obstacles
    assert "purpose" in str(words.facts["reason"])
    assert named.facts["item"] == items[3]
    assert "entry" in str(entry.facts["reason"])
    assert stops(look(casework, tmp_path / "out", items[:3], withhold=("giver",))) == []


def test_where_it_cannot_lie(casework, tmp_path, monkeypatch):
    assert stops(look(casework, tmp_path / "v" / "inside")) == ["target_in_vault"]
    (tmp_path / "file").write_bytes(b"")
    assert stops(look(casework, tmp_path / "file")) == ["target_exists"]
    monkeypatch.setattr("intake.casework.preflight.os.access", lambda _path, _mode: False)
    assert stops(look(casework, tmp_path / "out")) == ["permission_denied"]


def test_every_obstacle_of_a_stick_at_once(casework, tmp_path, monkeypatch):
    facts = VolumeFacts(filesystem="vfat", label="COURT 16", removable=True)
    monkeypatch.setattr(medium, "Volumes", lambda: volumes.Volumes(lambda _device, _path: facts))
    monkeypatch.setattr("intake.bundle.preflight.FAT32_MOST_FILE", 4999)
    monkeypatch.setattr(durable, "free_space", lambda _path: durable.SPACE_KEPT_FREE + 10_000)
    found = look(casework, tmp_path / "out")
    assert stops(found) == ["disk_full", "file_too_large_for_medium"]
    assert found.obstacles[1].facts["item"] == found.largest[0]
    assert found.volume == facts
    assert found.free == 10_000


def test_the_search_for_names_can_be_stopped(casework, tmp_path):
    def stop(_step):
        raise Cancelled

    with pytest.raises(Cancelled):
        look(casework, tmp_path / "out", progress=stop, withhold=("giver",))


def test_no_item_is_refused(casework, tmp_path):
    with pytest.raises(RefusedError, match="nothing_to_export"):
        look(casework, tmp_path / "out", ())


def test_bundles_that_were_written_before(casework, tmp_path):
    items = casework.library.ids(Filter())
    assert casework.release.bundles() == ()

    def write(target, **changed):
        request = {"items": items, "case": None, "target": target, "form": door.Form.ZIP, "encrypt": True, "withhold": ()}
        return casework.release.export(door.ExportRequest(**(request | changed), purpose="defence", authority="order 7"), silent)

    written = write(tmp_path / "out")
    (first,) = casework.release.bundles()
    assert (first.digest, first.items, first.by) == (written.bundle_digest, items, "R. Alvarez")
    assert (first.purpose, first.authority, first.protection, first.form) == ("defence", "order 7", "aes-256-zip", "zip")
    assert Path(first.target) == tmp_path / "out"
    assert first.failed == ""

    def stop(step):
        if step.stage == "write":
            raise Cancelled

    request = door.ExportRequest(items[:1], None, tmp_path / "two", door.Form.FOLDER, False, (), "court", "order 2")
    with pytest.raises(Cancelled):
        casework.release.export(request, stop)
    newest, again = casework.release.bundles()
    assert again == first
    assert (newest.failed, newest.items, newest.digest) == ("cancelled", items[:1], "")
    assert list((tmp_path / "two").iterdir()) == []
