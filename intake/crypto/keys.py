"""The vault's symmetric keys: how each is derived from the epoch key, how keys wrap keys, how records are encrypted.

All 32 bytes. HKDF-SHA-256 (RFC 5869) without salt, since the epoch key is random; AES-256 key wrap (RFC 3394);
AES-256-GCM (SP 800-38D) with the caller's 96-bit nonce; HMAC-SHA-256 (RFC 2104). keyslots.md says what each is for.
"""

import hashlib
import hmac
import secrets
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from intake.errors import TamperError

KEY_BYTES: Final = 32
WRAPPED_BYTES: Final = KEY_BYTES + 8
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
MAC_BYTES: Final = 32


class Label(StrEnum):
    """What a key derived from an epoch key is for; the text is HKDF's `info` and never changes."""

    OBJECT_WRAPPING = "evidence-intake/v1/object-wrapping"
    LOG_RECORDS = "evidence-intake/v1/log-records"
    CHAINS = "evidence-intake/v1/chains"
    CATALOG = "evidence-intake/v1/catalog"
    LOG_KEY_WRAPPING = "evidence-intake/v1/log-key-wrapping"
    EPOCH_CHAIN = "evidence-intake/v1/epoch-chain"


_VAULT_MAC: Final = b"evidence-intake/v1/vault-mac"
_KEPT: Final = b"evidence-intake/v1/kept"


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def new_nonce() -> bytes:
    """12 random bytes, for at most 2^32 records under one key."""
    return secrets.token_bytes(NONCE_BYTES)


def derive(epoch_key: bytes, label: Label) -> bytes:
    """The key for one purpose in one epoch. ValueError when the epoch key has not 32 bytes."""
    return _hkdf(_key(epoch_key), label.encode("ascii"))


def vault_mac_key(epoch_key: bytes, vault_secret: bytes) -> bytes:
    """The key of `vault.json`'s MAC. It takes the vault secret too: an epoch key can be encrypted to a slot by anyone."""
    return _hkdf(_key(epoch_key) + _key(vault_secret), _VAULT_MAC)


def kept_key(vault_secret: bytes) -> bytes:
    """The key of what the window keeps outside the vault; the same in every epoch, as the vault secret is."""
    return _hkdf(_key(vault_secret), _KEPT)


def wrap_key(wrapping_key: bytes, key: bytes) -> bytes:
    """40 bytes: a 32-byte key under another (RFC 3394). ValueError on any other length."""
    return aes_key_wrap(_key(wrapping_key), _key(key))


def unwrap_key(wrapping_key: bytes, wrapped: bytes) -> bytes:
    """The 32-byte key. TamperError(authentication_failed) when it was not wrapped under this key, or has another length."""
    if len(wrapped) != WRAPPED_BYTES:
        raise TamperError("authentication_failed", reason="wrapped key", expected=WRAPPED_BYTES, found=len(wrapped))
    try:
        return aes_key_unwrap(_key(wrapping_key), wrapped)
    except InvalidUnwrap as error:
        raise TamperError("authentication_failed", reason="wrapped key") from error


class RecordKey:
    """AES-256-GCM under one key, for many small records; each has a nonce of its own, which the caller keeps."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(_key(key))

    def encrypt(self, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
        """Ciphertext and 16-byte tag. ValueError when the nonce has not 12 bytes."""
        return self._cipher.encrypt(_nonce(nonce), plain, associated)

    def decrypt(self, nonce: bytes, encrypted: bytes, associated: bytes) -> bytes:
        """The plaintext. TamperError(authentication_failed)."""
        try:
            return self._cipher.decrypt(_nonce(nonce), encrypted, associated)
        except InvalidTag as error:
            raise TamperError("authentication_failed", reason="record") from error


def mac(key: bytes, message: bytes) -> bytes:
    """32 bytes, HMAC-SHA-256."""
    return hmac.digest(_key(key), message, hashlib.sha256)


def mac_matches(key: bytes, message: bytes, alleged: bytes) -> bool:
    """Whether `alleged` is the MAC of the message, compared in constant time."""
    return hmac.compare_digest(mac(key, message), alleged)


def _hkdf(secret: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, info).derive(secret)


def _key(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key


def _nonce(nonce: bytes) -> bytes:
    if len(nonce) != NONCE_BYTES:
        raise ValueError("a nonce has 12 bytes")
    return nonce
