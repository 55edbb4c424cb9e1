"""`vault.json`: every byte counts, every part is bounded, and a key that someone seals himself opens nothing."""

from dataclasses import replace

import pytest

from intake.crypto import keyslots, recipients
from intake.crypto.keys import mac, new_key, vault_mac_key
from intake.crypto.signing import SigningKey
from intake.errors import TamperError, UnlockError, VaultError
from intake.ids import VaultId, random_id
from intake.records import canonical
from intake.records.people import Role
from intake.vault import vaultfile
from intake.vault.keyring import Keyring
from tests.vault.vaults import COST

VAULT = VaultId(random_id())
WORDS = bytearray(b"correct horse battery")


def slot(label: str, secret: bytes, role: Role = Role.OPERATOR) -> keyslots.OpenSlot:
    return keyslots.new_slot(VAULT, label, role, bytearray(WORDS), COST, secret)


@pytest.fixture(scope="module")
def made() -> vaultfile.Unlocked:
    secret = new_key()
    first = slot("A", secret)
    return vaultfile.first(VAULT, "K7Q4MX", [first, slot("R", secret, Role.RECOVERY)], secret, SigningKey.generate())


def again(unlocked: vaultfile.Unlocked) -> vaultfile.VaultFile:
    return vaultfile.parse(vaultfile.encode(unlocked.file))


def test_round_trip_to_identical_bytes(made):
    raw = vaultfile.encode(made.file)
    assert vaultfile.encode(vaultfile.parse(raw)) == raw
    opened = vaultfile.unlock(again(made), again(made).slots[0], bytearray(WORDS))
    assert opened.log_key.public == made.log_key.public
    assert opened.keys.epoch_key(1) == made.keys.epoch_key(1)
    assert again(made).recovery_slot().label == "R"


def test_epochs_reach_back(made):
    unlocked = made
    for _ in range(5):
        unlocked = vaultfile.with_slots(unlocked, unlocked.file.slots, unlocked.slot)
    file = again(unlocked)
    assert file.epoch == 6
    for one in file.slots:
        opened = vaultfile.unlock(file, one, bytearray(WORDS))
        assert [opened.keys.epoch_key(n) for n in range(1, 7)] == [unlocked.keys.epoch_key(n) for n in range(1, 7)]
        assert opened.log_key.public == made.log_key.public
    assert len({unlocked.keys.epoch_key(n) for n in range(1, 7)}) == 6


def test_a_key_of_ones_own_under_a_mac_of_ones_own_opens_nothing(made):
    """Whoever holds the folder can encrypt an epoch key to every slot; the MAC also takes a secret that only slots hold."""
    key = new_key()
    copies = tuple(recipients.encrypt_epoch_key(key, VAULT, 1, one.slot, one.sealing_public) for one in made.file.slots)
    forged = replace(made.file, copies=copies)
    forged = replace(forged, mac=mac(vault_mac_key(key, bytes(32)), vaultfile._maced(forged)))
    file = vaultfile.parse(vaultfile.encode(forged))
    with pytest.raises(TamperError) as error:
        vaultfile.unlock(file, file.slots[0], bytearray(WORDS))
    assert error.value.code == "vault_file_differs"


def unlocked_from(raw: bytes) -> vaultfile.Unlocked:
    file = vaultfile.parse(raw)
    return vaultfile.unlock(file, file.slot_of("A"), bytearray(WORDS))


def changed(made, **members) -> bytes:
    return canonical.encode({**canonical.parse_object(vaultfile.encode(made.file)), **members})


@pytest.mark.parametrize(
    "members",
    [
        {"vault": "0" * 32},
        {"code": "AAAAAA"},
        {"slots": "swap"},
        {"copies": "swap"},
        {"log_key": "A" * 53 + "="},
        {"mac": "A" * 43 + "="},
    ],
)
def test_every_member_is_under_the_mac(made, members):
    value = canonical.parse_object(vaultfile.encode(made.file))
    for name, new in members.items():
        value[name] = [*value[name][1:], value[name][0]] if new == "swap" else new
    with pytest.raises((TamperError, UnlockError)):
        unlocked_from(canonical.encode(value))


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"format": "other"}, "not_a_vault"),
        ({"version": True}, "not_a_vault"),
        ({"version": 2}, "vault_newer_format"),
        ({"version": 0}, "malformed"),
        ({"extra": 1}, "malformed"),
        ({"vault": "x"}, "malformed"),
        ({"code": "K7Q4MI"}, "malformed"),
        ({"epoch": 0}, "malformed"),
        ({"epoch": True}, "malformed"),
        ({"epoch": 2}, "malformed"),
        ({"epoch": 10_001}, "malformed"),
        ({"chain": ["AA=="]}, "malformed"),
        ({"copies": []}, "malformed"),
        ({"slots": {}}, "malformed"),
        ({"slots": []}, "malformed"),
        ({"slots": [0] * 65}, "malformed"),
        ({"mac": ""}, "malformed"),
        ({"log_key": "!"}, "malformed"),
    ],
)
def test_what_does_not_parse(made, members, code):
    with pytest.raises((TamperError, VaultError)) as error:
        vaultfile.parse(changed(made, **members))
    assert error.value.code == code


def test_bytes_that_are_not_canonical(made):
    raw = vaultfile.encode(made.file)
    for bad in (
        b"",
        b"{",
        raw + b"\n",
        raw.replace(b'"epoch":1', b'"epoch": 1'),
        b"[" * 100_000,
        b" " * (vaultfile.MOST_BYTES + 1),
    ):
        with pytest.raises(TamperError) as error:
            vaultfile.parse(bad)
        assert error.value.code == "malformed"


def test_two_slots_of_one_label_or_id_are_none_of_ours(made):
    secret = made.slot.vault_secret
    for twin in (
        slot("A", secret),
        replace(slot("B", secret), slot=replace(slot("B", secret).slot, slot=made.file.slots[0].slot)),
    ):
        both = vaultfile.with_slots(made, [made.file.slots[0], twin.slot], made.slot)
        with pytest.raises(TamperError):
            again(both)


def test_a_vault_has_a_most_of_slots_and_epochs(made):
    with pytest.raises(ValueError, match="more slots"):
        vaultfile.with_slots(made, [made.file.slots[0]] * 65, made.slot)


def test_a_keyring_has_no_gap():
    for keys in ({}, {2: bytes(32)}, {1: bytes(32), 3: bytes(32)}):
        with pytest.raises(ValueError, match="gap"):
            Keyring(keys)
    with pytest.raises(TamperError):
        Keyring({1: bytes(32)}).epoch_key(2)
