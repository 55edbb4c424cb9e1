"""Guarantee 2 for a whole vault, through the door: every change to any of its files is found by verification and named.

The vault is real: photos, a video of several segments, packs, plans, two operators, two epochs, the catalog beside them.
What carries nothing is listed in vault.md: `lock` and `custody/refused`.
"""

import dataclasses
import os
import random
import shutil
import struct
from pathlib import Path

import pytest

from intake.casework import door
from intake.errors import IntakeError, TamperError, UnlockError, VaultError
from intake.progress import silent
from intake.records.findings import Severity
from intake.records.people import Person
from intake.records.submissions import SubmissionDraft
from intake.vault import vaultfile
from tests.faults import whole
from tests.faults.conftest import luck  # noqa: F401 — a fixture
from tests.tampering import mutations
from tests.tampering.mutations import Mutation

CARRIES_NOTHING = {"lock", "custody/refused"}
MIB = 1024 * 1024
SECOND = Person("S. Lindqvist", "Hennepin")
SAMPLE = 150  # of the changes that are made to any folder; all structural ones are made besides


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    """`after/v` is the vault, `before/v` the same some entries and one epoch earlier, `fork/v` gone on from there otherwise."""
    folder = tmp_path_factory.mktemp("vault")
    (folder / "after").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        whole.prepare(folder / "after", "folder")
        _take_in_a_film(folder / "after")
        shutil.copytree(folder / "after" / "v", folder / "before" / "v")
        shutil.copytree(folder / "after" / "v", folder / "fork" / "v")
        with whole.opened(folder / "fork") as casework:
            casework.receiving.open_case("24-119", "Another street")
        shutil.rmtree(folder / "state")
        with whole.opened(folder / "after") as casework:
            casework.people.add(SECOND, bytearray(b"another passphrase"))
            casework.receiving.open_case("24-120", "A third street")
    return folder


def _take_in_a_film(folder: Path) -> None:
    """Three segments and a part of one; acquired only."""
    (folder / "film.bin").write_bytes(random.Random(1).randbytes(3 * MIB + 500_000))
    with whole.opened(folder) as casework:
        lines = casework.receiving.survey([os.fsencode(folder / "film.bin")], silent)
        casework.agenda.work(casework.receiving.begin(lines, SubmissionDraft(), (), only_acquire=True), silent)


@pytest.fixture
def working(vault, tmp_path):
    """A copy that a test may change, on a computer that has never seen it."""
    shutil.copytree(vault / "after" / "v", tmp_path / "v")
    return tmp_path / "v"


def findings(folder: Path) -> list[tuple[str, str, str]]:
    """(code, severity, subject) of what `main.py verify` would say; of what does not open too, as the command line does."""
    try:
        with whole.opened(folder.parent, read_only=True) as casework:
            report = casework.verification.vault(None, silent)
    except (UnlockError, VaultError) as error:  # exit code 3 or 4, with its sentence
        return [(error.code, "refused", "vault.json")]
    except IntakeError as error:
        report = door.report_of(error)
        if report is None:
            raise
    return [(one.code, one.severity.value, one.subject) for one in report.findings]


def named(path: str, found: list[tuple[str, str, str]]) -> bool:
    """Whether a finding is about this file: by its path, by the object's id, and by entry for the log."""
    subjects = {subject for _, _, subject in found}
    name = path.rpartition("/")[2]
    if path == "custody/log":
        return any(subject.startswith("entry ") or subject == "custody/log" for subject in subjects)
    return bool({path, name} & subjects)


def check(root: Path, change: Mutation) -> str:
    """ "" when the change is found and named, else what went wrong."""
    with change.applied(root):
        try:
            found = findings(root)
        except Exception as error:  # noqa: BLE001 — whatever escapes is what the test is for
            return f"{change}: {type(error).__name__} {error}"
    missing = [path for path in change.paths if path not in CARRIES_NOTHING and not named(path, found)]
    if change.detail.startswith("epoch of record") and named("vault.json", found):
        return ""  # the newest record is of an epoch that vault.json does not have: which of the two was changed, neither says
    if len(missing) < len(change.paths) and len(found) == 1:  # it did not even open, and the one reason is said
        return ""
    return f"{change}: {missing} not named in {found[:4]}" if missing else ""


def flips(path: str, data: bytes, places: dict[str, int]):
    for what, at in places.items():
        changed = data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]
        yield Mutation("flipped", (path,), what, lambda root, path=path, changed=changed: (root / path).write_bytes(changed))


