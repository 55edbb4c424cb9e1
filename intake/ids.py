"""Identifiers: what they look like, how they are made, how they are checked.

An item's number is *vault code – submission – ordinal*, `K7Q4MX-0012-03`: given offline, never reused.
The code is six random characters of Crockford's base 32 (no I, L, O, U).
"""

import re
import secrets
from typing import NewType

ItemId = NewType("ItemId", str)
SubmissionId = NewType("SubmissionId", str)
BatchId = NewType("BatchId", str)
ObjectId = NewType("ObjectId", str)
VaultId = NewType("VaultId", str)
OperatorId = NewType("OperatorId", str)
KeyId = NewType("KeyId", str)
BundleId = NewType("BundleId", str)

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_ID_BYTES = 16
MOST_SUBMISSIONS = 999_999
MOST_ITEMS_IN_SUBMISSION = 9_999_999

_HEX_ID = re.compile(r"[0-9a-f]{32}")
_KEY_ID = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(rf"[{CROCKFORD}]{{6}}")
_ITEM = re.compile(rf"([{CROCKFORD}]{{6}})-([0-9]{{4,6}})-([0-9]{{2,7}})")
_SUBMISSION = re.compile(rf"([{CROCKFORD}]{{6}})-([0-9]{{4,6}})")


def random_id() -> str:
    """32 lower-case hexadecimal characters, 128 random bits: objects, vaults, operators, batches, bundles."""
    return secrets.token_hex(RANDOM_ID_BYTES)


def vault_code() -> str:
    """Six random Crockford characters that stand in front of every number of one vault."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(6))


def submission_id(code: str, number: int) -> SubmissionId:
    """`K7Q4MX-0012` for number 12, from 1."""
    if not 1 <= number <= MOST_SUBMISSIONS:
        raise ValueError(number)
    return SubmissionId(f"{code}-{number:04d}")


def item_id(submission: SubmissionId, ordinal: int) -> ItemId:
    """`K7Q4MX-0012-03` for the third item of that submission, from 1."""
    if not 1 <= ordinal <= MOST_ITEMS_IN_SUBMISSION:
        raise ValueError(ordinal)
    return ItemId(f"{submission}-{ordinal:02d}")


def parse_item_id(untrusted_text: str) -> ItemId:
    """Raises ValueError when the text is not an item's number."""
    if not _ITEM.fullmatch(untrusted_text):
        raise ValueError("not an item number")
    return ItemId(untrusted_text)


def submission_of(item: ItemId) -> SubmissionId:
    """The submission that brought the item."""
    return SubmissionId(item.rpartition("-")[0])


def parse_submission_id(untrusted_text: str) -> SubmissionId:
    """Raises ValueError when the text is not a submission's number."""
    if not _SUBMISSION.fullmatch(untrusted_text):
        raise ValueError("not a submission number")
    return SubmissionId(untrusted_text)


def parse_random_id(untrusted_text: str) -> str:
    """Raises ValueError when the text is not 32 lower-case hexadecimal characters."""
    if not _HEX_ID.fullmatch(untrusted_text):
        raise ValueError("not a 128-bit identifier")
    return untrusted_text


def parse_vault_code(untrusted_text: str) -> str:
    """Raises ValueError when the text is not six Crockford characters."""
    if not _CODE.fullmatch(untrusted_text):
        raise ValueError("not a vault's code")
    return untrusted_text


def parse_key_id(untrusted_text: str) -> KeyId:
    """A key's id is the SHA-256 of its DER SubjectPublicKeyInfo, 64 hexadecimal characters; ValueError otherwise."""
    if not _KEY_ID.fullmatch(untrusted_text):
        raise ValueError("not a key id")
    return KeyId(untrusted_text)
