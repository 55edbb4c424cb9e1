"""After a crash: what was begun is finished or dropped, by whoever opens the vault first, and an entry says so."""

import shutil

import pytest

from intake.custody.proofs import inclusion_holds
from intake.errors import TamperError, UnlockError
from intake.records.events import Chain, Draft, Subject, SubjectKind, Type
from intake.records.people import Person
from intake.vault import folder as folders
from intake.vault import people
from intake.vault.verifying import verify
from tests.vault.vaults import COST, WORDS, item_draft, read_object, stage, unlock

NEW_WORDS = b"changed passphrase"
SECOND = Person("B. Chen", "Police")
SECOND_WORDS = b"another passphrase"


class Crash(BaseException):
    """The process is gone."""


def crash(*_args):
    raise Crash


def healed(vault) -> list[tuple]:
    values = [entry.value("healed") for entry in vault.ledger.entries() if entry.type is Type.HEALED]
    return [(value["what"], value["detail"]) for value in values]


def snapshot(folder) -> dict:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}


def crashed_change(folder, monkeypatch, change, *, before: str) -> None:
    """A change of a slot that ends before one of its steps."""
    vault = unlock(folder)
    with monkeypatch.context() as patch:
        if before == "rename":
            patch.setattr(folders, "finish_next", crash)
        else:
            patch.setattr(vault.ledger, f"_{before}", crash)
        with pytest.raises(Crash):
            change(vault)
    vault.abandon()


def change_words(vault) -> None:
    people.change_passphrase(vault, bytearray(NEW_WORDS), COST)


def add_second(vault) -> None:
    people.add_operator(vault, SECOND, bytearray(SECOND_WORDS), COST)


def test_a_passphrase_whose_change_was_logged_holds(folder, monkeypatch):
    crashed_change(folder, monkeypatch, change_words, before="rename")
    with unlock(folder, NEW_WORDS, read_only=True) as vault:
        report = verify(vault)
        assert {one.code for one in report.findings} == {"vault_change_unfinished"}
    before = snapshot(folder)
    with pytest.raises(UnlockError) as error:
        unlock(folder, WORDS)
    assert error.value.facts == {"reason": "the passphrase was changed"}
    assert snapshot(folder) == before
    with unlock(folder, NEW_WORDS) as vault:
        assert healed(vault) == [("vault_change_finished", 1)]
        assert not (folder / "vault.json.next").exists()
        assert vault.unlocked.keys.newest == 2
    with pytest.raises(UnlockError):
        unlock(folder, WORDS)


@pytest.mark.parametrize("before", ["commit", "settle", "put_checkpoint", "rename"])
def test_a_second_operator_who_comes_first_after_a_crash(folder, monkeypatch, before):
    crashed_change(folder, monkeypatch, add_second, before=before)
    if before == "commit":
        with pytest.raises(UnlockError):
            unlock(folder, SECOND_WORDS, SECOND.name)
        with unlock(folder) as vault:
            assert healed(vault) == [("vault_change_abandoned", 1)]
            add_second(vault)
    else:
        with unlock(folder, SECOND_WORDS, SECOND.name, read_only=True) as vault:
            assert vault.operator.person == SECOND
        with unlock(folder, SECOND_WORDS, SECOND.name) as vault:
            assert ("vault_change_finished", 1) in healed(vault)
            assert vault.operator.person == SECOND
            assert verify(vault).findings == ()
    with unlock(folder) as vault:
        assert vault.healed == 0
    with unlock(folder, SECOND_WORDS, SECOND.name) as vault:
        assert vault.healed == 0


def test_a_change_that_is_not_whole_was_never_named(folder):
    whole = (folder / "vault.json").read_bytes()
    for half in (b"", whole[:100], b"{}", whole.replace(b'"version":1', b'"version":9')):
        (folder / "vault.json.next").write_bytes(half)
        with unlock(folder) as vault:
            assert healed(vault)[-1] == ("vault_change_abandoned", 1)
        assert not (folder / "vault.json.next").exists()


@pytest.mark.parametrize("before", ["settle", "put_checkpoint", "apply"])
def test_items_whose_entry_was_durable_are_there(folder, before, monkeypatch):
    vault = unlock(folder)
    staged = [stage(vault, b"one"), stage(vault, b"two")]
    drafts = [item_draft(vault, one, number) for number, one in enumerate(staged, 1)]
    monkeypatch.setattr(vault.ledger, f"_{before}", crash)
    with pytest.raises(Crash):
        vault.ledger.record(drafts, objects=staged)
    vault.abandon()
    with unlock(folder) as vault:
        expected = {"settle": 2, "put_checkpoint": 2, "apply": 0}[before]
        assert vault.healed == expected
        assert [read_object(vault, one.id) for one in staged] == [b"one", b"two"]
        assert vault.objects.incoming() == ()
        assert all(vault.objects.placed(one.id) for one in staged)
        assert len(vault.ledger.history(drafts[0].subjects[0])) == 1


