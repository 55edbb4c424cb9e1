"""The passphrase of an encrypted bundle: generated, because the ZIP's own key derivation is weak against guessing."""

import secrets

from intake.ids import CROCKFORD

GROUPS = 5
GROUP = 5  # characters; 25 of 5 bits each are 125 bits


def new_passphrase() -> str:
    """`7QK4M-…`: five groups of five characters that cannot be mistaken for each other, 125 random bits."""
    return "-".join("".join(secrets.choice(CROCKFORD) for _ in range(GROUP)) for _ in range(GROUPS))
