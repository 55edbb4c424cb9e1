"""Ed25519 (RFC 8032), strict: one signature is valid for every verifier or for none.

Libraries differ: some accept S ≥ L, points not in canonical form, or keys of small order, under which one signature fits
any message. All of these are refused before the library is asked; it then compares without cofactor, the hash reduced
modulo L. The vectors in resources/verification/ed25519.json hold this, `verify.py` and the page together.
A key's id is the SHA-256 of its DER SubjectPublicKeyInfo (RFC 8410).
"""

import base64
import binascii
import hashlib
from functools import lru_cache
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from intake.errors import TamperError
from intake.ids import KeyId

PUBLIC_BYTES: Final = 32
PRIVATE_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

P: Final = 2**255 - 19
L: Final = 2**252 + 27742317777372353535851937790883648493

# The y of the eight points whose order divides 8; a point with one of these is refused whatever its sign bit.
SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        P - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)

_DER_PREFIX: Final = bytes.fromhex("302a300506032b6570032100")
_PEM_FIRST: Final = b"-----BEGIN PUBLIC KEY-----\n"
_PEM_LAST: Final = b"\n-----END PUBLIC KEY-----\n"


class SigningKey:
    """A private Ed25519 key."""

    def __init__(self, private: bytes) -> None:
        """private: the 32-byte seed of RFC 8032. ValueError on any other length."""
        if len(private) != PRIVATE_BYTES:
            raise ValueError("a signing key has 32 bytes")
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public = self._key.public_key().public_bytes_raw()
        self.key_id = key_id_of(self.public)

    @classmethod
    def generate(cls) -> Self:
        """A new random key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def private_bytes(self) -> bytes:
        """The 32-byte seed, to be wrapped in a key slot."""
        return self._key.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same message gives the same signature."""
        return self._key.sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature of the message is valid under the raw public key, by the strict rules above."""
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    if not _acceptable_point(signature[:32]):
        return False
    if int.from_bytes(signature[32:], "little") >= L:
        return False
    key = _acceptable_key(public)
    if key is None:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)  # a log has a few signers and many entries
def _acceptable_key(public: bytes) -> Ed25519PublicKey | None:
    if not _acceptable_point(public):
        return None
    try:
        return Ed25519PublicKey.from_public_bytes(public)
    except ValueError:
        return None


def _acceptable_point(encoded: bytes) -> bool:
    """Canonical (y < p; x = 0 with its sign bit set occurs at small order only) and not of small order."""
    y = int.from_bytes(encoded, "little") & ((1 << 255) - 1)
    return y < P and y not in SMALL_ORDER_Y


def to_der(public: bytes) -> bytes:
    """The 44 bytes of the SubjectPublicKeyInfo (RFC 8410). ValueError when the key has not 32 bytes."""
    if len(public) != PUBLIC_BYTES:
        raise ValueError("a public key has 32 bytes")
    return _DER_PREFIX + public


def from_der(untrusted_der: bytes) -> bytes:
    """The raw public key. TamperError(malformed) when these are not exactly the bytes that `to_der` writes."""
    public = untrusted_der[len(_DER_PREFIX) :]
    if len(public) != PUBLIC_BYTES or to_der(public) != untrusted_der:
        raise TamperError("malformed", reason="not an Ed25519 public key")
    return public


def to_pem(public: bytes) -> bytes:
    """The key as PEM text (RFC 7468), three lines, each ending in LF. ValueError when the key has not 32 bytes."""
    return _PEM_FIRST + base64.b64encode(to_der(public)) + _PEM_LAST


def from_pem(untrusted_pem: bytes) -> bytes:
    """The raw public key. TamperError(malformed) when these are not exactly the bytes that `to_pem` writes.

    Other PEM that a library would load to the same key is refused: each key has one form, so a changed byte shows.
    """
    try:
        public = from_der(base64.b64decode(untrusted_pem[len(_PEM_FIRST) : -len(_PEM_LAST)], validate=True))
    except (binascii.Error, ValueError) as error:
        raise TamperError("malformed", reason="not an Ed25519 public key") from error
    if to_pem(public) != untrusted_pem:
        raise TamperError("malformed", reason="not an Ed25519 public key")
    return public


def key_id_of(public: bytes) -> KeyId:
    """64 hexadecimal characters: SHA-256 of the DER SubjectPublicKeyInfo. ValueError when the key has not 32 bytes."""
    return KeyId(hashlib.sha256(to_der(public)).hexdigest())
