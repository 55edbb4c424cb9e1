"""Operators of an open vault: who they are, a further one, another passphrase or recovery code. Every change of a slot starts an epoch.

vault.json.next synced        a crash here: no entry names it, opening removes it
entries logged, synced        ═══ the change holds ═══
renamed, folder synced        a crash before this: opening finishes it
"""

from collections.abc import Sequence

from intake.crypto import keyslots, passphrases
from intake.crypto.keyslots import OpenSlot, Slot
from intake.crypto.recovery import parse_recovery_code
from intake.crypto.signing import key_id_of
from intake.errors import UnlockError, VaultError
from intake.ids import KeyId, OperatorId
from intake.records.canonical import JSON
from intake.records.events import Draft, Outcome, Subject, SubjectKind, Type
from intake.records.people import Operator, Person, Role
from intake.settings import KeyCost, Pbkdf2Cost
from intake.vault import folder, vaultfile
from intake.vault.creating import RECOVERY_LABEL, enrolled, enrolling
from intake.vault.keyring import Keyring
from intake.vault.opening import OpenVault, operator_in


def operators(vault: OpenVault) -> tuple[Operator, ...]:
    """Everyone who has a slot, as the log enrols them, in the slots' order. TamperError."""
    found = []
    for slot in vault.unlocked.file.slots:
        entry = vault.ledger.enrolling(key_id_of(slot.signing_public))
        one = operator_in(entry) if entry is not None else None
        if one is not None and one.signing_public == slot.signing_public:
            found.append(one)
    return tuple(found)


def add_operator(vault: OpenVault, person: Person, passphrase: bytearray, cost: KeyCost | Pbkdf2Cost) -> Operator:
    """A further operator, labelled by name; by the recovery code, the person who is recovered.

    VaultError(operator_exists). UnlockError(passphrase_too_short …). RefusedError(read_only). StorageError.
    """
    file = vault.unlocked.file
    if file.slot_of(person.name) is not None:
        raise VaultError("operator_exists", name=person.name)
    mine = vault.unlocked.slot
    fresh = keyslots.new_slot(file.vault, person.name, Role.OPERATOR, passphrase, cost, mine.vault_secret)
    _change(vault, (*file.slots, fresh.slot), mine, [enrolling(file.vault, fresh, person)], "operator_added")
    return enrolled(fresh, person)


def confirm(vault: OpenVault, passphrase: bytearray) -> None:
    """Whether it is the passphrase of the slot that unlocked the vault; it is wiped. Another one is logged.

    UnlockError(no_slot_matches). StorageError.
    """
    try:
        keyslots.open_slot(vault.unlocked.slot.slot, vault.vault, passphrase)
    except UnlockError as error:
        vault.ledger.record([Draft(Type.ACCESS_DENIED, (), {}, Outcome.REFUSED, error.code)])
        raise
    finally:
        passphrases.wipe(passphrase)


def change_passphrase(vault: OpenVault, passphrase: bytearray, cost: KeyCost | Pbkdf2Cost) -> None:
    """Another passphrase for whoever unlocked the vault; what is written from now on, the old one does not open.

    UnlockError(passphrase_too_short …). RefusedError(read_only). StorageError.
    """
    file = vault.unlocked.file
    mine = keyslots.change_passphrase(vault.unlocked.slot, file.vault, passphrase, cost)
    slots = tuple(mine.slot if slot.slot == mine.slot.slot else slot for slot in file.slots)
    _change(vault, slots, mine, [], "passphrase_changed")


def replace_recovery(vault: OpenVault, code: str, agency: str, cost: KeyCost | Pbkdf2Cost) -> Operator:
    """Another recovery code, which was printed already: until this has happened the old one opens the vault, from then on it alone.

    code: as `crypto.recovery` draws it. The slot, both its key pairs and the right to sign of the old one end in the same change.
    ValueError where the old code itself unlocked the vault. UnlockError(recovery_code_malformed). RefusedError(read_only).
    StorageError.
    """
    file, mine = vault.unlocked.file, vault.unlocked.slot
    old = file.recovery_slot()
    if old is not None and old.slot == mine.slot.slot:
        raise ValueError("whoever came in by the recovery code adds an operator first")
    fresh = keyslots.new_slot(file.vault, RECOVERY_LABEL, Role.RECOVERY, parse_recovery_code(code), cost, mine.vault_secret)
    person = Person(RECOVERY_LABEL, agency)
    ends = [] if old is None else [revoking(OperatorId(old.slot), key_id_of(old.signing_public))]
    kept = tuple(slot for slot in file.slots if old is None or slot.slot != old.slot)
    _change(vault, (*kept, fresh.slot), mine, [*ends, enrolling(file.vault, fresh, person)], "recovery_replaced")
    return enrolled(fresh, person)


def revoking(operator: OperatorId, key_id: KeyId) -> Draft:
    """What is recorded when a key no longer may sign."""
    value: dict[str, JSON] = {"operator": operator, "key_id": key_id}
    return Draft(Type.OPERATOR_REVOKED, (Subject(SubjectKind.OPERATOR, operator),), {"revocation": value})


def _change(vault: OpenVault, slots: Sequence[Slot], mine: OpenSlot, drafts: list[Draft], reason: str) -> None:
    fresh = vaultfile.with_slots(vault.unlocked, slots, mine)
    value: dict[str, JSON] = {"epoch": fresh.file.epoch, "vault_json_sha256": vaultfile.digest(fresh.file), "reason": reason}

    def finish() -> Keyring:
        folder.finish_next(vault.places)
        vault.unlocked = fresh
        return fresh.keys

    # The epoch's entry is the last of its group: when it is there, so is everything before it.
    group = [*drafts, Draft(Type.EPOCH_STARTED, (), {"epoch": value})]
    vault.ledger.change_epoch(group, lambda: folder.write_next(vault.places, fresh.file), finish)
    vault.remember()