def rewritten(kind: str, path: str, detail: str, changed: bytes) -> Mutation:
    return Mutation(kind, (path,), detail, lambda root: (root / path).write_bytes(changed))


def records_of(log: bytes) -> list[tuple[int, int]]:
    """Where each record of the log begins and ends, by the lengths in their headers (vault.md, *Log records*)."""
    at, found = 0, []
    while at < len(log):
        (length,) = struct.unpack_from(">I", log, at + 8)
        found.append((at, at + 32 + length))
        at += 32 + length
    assert at == len(log)
    return found


def of_log(data: bytes, older: bytes, forked: bytes):
    """Every field of the first, a middle and the last record; records removed, doubled, exchanged, put back, of a forked copy."""
    path, records = "custody/log", records_of(data)
    fields = {"magic": 0, "epoch": 7, "length": 11, "index": 19, "nonce": 20, "ciphertext": 32, "tag": -1}
    for number in (0, len(records) // 2, len(records) - 1):
        start, stop = records[number]
        places = {f"{name} of record {number}": (start if at >= 0 else stop) + at for name, at in fields.items()}
        yield from flips(path, data, places)
        yield rewritten("removed", path, f"record {number}", data[:start] + data[stop:])
        yield rewritten("doubled", path, f"record {number}", data[:stop] + data[start:stop] + data[stop:])
        yield rewritten("truncated", path, f"inside record {number}", data[: stop - 1])
    for number in (1, len(records) // 2, len(records) - 2):
        (a, b), (_, c) = records[number], records[number + 1]
        yield rewritten("exchanged", path, f"records {number} and {number + 1}", data[:a] + data[b:c] + data[a:b] + data[c:])
    at = len(records_of(older))
    start, stop = records[at]
    other = records_of(forked)[at]
    yield rewritten("forked", path, f"record {at}", data[:start] + forked[other[0] : other[1]] + data[stop:])
    yield rewritten("put back", path, "", older)


def of_objects(root: Path):
    """Every field of every object's header, its stream's header, each segment's ends; segments exchanged, removed, put elsewhere."""
    names = {"magic": 0, "version": 9, "id": 12, "epoch": 29, "key": 40, "size of the header": 70, "salt": 80, "prefix": 105}
    for whole_path in sorted((root / "objects").rglob("*")):
        if not whole_path.is_file():
            continue
        path, data = whole_path.relative_to(root).as_posix(), whole_path.read_bytes()
        yield from flips(path, data, {**names, "first": 110, "last": len(data) - 1})
        first = 70 + MIB
        if len(data) < first + 2 * MIB:
            continue
        a, b = data[first : first + MIB], data[first + MIB : first + 2 * MIB]
        yield from flips(path, data, {"end of a segment": first - 1, "start of a segment": first})
        yield rewritten("exchanged", path, "segments", data[:first] + b + a + data[first + 2 * MIB :])
        yield rewritten("removed", path, "a segment", data[:first] + data[first + MIB :])
        yield rewritten("truncated", path, "to whole segments", data[: first + MIB])
        yield rewritten("zeroed", path, "a segment", data[:first] + bytes(MIB) + data[first + MIB :])


def of_pages(root: Path):
    """Every page of the catalog, pages exchanged and repeated."""
    path = "catalog.db"
    data, page = (root / path).read_bytes(), 4096
    for start in range(0, len(data), page * 4):
        yield from flips(path, data, {f"page {start // page}": start + page // 2})
    yield rewritten(
        "exchanged", path, "pages", data[: 5 * page] + data[6 * page : 7 * page] + data[5 * page : 6 * page] + data[7 * page :]
    )
    yield rewritten("repeated", path, "a page", data[: 6 * page] + data[5 * page : 6 * page] + data[7 * page :])
    yield rewritten("extended", path, "by a page", data + bytes(page))


def of_vault_json(data: bytes, older: bytes):
    """Every member's name and value, digits of numbers, and the file of an earlier epoch."""
    text = data.decode()
    marks = [at for at, character in enumerate(text) if character in '":,{}[]']
    yield from flips("vault.json", data, {f"mark at {at}": at for at in random.Random(2).sample(marks, 12)})
    yield from flips("vault.json", data, {f"value at {at + 2}": at + 2 for at in random.Random(3).sample(marks[:-2], 24)})
    yield rewritten("put back", "vault.json", "", older)


def structural(vault: Path):
    root, older = vault / "after" / "v", vault / "before" / "v"
    log = root / "custody" / "log"
    yield from of_log(log.read_bytes(), (older / "custody/log").read_bytes(), (vault / "fork/v/custody/log").read_bytes())
    yield from of_objects(root)
    yield from of_pages(root)
    yield from of_vault_json((root / "vault.json").read_bytes(), (older / "vault.json").read_bytes())
    for path in ("custody/checkpoint", "custody/tree", "custody/chains", "custody/index"):
        yield rewritten("put back", path, "", (older / path).read_bytes())


def test_the_untouched_vault_is_unchanged(working):
    assert findings(working) == []


def test_every_structural_change_is_found_and_named(vault, working):
    changes = list(structural(vault))
    wrong = [problem for change in changes if (problem := check(working, change))]
    assert len(changes) > 150
    assert not wrong, "\n".join(wrong)
    assert findings(working) == []


def test_changes_of_every_kind_are_found_and_named(working, luck):  # noqa: F811
    changes = mutations.of_folder(working, seed=luck.randrange(10**6), every_byte_below=0, samples=6)
    told = [one for one in changes if not set(one.paths) <= CARRIES_NOTHING]
    wrong = [problem for change in luck.sample(told, SAMPLE) if (problem := check(working, change))]
    assert not wrong, "\n".join(wrong)


def test_what_carries_nothing_is_no_finding_and_does_no_harm(working):
    for path, data in (("lock", b"\xff" * 5000), ("custody/refused", b"2026-11-25T03:00:00Z \xff nobody\nnonsense\n" * 3)):
        (working / path).write_bytes(data)
        assert findings(working) == []
        with whole.opened(working.parent) as casework:
            assert not casework.read_only
        assert findings(working) == []
        assert not (working / path).exists() or (working / path).read_bytes() == b""


def test_the_whole_folder_put_back_is_found_where_the_newer_was_seen(vault, working, tmp_path):
    with whole.opened(working.parent):
        pass
    shutil.rmtree(working)
    shutil.copytree(vault / "before" / "v", working)
    assert ("log_forked", Severity.FAULT.value, "custody/log") in findings(working)
    with pytest.raises(TamperError) as caught, whole.opened(working.parent):
        pass
    assert caught.value.code == "log_forked"
    with whole.opened(working.parent, going_on="the disk was replaced") as casework:
        assert not casework.read_only
    after = {(code, severity) for code, severity, _ in findings(working)}
    assert ("log_restored", Severity.ATTENTION.value) in after
    assert all(severity != Severity.FAULT.value for _, severity in after)


def test_a_checkpoint_held_elsewhere_finds_a_rollback(vault, working):
    with whole.opened(working.parent, read_only=True) as casework:
        held = casework.library.checkpoint()
    shutil.rmtree(working)
    shutil.copytree(vault / "before" / "v", working)
    assert findings(working) == []  # by itself nothing is wrong with it
    with whole.opened(working.parent, read_only=True) as casework:
        report = casework.verification.vault(held, silent)
    assert report.verdict.value == "differs"


def test_another_vaults_files_do_not_fit(working, tmp_path):
    (tmp_path / "other").mkdir()
    door.create(tmp_path / "other" / "v", "Elsewhere", whole.PERSON, bytearray(whole.WORDS), whole.SETTINGS)
    with whole.opened(tmp_path / "other") as casework:
        casework.receiving.open_case("24-118", "Lake Street")
    wrong = []
    for path in (
        "vault.json",
        "custody/log",
        "custody/checkpoint",
        "custody/tree",
        "custody/chains",
        "custody/index",
        "catalog.db",
    ):
        change = rewritten("of another vault", path, "", (tmp_path / "other" / "v" / path).read_bytes())
        wrong.append(check(working, change))
    assert not any(wrong), wrong


def test_a_slot_that_someone_else_made_opens_nothing(working, tmp_path):
    """Another person's slot, with a passphrase he knows, in the place of an operator's: the MAC says no, or nothing opens."""
    (tmp_path / "other").mkdir()
    door.create(tmp_path / "other" / "v", "Elsewhere", whole.PERSON, bytearray(b"known to the attacker"), whole.SETTINGS)
    theirs = vaultfile.parse((tmp_path / "other" / "v" / "vault.json").read_bytes())
    ours = vaultfile.parse((working / "vault.json").read_bytes())
    forged = dataclasses.replace(ours, slots=(theirs.slots[0], *ours.slots[1:]))
    (working / "vault.json").write_bytes(vaultfile.encode(forged))
    for words in (b"known to the attacker", whole.WORDS):
        with pytest.raises((UnlockError, TamperError)):
            door.unlock(working, whole.PERSON.name, bytearray(words), whole.SETTINGS, read_only=True, examines=False)
