"""`vault.json`: whose passphrases open the vault, and the keys that they open. Canonical bytes under a MAC.

Before the MAC is checked only the version, labels and bounded cost parameters are used. Nothing in it is derived from the
log; the log names the digest of the file in force. vault.md has the format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from intake import ids
from intake.crypto import keyslots, recipients
from intake.crypto.keys import (
    KEY_BYTES,
    MAC_BYTES,
    WRAPPED_BYTES,
    Label,
    derive,
    mac,
    mac_matches,
    new_key,
    unwrap_key,
    vault_mac_key,
    wrap_key,
)
from intake.crypto.keyslots import OpenSlot, Slot
from intake.crypto.recipients import EpochKeyCopy
from intake.crypto.signing import SigningKey
from intake.errors import TamperError, UnlockError, VaultError
from intake.ids import VaultId
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.digests import sha256_of
from intake.records.names import from_base64, to_base64
from intake.records.people import Role
from intake.vault.keyring import Keyring

FORMAT = "evidence-intake/vault"
VERSION = 1
TYPE_LINE = "evidence-intake/vault/v1"
MOST_BYTES = 2 * 1024 * 1024
MOST_SLOTS = 64
MOST_EPOCHS = 10_000

_MEMBERS = frozenset({"format", "version", "vault", "code", "slots", "epoch", "copies", "chain", "log_key", "mac"})


@dataclass(frozen=True, slots=True)
class VaultFile:
    """The file as it was read or will be written.

    copies: the newest epoch's key encrypted to every slot, in the slots' order. chain: the key of epoch n wrapped under that
    of epoch n + 1, from n = 1. log_key: the log's private key wrapped under the newest epoch's key.
    """

    vault: VaultId
    code: str
    slots: tuple[Slot, ...]
    epoch: int
    copies: tuple[EpochKeyCopy, ...]
    chain: tuple[bytes, ...]
    log_key: bytes
    mac: bytes = b""

    def slot_of(self, label: str) -> Slot | None:
        """The slot with this label, exactly."""
        return next((slot for slot in self.slots if slot.label == label), None)

    def recovery_slot(self) -> Slot | None:
        return next((slot for slot in self.slots if slot.role is Role.RECOVERY), None)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What one slot opened."""

    file: VaultFile
    slot: OpenSlot = field(repr=False)
    keys: Keyring = field(repr=False)
    log_key: SigningKey = field(repr=False)


def _authenticated(file: VaultFile) -> dict[str, JSON]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "vault": file.vault,
        "code": file.code,
        "slots": [keyslots.slot_to_json(slot) for slot in file.slots],
        "epoch": file.epoch,
        "copies": [recipients.copy_to_json(copy) for copy in file.copies],
        "chain": [to_base64(wrapped) for wrapped in file.chain],
        "log_key": to_base64(file.log_key),
    }


def encode(file: VaultFile) -> bytes:
    return canonical.encode({**_authenticated(file), "mac": to_base64(file.mac)})


def digest(file: VaultFile) -> str:
    """SHA-256 of the file's bytes, as the log names it."""
    return sha256_of(encode(file))


def parse(untrusted_bytes: bytes) -> VaultFile:
    """The file's members, bounded, not authenticated.

    VaultError: not_a_vault, vault_newer_format. UnlockError(cost_beyond_limits). TamperError(malformed).
    """
    value = canonical.parse_object(untrusted_bytes, MOST_BYTES)
    version = value.get("version")
    if value.get("format") != FORMAT or type(version) is not int:
        raise VaultError("not_a_vault")
    if version > VERSION:
        raise VaultError("vault_newer_format", expected=VERSION, found=version)
    if version != VERSION or value.keys() != _MEMBERS:
        raise _malformed()
    slots, copies, chain = (_list(value[name], most) for name, most in _LISTS)
    try:
        file = VaultFile(
            vault=VaultId(ids.parse_random_id(str(value["vault"]))),
            code=ids.parse_vault_code(str(value["code"])),
            slots=tuple(map(keyslots.slot_from_json, slots)),
            epoch=_epoch(value["epoch"]),
            copies=tuple(map(recipients.copy_from_json, copies)),
            chain=tuple(_exactly(WRAPPED_BYTES, one) for one in chain),
            log_key=_exactly(WRAPPED_BYTES, value["log_key"]),
            mac=_exactly(MAC_BYTES, value["mac"]),
        )
    except ValueError as error:
        raise _malformed() from error
    names = [slot.slot for slot in file.slots]
    if len(set(names)) != len(names) or len({slot.label for slot in file.slots}) != len(names):
        raise _malformed()
    if [(copy.epoch, copy.slot) for copy in file.copies] != [(file.epoch, name) for name in names]:
        raise _malformed()
    if len(file.chain) != file.epoch - 1:
        raise _malformed()
    return file


