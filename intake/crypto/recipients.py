"""Encrypting a key to someone's public half: HPKE (RFC 9180, base mode) with ML-KEM-1024 and P-384 together.

The hybrid KEM is 0x0051 of draft-ietf-hpke-pq, which is not final: whatever is encrypted names its suite, can be
encrypted anew at any time, and frozen vectors show when a library changes. keyslots.md has the format.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM1024PrivateKey, MLKEM1024PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from intake import ids
from intake.crypto.keys import KEY_BYTES
from intake.errors import TamperError
from intake.ids import VaultId
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.names import from_base64, to_base64

SUITE: Final = "draft-ietf-hpke-pq MLKEM1024-P384, HKDF-SHA384, AES-256-GCM"  # KEM 0x0051, KDF 0x0002, AEAD 0x0002
SEED_BYTES: Final = 32
PUBLIC_BYTES: Final = 1568 + 97
OVERHEAD_BYTES: Final = 1568 + 97 + 16
MOST_EPOCH: Final = 1_000_000

_INFO_TYPE: Final = "evidence-intake/epoch-key/v1"
_CURVE: Final = ec.SECP384R1()
_ORDER: Final = int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16)
_SUITE: Final = hpke.Suite(hpke.KEM.MLKEM1024_P384, hpke.KDF.HKDF_SHA384, hpke.AEAD.AES_256_GCM)
_MEMBERS: Final = frozenset({"suite", "epoch", "slot", "encrypted"})


class RecipientKey:
    """The private half, made from a 32-byte seed. public: 1,568 raw bytes of ML-KEM ‖ 97 of the uncompressed point."""

    def __init__(self, seed: bytes) -> None:
        """ValueError when the seed has not 32 bytes, or is one of those (about one in 2^192) that give no P-384 key."""
        if len(seed) != SEED_BYTES:
            raise ValueError("a recipient's seed has 32 bytes")
        expanded = hashlib.shake_256(seed).digest(64 + 48)
        number = int.from_bytes(expanded[64:], "big")
        if not 0 < number < _ORDER:
            raise ValueError("this seed gives no key")
        post_quantum = MLKEM1024PrivateKey.from_seed_bytes(expanded[:64])
        traditional = ec.derive_private_key(number, _CURVE)
        self._key = hpke.MLKEM1024P384PrivateKey(post_quantum, traditional)
        self.seed = seed
        self.public = post_quantum.public_key().public_bytes_raw() + traditional.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    @classmethod
    def generate(cls) -> Self:
        """A new random key."""
        return cls(secrets.token_bytes(SEED_BYTES))

    def decrypt(self, encrypted: bytes, info: bytes) -> bytes:
        """What was encrypted to the public half with the same `info`. TamperError(authentication_failed)."""
        try:
            return _SUITE.decrypt(encrypted, self._key, info)
        except InvalidTag as error:
            raise TamperError("authentication_failed", reason="encrypted to another key, or changed") from error


def encrypt_to(public: bytes, plain: bytes, info: bytes) -> bytes:
    """Encapsulation ‖ ciphertext ‖ tag, 1,681 bytes more than the plaintext. TamperError when the key is none."""
    return _SUITE.encrypt(plain, _public_key(public), info)


def check_public(untrusted_public: bytes) -> bytes:
    """The same bytes. TamperError(malformed) when they are no public half in its one form."""
    _public_key(untrusted_public)
    return untrusted_public


def _public_key(public: bytes) -> hpke.MLKEM1024P384PublicKey:
    if len(public) != PUBLIC_BYTES:
        raise TamperError("malformed", reason="not a recipient's public key")
    try:
        return hpke.MLKEM1024P384PublicKey(
            MLKEM1024PublicKey.from_public_bytes(public[:1568]),
            ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public[1568:]),
        )
    except ValueError as error:
        raise TamperError("malformed", reason="not a recipient's public key") from error


@dataclass(frozen=True, slots=True)
class EpochKeyCopy:
    """One epoch's key, encrypted to one slot. encrypted: 1,713 bytes."""

    epoch: int
    slot: str
    encrypted: bytes


def encrypt_epoch_key(epoch_key: bytes, vault: VaultId, epoch: int, slot: str, public: bytes) -> EpochKeyCopy:
    """For one slot, without its passphrase. ValueError when the key has not 32 bytes; TamperError when `public` is no key."""
    if len(epoch_key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return EpochKeyCopy(epoch, slot, encrypt_to(public, epoch_key, _info(vault, epoch, slot)))


def decrypt_epoch_key(copy: EpochKeyCopy, vault: VaultId, key: RecipientKey) -> bytes:
    """32 bytes. TamperError(authentication_failed) when made for another vault, epoch, slot or key, or changed."""
    epoch_key = key.decrypt(copy.encrypted, _info(vault, copy.epoch, copy.slot))
    if len(epoch_key) != KEY_BYTES:
        raise TamperError("authentication_failed", reason="epoch key", expected=KEY_BYTES, found=len(epoch_key))
    return epoch_key


def _info(vault: VaultId, epoch: int, slot: str) -> bytes:
    return canonical.signed_bytes(_INFO_TYPE, {"epoch": epoch, "slot": slot, "suite": SUITE, "vault": vault})


def copy_to_json(copy: EpochKeyCopy) -> dict[str, JSON]:
    """As it stands in `vault.json`."""
    return {"suite": SUITE, "epoch": copy.epoch, "slot": copy.slot, "encrypted": to_base64(copy.encrypted)}


def copy_from_json(untrusted: JSON) -> EpochKeyCopy:
    """TamperError(malformed) when it is not what `copy_to_json` writes, or names another suite."""
    if not isinstance(untrusted, dict) or untrusted.keys() != _MEMBERS:
        raise TamperError("malformed", reason="not an encrypted epoch key")
    epoch, slot, encoded = untrusted["epoch"], untrusted["slot"], untrusted["encrypted"]
    if untrusted["suite"] != SUITE:
        raise TamperError("malformed", reason="unknown suite", expected=SUITE, found=str(untrusted["suite"])[:80])
    try:
        if not isinstance(slot, str) or not isinstance(encoded, str) or type(epoch) is not int or not 1 <= epoch <= MOST_EPOCH:
            raise ValueError("not an encrypted epoch key")
        copy = EpochKeyCopy(epoch, ids.parse_random_id(slot), from_base64(encoded))
        if len(copy.encrypted) != KEY_BYTES + OVERHEAD_BYTES:
            raise ValueError("not an encrypted epoch key")
    except ValueError as error:
        raise TamperError("malformed", reason="not an encrypted epoch key") from error
    return copy
