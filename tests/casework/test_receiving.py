"""What was chosen and is not taken in: withdrawn, on a device that was pulled out, beside what cannot be acquired at all."""

import contextlib
import os
import shutil
import threading

import pytest

from intake.casework import door
from intake.casework.roots import Roots
from intake.errors import SourceError, StorageError, TamperError, VaultError
from intake.ids import random_id
from intake.notices import LineMoved
from intake.progress import silent
from intake.records.items import PlanLine, SourceKind, VolumeFacts
from intake.records.rows import Filter
from intake.records.submissions import SubmissionDraft
from intake.settings import Settings
from intake.wording.errors import error_words
from tests.casework.offices import office


@pytest.fixture
def told():
    return []


@pytest.fixture
def casework(tmp_path, cheapest, told):
    with office(tmp_path / "v", Settings(cost=cheapest), told.append) as opened:
        yield opened


def _begin(casework, *folders, only=True):
    lines = casework.receiving.survey([os.fsencode(folder) for folder in folders], silent)
    return casework.receiving.begin(lines, SubmissionDraft(), (), only_acquire=only)


def _folder(path, count=3):
    path.mkdir()
    for number in range(count):
        (path / f"{number}.bin").write_bytes(os.urandom(100))
    return path


def _states(told, batch):
    return {one.line: one.state for one in told if isinstance(one, LineMoved) and one.batch == batch.batch}


def test_what_is_withdrawn_is_an_event_and_is_never_resumed(casework, tmp_path, told):
    batch = _begin(casework, _folder(tmp_path / "stick"))
    casework.agenda.work(batch, silent, lambda line: line != 2)
    brought = casework.library.brought(batch.batch)
    assert (len(brought.items), brought.failed, brought.withdrawn) == (2, (), (2,))
    assert _states(told, batch) == {1: "acquired", 2: "withdrawn", 3: "acquired"}
    assert casework.receiving.interrupted() == ()
    casework.agenda.resume(silent)
    assert casework.library.count() == 2
    (event,) = [one for one in casework.library.log() if one.type.value == "acquisition_failed"]
    assert event.value("outcome") == {"outcome": "refused", "code": "source_withdrawn"}
    assert event.value("name") is event.value("source_path") is None  # what was not given leaves no trace but its count
    assert [row.failed for row in casework.library.submissions()] == [0]
    assert casework.verification.vault(None, silent).verdict.value == "unchanged"


def test_withdrawn_while_it_is_read(casework, tmp_path):
    batch = _begin(casework, _folder(tmp_path / "stick", 1))
    asked = iter([True, False, False])
    casework.agenda.work(batch, silent, lambda _line: next(asked))
    assert casework.library.brought(batch.batch).withdrawn == (1,)
    assert list((tmp_path / "v" / "incoming").iterdir()) == []


def test_a_device_that_is_pulled_out_is_gone_on_with(casework, tmp_path, told):
    gone, stays = _folder(tmp_path / "stick"), _folder(tmp_path / "other")
    batch = _begin(casework, gone, stays)
    asked = iter(range(1000))

    def wanted(line):
        if line == 2 and next(asked) == 0:
            shutil.move(gone, tmp_path / "pulled out")
        return True

    with pytest.raises(SourceError, match="source_vanished"):
        casework.agenda.work(batch, silent, wanted)
    brought = casework.library.brought(batch.batch)
    assert (len(brought.items), brought.failed) == (4, ())
    assert {line for line, state in _states(told, batch).items() if state == "waiting"} == {2, 3}
    assert casework.agenda.left()[door.Stage.ACQUIRE] == 2
    shutil.move(tmp_path / "pulled out", gone)
    casework.agenda.resume(silent)
    assert casework.library.count() == 6
    assert casework.receiving.interrupted() == ()


def test_one_that_was_gone_before_has_failed(casework, tmp_path):
    batch = _begin(casework, gone := _folder(tmp_path / "stick"))
    shutil.rmtree(gone)
    casework.agenda.resume(silent)
    assert [one.code for one in casework.library.brought(batch.batch).failed] == ["source_vanished"] * 3


def test_a_single_file_that_vanishes_has_failed(casework, tmp_path):
    folder = _folder(tmp_path / "stick")
    batch = _begin(casework, folder)
    (folder / "1.bin").unlink()
    casework.agenda.work(batch, silent)
    brought = casework.library.brought(batch.batch)
    assert [one.code for one in brought.failed] == ["source_vanished"]
    assert len(brought.items) == 2


def test_another_volume_in_its_place_is_not_the_device(tmp_path, monkeypatch):
    line = PlanLine(1, os.fsencode(tmp_path / "a.bin"), b"a.bin", b"a.bin", SourceKind.FILE, 1, None)
    roots = Roots([line], lambda _device, _path: VolumeFacts())
    assert not roots.gone(line)
    monkeypatch.setattr("intake.casework.roots._device", lambda _folder: 1)
    assert roots.gone(line)
    assert roots.lost(line)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (VolumeFacts(label="KINGSTON", device_make="Kingston"), "KINGSTON"),
        (VolumeFacts(device_make="SanDisk", device_model="Ultra"), "SanDisk Ultra"),
        (VolumeFacts(), "DCIM"),
    ],
)
def test_what_is_away_is_called_by_the_devices_name(tmp_path, monkeypatch, facts, said):
    folder = tmp_path / "mounted" / "DCIM"
    line = PlanLine(1, os.fsencode(folder / "a.bin"), b"a.bin", b"a.bin", SourceKind.FILE, 1, None)
    chosen = os.fsencode(folder) + b"/"
    there = {chosen: 7, os.fsencode(folder.parent): 7}
    monkeypatch.setattr("intake.casework.roots._device", there.get)
    roots = Roots([line], lambda device, _path: facts if device == 7 else VolumeFacts())
    del there[chosen]
    assert roots.gone(line)
    assert roots.unplugged(line) is None  # the folder was deleted; what it lay on is still there
    there[os.fsencode(folder.parent)] = 1  # of the mount only the place is left
    assert roots.unplugged(line) == said


