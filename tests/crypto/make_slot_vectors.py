"""Writes data/slots.json: slots and encrypted epoch keys that every later version must still open.

Run from the top, once for each format: python -m tests.crypto.make_slot_vectors. Encapsulation is random, so another run
gives other bytes; `test_keyslots` and `test_recipients` open what is frozen.
"""

import json
from pathlib import Path

from intake.crypto import keyslots, recipients
from intake.crypto.recipients import RecipientKey
from intake.ids import VaultId
from intake.records.people import Role
from intake.settings import KeyCost, Pbkdf2Cost

TARGET = Path(__file__).parent / "data" / "slots.json"
VAULT = VaultId("00112233445566778899aabbccddeeff")
SECRET = bytes(range(32))
EPOCH_KEY = bytes(range(32, 64))
COSTS = (KeyCost("cheapest", 8 * 1024, 1, 1), KeyCost("lanes", 16 * 1024, 2, 4), Pbkdf2Cost("pbkdf2", 100_000))
PASSPHRASE = "Grüße aus Ås, 8 Äpfel"


def build() -> str:
    slots = []
    for cost in COSTS:
        made = keyslots.new_slot(VAULT, "Á. Ortiz", Role.OPERATOR, bytearray(PASSPHRASE, "utf-8"), cost, SECRET)
        copy = recipients.encrypt_epoch_key(EPOCH_KEY, VAULT, 3, made.slot.slot, made.slot.sealing_public)
        slots.append(
            {
                "slot": keyslots.slot_to_json(made.slot),
                "epoch_key": recipients.copy_to_json(copy),
                "signing_private": made.signing.private_bytes().hex(),
                "seed": made.recipient.seed.hex(),
            }
        )
    key = RecipientKey(bytes(32))
    messages = [
        {"info": info.hex(), "plain": plain.hex(), "encrypted": recipients.encrypt_to(key.public, plain, info).hex()}
        for info, plain in ((b"", b""), (b"info", b"plain"), (bytes(range(256)), bytes(300)))
    ]
    shared = {"vault": VAULT, "passphrase": PASSPHRASE, "vault_secret": SECRET.hex(), "plain_epoch_key": EPOCH_KEY.hex()}
    hpke = {"seed": key.seed.hex(), "public": key.public.hex(), "messages": messages}
    return json.dumps({**shared, "slots": slots, "hpke": hpke}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="utf-8")
