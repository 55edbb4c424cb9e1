"""Key slots: what one passphrase opens. Each holds a person's private keys and the vault secret, and nobody else's.

Encrypted under the passphrase's key and under nothing else, so no operator can sign as another. keyslots.md has the
format; the epoch keys are encrypted to the slot's public half, see `recipients`.
"""

from dataclasses import dataclass, field, replace
from secrets import token_bytes
from typing import Final

from intake import ids
from intake.crypto import passphrases, recipients, signing
from intake.crypto.keys import KEY_BYTES, NONCE_BYTES, TAG_BYTES, RecordKey, new_nonce
from intake.crypto.passphrases import SALT_BYTES
from intake.crypto.recipients import RecipientKey
from intake.crypto.signing import SigningKey
from intake.errors import TamperError, UnlockError
from intake.ids import VaultId
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.names import from_base64, to_base64
from intake.records.people import Role
from intake.settings import KeyCost, Pbkdf2Cost

TYPE_LINE: Final = "evidence-intake/key-slot/v1"
MOST_LABEL_CHARACTERS: Final = 200
MOST_SLOT_BYTES: Final = 16 * 1024

_SECRETS: Final = (signing.PRIVATE_BYTES, recipients.SEED_BYTES, KEY_BYTES)
_WRAPPED_BYTES: Final = NONCE_BYTES + sum(_SECRETS) + TAG_BYTES
_MEMBERS: Final = frozenset({"kdf", "label", "role", "salt", "sealing_public", "signing_public", "slot", "suite", "wrapped"})


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot as it stands in `vault.json`; all of it is public but what `wrapped` encrypts.

    slot: 32 hexadecimal characters. label: what a person chooses by when unlocking, readable by anyone who holds the folder.
    signing_public, sealing_public: as in `records.people.Operator`. wrapped: nonce ‖ AES-256-GCM of the private halves and
    the vault secret; it authenticates everything else here, and the vault's id.
    """

    slot: str
    label: str
    role: Role
    cost: KeyCost | Pbkdf2Cost
    salt: bytes
    signing_public: bytes
    sealing_public: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot with what its passphrase opened."""

    slot: Slot
    signing: SigningKey = field(repr=False)
    recipient: RecipientKey = field(repr=False)
    vault_secret: bytes = field(repr=False)


def new_slot(
    vault: VaultId,
    label: str,
    role: Role,
    passphrase: bytearray,
    cost: KeyCost | Pbkdf2Cost,
    vault_secret: bytes,
) -> OpenSlot:
    """A slot with new keys. passphrase: UTF-8, or what `recovery.parse_recovery_code` gives; the caller wipes it.

    UnlockError: passphrase_too_short, passphrase_not_text, cost_beyond_limits. ValueError: label, length of the secret.
    """
    return _locked(vault, ids.random_id(), label, role, passphrase, cost, vault_secret, SigningKey.generate())


def change_passphrase(opened: OpenSlot, vault: VaultId, passphrase: bytearray, cost: KeyCost | Pbkdf2Cost) -> OpenSlot:
    """The same slot id, label, role and signing key under a new passphrase, with a new key pair to encrypt to.

    The caller starts a new epoch: the old passphrase still opens every older copy of the slot. Errors as `new_slot`.
    """
    old = opened.slot
    return _locked(vault, old.slot, old.label, old.role, passphrase, cost, opened.vault_secret, opened.signing)


def open_slot(slot: Slot, vault: VaultId, passphrase: bytearray) -> OpenSlot:
    """What the passphrase opens; the caller wipes it.

    UnlockError(no_slot_matches) when it is another passphrase, or anything of the slot was changed: the two cannot be told
    apart. UnlockError(cost_beyond_limits) before anything is derived. TamperError when what was encrypted is not the
    private half of what the slot says.
    """
    key = passphrases.passphrase_key(passphrase, slot.salt, slot.cost)
    nonce, encrypted = slot.wrapped[:NONCE_BYTES], slot.wrapped[NONCE_BYTES:]
    try:
        secrets = RecordKey(bytes(key)).decrypt(nonce, encrypted, _associated(vault, slot))
    except TamperError as error:
        raise UnlockError("no_slot_matches") from error
    finally:
        passphrases.wipe(key)
    if len(secrets) != sum(_SECRETS):
        raise TamperError("authentication_failed", reason="key slot", expected=sum(_SECRETS), found=len(secrets))
    try:
        signer, recipient = SigningKey(secrets[:32]), RecipientKey(secrets[32:64])
    except ValueError as error:
        raise TamperError("authentication_failed", reason="key slot") from error
    if signer.public != slot.signing_public or recipient.public != slot.sealing_public:
        raise TamperError("authentication_failed", reason="key slot")
    return OpenSlot(slot, signer, recipient, secrets[64:])


