"""The ledger: groups are whole, chains have no gaps, readers see what is durable, a failed write ends the writing."""

import errno
import threading
from dataclasses import replace

import pytest

from intake import durable
from intake.custody import proofs
from intake.custody.audit import ExtractAudit
from intake.custody.disclosures import carried_encoded
from intake.errors import RefusedError, StorageError
from intake.ids import ObjectId, random_id
from intake.notices import LogGrew
from intake.records.events import Chain, Draft, Outcome, Subject, SubjectKind, Type
from intake.records.people import Person
from intake.records.rows import Position
from intake.vault import people
from intake.vault.objects import ObjectKind
from tests.vault.vaults import COST, PERSON, item_draft, read_object, stage, unlock

CASE = Subject(SubjectKind.CASE, "c" * 32)
OTHER = Subject(SubjectKind.CASE, "d" * 32)


class Rows:
    """A catalog that keeps what it is told."""

    def __init__(self) -> None:
        self.seen, self.at = [], Position(0, "")

    def position(self) -> Position:
        return self.at

    def apply(self, entries, root) -> None:
        assert entries[0].position == self.at.size
        self.seen += [entry.position for entry in entries]
        self.at = Position(entries[-1].position + 1, root)

    def take(self, entries, root) -> None:
        self.apply(entries, root)

    def clear(self) -> None:
        self.__init__()


@pytest.fixture
def vault(folder):
    with unlock(folder) as vault:
        yield vault


def case_draft(subject=CASE, **more) -> Draft:
    return Draft(Type.CASE_OPENED, (subject,), {"case_title": "Lake Street"}, **more)


def test_stamped_with_who_when_where_and_how(vault):
    draft = case_draft(outcome=Outcome.FAILED, code="disk_full", started="2026-11-25T02:00:00.000000Z")
    entry = vault.ledger.record([draft])[0]
    assert entry.value("outcome") == {"outcome": "failed", "code": "disk_full"}
    assert entry.value("when")["started"] == "2026-11-25T02:00:00.000000Z"
    assert entry.value("when")["synchronised"] is True
    assert isinstance(entry.value("when")["monotonic_ns"], str)
    assert entry.value("operator") == {"operator": vault.operator.operator, "role": "operator", "agency": PERSON.agency}
    assert entry.value("operator_name") == PERSON.name
    assert entry.value("workstation") == "bench"
    assert entry.value("system_user") == "tester"
    assert entry.value("tool")["name"] == "Evidence Intake"
    assert entry.value("stored") is None


def test_what_the_ledger_stamps_no_draft_may_carry(vault):
    for fields in ({"operator": {}}, {"stored": []}, {"unheard_of": 1}):
        with pytest.raises(ValueError, match=r"only the ledger|not fields"):
            vault.ledger.record([Draft(Type.CASE_OPENED, (CASE,), fields)])
    assert not vault.ledger.failed


def test_a_draft_without_subjects_is_about_the_vault(vault):
    entry = vault.ledger.record([Draft(Type.POLICY_SET, (), {"policy": {"key": "a", "value": "b"}})])[0]
    assert [link.subject for link in entry.links] == [vault.subject]


def test_chains_have_no_gap_within_and_between_groups_and_after_opening_again(folder):
    leaves = []
    for _ in range(3):
        with unlock(folder) as vault:
            for group in (2, 1, 3):
                made = vault.ledger.record([case_draft(), case_draft(OTHER)] * group)
                leaves += [(entry.links[0], entry.leaf) for entry in made if entry.links[0].subject == CASE]
    assert [link.ordinal for link, _ in leaves] == list(range(1, 19))
    assert [link.previous for link, _ in leaves] == ["", *[leaf for _, leaf in leaves[:-1]]]


def test_an_entry_that_is_the_newest_of_many_chains_is_read_once_for_all_of_them(folder, monkeypatch):
    subjects = tuple(Subject(SubjectKind.CASE, f"{number:032x}") for number in range(60))
    draft = Draft(Type.NOTE_ADDED, subjects, {"note": "of them all"})
    with unlock(folder) as vault:
        before = [*vault.ledger.record([draft]), *vault.ledger.record([replace(draft, subjects=subjects[:30])])]
    with unlock(folder) as vault:
        read, entry = [], vault.ledger._entry
        monkeypatch.setattr(vault.ledger, "_entry", lambda position: read.append(position) or entry(position))
        (made,) = vault.ledger.record([replace(draft, subjects=subjects[:40])])
        later = [vault.ledger.record([replace(draft, subjects=(subject,))])[0] for subject in subjects[40:]]
    assert sorted(read) == [entry.position for entry in before]
    assert {link.subject: (link.ordinal, link.previous) for link in made.links} == {
        subject: (3, before[1].leaf) if number < 30 else (2, before[0].leaf) for number, subject in enumerate(subjects[:40])
    }
    assert {(link.ordinal, link.previous) for entry in later for link in entry.links} == {(2, before[0].leaf)}


