"""A vault opens for whom it should, tells everyone else why not, and logs both."""

import pytest

from intake import durable
from intake.crypto.recovery import new_recovery_code
from intake.errors import RefusedError, StorageError, TamperError, UnlockError, VaultError
from intake.records import canonical
from intake.records.events import Draft, Type
from intake.records.people import Person, Role
from intake.vault import people
from intake.vault.creating import RECOVERY_LABEL
from intake.vault.opening import recover_vault
from intake.vault.verifying import verify
from tests.vault.vaults import COST, PERSON, WORDS, here, item_draft, make_vault, read_object, stage, unlock


def types(vault) -> list[Type]:
    return [entry.type for entry in vault.ledger.entries()]


def code_of(error) -> str:
    return error.value.code


def test_a_new_vault_is_whole(tmp_path):
    made = make_vault(tmp_path / "v")
    with unlock(tmp_path / "v") as vault:
        assert types(vault) == [Type.VAULT_CREATED, Type.OPERATOR_ENROLLED, Type.UNLOCKED]
        assert (vault.vault, vault.code, vault.office) == (made.vault, made.code, "Office")
        assert vault.operator.person == PERSON
        assert vault.healed == 0
        assert [one.role for one in people.operators(vault)] == [Role.OPERATOR, Role.RECOVERY]
        assert vault.ledger.checkpoint().size == 3
    assert [path.name for path in tmp_path.iterdir()] == ["v"]
    assert sorted(path.name for path in (tmp_path / "v").iterdir()) == ["custody", "incoming", "lock", "objects", "vault.json"]


def test_an_empty_folder_may_become_a_vault_and_no_other(tmp_path):
    (tmp_path / "empty").mkdir()
    make_vault(tmp_path / "empty")
    with pytest.raises(VaultError) as error:
        make_vault(tmp_path / "empty")
    assert code_of(error) == "vault_exists"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_bytes(b"")
    with pytest.raises(StorageError) as error:
        make_vault(tmp_path / "full")
    assert code_of(error) == "target_exists"
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["x"]


def test_what_an_interrupted_creation_left_is_removed(tmp_path):
    left = tmp_path / ".v.creating"
    (left / "custody").mkdir(parents=True)
    (left / "custody" / "log").write_bytes(b"half")
    (left / "vault.json").write_bytes(b"half")
    make_vault(tmp_path / "v")
    assert [path.name for path in tmp_path.iterdir()] == ["v"]


