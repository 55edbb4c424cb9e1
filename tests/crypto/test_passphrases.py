"""From a passphrase to a key: the same characters always, bounded cost, wiped buffers."""

import hashlib

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from intake.crypto import passphrases
from intake.crypto.passphrases import check_new, cost_from_json, cost_to_json, normal, passphrase_key, wipe
from intake.errors import TamperError, UnlockError
from intake.settings import LOW_COST, PBKDF2_COST, STANDARD_COST, KeyCost, Pbkdf2Cost

SALT = bytes(range(16))
CHEAP_PBKDF2 = Pbkdf2Cost("pbkdf2", 100_000)


def test_argon2id_of_rfc_9106():
    # Section 5.3: holds the library to the standard; its salt, secret and associated data are not ours to choose.
    made = Argon2id(
        salt=b"\x02" * 16, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\x04" * 12, secret=b"\x03" * 8
    ).derive(b"\x01" * 32)
    assert made.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_parameters_go_where_they_belong():
    cost = KeyCost("odd", 9 * 1024, 2, 3)
    expected = Argon2id(salt=SALT, length=32, iterations=2, lanes=3, memory_cost=9 * 1024).derive(b"passphrase")
    assert passphrase_key(bytearray(b"passphrase"), SALT, cost) == expected


def test_pbkdf2_agrees_with_the_standard_library():
    expected = hashlib.pbkdf2_hmac("sha512", b"passphrase", SALT, 100_000, 32)
    assert passphrase_key(bytearray(b"passphrase"), SALT, CHEAP_PBKDF2) == expected


def test_keyboards_agree(cheapest):
    composed, apart = bytearray("Grüße Ås".encode()), bytearray("Gru\u0308ße A\u030as".encode())
    assert composed != apart
    assert passphrase_key(composed, SALT, cheapest) == passphrase_key(apart, SALT, cheapest)
    # Compatibility forms stay apart, and so do case and spaces: NFC only.
    assert normal(bytearray("ﬁ A".encode())) == "ﬁ A".encode()
    assert normal(apart) == composed


def test_bytes_that_are_no_text(cheapest):
    for act in (normal, check_new, lambda raw: passphrase_key(raw, SALT, cheapest)):
        with pytest.raises(UnlockError) as caught:
            act(bytearray(b"caf\xe9 caf\xe9"))
        assert caught.value.code == "passphrase_not_text"


def test_new_passphrases_have_eight_characters():
    check_new(bytearray(b"12345678"))
    check_new(bytearray("ääääääää".encode()))
    for short in ("", "1234567", "äääääää", "a\u0308" * 7):
        with pytest.raises(UnlockError) as caught:
            check_new(bytearray(short.encode()))
        assert (caught.value.code, caught.value.facts["expected"]) == ("passphrase_too_short", 8)


def test_wiping():
    secret = bytearray(b"secret")
    wipe(secret)
    assert secret == bytes(6)


def test_the_callers_buffer_is_left_and_the_inner_one_wiped(cheapest, monkeypatch):
    made = []
    inner = passphrases.normal
    monkeypatch.setattr(passphrases, "normal", lambda raw: made.append(inner(raw)) or made[-1])
    given = bytearray(b"passphrase")
    passphrase_key(given, SALT, cheapest)
    check_new(given)
    assert given == b"passphrase"
    assert made == [bytes(10), bytes(10)]


@pytest.mark.parametrize(
    ("cost", "name"),
    [
        (KeyCost("", 8 * 1024 - 1, 1, 1), "memory_kib"),
        (KeyCost("", 1024 * 1024 + 1, 1, 1), "memory_kib"),
        (KeyCost("", 2**40, 1, 1), "memory_kib"),
        (KeyCost("", 8 * 1024, 0, 1), "passes"),
        (KeyCost("", 8 * 1024, 17, 1), "passes"),
        (KeyCost("", 8 * 1024, 1, 0), "lanes"),
        (KeyCost("", 8 * 1024, 1, 17), "lanes"),
        (KeyCost("", -1, -1, -1), "memory_kib"),
        (Pbkdf2Cost("", 99_999), "iterations"),
        (Pbkdf2Cost("", 10_000_001), "iterations"),
    ],
)
def test_costs_beyond_limits_are_refused_before_anything_is_derived(monkeypatch, cost, name):
    monkeypatch.setattr(passphrases, "_kdf", lambda salt, cost: pytest.fail("derived"))
    for act in (lambda: passphrase_key(bytearray(b"x"), SALT, cost), lambda: cost_from_json(cost_to_json(cost))):
        with pytest.raises(UnlockError) as caught:
            act()
        assert caught.value.code == "cost_beyond_limits"
        assert caught.value.facts["name"] == name


def test_memory_that_is_not_there(cheapest, monkeypatch):
    class Full:
        def derive_into(self, key_material, buf):
            raise MemoryError

    monkeypatch.setattr(passphrases, "_kdf", lambda salt, cost: Full())
    with pytest.raises(UnlockError) as caught:
        passphrase_key(bytearray(b"x"), SALT, cheapest)
    assert caught.value.code == "cost_beyond_limits"


def test_salts_have_16_bytes(cheapest):
    with pytest.raises(ValueError):
        passphrase_key(bytearray(b"x"), b"", cheapest)


def test_costs_come_back(cheapest):
    for cost in (STANDARD_COST, LOW_COST, PBKDF2_COST, cheapest, CHEAP_PBKDF2):
        passphrases.check_cost(cost)
        written = cost_to_json(cost)
        again = cost_from_json(written)
        assert cost_to_json(again) == written
        assert type(again) is type(cost)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        "argon2id",
        {"name": "argon2id"},
        {"name": "argon2i", "memory_kib": 65536, "passes": 3, "lanes": 4},
        {"name": "argon2id", "memory_kib": "65536", "passes": 3, "lanes": 4},
        {"name": "argon2id", "memory_kib": 65536, "passes": True, "lanes": 4},
        {"name": "argon2id", "memory_kib": 65536, "passes": 3, "lanes": 4, "more": 1},
        {"name": "pbkdf2-hmac-sha-512", "iterations": 1e6},
        {"name": "pbkdf2-hmac-sha-512", "iterations": 100_000, "hash": "sha-1"},
    ],
)
def test_other_costs_are_malformed(value):
    with pytest.raises(TamperError) as caught:
        cost_from_json(value)
    assert caught.value.code == "malformed"
