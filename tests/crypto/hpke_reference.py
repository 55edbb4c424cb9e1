"""HPKE (RFC 9180, base mode, one message) with the hybrid KEM 0x0051, written from the drafts: an independent second opinion.

draft-ietf-hpke-pq (KEM id, seeds), draft-irtf-cfrg-concrete-hybrid-kems (MLKEM1024-P384: SHA3-256 over both secrets, the
traditional ciphertext and key, and the label).
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM1024PrivateKey, MLKEM1024PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP384R1()
SUITE_ID = b"HPKE" + bytes([0x00, 0x51, 0x00, 0x02, 0x00, 0x02])


def _extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(48), b"HPKE-v1" + SUITE_ID + label + ikm, "sha384")


def _expand(prk: bytes, label: bytes, info: bytes, size: int) -> bytes:
    assert size <= 48
    return hmac.digest(prk, size.to_bytes(2, "big") + b"HPKE-v1" + SUITE_ID + label + info + b"\x01", "sha384")[:size]


def _aead(shared: bytes, info: bytes) -> tuple[AESGCM, bytes]:
    context = b"\x00" + _extract(b"", b"psk_id_hash", b"") + _extract(b"", b"info_hash", info)
    secret = _extract(shared, b"secret", b"")
    return AESGCM(_expand(secret, b"key", context, 32)), _expand(secret, b"base_nonce", context, 12)


def _combine(post_quantum: bytes, traditional: bytes, ciphertext: bytes, public: bytes) -> bytes:
    return hashlib.sha3_256(post_quantum + traditional + ciphertext + public + b"MLKEM1024-P384").digest()


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def key_pair(seed: bytes) -> tuple[MLKEM1024PrivateKey, ec.EllipticCurvePrivateKey, bytes]:
    expanded = hashlib.shake_256(seed).digest(112)
    post_quantum = MLKEM1024PrivateKey.from_seed_bytes(expanded[:64])
    traditional = ec.derive_private_key(int.from_bytes(expanded[64:], "big"), CURVE)
    return post_quantum, traditional, post_quantum.public_key().public_bytes_raw() + _point(traditional.public_key())


def encrypt(public: bytes, plain: bytes, info: bytes) -> bytes:
    first, first_ciphertext = MLKEM1024PublicKey.from_public_bytes(public[:1568]).encapsulate()
    ephemeral = ec.generate_private_key(CURVE)
    second = ephemeral.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public[1568:]))
    sent = _point(ephemeral.public_key())
    cipher, nonce = _aead(_combine(first, second, sent, public[1568:]), info)
    return first_ciphertext + sent + cipher.encrypt(nonce, plain, b"")


def decrypt(seed: bytes, encrypted: bytes, info: bytes) -> bytes:
    post_quantum, traditional, public = key_pair(seed)
    sent = encrypted[1568:1665]
    first = post_quantum.decapsulate(encrypted[:1568])
    second = traditional.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sent))
    cipher, nonce = _aead(_combine(first, second, sent, public[1568:]), info)
    return cipher.decrypt(nonce, encrypted[1665:], b"")