_LISTS = (("slots", MOST_SLOTS), ("copies", MOST_SLOTS), ("chain", MOST_EPOCHS))


def _malformed() -> TamperError:
    return TamperError("malformed", name="vault.json")


def _list(untrusted: JSON, most: int) -> Sequence[JSON]:
    if not isinstance(untrusted, list) or len(untrusted) > most:
        raise _malformed()
    return untrusted


def _epoch(untrusted: JSON) -> int:
    if type(untrusted) is not int or not 1 <= untrusted <= MOST_EPOCHS:
        raise _malformed()
    return untrusted


def _exactly(size: int, untrusted: JSON) -> bytes:
    raw = from_base64(untrusted) if isinstance(untrusted, str) else b""
    if len(raw) != size:
        raise _malformed()
    return raw


def first(vault: VaultId, code: str, slots: Sequence[OpenSlot], secret: bytes, log_key: SigningKey) -> Unlocked:
    """A new vault's file, opened by its first slot."""
    keys = Keyring({1: new_key()})
    blank = VaultFile(vault, code, tuple(one.slot for one in slots), 1, (), (), b"")
    file = _closed(blank, keys, secret, log_key)
    return Unlocked(file, slots[0], keys, log_key)


def with_slots(unlocked: Unlocked, slots: Sequence[Slot], mine: OpenSlot) -> Unlocked:
    """The file of a new epoch with these slots, and what `mine`, one of them, opens. UnlockError when there are too many."""
    before = unlocked.file
    if len(slots) > MOST_SLOTS or before.epoch >= MOST_EPOCHS:
        raise ValueError("more slots or epochs than a vault can have")
    keys = unlocked.keys.started(new_key())
    wrapped = wrap_key(keys.key(keys.newest, Label.EPOCH_CHAIN), keys.epoch_key(before.epoch))
    blank = replace(before, slots=tuple(slots), epoch=keys.newest, chain=(*before.chain, wrapped))
    return Unlocked(_closed(blank, keys, mine.vault_secret, unlocked.log_key), mine, keys, unlocked.log_key)


def _closed(blank: VaultFile, keys: Keyring, secret: bytes, log_key: SigningKey) -> VaultFile:
    key = keys.epoch_key(blank.epoch)
    copies = tuple(
        recipients.encrypt_epoch_key(key, blank.vault, blank.epoch, slot.slot, slot.sealing_public) for slot in blank.slots
    )
    wrapped = wrap_key(keys.key(blank.epoch, Label.LOG_KEY_WRAPPING), log_key.private_bytes())
    file = replace(blank, copies=copies, log_key=wrapped)
    return replace(file, mac=mac(vault_mac_key(key, secret), _maced(file)))


def _maced(file: VaultFile) -> bytes:
    return canonical.signed_bytes(TYPE_LINE, _authenticated(file))


def unlock(file: VaultFile, slot: Slot, passphrase: bytearray) -> Unlocked:
    """Everything that the slot's passphrase opens.

    UnlockError(no_slot_matches, cost_beyond_limits). TamperError(vault_file_differs) when the MAC does not match,
    (authentication_failed) when a key inside was changed.
    """
    return open_with(file, keyslots.open_slot(slot, file.vault, passphrase))


def open_with(file: VaultFile, opened: OpenSlot) -> Unlocked:
    """The same with a slot that was opened before; UnlockError(no_slot_matches) when the file's slot is another by now."""
    copies: Mapping[str, EpochKeyCopy] = {copy.slot: copy for copy in file.copies}
    if opened.slot not in file.slots:
        raise UnlockError("no_slot_matches")
    key = recipients.decrypt_epoch_key(copies[opened.slot.slot], file.vault, opened.recipient)
    if not mac_matches(vault_mac_key(key, opened.vault_secret), _maced(file), file.mac):
        raise TamperError("vault_file_differs", name="vault.json")
    known = {file.epoch: key}
    for epoch in range(file.epoch - 1, 0, -1):
        known[epoch] = unwrap_key(derive(known[epoch + 1], Label.EPOCH_CHAIN), file.chain[epoch - 1])
    private = unwrap_key(derive(key, Label.LOG_KEY_WRAPPING), file.log_key)
    if len(private) != KEY_BYTES:
        raise TamperError("authentication_failed", name="vault.json", reason="log key")
    return Unlocked(file, opened, Keyring(known), SigningKey(private))