def test_an_object_that_no_draft_names_would_be_lost(vault):
    staged = stage(vault, b"x")
    for drafts in ([], [case_draft()]):
        with pytest.raises(ValueError, match="no draft names"):
            vault.ledger.record(drafts, objects=[staged])
    drafts = [item_draft(vault, staged, 1), item_draft(vault, staged, 2)]  # the second a duplicate in the same group
    entries = vault.ledger.record(drafts, objects=[staged])
    assert [entry.value("stored") for entry in entries] == [[{"object": staged.id, "kind": "evidence", "size": 1}], None]
    assert vault.ledger.holds(staged.id)
    assert not vault.ledger.holds(ObjectId(random_id()))


def test_other_objects_are_stamped_with_their_digest(vault):
    plan = stage(vault, b"plan", ObjectKind.PLAN)
    draft = Draft(Type.BATCH_OPENED, (CASE,), {"batch": {"batch": "b" * 32, "lines": 1, "plan_object": plan.id}})
    stored = vault.ledger.record([draft], objects=[plan])[0].value("stored")
    assert stored[0]["sha256"] == "".join(f"{byte:02x}" for byte in __import__("hashlib").sha256(b"plan").digest())


def test_reading(vault):
    made = vault.ledger.record([case_draft(), case_draft(OTHER), case_draft()])
    assert vault.ledger.history(CASE) == [made[0], made[2]]
    assert vault.ledger.history(CASE, [Chain.WORK]) == []
    assert vault.ledger.positions([CASE, OTHER]) == [one.position for one in made]
    assert list(vault.ledger.entries(3)) == list(made)
    assert list(vault.ledger.entries(0, 1)) == [vault.ledger.entry(0)]
    with pytest.raises(ValueError, match="6"):
        vault.ledger.entry(6)


def test_notices_come_after_the_commit(vault):
    heard = []
    vault.ledger.notices = lambda notice: heard.append((notice, vault.ledger.size))
    vault.ledger.record([case_draft()])
    assert heard == [(LogGrew(4), 4)]


def test_a_catalog_is_brought_to_where_the_log_is(folder):
    rows = Rows()
    with unlock(folder) as vault:
        vault.ledger.record([case_draft()] * 3)
        assert vault.ledger.attach(rows) == 6
        vault.ledger.record([case_draft()])
        assert rows.seen == list(range(7))
        assert rows.at.root == vault.ledger.root_at(7).hex()
    with unlock(folder) as vault:
        assert vault.ledger.attach(rows) == 1  # `locked` was taken in when closing
        for wrong in (Position(4, "0" * 64), Position(99, rows.at.root)):
            rows.at = wrong
            assert vault.ledger.attach(rows) == 9
        assert vault.ledger.rebuild() == 9
        assert rows.seen == list(range(9))


def test_a_catalog_that_fails_stops_the_writing_and_loses_nothing(folder):
    class Full(Rows):
        def apply(self, entries, root) -> None:
            raise StorageError("disk_full")

    vault = unlock(folder)
    vault.ledger._catalog = Full()
    with pytest.raises(StorageError):
        vault.ledger.record([case_draft()])
    assert vault.ledger.failed
    vault.close()
    with unlock(folder) as vault:
        assert len(vault.ledger.history(CASE)) == 1


class FailsAt(durable.System):
    """The n-th sync of a file fails."""

    def __init__(self, number: int, call: str = "sync") -> None:
        self.left = number

        def fail(*args):
            self.left -= 1
            if self.left == 0:
                raise OSError(errno.EIO, "injected")
            return getattr(durable.System, call)(self, *args)

        setattr(self, call, fail)


def test_after_a_failed_sync_of_the_log_everything_is_refused_and_opening_tells(folder):
    vault = unlock(folder)
    with durable.through(FailsAt(1)), pytest.raises(StorageError):
        vault.ledger.record([case_draft()])
    assert vault.ledger.failed
    for act in (lambda: vault.ledger.record([case_draft(OTHER)]), vault.ledger.heal):
        with pytest.raises(StorageError) as error:
            act()
        assert error.value.code == "sync_failed"
    assert vault.ledger.size == 3
    vault.close()
    with unlock(folder) as vault:
        assert vault.healed == 1
        healed = next(entry for entry in vault.ledger.entries() if entry.type is Type.HEALED)
        assert healed.value("healed") == {"what": "entries_taken_in", "detail": 1}
        assert len(vault.ledger.history(CASE)) == 1
        assert not vault.ledger.history(OTHER)


def test_a_full_disk_while_appending_changes_nothing_and_writing_goes_on(vault):
    with durable.through(FailsAt(1, "write")), pytest.raises(StorageError):
        vault.ledger.record([case_draft()])
    assert not vault.ledger.failed
    vault.ledger.record([case_draft(OTHER)])
    assert not vault.ledger.history(CASE)
    assert len(vault.ledger.history(OTHER)) == 1


def test_a_failed_object_is_not_recorded(vault):
    staged = stage(vault, b"x")
    with durable.through(FailsAt(1)), pytest.raises(StorageError):
        vault.ledger.record([item_draft(vault, staged, 1)], objects=[staged])
    assert vault.ledger.size == 3
    assert not vault.ledger.failed
    staged.discard()
    assert vault.objects.incoming() == ()


