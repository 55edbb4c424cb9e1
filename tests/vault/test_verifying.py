"""Guarantee 2 for a vault: whatever is flipped, removed, added, swapped or cut in any file is found and named."""

import gc
import hashlib
import json
import os
import random
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.errors import Cancelled, IntakeError, UnlockError
from intake.records.events import Type
from intake.records.findings import Severity, Verdict
from intake.records.rows import Filter, Position
from intake.vault import people, telling
from intake.vault.catalog import checking
from intake.vault.catalog.catalog import Catalog
from intake.vault.objects import ObjectKind
from intake.vault.verifying import report_of, verify
from tests.vault.vaults import COST, item_draft, make_vault, stage, unlock

SAYS_NOTHING = {"lock", "custody/refused"}  # vault.md, *What carries nothing*


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """A vault with three items, a pack, two operators and two epochs, closed in order."""
    folder = tmp_path_factory.mktemp("template") / "v"
    make_vault(folder)
    with unlock(folder) as vault:
        staged = [stage(vault, content) for content in (b"", b"one", b"x" * 70_000)]
        digests = [hashlib.sha256(content).hexdigest() for content in (b"", b"one", b"x" * 70_000)]
        drafts = [item_draft(vault, one, number, digests[number - 1]) for number, one in enumerate(staged, 1)]
        vault.ledger.record(drafts, objects=staged)
        people.add_operator(vault, people.Person("B. Chen", "Police"), bytearray(b"another passphrase"), COST)
        pack = stage(vault, b"pack", ObjectKind.PACK)
        draft = people.Draft(Type.EXAMINED, drafts[0].subjects[:1], {"examination": {"pack": pack.id}})
        vault.ledger.record([draft], objects=[pack])
    return folder


@pytest.fixture
def vault_folder(template, tmp_path) -> Path:
    shutil.copytree(template, tmp_path / "v")
    return tmp_path / "v"


def findings(folder: Path, **more) -> list:
    """What is found, whether the vault opens or not; a slot that does not open and a
    version that is not ours count as found: nothing can be told apart before the file is authenticated."""
    try:
        with unlock(folder, read_only=True) as vault:
            return list(verify(vault, **more).findings)
    except UnlockError as error:
        return [error.code]
    except IntakeError as error:
        report = report_of(error)
        if report is None and error.code == "vault_newer_format":
            return [error.code]
        if report is None:
            raise
    assert report.verdict is Verdict.DIFFERS
    return list(report.findings)


def codes(folder: Path, **more) -> set[str]:
    return {getattr(one, "code", one) for one in findings(folder, **more)}


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and str(path.relative_to(folder)) not in SAYS_NOTHING)


def test_an_untouched_vault_is_unchanged(vault_folder):
    before = {path: path.read_bytes() for path in vault_folder.rglob("*") if path.is_file()}
    with unlock(vault_folder, read_only=True) as vault:
        report = verify(vault)
    assert report.findings == ()
    assert report.checked["objects"] == 4
    assert report.checked["entries"] == report.checked["signatures"] == 10
    assert report.not_checked == ("catalog",)
    assert {path: path.read_bytes() for path in vault_folder.rglob("*") if path.is_file()} == before


def test_a_vault_in_use_verifies_too(vault_folder):
    with unlock(vault_folder) as vault:
        stage(vault, b"being written")
        assert verify(vault).findings == ()


