"""Which `vault.json` is in force: the one whose digest the log named last.

A change is made durable as `vault.json.next`, named by `epoch_started` under the old epoch, then renamed. So the entry that
started an epoch is always the last of the epoch before; the first epoch's digest stands in `vault_created`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.custody import record as records
from intake.errors import TamperError, UnlockError, VaultError
from intake.records.events import Entry, Type
from intake.vault import folder, vaultfile
from intake.vault.folder import Places
from intake.vault.logstore import FileLog
from intake.vault.vaultfile import Unlocked, VaultFile


def digest_in(entry: Entry) -> str | None:
    """The digest of `vault.json` that an entry names, or None."""
    if entry.type is not Type.VAULT_CREATED and entry.type is not Type.EPOCH_STARTED:
        return None
    value = entry.value("epoch")
    return str(value.get("vault_json_sha256")) if isinstance(value, Mapping) else None


def newest_digest(log: FileLog, size: int) -> str:
    """The digest that the first `size` records name last. TamperError(log_broken) when they name none."""
    if size:
        last = _entry(log, size - 1)
        digest = digest_in(last) or digest_in(_entry(log, max(0, _first_of(log, log.epoch_of(size - 1), size) - 1)))
        if digest is not None:
            return digest
    raise TamperError("log_broken", reason="no digest of vault.json")


def _first_of(log: FileLog, epoch: int, size: int) -> int:
    """The first record of the newest epoch; epochs only ever rise."""
    low, high = 0, size - 1
    while low < high:
        middle = (low + high) // 2
        if log.epoch_of(middle) < epoch:
            low = middle + 1
        else:
            high = middle
    return low


def _entry(log: FileLog, position: int) -> Entry:
    return records.parse(next(log.read(position, position + 1)))


@dataclass(frozen=True, slots=True)
class Opened:
    """What the passphrase opened; `current` is `vault.json`, `change` one that was not finished, or None."""

    unlocked: Unlocked = field(repr=False)
    current: VaultFile
    change: VaultFile | None


def unlock_either(places: Places, label: str | None, passphrase: bytearray) -> Opened:
    """What the passphrase opens, in `vault.json` or in a change that was not finished.

    label: of the operator's slot; None for the recovery slot. UnlockError, VaultError, TamperError.
    """
    current, change = folder.read_file(places.vault_json), _pending(places)
    try:
        return Opened(_unlock(current, label, passphrase), current, change)
    except UnlockError as error:
        if change is None or error.code not in {"no_slot_matches", "unknown_operator"}:
            raise
        return Opened(_unlock(change, label, passphrase), current, change)


def _pending(places: Places) -> VaultFile | None:
    """The change that was begun, if it is whole. One that is not was never named by an entry."""
    if not places.next_json.is_file():
        return None
    try:
        return folder.read_file(places.next_json)
    except (TamperError, VaultError, UnlockError):
        return None


def _unlock(file: VaultFile, label: str | None, passphrase: bytearray) -> Unlocked:
    slot = file.slot_of(label) if label is not None else file.recovery_slot()
    if slot is None:
        raise UnlockError("unknown_operator")
    return vaultfile.unlock(file, slot, passphrase)


def in_force(opened: Opened, digest: str) -> tuple[Unlocked, bool]:
    """What opens the file that the log named last, and whether that is the change, still to be put in its place.

    TamperError(vault_file_differs) when it is neither. UnlockError(no_slot_matches) when this passphrase opens only the
    other: it was changed, or the change never came into force.
    """
    unlocked, change = opened.unlocked, opened.change
    if vaultfile.digest(opened.current) == digest:
        file, finish = opened.current, False
    elif change is not None and vaultfile.digest(change) == digest:
        file, finish = change, True
    else:
        raise TamperError("vault_file_differs", name="vault.json", expected=digest, found=vaultfile.digest(opened.current))
    if unlocked.file is file:
        return unlocked, finish
    try:
        return vaultfile.open_with(file, unlocked.slot), finish
    except UnlockError as error:
        raise UnlockError("no_slot_matches", reason="the passphrase was changed") from error