def test_an_object_that_an_entry_may_name_is_not_discarded(folder):
    vault = unlock(folder)
    staged, other = stage(vault, b"in doubt"), stage(vault, b"not in doubt")
    with durable.through(FailsAt(1, "write")), pytest.raises(StorageError):
        vault.ledger.record([item_draft(vault, other, 2)], objects=[other])
    other.discard()
    with durable.through(FailsAt(3)), pytest.raises(StorageError):  # after those of the object and of its name
        vault.ledger.record([item_draft(vault, staged, 1)], objects=[staged])
    assert vault.ledger.failed
    staged.discard()
    assert vault.objects.incoming() == (staged.id,)
    vault.close()
    with unlock(folder) as vault:
        assert read_object(vault, staged.id) == b"in doubt"


def test_unlogged_objects_are_set_apart_after_a_restored_backup(folder, tmp_path):
    import shutil

    shutil.copytree(folder / "custody", tmp_path / "custody")
    with unlock(folder) as vault:
        staged = stage(vault, b"later than the backup")
        vault.ledger.record([item_draft(vault, staged, 1)], objects=[staged])
    shutil.rmtree(folder / "custody")
    shutil.copytree(tmp_path / "custody", folder / "custody")
    with unlock(folder, going_on="backup of the log") as vault:
        assert vault.objects.apart() == (staged.id,)
        assert any(entry.value("set_apart") == {"object": staged.id} for entry in vault.ledger.entries())
        assert not vault.ledger.holds(staged.id)


def test_from_many_threads(vault):
    rows, problems = Rows(), []
    vault.ledger.attach(rows)

    def work(number: int) -> None:
        try:
            for _ in range(5):
                entry = vault.ledger.record([case_draft(), case_draft(OTHER)])[0]
                assert vault.ledger.entry(entry.position) == entry
                assert vault.ledger.size > entry.position
                list(vault.ledger.entries(0, 3))
        except BaseException as error:  # noqa: BLE001
            problems.append((number, error))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert [link.ordinal for entry in vault.ledger.history(CASE) for link in entry.links] == list(range(1, 31))
    assert rows.seen == list(range(63))


def test_an_extract_holds_its_chains_whole_and_nothing_of_others(folder):
    with unlock(folder) as vault:
        people.add_operator(vault, Person("B. Chen", "Police"), bytearray(b"another passphrase"), COST)
        mine = Draft(Type.ASSIGNED, (CASE, OTHER), {"assignment": {"case": CASE.id, "reason": "x"}, "purpose": "y"})
        vault.ledger.record([case_draft(), case_draft(OTHER), mine])
    with unlock(folder, b"another passphrase", "B. Chen") as vault:
        last = vault.ledger.record([case_draft()])[0]
        extract = vault.ledger.extract([CASE], frozenset({Chain.CUSTODY}), frozenset({"operator_name", "purpose"}))
        assert [entry.type for entry in extract.entries] == [
            Type.VAULT_CREATED,
            Type.OPERATOR_ENROLLED,
            Type.CASE_OPENED,
            Type.ASSIGNED,
            Type.CASE_OPENED,
        ]
        text = repr([entry.disclosures for entry in extract.entries])
        assert OTHER.id not in text
        assert PERSON.name not in repr(list(extract.entries[2].disclosures))
        assert extract.withheld == ("operator_name", "purpose")
        for entry, proof in zip(extract.entries, extract.proofs, strict=True):
            leaf = bytes.fromhex(entry.leaf)
            assert proofs.inclusion_holds(entry.position, extract.checkpoint.size, leaf, proof, extract.checkpoint.root)
        assert extract.checkpoint.size == last.position + 1
        found = []
        audit = ExtractAudit(found.append, extract.checkpoint.note, extract.log_public)
        for entry, proof in zip(extract.entries, extract.proofs, strict=True):
            audit.take(entry.signed, entry.signature, carried_encoded([one.encoded for one in entry.disclosures]), proof)
        audit.close()
        assert {one.code for one in found} == {"sealed_missing"}


def test_a_bundle_of_another_case_is_not_named(vault):
    staged = [stage(vault, b"a"), stage(vault, b"b")]
    drafts = [item_draft(vault, one, number) for number, one in enumerate(staged, 1)]
    vault.ledger.record(drafts, objects=staged)
    first, second = (draft.subjects[0] for draft in drafts)
    for items in ((first, second), (first,)):
        ids = [one.id for one in items]
        vault.ledger.record([Draft(Type.EXPORTED, items, {"exported": {"bundle": "e" * 32, "items": ids}})])
    entries = vault.ledger.extract([first], frozenset({Chain.CUSTODY}), frozenset()).entries
    exported = [entry.value("exported") for entry in entries if entry.type is Type.EXPORTED]
    assert exported == [None, {"bundle": "e" * 32, "items": [first.id]}]


def test_a_vault_that_is_only_read_records_nothing(folder):
    with unlock(folder, read_only=True) as vault, pytest.raises(RefusedError):
        vault.ledger.record([case_draft()])
