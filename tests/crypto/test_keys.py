"""Derived, wrapped and authenticating keys: known answers, and no wrong key that passes."""

import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.crypto import keys
from intake.crypto.keys import Label, RecordKey
from intake.errors import TamperError
from tests.crypto.reference import hkdf_sha256

EPOCH = bytes(range(32))
SECRET = bytes(range(100, 132))


def test_each_purpose_has_its_key():
    made = {label: keys.derive(EPOCH, label) for label in Label}
    everything = {*made.values(), keys.vault_mac_key(EPOCH, SECRET), EPOCH}
    assert len(everything) == len(Label) + 2
    for label, key in made.items():
        assert key == hkdf_sha256(EPOCH, b"", label.value.encode(), 32)
    assert keys.vault_mac_key(EPOCH, SECRET) == hkdf_sha256(EPOCH + SECRET, b"", b"evidence-intake/v1/vault-mac", 32)


def test_labels_are_frozen():
    assert {label.name: keys.derive(EPOCH, label).hex() for label in Label} == {
        "OBJECT_WRAPPING": "70d42af1a2e6266fbf708ebfdba5425a08407ac98ff6129346d8ffee84adb2e3",
        "LOG_RECORDS": "1ad9fbada997583f21effe9239f13a1db653f5395820a6454321764dd83a7347",
        "CHAINS": "d3c532984c2c5afc9f559b966daf56eed45234712ee35951224958fa73d22a65",
        "CATALOG": "0b8eb98cb502a113849047c742ab59cd692da3b4220cfcbc1fb3467afa0cf652",
        "LOG_KEY_WRAPPING": "c675d0fbb9310f94f43f7cc777d04a85cba8f02203b992c6e2f6a2e81173a96b",
        "EPOCH_CHAIN": "22fa1ca618037c93633f7f0863807aaa607af54d38e5bca6fe2a940132207004",
    }
    assert keys.vault_mac_key(EPOCH, SECRET).hex() == "80e3c966b6460e5bfab6a1bb2c6e14d9ecef529152e6b7999d6bb10c16719095"


def test_the_mac_key_needs_both():
    assert keys.vault_mac_key(EPOCH, SECRET) != keys.vault_mac_key(EPOCH, bytes(32))
    assert keys.vault_mac_key(EPOCH, SECRET) != keys.vault_mac_key(bytes(32), SECRET)


