"""Opening and closing a vault: the lock, the passphrase, what is believed of the log, what is healed, and that it is logged."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from intake.crypto.keys import Label
from intake.crypto.recovery import parse_recovery_code
from intake.custody import checkpoint as checkpoints
from intake.custody import enrolment
from intake.errors import IntakeError, TamperError, UnlockError
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
    said = _said(places, label)
    try:
        if held is not None:
            held.say(said, here.clock.now().utc, here.machine.workstation)
        opened = _unlock(places, label, passphrase, here.clock, said=None if read_only else said)
    except BaseException:
        if held is not None:
            held.release(clean=held.was_clean)  # nothing was touched
        raise
    try:
        vault = _open(places, opened, here, writable=not read_only, going_on=going_on, clean=held is not None and held.was_clean)
    except BaseException:
        if held is not None:
            held.release(clean=False)
        raise
    vault.lock = held
    return vault


def recover_vault(path: Path, recovery_code: str, here: Here, *, allow_synchronised: bool = False) -> OpenVault:
    """Unlocks a vault by its recovery code, so that a person can be enrolled. UnlockError(recovery_code_malformed) and as above."""
    return open_vault(path, None, parse_recovery_code(recovery_code), here, allow_synchronised=allow_synchronised)


def _said(places: Places, label: str | None) -> str:
    """Who wants to come in, as it may stand in plain files: a label that no slot has may be anything, a passphrase too."""
    if label is None:
        return "recovery"
    try:
        known = folder.read_file(places.vault_json).slot_of(label) is not None
    except IntakeError:
        known = False
    return label if known else "unknown"


def _unlock(places: Places, label: str | None, passphrase: bytearray, clock: Clock, *, said: str | None) -> epochs.Opened:
    """said: how a refusal is noted; None where nothing may be written."""
    try:
        return epochs.unlock_either(places, label, passphrase)
    except UnlockError as error:
        if said is not None and error.code in {"no_slot_matches", "unknown_operator"}:
            refused.note(places.refused, clock.now().utc, said)
        raise


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the folder holds, believed as far as it is signed; nothing but derived files was changed for it."""

    log: FileLog
    tree: StoredTree
    chains: ChainIndex
    found: TakenUp
    force: Unlocked
    finish: bool

    def extends(self, known: Remembered) -> bool:
        """Whether the log begins with what this computer remembers of it.

        What is remembered was durable as a checkpoint; so a log whose checkpoint is older was put back.
        """
        head = self.found.head
        if known.size > head.size:
            return False
        if self.tree.root_at(known.size) != known.root:
            # So far only the tree's right edge was compared: before a person is alarmed, all of it.
            healing.trust_tree(self.log, self.tree, head.size, head.root, thorough=True)
        return self.tree.root_at(known.size) == known.root


def _open(places: Places, opened: epochs.Opened, here: Here, *, writable: bool, going_on: str, clean: bool) -> OpenVault:
    raw_id = bytes.fromhex(opened.unlocked.file.vault)
    keys = opened.unlocked.keys
    log = FileLog(places.custody, raw_id, keys, writable=writable)
    tree = StoredTree(places.tree, writable=writable)
    chains = ChainIndex(places.chains, raw_id, keys, writable=writable)
    try:
        looked = _look(log, tree, chains, opened, clean=clean)
        memory = Memory(opened.unlocked.file.vault)
        known = memory.recall()
        fork = known if known is not None and not looked.extends(known) else None
        if writable and fork is not None and not going_on:
            raise TamperError("log_forked", expected=fork.size, found=looked.found.head.size)
        # From here on the folder is changed.
        drafts = _put_right(places, looked) if writable else []
        vault = _vault(places, looked, memory, here, writable=writable)
    except BaseException:
        for part in (log, tree, chains):
            part.close()
        raise
    try:
        if not writable:
            vault.forked = fork
        else:
            if fork is not None:
                drafts.append(vault.ledger.go_on(going_on))
            thorough = not clean or known is None or known.size != looked.found.head.size
            vault.healed = vault.ledger.heal(drafts, thorough=thorough)
            _log_unlocked(vault)
            vault.remember()
    except BaseException:
        vault.ledger.close()
        raise
    return vault


def _look(log: FileLog, tree: StoredTree, chains: ChainIndex, opened: epochs.Opened, *, clean: bool) -> _Looked:
    unlocked = opened.unlocked
    if log.size() and log.epoch_of(log.size() - 1) > unlocked.keys.newest:
        # An older file put back: its keys open no newer record, which must not be taken for a torn one.
        raise TamperError("vault_file_differs", name="vault.json", expected="a newer epoch", found=unlocked.keys.newest)
    origin = checkpoints.origin(unlocked.file.code, unlocked.file.vault)
    found = healing.take_up(log, tree, chains, origin, unlocked.log_key.public, thorough=not clean)
    force, finish = epochs.in_force(opened, epochs.newest_digest(log, found.whole))
    return _Looked(log, tree, chains, found, force, finish)


def _put_right(places: Places, looked: _Looked) -> list[Draft]:
    """A torn tail is cut off, a change of `vault.json` finished or dropped; an entry for each thing that was found."""
    drafts = looked.found.drafts()
    looked.log.cut(looked.found.whole)
    if looked.finish:
        folder.finish_next(places)
        drafts.append(healing.healed("vault_change_finished", 1))
    elif places.next_json.exists():
        folder.drop_next(places)
        drafts.append(healing.healed("vault_change_abandoned", 1))
    return drafts


def _vault(places: Places, looked: _Looked, memory: Memory, here: Here, *, writable: bool) -> OpenVault:
    force = looked.force
    looked.log.keys = looked.chains.keys = force.keys
    objects = FolderStore(places.root, force.keys)
    author = Author(_operator(looked.log, looked.chains, force), force.slot.signing)
    composer = Composer(force.file.vault, author, here.clock, here.machine) if writable else None
    ledger = Ledger(looked.log, looked.tree, looked.chains, objects, looked.found.head, force.log_key, composer)
    return OpenVault(places, force, ledger, objects, author.operator, memory)


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
