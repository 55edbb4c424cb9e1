"""From a passphrase to a key: Argon2id (RFC 9106), or PBKDF2-HMAC-SHA-512 (SP 800-132) where policy asks for it.

The cost is bounded before anything is derived, since it comes from a file that is not authenticated yet.
"""

import unicodedata
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from intake.crypto.keys import KEY_BYTES
from intake.errors import TamperError, UnlockError
from intake.records.canonical import JSON
from intake.settings import GIB, KIB, MIB, KeyCost, Pbkdf2Cost

SALT_BYTES: Final = 16
FEWEST_CHARACTERS: Final = 8

# The least costs only bound what is taken for a vault of ours; what is used is STANDARD_COST or LOW_COST. Nobody gains by
# writing a lower cost into a slot: it is part of what the slot's key authenticates.
MEMORY_KIB: Final = (8 * MIB // KIB, GIB // KIB)
PASSES: Final = (1, 16)
LANES: Final = (1, 16)
ITERATIONS: Final = (100_000, 10_000_000)

_ARGON2ID: Final = "argon2id"
_PBKDF2: Final = "pbkdf2-hmac-sha-512"


def normal(passphrase: bytearray) -> bytearray:
    """The same characters in NFC, as UTF-8, so that every keyboard gives the same bytes. UnlockError(passphrase_not_text)."""
    try:
        return bytearray(unicodedata.normalize("NFC", passphrase.decode("utf-8")), "utf-8")
    except UnicodeDecodeError as error:
        raise UnlockError("passphrase_not_text") from error


def check_new(passphrase: bytearray) -> None:
    """UnlockError(passphrase_too_short) when a new passphrase has fewer than 8 characters; (passphrase_not_text)."""
    normalised = normal(passphrase)
    found = len(normalised.decode("utf-8"))
    wipe(normalised)
    if found < FEWEST_CHARACTERS:
        raise UnlockError("passphrase_too_short", expected=FEWEST_CHARACTERS, found=found)


def wipe(secret: bytearray) -> None:
    """Overwrite with zeros; copies that Python or a library made stay, until the process ends."""
    secret[:] = bytes(len(secret))


def check_cost(cost: KeyCost | Pbkdf2Cost) -> None:
    """UnlockError(cost_beyond_limits) when outside the bounds above."""
    parts = (
        [("iterations", cost.iterations, ITERATIONS)]
        if isinstance(cost, Pbkdf2Cost)
        else [("memory_kib", cost.memory_kib, MEMORY_KIB), ("passes", cost.passes, PASSES), ("lanes", cost.lanes, LANES)]
    )
    for name, found, (least, most) in parts:
        if not least <= found <= most:
            raise UnlockError("cost_beyond_limits", name=name, expected=f"{least} to {most}", found=found)


def passphrase_key(passphrase: bytearray, salt: bytes, cost: KeyCost | Pbkdf2Cost) -> bytearray:
    """32 bytes, to be wiped after use. UnlockError(cost_beyond_limits), also when the memory is not there."""
    check_cost(cost)
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    normalised = normal(passphrase)
    key = bytearray(KEY_BYTES)
    try:
        _kdf(salt, cost).derive_into(normalised, key)  # type: ignore[arg-type]  # takes any buffer
    except MemoryError as error:
        raise UnlockError("cost_beyond_limits", name="memory") from error
    finally:
        wipe(normalised)
    return key


def _kdf(salt: bytes, cost: KeyCost | Pbkdf2Cost) -> Argon2id | PBKDF2HMAC:
    if isinstance(cost, Pbkdf2Cost):
        return PBKDF2HMAC(SHA512(), KEY_BYTES, salt, cost.iterations)
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)


def cost_to_json(cost: KeyCost | Pbkdf2Cost) -> dict[str, JSON]:
    """As it stands in a slot; the profile's name is not written."""
    if isinstance(cost, Pbkdf2Cost):
        return {"name": _PBKDF2, "iterations": cost.iterations}
    return {"name": _ARGON2ID, "memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}


def cost_from_json(untrusted: JSON) -> KeyCost | Pbkdf2Cost:
    """TamperError(malformed) when it is none; UnlockError(cost_beyond_limits)."""
    cost: KeyCost | Pbkdf2Cost
    match untrusted:
        case {"name": "argon2id", "memory_kib": int(memory), "passes": int(passes), "lanes": int(lanes)}:
            cost = KeyCost(_ARGON2ID, memory, passes, lanes)
        case {"name": "pbkdf2-hmac-sha-512", "iterations": int(iterations)}:
            cost = Pbkdf2Cost(_PBKDF2, iterations)
        case _:
            raise TamperError("malformed", reason="not the cost of a key slot")
    if cost_to_json(cost) != untrusted or any(isinstance(value, bool) for value in untrusted.values()):
        raise TamperError("malformed", reason="not the cost of a key slot")
    check_cost(cost)
    return cost
