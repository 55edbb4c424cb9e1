"""Opening and closing a vault: the lock, the passphrase, what is believed of the log, what is healed, and that it is logged."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from intake.crypto.keys import Label
from intake.crypto.recovery import parse_recovery_code
from intake.custody import checkpoint as checkpoints
from intake.custody import enrolment
from intake.errors import TamperError, UnlockError
from intake.ids import VaultId
from intake.records.canonical import JSON
from intake.records.events import Draft, Entry, Subject, SubjectKind, Type
from intake.records.moments import Clock, Machine
from intake.records.people import Operator, Person, Role
from intake.vault import epochs, folder, healing, lock, refused
from intake.vault.chains import ChainIndex, key_name
from intake.vault.composing import Author, Composer
from intake.vault.folder import Places
from intake.vault.healing import TakenUp
from intake.vault.ledger import Ledger
from intake.vault.lock import FolderLock
from intake.vault.logstore import FileLog
from intake.vault.objects import FolderStore
from intake.vault.remembered import Memory, Remembered
from intake.vault.treefile import StoredTree
from intake.vault.vaultfile import Unlocked


@dataclass(frozen=True, slots=True)
class Here:
    """The computer that a vault is opened on, and its clock."""

    clock: Clock
    machine: Machine


class OpenVault:
    """An unlocked vault. Leaving its `with`, or `close`, ends it.

    ledger, objects: all that is written goes through them. operator: who unlocked it. healed: how many entries say that
    something had to be put right. forked: the checkpoint that this computer remembers and that this log does not extend;
    then the vault is open for reading only.
    """

    def __init__(
        self, places: Places, unlocked: Unlocked, ledger: Ledger, objects: FolderStore, operator: Operator, memory: Memory
    ) -> None:
        self.places = places
        self.unlocked = unlocked
        self.ledger = ledger
        self.objects = objects
        self.operator = operator
        self.healed = 0
        self.forked: Remembered | None = None
        self.lock: FolderLock | None = None
        self._memory = memory
        created = ledger.entry(0).value("vault")
        self.office = str(created["office"]) if isinstance(created, dict) else ""

    @property
    def vault(self) -> VaultId:
        return self.unlocked.file.vault

    @property
    def code(self) -> str:
        return self.unlocked.file.code

    @property
    def read_only(self) -> bool:
        return not self.ledger.writable

    @property
    def subject(self) -> Subject:
        """The vault itself, as what an entry is about."""
        return Subject(SubjectKind.VAULT, self.vault)

    @property
    def catalog_key(self) -> bytes:
        """32 bytes; another one after each epoch."""
        keys = self.unlocked.keys
        return keys.key(keys.newest, Label.CATALOG)

    @property
    def previous_catalog_key(self) -> bytes | None:
        """For a catalog that was not encrypted anew since the last epoch."""
        keys = self.unlocked.keys
        return keys.key(keys.newest - 1, Label.CATALOG) if keys.newest > 1 else None

    def remember(self) -> None:
        """Keeps the newest checkpoint on this computer."""
        if not self.read_only:
            head = self.ledger.checkpoint()
            self._memory.keep(Remembered(head.size, head.root))

    def close(self) -> None:
        """Logs that it was locked and lets go of everything. StorageError: let go of all the same."""
        clean = False
        try:
            if not self.read_only and not self.ledger.failed:
                self.ledger.record([Draft(Type.LOCKED, ())])
                self.remember()
                self.ledger.sync_derived()
                clean = True
        finally:
            self.abandon(clean=clean)

    def abandon(self, *, clean: bool = False) -> None:
        """Lets go of everything without a word in the log, as a process does that dies."""
        self.ledger.close()
        if self.lock is not None:
            self.lock.release(clean=clean)
            self.lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()


def open_vault(
    path: Path,
    label: str | None,
    passphrase: bytearray,
    here: Here,
    *,
    read_only: bool = False,
    allow_synchronised: bool = False,
    going_on: str = "",
) -> OpenVault:
    """Unlocks a vault by an operator's passphrase; label None: by the recovery code's bytes, see `recover_vault`.

    read_only: nothing is written, no evidence should be shown. going_on: the reason, given by a person, why a log that does
    not extend what this computer remembers is to be continued.

    VaultError: not_a_vault, vault_in_use, vault_newer_format, vault_in_synchronised_folder. UnlockError. TamperError:
    vault_file_differs, log_broken, log_shorter_than_checkpoint, log_forked, malformed, signature_wrong. StorageError.
    """
    folder.check_place(path, allow_synchronised=allow_synchronised)
    places = Places(path)
    places.require_vault()
    held = lock.acquire(places.lock, read_only=read_only)
    try:
        if held is not None:
            held.say(label if label is not None else "recovery", here.clock.now().utc, here.machine.workstation)
        opened = _unlock(places, label, passphrase, here.clock, writable=not read_only)
        vault = _open(places, opened, here, writable=not read_only, going_on=going_on, clean=held is not None and held.was_clean)
    except BaseException:
        if held is not None:
            held.release(clean=held.was_clean)
        raise
    vault.lock = held
    return vault


def recover_vault(path: Path, recovery_code: str, here: Here, *, allow_synchronised: bool = False) -> OpenVault:
    """Unlocks a vault by its recovery code, so that a person can be enrolled. UnlockError(recovery_code_malformed) and as above."""
    return open_vault(path, None, parse_recovery_code(recovery_code), here, allow_synchronised=allow_synchronised)


def _unlock(places: Places, label: str | None, passphrase: bytearray, clock: Clock, *, writable: bool) -> epochs.Opened:
    try:
        return epochs.unlock_either(places, label, passphrase)
    except UnlockError as error:
        if writable and error.code in {"no_slot_matches", "unknown_operator"}:
            refused.note(places.refused, clock.now().utc, label if label is not None else "recovery")
        raise


def _open(places: Places, opened: epochs.Opened, here: Here, *, writable: bool, going_on: str, clean: bool) -> OpenVault:
    unlocked = opened.unlocked
    vault_id = bytes.fromhex(unlocked.file.vault)
    log = FileLog(places.custody, vault_id, unlocked.keys, writable=writable)
    tree = StoredTree(places.tree, writable=writable)
    chains = ChainIndex(places.chains, vault_id, unlocked.keys, writable=writable)
    try:
        if log.size() and log.epoch_of(log.size() - 1) > unlocked.keys.newest:
            raise TamperError("vault_file_differs", name="vault.json", expected="newer", found=unlocked.keys.newest)
        origin = checkpoints.origin(unlocked.file.code, unlocked.file.vault)
        found = healing.take_up(log, tree, chains, origin, unlocked.log_key.public, writable=writable, thorough=not clean)
        force, finish = epochs.in_force(opened, epochs.newest_digest(log, found.head.size + found.beyond))
        drafts = found.drafts()
        if writable and places.next_json.exists():
            drafts.append(_settle_change(places, finish=finish))
        log.keys = chains.keys = force.keys
        objects = FolderStore(places.root, force.keys)
        author = Author(_operator(log, chains, force), force.slot.signing)
        composer = Composer(force.file.vault, author, here.clock, here.machine) if writable else None
        memory = Memory(force.file.vault)
        ledger = Ledger(log, tree, chains, objects, found.head, force.log_key, composer)
    except BaseException:
        for part in (log, tree, chains):
            part.close()
        raise
    vault = OpenVault(places, force, ledger, objects, author.operator, memory)
    try:
        _begin(vault, found, drafts, memory, going_on=going_on, clean=clean)
    except BaseException:
        ledger.close()
        raise
    return vault


def _settle_change(places: Places, *, finish: bool) -> Draft:
    """A change of `vault.json` that a crash left: put in its place when the log names it, else removed."""
    if finish:
        folder.finish_next(places)
        return healing.healed("vault_change_finished", 1)
    folder.drop_next(places)
    return healing.healed("vault_change_abandoned", 1)


def _begin(vault: OpenVault, found: TakenUp, drafts: list[Draft], memory: Memory, *, going_on: str, clean: bool) -> None:
    """What is done once the log is believed: compare with what this computer remembers, heal, log that it was unlocked."""
    ledger, known = vault.ledger, memory.recall()
    fork = known if known is not None and not extends(ledger, known, found) else None
    if vault.read_only:
        vault.forked = fork
        return
    if fork is not None:
        if not going_on:
            raise TamperError("log_forked", expected=fork.size, found=ledger.size)
        drafts.append(ledger.go_on(going_on))
    thorough = not clean or known is None or known.size != ledger.size
    vault.healed = ledger.heal(drafts, thorough=thorough)
    _log_unlocked(vault)
    vault.remember()


def extends(ledger: Ledger, known: Remembered, found: TakenUp) -> bool:
    """Whether the log begins with what this computer remembers of it.

    What is remembered was durable as a checkpoint; so a log that is shorter was put back.
    """
    return known.size <= found.head.size and ledger.root_at(known.size) == known.root


def _log_unlocked(vault: OpenVault) -> None:
    denied = refused.read(vault.places.refused)
    recovery = vault.operator.role is Role.RECOVERY
    fields: dict[str, JSON] = {"denied": denied} if denied else {}
    vault.ledger.record([Draft(Type.RECOVERY_USED if recovery else Type.UNLOCKED, (), fields)])
    if denied:
        refused.forget(vault.places.refused)


def _operator(log: FileLog, chains: ChainIndex, unlocked: Unlocked) -> Operator:
    """Who holds the slot's key, by the log. TamperError(vault_file_differs) when the log enrols no such key."""
    key = unlocked.slot.signing
    position = chains.last(key_name(key.key_id))
    found = operator_in(healing.entry_at(log, position)) if position is not None else None
    if found is not None and found.signing_public == key.public:
        return found
    raise TamperError("vault_file_differs", name="vault.json", reason="a key that is not enrolled")


def operator_in(entry: Entry) -> Operator | None:
    """The operator whom an entry enrols, or None. TamperError(malformed)."""
    value = entry.value("enrolment")
    if value is None:
        return None
    found = enrolment.parse(value)
    person = Person(str(entry.value("enrolled_name") or ""), str(entry.value("enrolled_agency") or ""))
    return Operator(found.operator, person, found.role, found.key_id, found.signing_public, found.sealing_public)