def test_any_flipped_byte_of_any_file_is_found(vault_folder):
    luck = random.Random(7)
    for path in files(vault_folder):
        good = path.read_bytes()
        edges = {0, 1, len(good) // 2, len(good) - 2, len(good) - 1}
        for at in sorted(edges | {luck.randrange(len(good)) for _ in range(12)}):
            path.write_bytes(good[:at] + bytes([good[at] ^ (1 << luck.randrange(8))]) + good[at + 1 :])
            assert findings(vault_folder), f"{path.relative_to(vault_folder)} at {at}"
        path.write_bytes(good)
    assert not findings(vault_folder)


def test_any_file_cut_or_lengthened_is_found(vault_folder):
    for path in files(vault_folder):
        good = path.read_bytes()
        for bad in (b"", good[: len(good) // 2], good[:-1], good + b"\0", good + good[-50:]):
            path.write_bytes(bad)
            assert findings(vault_folder), f"{path.relative_to(vault_folder)}: {len(bad)} of {len(good)}"
        path.write_bytes(good)


def test_any_file_removed_is_found(vault_folder):
    for path in files(vault_folder):
        good = path.read_bytes()
        path.unlink()
        assert findings(vault_folder), path.relative_to(vault_folder)
        path.write_bytes(good)


def test_two_files_swapped_are_found(vault_folder):
    objects = [path for path in files(vault_folder) if path.parent.parent.name == "objects"]
    first, second = objects[0].read_bytes(), objects[1].read_bytes()
    objects[0].write_bytes(second)
    objects[1].write_bytes(first)
    found = findings(vault_folder)
    assert {(one.code, one.subject) for one in found} == {("object_differs", path.name) for path in objects[:2]}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("notes.txt", "unexpected_file"),
        ("custody/log.bak", "unexpected_file"),
        ("objects/aa", "unexpected_file"),
        ("objects/ab/ab", "unexpected_file"),
        ("objects/ab/cd" + "0" * 30, "unexpected_file"),
        ("objects/ab/ab" + "0" * 30, "object_unlogged"),
        ("incoming/" + "0" * 32, "incoming_left"),
        ("apart/" + "0" * 32, "object_unlogged"),
    ],
)
def test_anything_added_is_named(vault_folder, name, code):
    path = vault_folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    found = [one for one in findings(vault_folder) if one.subject in {name, path.name}]
    assert code in {one.code for one in found}


def test_each_thing_in_its_own_words(vault_folder):
    objects = [path for path in files(vault_folder) if path.parent.parent.name == "objects"]
    objects[0].unlink()
    assert codes(vault_folder) == {"object_missing"}
    (vault_folder / "custody" / "tree").write_bytes(b"")
    assert codes(vault_folder) == {"object_missing", "derived_file_behind"}
    with (vault_folder / "custody" / "log").open("ab") as log:
        log.write(b"torn")
    assert codes(vault_folder) == {"object_missing", "derived_file_behind", "log_torn_tail"}


def test_a_broken_record_hides_no_other(vault_folder):
    log = vault_folder / "custody" / "log"
    raw = bytearray(log.read_bytes())
    with unlock(vault_folder, read_only=True) as vault:
        offsets = vault.ledger.inspection().offsets()
    for index in (3, 5):
        raw[int.from_bytes(offsets[index * 8 : index * 8 + 8], "big") + 40] ^= 1
    log.write_bytes(raw)
    with unlock(vault_folder, read_only=True) as vault:
        report = verify(vault)
    assert [one.subject for one in report.findings if one.code == "log_record_broken"] == ["entry 3", "entry 5"]
    assert "entries_after_broken_record" in report.not_checked


def test_an_object_with_the_right_key_and_other_content_is_found(vault_folder):
    """Someone who can unlock the vault writes another stream under the object's own key."""
    from intake.crypto.stream import StreamWriter

    with unlock(vault_folder, read_only=True) as vault:
        entry = next(entry for entry in vault.ledger.entries() if entry.value("item") and entry.value("item")["size"] == 3)
        object_id = entry.value("item")["object"]
        with vault.objects.open(object_id) as grant:
            key, associated = grant.key, grant.associated
    path = vault_folder / "objects" / object_id[:2] / object_id
    for content, code in ((b"two", "object_digest_differs"), (b"three", "object_size_differs")):
        parts = []
        writer = StreamWriter(lambda view, parts=parts: parts.append(bytes(view)), key, associated)
        writer.write(content)
        writer.finish()
        path.write_bytes(path.read_bytes()[:70] + b"".join(parts))
        assert codes(vault_folder) == {code}


def test_a_checkpoint_held_elsewhere(vault_folder, tmp_path):
    note = (vault_folder / "custody" / "checkpoint").read_bytes()
    shutil.copytree(vault_folder, tmp_path / "older")
    with unlock(vault_folder) as vault:
        newer = vault.ledger.checkpoint().note
    assert codes(vault_folder, held=[note, newer]) == set()
    monkey = os.environ["XDG_STATE_HOME"]
    shutil.rmtree(monkey)  # another computer, which remembers nothing
    assert codes(tmp_path / "older", held=[newer]) == {"held_checkpoint_ahead"}


def test_an_older_state_is_found_on_the_computer_that_saw_the_newer(vault_folder, tmp_path):
    shutil.copytree(vault_folder, tmp_path / "older")
    unlock(vault_folder).close()
    assert codes(tmp_path / "older") == {"log_forked"}


class Kept:
    """A catalog that says what the test wants."""

    def __init__(self, size: int, *, intact: bool = True, rows=()) -> None:
        self._size, self._intact, self._rows = size, intact, rows
        self.taken = []

    def position(self) -> Position:
        return Position(self._size, "")

    def intact(self) -> bool:
        return self._intact

    def take(self, entries, root) -> None:
        self.taken += [entry.position for entry in entries]
        assert len(root) == 64

    @contextmanager
    def moment(self):
        yield self

    def differences(self):
        yield from self._rows


def test_the_catalog_is_compared(vault_folder):
    for kept, expected in (
        (Kept(10), set()),
        (Kept(9), {"catalog_behind"}),
        (Kept(11), {"catalog_differs"}),
        (Kept(10, intact=False), {"catalog_differs"}),
        (Kept(10, rows=[("items", "item=1")]), {"catalog_differs"}),
    ):
        assert codes(vault_folder, catalog=kept) == expected
        assert kept.taken == list(range(10))


def test_signed_entries_that_make_no_rows_do_not_end_the_verification(vault_folder):
    """These items have no submission and no name: whoever may sign can write such a log, and must not be able to hide behind it."""
    with unlock(vault_folder, read_only=True) as vault:
        kept = Catalog(None)
        vault.ledger.attach(kept)
        report = verify(vault, catalog=checking.Check(kept, Catalog(None)))
        assert (report.checked["entries"], report.checked["signatures"]) == (10, 10)
        rowless = [entry.position for entry in vault.ledger.entries() if entry.type in {Type.ACQUIRED, Type.EXAMINED}]
        assert len(rowless) == 4
        assert {(one.code, one.subject) for one in report.findings} == {
            ("catalog_differs", f"entries position={position}") for position in rowless
        }


def test_a_vault_with_signed_entries_that_make_no_rows_opens_and_takes_in_more(vault_folder):
    with unlock(vault_folder) as vault:
        with pytest.raises(KeyError):
            Catalog(None).apply(list(vault.ledger.entries()), "")  # of this program's own such an entry is a bug
        catalog = Catalog(None)
        vault.ledger.attach(catalog)
        assert catalog.ids(Filter()) == ()
        assert [one.name for one in catalog.operators()] == [
            "A. Ramos",
            "Recovery code",
            "B. Chen",
        ]  # what stands around them has its rows
        size = vault.ledger.checkpoint().size
        vault.ledger.record([people.Draft(Type.NOTE_ADDED, (), {"note": "later"})])
        assert catalog.position().size == size + 1


def test_it_can_be_stopped(vault_folder):
    def stop(step):
        raise Cancelled

    with unlock(vault_folder, read_only=True) as vault, pytest.raises(Cancelled):
        verify(vault, progress=stop)


def test_progress_reaches_its_end(vault_folder):
    steps = []
    with unlock(vault_folder, read_only=True) as vault:
        verify(vault, progress=steps.append)
    assert steps[-1].done <= steps[-1].total
    assert [one.done for one in steps] == sorted(one.done for one in steps)


def test_codes_stand_in_the_table():
    table = json.loads((Path(__file__).parents[2] / "resources/verification/codes.json").read_text())["findings"]
    for code, severity in telling.SEVERITIES.items():
        assert Severity(table[code]["severity"]) is severity, code
    for code in telling._OF_ERRORS.values():
        assert Severity(table[code]["severity"]) is Severity.FAULT


def test_a_wrong_passphrase_is_not_a_finding(vault_folder):
    with pytest.raises(UnlockError) as error:
        unlock(vault_folder, b"wrong passphrase", read_only=True)
    assert report_of(error.value) is None


@pytest.mark.parametrize(
    ("path", "change", "subject"),
    [
        ("vault.json", lambda data: b"\xff" + data[1:], "vault.json"),
        ("vault.json", lambda _: b"", "vault.json"),
        ("custody/checkpoint", lambda data: data[:40], "custody/checkpoint"),
        ("custody/checkpoint", lambda data: data.replace(b"evidence-intake/", b"evidence-intakf/"), "custody/checkpoint"),
        ("custody/log", lambda data: data[:-1], "custody/log"),
    ],
)
def test_what_keeps_it_from_opening_is_named_by_its_file(vault_folder, path, change, subject):
    (vault_folder / path).write_bytes(change((vault_folder / path).read_bytes()))
    (found,) = findings(vault_folder)
    assert found.subject == subject


@pytest.mark.parametrize("runs", [True, False])
def test_the_collector_of_cycles_is_as_before_and_had_nothing_to_do(vault_folder, runs):
    seen = []
    with unlock(vault_folder) as vault:
        was = gc.isenabled()
        try:
            gc.enable() if runs else gc.disable()
            verify(vault, catalog=_Watching(seen))  # whatever is made once and kept is made here
            gc.collect()
            verify(vault, catalog=_Watching(seen))
            assert gc.isenabled() is runs
            with pytest.raises(Cancelled):
                verify(vault, catalog=_Watching(seen), progress=_stop)
            assert gc.isenabled() is runs
            gc.disable()
            gc.collect()
            assert verify(vault).findings == ()
            assert gc.collect() == 0
        finally:
            gc.enable() if was else gc.disable()
    assert seen == [False] * len(seen)
    assert len(seen) == 2


def _stop(_step):
    raise Cancelled


class _Watching(Kept):
    """A catalog that is as it must be, and notes whether the collector runs while entries come."""

    def __init__(self, seen):
        super().__init__(0)
        self._seen = seen

    def take(self, entries, _root):
        self._size += len(entries)
        self._seen.append(gc.isenabled())