def _locked(
    vault: VaultId,
    slot_id: str,
    label: str,
    role: Role,
    passphrase: bytearray,
    cost: KeyCost | Pbkdf2Cost,
    vault_secret: bytes,
    signer: SigningKey,
) -> OpenSlot:
    if not label or len(label) > MOST_LABEL_CHARACTERS or len(vault_secret) != KEY_BYTES:
        raise ValueError("a slot has a label of 1 to 200 characters and a secret of 32 bytes")
    passphrases.check_new(passphrase)
    cost = passphrases.cost_from_json(passphrases.cost_to_json(cost))  # as it will be read back
    salt = token_bytes(SALT_BYTES)
    recipient = RecipientKey.generate()
    slot = Slot(slot_id, label, role, cost, salt, signer.public, recipient.public, b"")
    key = passphrases.passphrase_key(passphrase, salt, cost)
    nonce = new_nonce()
    secrets = signer.private_bytes() + recipient.seed + vault_secret
    encrypted = RecordKey(bytes(key)).encrypt(nonce, secrets, _associated(vault, slot))
    passphrases.wipe(key)
    return OpenSlot(replace(slot, wrapped=nonce + encrypted), signer, recipient, vault_secret)


def _associated(vault: VaultId, slot: Slot) -> bytes:
    return canonical.signed_bytes(TYPE_LINE, {"slot": _public_part(slot), "vault": vault})


def _public_part(slot: Slot) -> dict[str, JSON]:
    return {
        "kdf": passphrases.cost_to_json(slot.cost),
        "label": slot.label,
        "role": slot.role.value,
        "salt": to_base64(slot.salt),
        "sealing_public": to_base64(slot.sealing_public),
        "signing_public": to_base64(slot.signing_public),
        "slot": slot.slot,
        "suite": recipients.SUITE,
    }


def slot_to_json(slot: Slot) -> dict[str, JSON]:
    """As it stands in `vault.json`."""
    return {**_public_part(slot), "wrapped": to_base64(slot.wrapped)}


def slot_from_json(untrusted: JSON) -> Slot:
    """TamperError(malformed) when it is not what `slot_to_json` writes; UnlockError(cost_beyond_limits)."""
    if not isinstance(untrusted, dict) or untrusted.keys() != _MEMBERS or untrusted["suite"] != recipients.SUITE:
        raise TamperError("malformed", reason="not a key slot")
    text = {name: value for name, value in untrusted.items() if isinstance(value, str)}
    if _MEMBERS - text.keys() != {"kdf"} or not 1 <= len(text["label"]) <= MOST_LABEL_CHARACTERS:
        raise TamperError("malformed", reason="not a key slot")
    cost = passphrases.cost_from_json(untrusted["kdf"])
    try:
        slot = Slot(
            slot=ids.parse_random_id(text["slot"]),
            label=text["label"],
            role=Role(text["role"]),
            cost=cost,
            salt=_exactly(SALT_BYTES, text["salt"]),
            signing_public=_exactly(signing.PUBLIC_BYTES, text["signing_public"]),
            sealing_public=_exactly(recipients.PUBLIC_BYTES, text["sealing_public"]),
            wrapped=_exactly(_WRAPPED_BYTES, text["wrapped"]),
        )
    except ValueError as error:
        raise TamperError("malformed", reason="not a key slot") from error
    return slot


def encode(slot: Slot) -> bytes:
    """Canonical JSON."""
    return canonical.encode(slot_to_json(slot))


def parse(untrusted_bytes: bytes) -> Slot:
    """The slot of bytes that `encode` wrote. TamperError(malformed); UnlockError(cost_beyond_limits)."""
    return slot_from_json(canonical.parse_object(untrusted_bytes, MOST_SLOT_BYTES))


def _exactly(size: int, untrusted_text: str) -> bytes:
    raw = from_base64(untrusted_text)
    if len(raw) != size:
        raise ValueError("another length")
    return raw