def test_a_strangers_file_there_is_not_removed(tmp_path):
    left = tmp_path / ".v.creating"
    left.mkdir()
    (left / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(StorageError):
        make_vault(tmp_path / "v")
    assert (left / "holiday.jpg").read_bytes() == b"x"


def test_a_short_passphrase_leaves_nothing(tmp_path):
    from intake.vault.creating import create_vault

    with pytest.raises(UnlockError) as error:
        create_vault(tmp_path / "v", "Office", PERSON, bytearray(b"short"), COST, here())
    assert code_of(error) == "passphrase_too_short"
    assert not list(tmp_path.iterdir())


def test_not_a_vault(tmp_path):
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(VaultError) as error:
            unlock(path)
        assert code_of(error) == "not_a_vault"


def test_a_newer_format_is_refused_with_both_versions(folder):
    value = canonical.parse_object((folder / "vault.json").read_bytes())
    (folder / "vault.json").write_bytes(canonical.encode({**value, "version": 2, "news": 1}))
    with pytest.raises(VaultError) as error:
        unlock(folder)
    assert code_of(error) == "vault_newer_format"
    assert error.value.facts == {"expected": 1, "found": 2}


def test_a_cost_beyond_limits_is_refused_before_anything_is_derived(folder):
    value = canonical.parse_object((folder / "vault.json").read_bytes())
    value["slots"][0]["kdf"]["memory_kib"] = 2**30
    (folder / "vault.json").write_bytes(canonical.encode(value))
    with pytest.raises(UnlockError) as error:
        unlock(folder)
    assert code_of(error) == "cost_beyond_limits"


def test_failed_unlocks_are_logged_by_the_next(folder):
    for label, words in ((PERSON.name, b"wrong passphrase"), ("Nobody\nhere", WORDS)):
        with pytest.raises(UnlockError):
            unlock(folder, words, label)
    assert (folder / "custody" / "refused").read_text().splitlines()[1].endswith("Z unknown")
    with unlock(folder) as vault:
        denied = vault.ledger.entry(2).value("denied")
        assert [one["label"] for one in denied] == [PERSON.name, "unknown"]
        assert not (folder / "custody" / "refused").exists()
    with unlock(folder) as vault:
        assert vault.ledger.entry(vault.ledger.size - 1).value("denied") is None


def test_one_at_a_time_and_who_holds_it(folder):
    with unlock(folder):
        with pytest.raises(VaultError) as error:
            unlock(folder)
        assert code_of(error) == "vault_in_use"
        assert error.value.facts["label"] == PERSON.name
        assert error.value.facts["workstation"] == "bench"
        with pytest.raises(VaultError):
            unlock(folder, read_only=True)
    unlock(folder).close()


def test_a_second_operator_and_another_passphrase(folder):
    with unlock(folder) as vault:
        staged = stage(vault, b"first")
        vault.ledger.record([item_draft(vault, staged, 1)], objects=[staged])
        second = people.add_operator(vault, Person("B. Chen", "Police"), bytearray(b"another passphrase"), COST)
        with pytest.raises(VaultError) as error:
            people.add_operator(vault, Person("B. Chen", "Police"), bytearray(b"another passphrase"), COST)
        assert code_of(error) == "operator_exists"
        people.change_passphrase(vault, bytearray(b"changed passphrase"), COST)
        later = stage(vault, b"second")
        vault.ledger.record([item_draft(vault, later, 2)], objects=[later])
        assert vault.unlocked.keys.newest == 3
        assert vault.previous_catalog_key != vault.catalog_key
    with pytest.raises(UnlockError):
        unlock(folder)
    for label, words in ((PERSON.name, b"changed passphrase"), ("B. Chen", b"another passphrase")):
        with unlock(folder, words, label) as vault:
            assert vault.operator.person.name == label
            assert vault.healed == 0
            assert read_object(vault, staged.id) == b"first"
            assert read_object(vault, later.id) == b"second"
            assert second.key_id in {one.key_id for one in people.operators(vault)}


def test_nobody_signs_as_another(folder):
    with unlock(folder) as vault:
        second = people.add_operator(vault, Person("B. Chen", "Police"), bytearray(b"another passphrase"), COST)
        first = vault.operator
    with unlock(folder, b"another passphrase", "B. Chen") as vault:
        entry = vault.ledger.entry(vault.ledger.size - 1)
        assert entry.operator_key == second.key_id != first.key_id


def test_the_recovery_code_enrols_a_person(tmp_path):
    made = make_vault(tmp_path / "v")
    with recover_vault(tmp_path / "v", made.recovery_code.lower().replace("-", " "), here()) as vault:
        assert vault.operator.role is Role.RECOVERY
        assert Type.RECOVERY_USED in types(vault)
        people.add_operator(vault, Person("B. Chen", "Police"), bytearray(b"another passphrase"), COST)
    with unlock(tmp_path / "v", b"another passphrase", "B. Chen") as vault:
        assert vault.operator.role is Role.OPERATOR
    with pytest.raises(UnlockError) as error:
        recover_vault(tmp_path / "v", "AAAAA" + made.recovery_code[5:], here())
    assert code_of(error) == "recovery_code_malformed"


def test_another_recovery_code_takes_the_place_of_the_one_before(tmp_path):
    folder = tmp_path / "v"
    made, code = make_vault(folder), new_recovery_code()
    with unlock(folder) as vault:
        epoch, before = vault.unlocked.keys.newest, vault.unlocked.file.recovery_slot()
        fresh = people.replace_recovery(vault, code, "County Attorney", COST)
        assert vault.unlocked.keys.newest == epoch + 1
        slot = vault.unlocked.file.recovery_slot()
        assert (slot.slot, slot.signing_public) == (fresh.operator, fresh.signing_public)
        assert slot.slot != before.slot
        assert [one.role for one in people.operators(vault)] == [Role.OPERATOR, Role.RECOVERY]
        assert types(vault)[-3:] == [Type.OPERATOR_REVOKED, Type.OPERATOR_ENROLLED, Type.EPOCH_STARTED]
        assert verify(vault).findings == ()
    with pytest.raises(UnlockError) as error:
        recover_vault(folder, made.recovery_code, here())
    assert code_of(error) == "no_slot_matches"
    with recover_vault(folder, code, here()) as vault:
        assert vault.operator.role is Role.RECOVERY
        with pytest.raises(ValueError, match="adds an operator first"):
            people.replace_recovery(vault, new_recovery_code(), "", COST)
        people.add_operator(vault, Person("B. Chen", "Police"), bytearray(b"another passphrase"), COST)
    with unlock(folder, b"another passphrase", "B. Chen") as vault:
        people.replace_recovery(vault, new_recovery_code(), "Police", COST)
        assert verify(vault).findings == ()


def test_what_the_old_recovery_key_signs_afterwards_does_not_count(tmp_path):
    """Someone keeps the key of a sheet that was replaced."""
    folder = tmp_path / "v"
    made = make_vault(folder)
    with recover_vault(folder, made.recovery_code, here()) as vault:
        old = vault.ledger._composer._author
    with unlock(folder) as vault:
        people.replace_recovery(vault, new_recovery_code(), "County Attorney", COST)
        author = vault.ledger._composer._author
        vault.ledger._composer._author = old
        vault.ledger.record([Draft(Type.NOTE_ADDED, (), {"note": "as if nothing had happened"})])
        vault.ledger._composer._author = author
        assert {one.code for one in verify(vault).findings} == {"signer_revoked"}


def test_nobody_is_called_like_the_recovery_slot(folder):
    with unlock(folder) as vault, pytest.raises(VaultError):
        people.add_operator(vault, Person(RECOVERY_LABEL, ""), bytearray(b"another passphrase"), COST)


def test_reading_only_writes_nothing(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with unlock(folder, read_only=True) as vault:
        assert vault.read_only
        assert vault.ledger.size == 2
        for act in (lambda: vault.ledger.record([]), lambda: people.change_passphrase(vault, bytearray(b"x" * 9), COST)):
            with pytest.raises(RefusedError) as error:
                act()
            assert code_of(error) == "read_only"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_two_may_read_at_once(folder):
    with unlock(folder, read_only=True), unlock(folder, read_only=True) as vault:
        assert vault.ledger.size == 2
        with pytest.raises(VaultError):
            unlock(folder)


def test_derived_files_are_made_anew(folder):
    with unlock(folder) as vault:
        staged = stage(vault, b"content")
        entries = vault.ledger.record([item_draft(vault, staged, 1)], objects=[staged])
    for name in ("tree", "index", "chains"):
        good = (folder / "custody" / name).read_bytes()
        for bad in (
            None,
            b"",
            good[:-1],
            good[:-20],
            good + b"x" * 32,
            bytes(len(good)),
            bytes([good[-1] ^ 1]).join((good[:-1], b"")),
        ):
            path = folder / "custody" / name
            path.unlink()
            if bad is not None:
                path.write_bytes(bad)
            with unlock(folder) as vault:
                assert vault.ledger.history(entries[0].links[0].subject) == list(entries)
                assert vault.ledger.root_at(vault.ledger.size) == vault.ledger.checkpoint().root
                assert vault.objects.ids().__next__() == staged.id
            with unlock(folder) as vault:
                assert vault.healed == 0


def test_an_older_vault_json_put_back_is_found(folder):
    old = (folder / "vault.json").read_bytes()
    with unlock(folder) as vault:
        people.change_passphrase(vault, bytearray(b"changed passphrase"), COST)
    (folder / "vault.json").write_bytes(old)
    with pytest.raises(TamperError) as error:
        unlock(folder)
    assert code_of(error) == "vault_file_differs"


def test_an_older_state_of_the_whole_is_found_and_may_be_gone_on_from(folder, tmp_path):
    import shutil

    shutil.copytree(folder, tmp_path / "backup")
    with unlock(folder) as vault:
        size = vault.ledger.size
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)
    with pytest.raises(TamperError) as error:
        unlock(folder)
    assert code_of(error) == "log_forked"
    with unlock(folder, read_only=True) as vault:
        assert vault.forked is not None
        assert vault.forked.size >= size
    with unlock(folder, going_on="the disk failed, backup of 24 November") as vault:
        restored = next(entry for entry in vault.ledger.entries() if entry.type is Type.RESTORED)
        assert restored.value("restored")["reason"].startswith("the disk failed")
        assert vault.ledger.checkpoint().origin.startswith(restored.value("restored")["origin"] + "/")
    with unlock(folder) as vault:
        assert vault.forked is None


def test_a_synchronised_place_is_refused_unless_a_person_insists(tmp_path):
    from intake.vault.creating import create_vault

    path = tmp_path / "Dropbox" / "v"
    path.parent.mkdir()
    with pytest.raises(VaultError) as error:
        make_vault(path)
    assert code_of(error) == "vault_in_synchronised_folder"
    assert error.value.facts["found"] == "Dropbox"
    assert not list(path.parent.iterdir())
    create_vault(path, "Office", PERSON, bytearray(WORDS), COST, here(), allow_synchronised=True)
    with pytest.raises(VaultError):
        unlock(path)
    unlock(path, allow_synchronised=True).close()


def test_a_full_disk_at_closing_still_lets_go(folder):
    vault = unlock(folder)

    class Full(durable.System):
        def write(self, fd, data, at):
            raise OSError(28, "full")

    with durable.through(Full()), pytest.raises(StorageError):
        vault.close()
    with unlock(folder) as vault:
        assert vault.ledger.size == 4


def test_what_is_no_operators_label_is_written_nowhere(tmp_path):
    """Someone may type a passphrase, or a witness's name, where the operator is asked for."""
    folder = tmp_path / "v"
    make_vault(folder)
    for label in ("typed into the wrong field", PERSON.name):
        with pytest.raises(UnlockError):
            unlock(folder, b"wrong", label)
    for path in folder.rglob("*"):
        assert path.is_dir() or b"wrong field" not in path.read_bytes()
    noted = (folder / "custody" / "refused").read_text().splitlines()
    assert [line.partition(" ")[2] for line in noted] == ["unknown", PERSON.name]
