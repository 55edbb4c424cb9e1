"""Key slots: the passphrase opens its own slot as it was written, and nothing else opens anything."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.crypto import keyslots, passphrases, recipients, recovery
from intake.crypto.keys import RecordKey
from intake.crypto.keyslots import OpenSlot, change_passphrase, encode, new_slot, open_slot, parse, slot_from_json, slot_to_json
from intake.crypto.recipients import RecipientKey
from intake.crypto.signing import SigningKey, verify
from intake.errors import TamperError, UnlockError
from intake.ids import VaultId
from intake.records import canonical
from intake.records.people import Role
from intake.settings import KeyCost, Pbkdf2Cost
from tests.crypto import make_slot_vectors

VAULT = VaultId("ab" * 16)
OTHER_VAULT = VaultId("ac" * 16)
SECRET = bytes(range(32))
CHEAPEST = KeyCost("cheapest", 8 * 1024, 1, 1)
FROZEN = json.loads(make_slot_vectors.TARGET.read_text(encoding="utf-8"))


def made(passphrase: bytes = b"correct horse", role: Role = Role.OPERATOR) -> OpenSlot:
    return new_slot(VAULT, "A. Ortiz", role, bytearray(passphrase), CHEAPEST, SECRET)


GOOD = made()


def refuses(slot: keyslots.Slot, passphrase: bytes = b"correct horse", vault: VaultId = VAULT) -> str:
    with pytest.raises((UnlockError, TamperError)) as caught:
        open_slot(slot, vault, bytearray(passphrase))
    return caught.value.code


def test_a_slot_opens():
    opened = open_slot(GOOD.slot, VAULT, bytearray(b"correct horse"))
    assert opened.slot == GOOD.slot
    assert opened.vault_secret == SECRET
    assert opened.signing.private_bytes() == GOOD.signing.private_bytes()
    assert opened.recipient.seed == GOOD.recipient.seed
    assert verify(opened.slot.signing_public, opened.signing.sign(b"entry"), b"entry")
    copy = recipients.encrypt_epoch_key(bytes(32), VAULT, 1, opened.slot.slot, opened.slot.sealing_public)
    assert recipients.decrypt_epoch_key(copy, VAULT, opened.recipient) == bytes(32)


def test_frozen_slots_open():
    vault = VaultId(FROZEN["vault"])
    for frozen in FROZEN["slots"]:
        slot = slot_from_json(frozen["slot"])
        assert slot_to_json(slot) == frozen["slot"]
        opened = open_slot(slot, vault, bytearray(FROZEN["passphrase"], "utf-8"))
        assert opened.vault_secret.hex() == FROZEN["vault_secret"]
        assert opened.signing.private_bytes().hex() == frozen["signing_private"]
        assert opened.recipient.seed.hex() == frozen["seed"]
        copy = recipients.copy_from_json(frozen["epoch_key"])
        assert recipients.decrypt_epoch_key(copy, vault, opened.recipient).hex() == FROZEN["plain_epoch_key"]
    assert {frozen["slot"]["kdf"]["name"] for frozen in FROZEN["slots"]} == {"argon2id", "pbkdf2-hmac-sha-512"}


def test_two_slots_share_nothing_but_the_vault_secret():
    other = made()
    assert other.vault_secret == GOOD.vault_secret
    for name in ("slot", "salt", "signing_public", "sealing_public", "wrapped"):
        assert getattr(other.slot, name) != getattr(GOOD.slot, name)


@pytest.mark.parametrize("passphrase", [b"", b"correct hors", b"correct horse ", b"Correct horse", b"correct horse\n"])
def test_another_passphrase_opens_nothing(passphrase):
    assert refuses(GOOD.slot, passphrase) == "no_slot_matches"


def test_the_caller_keeps_the_passphrase():
    passphrase = bytearray(b"correct horse")
    open_slot(GOOD.slot, VAULT, passphrase)
    assert passphrase == b"correct horse"


def test_the_passphrase_key_is_wiped(monkeypatch):
    keys = []
    derive = passphrases.passphrase_key
    monkeypatch.setattr(passphrases, "passphrase_key", lambda *given: keys.append(derive(*given)) or keys[-1])
    made()
    open_slot(GOOD.slot, VAULT, bytearray(b"correct horse"))
    refuses(GOOD.slot, b"wrong")
    assert keys == [bytes(32)] * 3


def test_a_slot_is_one_piece_and_of_one_vault():
    other = made()
    changed = {
        "slot": other.slot.slot,
        "label": "B. Ortiz",
        "role": Role.RECOVERY,
        "cost": KeyCost("", 8 * 1024, 1, 2),
        "salt": other.slot.salt,
        "signing_public": other.slot.signing_public,
        "sealing_public": other.slot.sealing_public,
        "wrapped": other.slot.wrapped,
    }
    assert set(changed) == set(keyslots.Slot.__dataclass_fields__)
    for name, value in changed.items():
        assert refuses(replace(GOOD.slot, **{name: value})) == "no_slot_matches"
    assert refuses(GOOD.slot, vault=OTHER_VAULT) == "no_slot_matches"


def test_every_byte_of_what_is_wrapped_counts():
    wrapped = GOOD.slot.wrapped
    for at in range(len(wrapped)):
        changed = wrapped[:at] + bytes([wrapped[at] ^ 1]) + wrapped[at + 1 :]
        assert refuses(replace(GOOD.slot, wrapped=changed)) == "no_slot_matches"


def rewrapped(secrets: bytes) -> keyslots.Slot:
    """The good slot with other secrets, as only someone who knows the passphrase can make it."""
    slot = GOOD.slot
    key = passphrases.passphrase_key(bytearray(b"correct horse"), slot.salt, slot.cost)
    encrypted = RecordKey(bytes(key)).encrypt(bytes(12), secrets, keyslots._associated(VAULT, slot))
    return replace(slot, wrapped=bytes(12) + encrypted)


def test_private_halves_must_be_those_of_the_public_ones():
    signer, seed = GOOD.signing.private_bytes(), GOOD.recipient.seed
    assert open_slot(rewrapped(signer + seed + SECRET), VAULT, bytearray(b"correct horse")).vault_secret == SECRET
    for secrets in (
        SigningKey.generate().private_bytes() + seed + SECRET,
        signer + RecipientKey.generate().seed + SECRET,
        signer + seed + SECRET[:-1],
        b"",
    ):
        assert refuses(rewrapped(secrets)) == "authentication_failed"


def test_a_changed_passphrase():
    changed = change_passphrase(GOOD, VAULT, bytearray(b"staple battery"), Pbkdf2Cost("pbkdf2", 100_000))
    again = open_slot(changed.slot, VAULT, bytearray(b"staple battery"))
    assert (again.slot.slot, again.slot.label, again.slot.role) == (GOOD.slot.slot, GOOD.slot.label, GOOD.slot.role)
    assert again.slot.signing_public == GOOD.slot.signing_public
    assert again.signing.private_bytes() == GOOD.signing.private_bytes()
    assert again.vault_secret == SECRET
    assert again.slot.sealing_public != GOOD.slot.sealing_public
    assert again.slot.salt != GOOD.slot.salt
    assert refuses(changed.slot) == "no_slot_matches"
    with pytest.raises(UnlockError):
        change_passphrase(GOOD, VAULT, bytearray(b"short"), CHEAPEST)


def test_a_recovery_slot():
    code = recovery.new_recovery_code()
    slot = made(bytes(recovery.parse_recovery_code(code)), Role.RECOVERY).slot
    typed = code.lower().replace("0", "o").replace("-", " ")
    opened = open_slot(slot, VAULT, recovery.parse_recovery_code(typed))
    assert (opened.vault_secret, opened.slot.role) == (SECRET, Role.RECOVERY)


def test_what_a_new_slot_refuses():
    for passphrase, code in ((b"seven77", "passphrase_too_short"), (b"\xff" * 9, "passphrase_not_text")):
        with pytest.raises(UnlockError) as caught:
            made(passphrase)
        assert caught.value.code == code
    with pytest.raises(UnlockError):
        new_slot(VAULT, "A", Role.OPERATOR, bytearray(b"correct horse"), KeyCost("", 1, 1, 1), SECRET)
    for label, secret in (("", SECRET), ("x" * 201, SECRET), ("A", SECRET[:-1])):
        with pytest.raises(ValueError):
            new_slot(VAULT, label, Role.OPERATOR, bytearray(b"correct horse"), CHEAPEST, secret)


def test_slots_come_back():
    for label in ("x", "Å" * 200, '名前\n"quoted"'):
        slot = new_slot(VAULT, label, Role.OPERATOR, bytearray(b"correct horse"), CHEAPEST, SECRET).slot
        written = encode(slot)
        assert encode(parse(written)) == written
        assert parse(written) == slot
        assert open_slot(parse(written), VAULT, bytearray(b"correct horse")).vault_secret == SECRET
        assert len(written) < keyslots.MOST_SLOT_BYTES


def malformed(value: object) -> None:
    with pytest.raises(TamperError) as caught:
        slot_from_json(value)
    assert caught.value.code == "malformed"


def test_slots_in_any_other_form_are_refused():
    good = slot_to_json(GOOD.slot)
    for value in (None, [], "slot", {}, good | {"more": 1}):
        malformed(value)
    for name in good:
        malformed({key: value for key, value in good.items() if key != name})
        for wrong in (None, 1, True, [], {}, "", "x" * 201, "=" * 8, "A" * 9):
            if name != "label" or not isinstance(wrong, str) or not 1 <= len(wrong) <= 200:
                malformed(good | {name: wrong})
    for name in ("salt", "signing_public", "sealing_public", "wrapped"):
        malformed(good | {name: good[name] + "\n"})
        malformed(good | {name: good[name][4:]})
        malformed(good | {name: "AAAA" + good[name]})
    malformed(good | {"role": "Operator"})
    malformed(good | {"slot": good["slot"].upper()})
    with pytest.raises(UnlockError):
        slot_from_json(good | {"kdf": {"name": "argon2id", "memory_kib": 2**30, "passes": 3, "lanes": 4}})
    with pytest.raises(TamperError):
        parse(b" " * (keyslots.MOST_SLOT_BYTES + 1))


@given(st.data())
def test_changed_bytes_never_parse_to_the_same_slot(data):
    written = encode(GOOD.slot)
    at = data.draw(st.integers(0, len(written) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = written[:at] + bytes([byte]) + written[at + 1 :]
    try:
        slot = parse(changed)
    except (TamperError, UnlockError):
        return
    assert encode(slot) == changed
    if changed == written:
        assert slot == GOOD.slot
    else:
        assert refuses(slot) == "no_slot_matches"


def test_nothing_secret_shows():
    for shown in (repr(GOOD), encode(GOOD.slot).decode()):
        for secret in (GOOD.signing.private_bytes(), GOOD.recipient.seed, SECRET):
            assert secret.hex() not in shown
            assert repr(secret) not in shown
    assert canonical.parse(encode(GOOD.slot)) == slot_to_json(GOOD.slot)