def test_a_pulled_out_device_is_named_not_its_files(casework, tmp_path, monkeypatch):
    batch = _begin(casework, gone := _folder(tmp_path / "stick"))
    monkeypatch.setattr(Roots, "unplugged", lambda _roots, _line: "KINGSTON")

    def wanted(line):
        if line == 2 and gone.exists():
            shutil.move(gone, tmp_path / "pulled out")
        return True

    with pytest.raises(SourceError, match="device_gone") as raised:
        casework.agenda.work(batch, silent, wanted)
    assert error_words(raised.value).message == "“KINGSTON” is not connected any more."


def test_one_plan_that_is_damaged_does_not_stop_the_others(casework, tmp_path):
    broken = _begin(casework, _folder(tmp_path / "one"))
    _begin(casework, _folder(tmp_path / "two"))
    (tmp_path / "v" / "objects" / broken.plan[:2] / broken.plan).unlink()
    with pytest.raises((VaultError, TamperError)):
        casework.agenda.resume(silent)
    assert casework.library.count() == 3
    assert [batch.batch for batch in casework.receiving.interrupted()] == [broken.batch]


@pytest.mark.parametrize("damage", ["gone", "cut short", "found to differ"])
def test_nothing_is_built_upon_a_stored_copy_that_is_not_good(casework, tmp_path, damage):
    folder = _folder(tmp_path / "stick", 1)
    casework.agenda.work(_begin(casework, folder), silent)
    casework.agenda.work(_begin(casework, folder), silent)  # a second item over the same copy
    first, second = casework.library.ids(Filter())
    stored = casework.library.item(first).object
    assert casework.library.item(second).object == stored
    path = tmp_path / "v" / "objects" / stored[:2] / stored
    if damage == "gone":
        path.unlink()
    elif damage == "cut short":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
        from intake.records.rows import Pending, Work

        casework.agenda._work[door.Stage.COMPARE]([Pending(first, Work.COMPARE_STORED, None, None)], silent)
    casework.agenda.work(_begin(casework, folder), silent)
    third = casework.library.item(casework.library.ids(Filter())[2])
    assert third.duplicate_of is None
    assert third.object != stored
    casework.agenda.work(_begin(casework, folder), silent)
    fourth = casework.library.item(casework.library.ids(Filter())[3])
    assert (fourth.duplicate_of, fourth.object) == (third.row.item, third.object)


def test_a_source_that_is_back_is_compared_again(casework, tmp_path):
    folder = _folder(tmp_path / "stick", 1)
    batch = _begin(casework, folder)
    casework.receiving.acquire(batch, silent)
    shutil.move(folder, tmp_path / "away")
    casework.agenda.look_after(silent)
    (item,) = casework.library.ids(Filter())
    assert casework.library.item(item).row.comparison.value == "not_made"
    size = len(casework.library.history(item))
    casework.agenda.resume(silent)  # still away: not tried again and again
    assert casework.agenda.again() == ()
    assert len(casework.library.history(item)) == size
    shutil.move(tmp_path / "away", folder)
    assert casework.agenda.again() == (item,)
    casework.agenda.resume(silent)
    assert casework.library.item(item).row.comparison.value == "identical"


def test_what_was_read_is_committed_while_a_large_source_is_read(tmp_path, cheapest):
    folder = _folder(tmp_path / "stick", 1)
    (folder / "large.bin").write_bytes(bytes(20_000_000))
    told = []
    with office(tmp_path / "v", Settings(cost=cheapest, group_seconds=0.0), told.append) as casework:
        batch = _begin(casework, folder)
        before = []
        casework.receiving.acquire(batch, lambda step: before.append((step.subject, casework.library.count())))
        assert all(count == 1 for subject, count in before if subject == "2")


def test_a_group_that_cannot_be_recorded_leaves_nothing_behind(casework, tmp_path, monkeypatch):
    batch = _begin(casework, _folder(tmp_path / "stick"))

    def full(_records, *_more, **_named):
        raise StorageError("disk_full", name="log")

    with monkeypatch.context() as patched:
        patched.setattr("intake.vault.logstore.FileLog.append", full)
        with pytest.raises(StorageError, match="disk_full"):
            casework.receiving.acquire(batch, silent)
    assert list((tmp_path / "v" / "incoming").iterdir()) == []
    casework.receiving.acquire(casework.receiving.batch(batch.batch), silent)
    assert casework.library.ids(Filter()) == tuple(f"{batch.submission}-{number:02d}" for number in (1, 2, 3))


def test_numbers_are_given_once_also_to_two_at_once(casework, tmp_path):
    folder = _folder(tmp_path / "stick", 1)
    failed = []

    def act():
        try:
            for _ in range(10):
                _begin(casework, folder)
                casework.receiving.open_case(random_id(), "")
                with contextlib.suppress(VaultError):
                    casework.receiving.open_case(" the same ", "")
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len({row.submission for row in casework.library.submissions()}) == 30
    assert sum(row.number == "the same" for row in casework.library.cases()) == 1
