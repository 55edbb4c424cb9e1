"""How a stream is laid out in segments: sizes, positions, nonces (Tink's streaming AEAD, AES256_GCM_HKDF_1MB).

    stream  = header ‖ segment 0 ‖ segment 1 ‖ …
    header  = 40 (one byte, its own length) ‖ salt (32) ‖ nonce prefix (7)
    segment = AES-256-GCM, tag of 16 bytes; nonce = prefix ‖ number (4, big-endian) ‖ 1 if it is the last, else 0

Header and segment 0 together are 1 MiB, as is every further segment; only the last may be shorter, and only segment 0
may be empty. The stream key is HKDF-SHA-256(object key, salt, info = associated data).
"""

from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.errors import TamperError

KEY_BYTES: Final = 32
SALT_BYTES: Final = 32
PREFIX_BYTES: Final = 7
HEADER_BYTES: Final = 1 + SALT_BYTES + PREFIX_BYTES
TAG_BYTES: Final = 16
SEGMENT: Final = 1024 * 1024
FIRST_PLAIN: Final = SEGMENT - HEADER_BYTES - TAG_BYTES  # 1,048,520
PLAIN: Final = SEGMENT - TAG_BYTES  # 1,048,560
SMALLEST: Final = HEADER_BYTES + TAG_BYTES
MOST_SEGMENTS: Final = 2**32  # the number has four bytes: 4 PiB


def ciphertext_size(plain: int) -> int:
    """Bytes of the stream that holds `plain` bytes. ValueError when negative or beyond 2^32 segments."""
    count = segment_count(plain)
    return plain + HEADER_BYTES + count * TAG_BYTES


def segment_count(plain: int) -> int:
    """How many segments hold `plain` bytes, at least one. ValueError when negative or beyond 2^32 segments."""
    if plain < 0:
        raise ValueError("a size below zero")
    count = 1 + -(-max(0, plain - FIRST_PLAIN) // PLAIN)
    if count > MOST_SEGMENTS:
        raise ValueError("more than 2^32 segments")
    return count


def plaintext_size(cipher: int) -> int:
    """The exact inverse of `ciphertext_size`. TamperError(malformed) when no stream has this size."""
    count = -(-cipher // SEGMENT)
    plain = cipher - HEADER_BYTES - count * TAG_BYTES
    if cipher < SMALLEST or count > MOST_SEGMENTS or segment_count(plain) != count:
        raise TamperError("malformed", reason="no encrypted stream has this size", found=cipher)
    return plain


def plain_start(number: int) -> int:
    """Where the plaintext of segment `number` begins in the plaintext."""
    return 0 if number == 0 else FIRST_PLAIN + (number - 1) * PLAIN


def number_at(position: int) -> int:
    """The segment in which the plaintext byte at `position` lies."""
    return 0 if position < FIRST_PLAIN else 1 + (position - FIRST_PLAIN) // PLAIN


def nonce(prefix: bytes, number: int, last: bool) -> bytes:
    """12 bytes. OverflowError when the number does not fit in four."""
    return prefix + number.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


def cipher(key: bytes, salt: bytes, associated: bytes) -> AESGCM:
    """The AES-256-GCM of one stream. ValueError when the key has not 32 bytes."""
    if len(key) != KEY_BYTES:
        raise ValueError("an object key has 32 bytes")
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, associated).derive(key))