def test_hkdf_of_rfc_5869():
    # Test cases 1 and 3 hold the reference that everything here is compared with.
    okm = hkdf_sha256(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    assert okm.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    okm = hkdf_sha256(b"\x0b" * 22, b"", b"", 42)
    assert okm.hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"


def test_hkdf_of_wycheproof(shared_media, monkeypatch):
    groups = json.loads((shared_media("wycheproof") / "wycheproof/hkdf_sha256_test.json").read_text())["testGroups"]
    compared = 0
    for test in (test for group in groups for test in group["tests"] if test["result"] == "valid"):
        ikm, salt, info = (bytes.fromhex(test[name]) for name in ("ikm", "salt", "info"))
        assert hkdf_sha256(ikm, salt, info, test["size"]).hex() == test["okm"]
        if not salt and test["size"] >= 32:
            monkeypatch.setattr(keys, "KEY_BYTES", test["size"])
            assert keys._hkdf(ikm, info).hex() == test["okm"]
            compared += 1
    assert compared > 10


def test_wrapping_of_rfc_3394():
    # Section 4.6: 256 bits of key data under a 256-bit key.
    key = bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
    wrapped = keys.wrap_key(EPOCH, key)
    assert wrapped.hex().upper() == "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
    assert keys.unwrap_key(EPOCH, wrapped) == key


def test_no_changed_bit_unwraps():
    wrapped = keys.wrap_key(EPOCH, SECRET)
    for bit in range(8 * len(wrapped)):
        changed = bytearray(wrapped)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(TamperError):
            keys.unwrap_key(EPOCH, bytes(changed))
    for wrong in (b"", wrapped[:-8], wrapped[:-1], wrapped + bytes(8)):
        with pytest.raises(TamperError):
            keys.unwrap_key(EPOCH, wrong)
    with pytest.raises(TamperError):
        keys.unwrap_key(SECRET, wrapped)


def test_a_wrapped_key_of_another_length_is_refused():
    # What RFC 3394 itself would unwrap well: 24 bytes of key.
    short = bytes.fromhex("A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1")
    with pytest.raises(TamperError):
        keys.unwrap_key(EPOCH, short)


def test_gcm_known_answer():
    # McGrew and Viega, test case 16: 256-bit key, associated data.
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    expected = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    assert RecordKey(key).encrypt(nonce, plain, associated) == expected
    assert RecordKey(key).decrypt(nonce, expected, associated) == plain


@given(st.binary(max_size=300), st.binary(max_size=50))
def test_records_come_back(plain, associated):
    nonce = keys.new_nonce()
    encrypted = RecordKey(EPOCH).encrypt(nonce, plain, associated)
    assert len(encrypted) == len(plain) + keys.TAG_BYTES
    assert RecordKey(EPOCH).decrypt(nonce, encrypted, associated) == plain


def test_records_bind_everything():
    nonce = bytes(12)
    encrypted = RecordKey(EPOCH).encrypt(nonce, b"entry", b"place")
    wrong = [
        (SECRET, nonce, encrypted, b"place"),
        (EPOCH, bytes(11) + b"\1", encrypted, b"place"),
        (EPOCH, nonce, encrypted, b"palce"),
        (EPOCH, nonce, encrypted[:-1], b"place"),
        (EPOCH, nonce, encrypted + b"\0", b"place"),
        (EPOCH, nonce, b"", b"place"),
        *(
            (EPOCH, nonce, bytes([*encrypted[:i], encrypted[i] ^ 1, *encrypted[i + 1 :]]), b"place")
            for i in range(len(encrypted))
        ),
    ]
    for key, at, changed, associated in wrong:
        with pytest.raises(TamperError):
            RecordKey(key).decrypt(at, changed, associated)


def test_macs():
    tag = keys.mac(EPOCH, b"vault")
    assert tag == hmac.new(EPOCH, b"vault", "sha256").digest()
    assert keys.mac_matches(EPOCH, b"vault", tag)
    for key, message, alleged in (
        (SECRET, b"vault", tag),
        (EPOCH, b"vaulT", tag),
        (EPOCH, b"vault", tag[:-1]),
        (EPOCH, b"vault", b""),
        (EPOCH, b"vault", tag[:-1] + bytes([tag[-1] ^ 1])),
    ):
        assert not keys.mac_matches(key, message, alleged)


@pytest.mark.parametrize("wrong", [b"", bytes(16), bytes(31), bytes(33)])
def test_lengths_are_exact(wrong):
    for act in (
        lambda: keys.derive(wrong, Label.CATALOG),
        lambda: keys.vault_mac_key(wrong, SECRET),
        lambda: keys.vault_mac_key(EPOCH, wrong),
        lambda: keys.wrap_key(wrong, SECRET),
        lambda: keys.wrap_key(EPOCH, wrong),
        lambda: keys.unwrap_key(wrong, bytes(40)),
        lambda: RecordKey(wrong),
        lambda: RecordKey(EPOCH).encrypt(wrong, b"", b""),
        lambda: RecordKey(EPOCH).decrypt(wrong, bytes(16), b""),
        lambda: keys.mac(wrong, b""),
    ):
        with pytest.raises(ValueError):
            act()


def test_new_keys_are_new():
    assert len({keys.new_key() for _ in range(100)}) == 100
    assert len(keys.new_key()) == 32
    assert len(keys.new_nonce()) == 12