def test_what_no_entry_names_is_swept_and_said(folder):
    vault = unlock(folder)
    left = [stage(vault, b"never named").id for _ in range(3)]
    vault.abandon()
    (folder / "incoming" / "a folder").mkdir()
    with unlock(folder) as vault:
        swept = next(entry.value("swept") for entry in vault.ledger.entries() if entry.type is Type.SWEPT)
        assert swept == {"count": 3, "names": sorted(left)}
        assert vault.objects.incoming() == ()
    with unlock(folder) as vault:
        assert vault.healed == 0


def test_a_torn_tail_is_cut_and_said(folder):
    size = (folder / "custody" / "log").stat().st_size
    with (folder / "custody" / "log").open("ab") as log:
        log.write(b"EIlr" + bytes(100))
    with unlock(folder) as vault:
        assert healed(vault) == [("torn_tail", 104)]
    assert (folder / "custody" / "log").stat().st_size > size


def test_nothing_is_cut_while_a_fork_is_not_explained(folder):
    old = (folder / "custody" / "checkpoint").read_bytes()
    with unlock(folder) as vault:
        vault.ledger.record([Draft(Type.CASE_OPENED, (Subject(SubjectKind.CASE, "c" * 32),), {})])
    (folder / "custody" / "checkpoint").write_bytes(old)
    log = bytearray((folder / "custody" / "log").read_bytes())
    log[-1] ^= 1
    (folder / "custody" / "log").write_bytes(log)
    (folder / "vault.json.next").write_bytes((folder / "vault.json").read_bytes())
    with pytest.raises(TamperError) as error:
        unlock(folder)
    assert error.value.code == "log_forked"
    assert (folder / "custody" / "log").read_bytes() == log
    assert (folder / "vault.json.next").exists()


def test_an_older_vault_json_cuts_nothing(folder):
    old = (folder / "vault.json").read_bytes()
    with unlock(folder) as vault:
        change_words(vault)
    log = (folder / "custody" / "log").read_bytes()
    (folder / "vault.json").write_bytes(old)
    with pytest.raises(TamperError) as error:
        unlock(folder)
    assert error.value.code == "vault_file_differs"
    assert (folder / "custody" / "log").read_bytes() == log


def test_setting_apart_is_finished(folder, tmp_path, monkeypatch):
    """The entry comes first, so a crash before the move leaves an entry and an object where it was."""
    from intake.vault.objects import FolderStore

    shutil.copytree(folder / "custody", tmp_path / "custody")
    with unlock(folder) as vault:
        staged = stage(vault, b"later than the backup")
        vault.ledger.record([item_draft(vault, staged, 1)], objects=[staged])
    shutil.rmtree(folder / "custody")
    shutil.copytree(tmp_path / "custody", folder / "custody")
    with monkeypatch.context() as patch:
        patch.setattr(FolderStore, "set_apart", crash)
        with pytest.raises(Crash):
            unlock(folder, going_on="backup of the log")
    with unlock(folder, going_on="backup of the log") as vault:  # asked again: it was not over
        assert vault.objects.apart() == (staged.id,)
        assert {one.code for one in verify(vault).findings} == {"log_restored", "object_set_apart"}
        apart = [entry for entry in vault.ledger.entries() if entry.type is Type.SET_APART]
        assert len(apart) == 1


def test_a_tree_that_rotted_alarms_nobody_and_proves_nothing_wrong(folder):
    subject = Subject(SubjectKind.CASE, "c" * 32)
    for _ in range(3):
        with unlock(folder) as vault:
            vault.ledger.record([Draft(Type.CASE_OPENED, (subject,), {})] * 3)
    good = (folder / "custody" / "tree").read_bytes()
    for at in range(0, len(good) - 32, 32):
        (folder / "custody" / "tree").write_bytes(good[:at] + bytes(32) + good[at + 32 : len(good)])
        with unlock(folder, read_only=True) as vault:
            assert vault.forked is None
            extract = vault.ledger.extract([subject], frozenset(Chain), frozenset())
            for entry, proof in zip(extract.entries, extract.proofs, strict=True):
                made = extract.checkpoint
                assert inclusion_holds(entry.position, made.size, bytes.fromhex(entry.leaf), proof, made.root)
