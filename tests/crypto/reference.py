"""The stream format written a second time, plainly and from its specification alone: what the tests compare with."""

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEADER = 40
SEGMENT = 1024 * 1024
FIRST = SEGMENT - HEADER - 16
FURTHER = SEGMENT - 16
SIZES = (0, 1, FIRST - 1, FIRST, FIRST + 1, FURTHER - 1, FURTHER, FURTHER + 1, FIRST + FURTHER, FIRST + FURTHER + 1, 2 * FURTHER)


def hkdf_sha256(ikm: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    """RFC 5869 in its own words."""
    prk = hmac.digest(salt or bytes(32), ikm, "sha256")
    out = block = b""
    number = 0
    while len(out) < size:
        number += 1
        block = hmac.digest(prk, block + info + bytes([number]), "sha256")
        out += block
    return out[:size]


def pattern(size: int) -> bytes:
    """Bytes that repeat nowhere near a segment's length."""
    return hashlib.shake_128(b"pattern").digest(size)


def encrypt(key: bytes, associated: bytes, salt: bytes, prefix: bytes, plain: bytes) -> bytes:
    """Header and segments as stream.md says."""
    pieces = [plain[:FIRST], *(plain[at : at + FURTHER] for at in range(FIRST, len(plain), FURTHER))]
    cipher = AESGCM(hkdf_sha256(key, salt, associated, 32))
    out = [bytes([HEADER]), salt, prefix]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        out.append(cipher.encrypt(prefix + number.to_bytes(4, "big") + bytes([last]), piece, None))
    return b"".join(out)
