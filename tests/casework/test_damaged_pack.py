"""What an examination left is damaged or gone: it is said, nothing else fails for it, and the item can be examined again."""

import json

import pytest

from intake.casework import door
from intake.errors import TamperError
from intake.progress import silent
from intake.records.claims import Meaning, PictureRole
from intake.records.events import Type
from intake.records.findings import Verdict
from intake.records.rows import Filter
from intake.settings import Settings
from tests.casework.offices import office, take_in
from tests.making import jpeg, text, tiff_block
from tests.stories.commands import found_office

PHOTO = jpeg(tiff_block({}, {0x9003: text("2026:11:22 14:03:11"), 0x9011: text("+01:00")}))


@pytest.fixture
def stick(tmp_path):
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "a.jpg").write_bytes(PHOTO)
    return tmp_path / "stick"


@pytest.fixture
def casework(tmp_path, stick, cheapest):
    with office(tmp_path / "v", Settings(cost=cheapest)) as opened:
        take_in(opened, stick)
        yield opened


@pytest.fixture
def item(casework):
    (found,) = casework.library.ids(Filter())
    assert casework.library.details(found).damaged == ""
    return found


def _flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


# The first bytes of a pack, its last picture's last chunk, all of it.
DAMAGES = {
    "beginning": lambda path: _flip(path, 50),
    "end": lambda path: _flip(path, -1),
    "gone": lambda path: path.unlink(),
}


def _damage(folder, casework, item, how):
    pack = casework.library.item(item).row.pack
    (path,) = [one for one in (folder / "objects").rglob("*") if one.name == pack]
    DAMAGES[how](path)


@pytest.mark.parametrize("how", DAMAGES)
def test_the_item_is_shown_without_it(tmp_path, casework, item, how):
    sound = casework.library.details(item)
    assert sound.answer is not None
    assert casework.library.pixels(item, PictureRole.THUMBNAIL) is not None
    _damage(tmp_path / "v", casework, item, how)
    details = casework.library.details(item)
    assert details.damaged
    assert details.answer is None
    assert details.pictures == ()
    assert [(one.code, one.detail) for one in details.observations] == [("examination_damaged", details.damaged)]
    assert details.item == sound.item
    assert details.sorting == sound.sorting
    assert sound.sorting is not None
    kept = {(time.name, time.value, time.meaning, time.utc) for time in details.times}
    assert ("ExifIFD:DateTimeOriginal", "2026:11:22 14:03:11", Meaning.OFFSET, "2026-11-22T13:03:11Z") in kept
    assert kept <= {(time.name, time.value, time.meaning, time.utc) for time in sound.times}
    assert len(kept) < len(sound.times)
    with pytest.raises(TamperError, match="examination_damaged"):
        casework.library.pixels(item, PictureRole.THUMBNAIL)
    for act in (
        lambda: casework.library.storyboard(item, tmp_path / "board"),
        lambda: casework.library.stills(item, tmp_path / "stills", silent),
        lambda: casework.library.save_still(item, 0, tmp_path / "still.png", silent),
    ):
        with pytest.raises(TamperError, match="examination_damaged"):
            act()
    assert not any((tmp_path / name).exists() for name in ("board", "stills", "still.png"))


@pytest.mark.parametrize("how", DAMAGES)
def test_it_leaves_whole_and_its_metadata_say_what_is_missing(tmp_path, casework, item, how):
    _damage(tmp_path / "v", casework, item, how)
    written = casework.release.export(
        door.ExportRequest((item,), None, tmp_path / "out", door.Form.FOLDER, False, (), "defence", "order 2"), silent
    )
    assert written.damaged == (item,)
    (metadata,) = [json.loads(path.read_bytes()) for path in written.path.rglob("*.json") if item in path.name]
    assert [one["code"] for one in metadata["observations"]] == ["examination_damaged"]
    assert (metadata["claims"], metadata["derivatives"]) == ([], [])
    assert [path.read_bytes() for path in written.path.rglob("*.jpg")] == [PHOTO]


@pytest.mark.parametrize("how", DAMAGES)
def test_examined_again_it_is_as_before_and_the_log_has_both(tmp_path, casework, item, how):
    before, size = casework.library.details(item), casework.library.log_size()
    _damage(tmp_path / "v", casework, item, how)
    casework.agenda.examine([item], silent)
    after = casework.library.details(item)
    assert after.damaged == ""
    assert after.answer == before.answer
    assert [one.sha256 for one in after.pictures] == [one.sha256 for one in before.pictures]
    assert after.item.row.pack != before.item.row.pack
    assert casework.library.log_size() == size + 1
    assert [one.type for one in casework.library.history(item)].count(Type.EXAMINED) == 2
    assert casework.agenda.left()[door.Stage.EXAMINE] == 0
    # What was damaged stays damaged: the log names it, and verification goes on to say so.
    report = casework.verification.vault(None, silent)
    assert report.verdict is not Verdict.UNCHANGED
    assert {one.code for one in report.findings} <= {"object_differs", "object_missing"}


def test_on_the_command_line(tmp_path, stick):
    made = found_office(tmp_path)
    made.run("import", stick)
    (item,) = [one["item"] for one in made.items()]
    assert made.run("show", item).document["examination_damaged"] is None
    objects = [one for one in (made.vault / "objects").rglob("*") if one.is_file()]
    _flip(max(objects, key=lambda one: one.stat().st_mtime_ns), -1)  # the pack was written last
    shown = made.run("show", item)
    assert shown.code == 0
    assert shown.document["examination_damaged"] == "authentication_failed"
    told = made.run("show", item, document=False).out
    assert f"What the examination of item {item} left in the vault is damaged or gone." in told
    exported = made.run("export", "--items", item, "--to", tmp_path / "out", "--purpose", "p", "--authority", "a")
    assert (exported.code, exported.document["damaged"]) == (0, [item])
    ran = made.run("examine", item)
    assert (ran.code, ran.document["examined"]) == (0, [{"item": item, "media_type": "image/jpeg", "readable": True}])
    assert made.run("show", item).document["examination_damaged"] is None
