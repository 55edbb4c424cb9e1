"""Encrypting to a public half: agrees with a second implementation, and opens for nobody and nothing else."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.crypto import recipients
from intake.crypto.recipients import RecipientKey, copy_from_json, copy_to_json, decrypt_epoch_key, encrypt_epoch_key, encrypt_to
from intake.errors import TamperError
from intake.ids import VaultId
from tests.crypto import hpke_reference, make_slot_vectors

VAULT = VaultId("ab" * 16)
SLOT = "cd" * 16
KEY = RecipientKey(bytes(range(32)))
EPOCH_KEY = bytes(range(100, 132))
FROZEN = json.loads(make_slot_vectors.TARGET.read_text(encoding="utf-8"))["hpke"]


def test_frozen_vectors():
    key = RecipientKey(bytes.fromhex(FROZEN["seed"]))
    assert key.public.hex() == FROZEN["public"]
    for message in FROZEN["messages"]:
        encrypted, info, plain = (bytes.fromhex(message[name]) for name in ("encrypted", "info", "plain"))
        assert key.decrypt(encrypted, info) == plain
        assert hpke_reference.decrypt(key.seed, encrypted, info) == plain


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.binary(max_size=100))
def test_agrees_with_a_second_implementation(seed, plain, info):
    key = RecipientKey(seed)
    assert key.public == hpke_reference.key_pair(seed)[2]
    assert len(key.public) == recipients.PUBLIC_BYTES
    assert key.decrypt(hpke_reference.encrypt(key.public, plain, info), info) == plain
    encrypted = encrypt_to(key.public, plain, info)
    assert len(encrypted) == len(plain) + recipients.OVERHEAD_BYTES
    assert hpke_reference.decrypt(seed, encrypted, info) == plain


def test_the_same_key_encrypted_twice_differs():
    assert encrypt_to(KEY.public, b"", b"") != encrypt_to(KEY.public, b"", b"")
    assert RecipientKey.generate().public != RecipientKey.generate().public


def test_every_changed_byte_is_seen():
    encrypted = encrypt_to(KEY.public, EPOCH_KEY, b"info")
    for at in [*range(0, 1568, 97), *range(1568, len(encrypted))]:
        changed = encrypted[:at] + bytes([encrypted[at] ^ 1]) + encrypted[at + 1 :]
        with pytest.raises(TamperError):
            KEY.decrypt(changed, b"info")
    for changed in (b"", encrypted[:-1], encrypted[1:], encrypted + b"\0", encrypted[:1665], bytes(len(encrypted))):
        with pytest.raises(TamperError):
            KEY.decrypt(changed, b"info")
    for info in (b"", b"infO"):
        with pytest.raises(TamperError):
            KEY.decrypt(encrypted, info)
    with pytest.raises(TamperError):
        RecipientKey(bytes(32)).decrypt(encrypted, b"info")


def test_public_halves_have_one_form():
    assert recipients.check_public(KEY.public) == KEY.public
    point = KEY.public[1568:]
    compressed = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), point).public_bytes(
        Encoding.X962, PublicFormat.CompressedPoint
    )
    wrong = [
        b"",
        KEY.public[:-1],
        KEY.public + b"\0",
        KEY.public[:1568] + compressed,
        KEY.public[:1568] + bytes([6 + point[-1] % 2]) + point[1:],  # the hybrid form, as long and the same point
        KEY.public[:1568] + bytes([4]) + bytes(96),
        KEY.public[:-1] + bytes([KEY.public[-1] ^ 1]),
        b"\xff" * 1568 + point,  # coefficients beyond the modulus (FIPS 203, section 7.2)
    ]
    for public in wrong:
        with pytest.raises(TamperError):
            recipients.check_public(public)
        with pytest.raises(TamperError):
            encrypt_to(public, b"", b"")


def test_seeds_that_give_no_key(monkeypatch):
    with pytest.raises(ValueError):
        RecipientKey(bytes(31))
    for number in (0, recipients._ORDER, 2**384 - 1):

        class Expanded:
            def digest(self, size: int, number: int = number) -> bytes:
                return bytes(size - 48) + number.to_bytes(48, "big")

        monkeypatch.setattr(recipients.hashlib, "shake_256", lambda seed: Expanded())
        with pytest.raises(ValueError):
            RecipientKey(bytes(32))


def test_the_order_is_that_of_the_curve():
    ec.derive_private_key(recipients._ORDER - 1, ec.SECP384R1())
    with pytest.raises(ValueError):
        ec.derive_private_key(recipients._ORDER, ec.SECP384R1())


def test_an_epoch_key_is_for_one_slot_epoch_and_vault():
    copy = encrypt_epoch_key(EPOCH_KEY, VAULT, 2, SLOT, KEY.public)
    assert decrypt_epoch_key(copy, VAULT, KEY) == EPOCH_KEY
    for vault, changed in (
        (VaultId("ac" * 16), copy),
        (VAULT, replace(copy, epoch=1)),
        (VAULT, replace(copy, slot="ce" * 16)),
        (VAULT, replace(copy, encrypted=copy.encrypted[:-1] + bytes([copy.encrypted[-1] ^ 1]))),
    ):
        with pytest.raises(TamperError):
            decrypt_epoch_key(changed, vault, KEY)


def test_what_is_bound_is_written_down():
    info = (
        b'evidence-intake/epoch-key/v1\n{"epoch":2,"slot":"%s","suite":"draft-ietf-hpke-pq MLKEM1024-P384, HKDF-SHA384, '
        b'AES-256-GCM","vault":"%s"}' % (SLOT.encode(), VAULT.encode())
    )
    copy = encrypt_epoch_key(EPOCH_KEY, VAULT, 2, SLOT, KEY.public)
    assert hpke_reference.decrypt(KEY.seed, copy.encrypted, info) == EPOCH_KEY


def test_epoch_keys_have_32_bytes():
    with pytest.raises(ValueError):
        encrypt_epoch_key(EPOCH_KEY[:-1], VAULT, 2, SLOT, KEY.public)
    short = recipients.EpochKeyCopy(2, SLOT, encrypt_to(KEY.public, b"short", recipients._info(VAULT, 2, SLOT)))
    with pytest.raises(TamperError):
        decrypt_epoch_key(short, VAULT, KEY)


def test_copies_come_back():
    copy = encrypt_epoch_key(EPOCH_KEY, VAULT, 2, SLOT, KEY.public)
    assert copy_from_json(copy_to_json(copy)) == copy
    good = copy_to_json(copy)
    wrong = [
        None,
        [],
        {},
        good | {"more": 1},
        {name: value for name, value in good.items() if name != "suite"},
        good | {"suite": "another"},
        good | {"suite": None},
        good | {"epoch": 0},
        good | {"epoch": True},
        good | {"epoch": "2"},
        good | {"epoch": 10**7},
        good | {"slot": "x"},
        good | {"slot": 1},
        good | {"encrypted": 1},
        good | {"encrypted": ""},
        good | {"encrypted": good["encrypted"] + "\n"},
        good | {"encrypted": good["encrypted"][:-4]},
    ]
    for value in wrong:
        with pytest.raises(TamperError) as caught:
            copy_from_json(value)
        assert caught.value.code == "malformed"
