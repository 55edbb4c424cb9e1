"""What the window keeps for an operator between two days, outside the vault and never readable there.

It is no evidence: it may be lost, and an older one put back, without anything more than that. vault.md, *Kept outside*.
"""

from intake.crypto.keys import NONCE_BYTES, RecordKey, kept_key, new_nonce
from intake.errors import TamperError
from intake.records.names import from_base64, to_base64
from intake.vault.opening import OpenVault

MOST_BYTES = 64 * 1024
STEP = 1024  # the length says no more than which of these


class Keeping:
    def __init__(self, vault: OpenVault) -> None:
        self._key = RecordKey(kept_key(vault.unlocked.slot.vault_secret))
        self._associated = f"{vault.vault} {vault.operator.operator}".encode("ascii")

    def close(self, plain: bytes) -> str:
        """ASCII that opens for this operator in this vault; whoever can unlock the vault holds the key. ValueError beyond 64 KiB."""
        if len(plain) > MOST_BYTES:
            raise ValueError("too much to keep")
        padded = plain + b"\x80" + bytes(-(len(plain) + 1) % STEP)
        nonce = new_nonce()
        return to_base64(nonce + self._key.encrypt(nonce, padded, self._associated))

    def open(self, untrusted_text: str) -> bytes | None:
        """What was closed; None when this is anything else."""
        if len(untrusted_text) > 2 * MOST_BYTES:
            return None
        try:
            raw = from_base64(untrusted_text)
            padded = self._key.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], self._associated)
        except (TamperError, ValueError):
            return None
        return padded.rstrip(b"\0")[:-1]
