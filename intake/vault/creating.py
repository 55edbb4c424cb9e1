"""Making a new vault: whole, or not at all."""

from dataclasses import dataclass
from pathlib import Path

from intake import durable
from intake.crypto import keyslots
from intake.crypto.keys import new_key
from intake.crypto.keyslots import OpenSlot
from intake.crypto.recovery import new_recovery_code, parse_recovery_code
from intake.crypto.signing import SigningKey, key_id_of
from intake.custody import checkpoint as checkpoints
from intake.custody import enrolment
from intake.custody.tree import EMPTY_ROOT
from intake.ids import OperatorId, VaultId, random_id, vault_code
from intake.records.canonical import JSON
from intake.records.events import Draft, Subject, SubjectKind, Type
from intake.records.names import to_base64
from intake.records.people import Operator, Person, Role
from intake.settings import KeyCost, Pbkdf2Cost
from intake.vault import folder, vaultfile
from intake.vault.chains import ChainIndex
from intake.vault.composing import Author, Composer
from intake.vault.folder import Places
from intake.vault.ledger import Ledger
from intake.vault.logstore import FileLog
from intake.vault.objects import FolderStore
from intake.vault.opening import Here
from intake.vault.remembered import Memory, Remembered
from intake.vault.treefile import StoredTree
from intake.vault.vaultfile import Unlocked

RECOVERY_LABEL = "Recovery code"


@dataclass(frozen=True, slots=True)
class Created:
    """What is told once. recovery_code: to be printed, never stored. fingerprint: of the log key, to be kept elsewhere."""

    vault: VaultId
    code: str
    recovery_code: str
    fingerprint: str


def create_vault(
    path: Path,
    office: str,
    person: Person,
    passphrase: bytearray,
    cost: KeyCost | Pbkdf2Cost,
    here: Here,
    *,
    allow_synchronised: bool = False,
) -> Created:
    """A new vault in a folder that does not exist yet, or is empty; `person` is its first operator, labelled by name.

    VaultError(vault_exists, vault_in_synchronised_folder), UnlockError(passphrase_too_short, passphrase_not_text,
    cost_beyond_limits), StorageError: then nothing is left of it.
    """
    folder.check_place(path, allow_synchronised=allow_synchronised)
    vault, code, secret = VaultId(random_id()), vault_code(), new_key()
    recovery_code = new_recovery_code()
    mine = keyslots.new_slot(vault, person.name, Role.OPERATOR, passphrase, cost, secret)
    recovery = keyslots.new_slot(vault, RECOVERY_LABEL, Role.RECOVERY, parse_recovery_code(recovery_code), cost, secret)
    unlocked = vaultfile.first(vault, code, [mine, recovery], secret, SigningKey.generate())
    with folder.under_construction(path) as places:
        durable.write_new(places.vault_json, vaultfile.encode(unlocked.file))
        durable.write_new(places.lock, b"")
        ledger = _new_ledger(places, unlocked, person, here)
        try:
            ledger.record(_first_drafts(unlocked, office, person, recovery))
            ledger.sync_derived()
            head = ledger.checkpoint()
        finally:
            ledger.close()
    Memory(vault).keep(Remembered(head.size, head.root))
    return Created(vault, code, recovery_code, key_id_of(unlocked.log_key.public))


def _new_ledger(places: Places, unlocked: Unlocked, person: Person, here: Here) -> Ledger:
    vault = unlocked.file.vault
    raw_id = bytes.fromhex(vault)
    log_key = unlocked.log_key
    head = checkpoints.encode(checkpoints.origin(unlocked.file.code, vault), 0, EMPTY_ROOT, log_key.sign, log_key.public)
    log = FileLog(places.custody, raw_id, unlocked.keys, writable=True)
    log.put_head(head.note)
    tree = StoredTree(places.tree, writable=True)
    chains = ChainIndex(places.chains, raw_id, unlocked.keys, writable=True)
    author = Author(enrolled(unlocked.slot, person), unlocked.slot.signing)
    composer = Composer(vault, author, here.clock, here.machine)
    return Ledger(log, tree, chains, FolderStore(places.root, unlocked.keys), head, log_key, composer)


def _first_drafts(unlocked: Unlocked, office: str, person: Person, recovery: OpenSlot) -> list[Draft]:
    file = unlocked.file
    about = Subject(SubjectKind.VAULT, file.vault)
    facts: dict[str, JSON] = {
        "vault": file.vault,
        "code": file.code,
        "office": office,
        "origin": checkpoints.origin(file.code, file.vault),
        "log_public": to_base64(unlocked.log_key.public),
    }
    epoch: dict[str, JSON] = {"epoch": 1, "vault_json_sha256": vaultfile.digest(file), "reason": "created"}
    first = enrolling(file.vault, unlocked.slot, person)
    return [
        Draft(Type.VAULT_CREATED, (about, *first.subjects), {**first.fields, "vault": facts, "epoch": epoch}),
        enrolling(file.vault, recovery, Person(RECOVERY_LABEL, person.agency)),
    ]


def enrolled(slot: OpenSlot, person: Person) -> Operator:
    """The holder of a slot; an operator's id is the slot's."""
    public = slot.slot
    return Operator(
        OperatorId(public.slot), person, public.role, slot.signing.key_id, public.signing_public, public.sealing_public
    )


def enrolling(vault: VaultId, slot: OpenSlot, person: Person) -> Draft:
    """What is recorded of a new operator, with the new key's own signature."""
    operator = enrolled(slot, person)
    value = enrolment.make(
        vault, operator.operator, operator.role, operator.signing_public, operator.sealing_public, slot.signing.sign
    )
    fields: dict[str, JSON] = {"enrolment": value, "enrolled_name": person.name, "enrolled_agency": person.agency}
    return Draft(Type.OPERATOR_ENROLLED, (Subject(SubjectKind.OPERATOR, operator.operator),), fields)
