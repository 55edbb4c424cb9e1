"""Fixed keys, fixed salts and realistic events, so that the same log comes out on every run and every machine."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from intake.custody import entries
from intake.ids import KeyId
from intake.records.events import Chain, Link, Subject, SubjectKind, Type

VAULT = "0123456789abcdef0123456789abcdef"
CODE = "K7Q4MX"
TIME = "2026-11-25T03:00:00.000000Z"
ITEM = Subject(SubjectKind.ITEM, "K7Q4MX-0012-03")


class Key:
    """An Ed25519 key from a word, with the key id that design and RFC 8410 give it, computed here once more."""

    def __init__(self, word):
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())
        self.public = self._key.public_key().public_bytes_raw()
        self.key_id = KeyId(hashlib.sha256(bytes.fromhex("302a300506032b6570032100") + self.public).hexdigest())

    def sign(self, message):
        return self._key.sign(message)


def drawing(word="draw"):
    """A source of bytes that gives the same ones again."""
    count = 0

    def draw(size):
        nonlocal count
        count += 1
        return hashlib.shake_256(f"{word} {count}".encode()).digest(size)

    return draw


OPERATOR = Key("operator")


def acquired_fields(ordinal=3):
    """What an `acquired` entry holds, with values as long as real ones."""
    item = f"K7Q4MX-0012-{ordinal:02d}"
    return {
        "outcome": {"outcome": "done"},
        "when": {
            "boot_id": "5c4b1ad7-6f8e-4f0a-9a51-0d6c1f6e2b7a",
            "monotonic_ns": "86400123456789",
            "offset_minutes": -300,
            "synchronised": True,
        },
        "operator": {"agency": "County Prosecutor's Office", "operator": "aa" * 16, "role": "operator"},
        "operator_name": "Maria Fernandez-Ortiz",
        "workstation": "INTAKE-LAPTOP-07",
        "system_user": "mfernandez",
        "tool": {
            "build": "6f1d2c3b4a59",
            "name": "Evidence Intake",
            "platform": "Linux-6.1 x86_64",
            "python": "3.11.7",
            "version": "0.1.0",
        },
        "item": {"item": item, "object": "bb" * 16, "ordinal": ordinal, "size": "148234567", "submission": "K7Q4MX-0012"},
        "digests": {"sha256": "cc" * 32},
        "name": {"raw": "SU1HXzIwMjYxMTI0XzE0MDUyMi5tcDQ=", "shown": "IMG_20261124_140522.mp4"},
        "source_path": "L21lZGlhL21mZXJuYW5kZXovU0FORElTSy9EQ0lNL0NhbWVyYS9JTUdfMjAyNjExMjRfMTQwNTIyLm1wNA==",
        "source_facts": {"device": "2065", "inode": "1048577", "links": 1, "mode": 33188, "size": "148234567"},
        "source_times": {
            "after": {"accessed_ns": "1764000000000000000", "changed_ns": None, "modified_ns": "1763993122000000000"},
            "before": {"accessed_ns": "1764000000000000000", "changed_ns": None, "modified_ns": "1763993122000000000"},
            "resolution_ns": "2000000000",
        },
        "source_volume": {"filesystem": "exfat", "reach": 2, "read_only": False, "removable": True, "transport": "usb"},
        "source_volume_label": "SANDISK",
        "source_volume_serial": "3C4D-1F2E",
        "reading": {
            "access_time": "kept",
            "direct": True,
            "ended": "2026-11-25T03:00:00.512345Z",
            "started": "2026-11-25T03:00:00.012345Z",
        },
    }


def acquired(position=7, ordinal=3, draw=None):
    """One `acquired` entry, first of its item's chain."""
    head = entries.Head(position, Type.ACQUIRED, TIME, OPERATOR.key_id)
    item = Subject(SubjectKind.ITEM, f"K7Q4MX-0012-{ordinal:02d}")
    submission = Subject(SubjectKind.SUBMISSION, "K7Q4MX-0012")
    links = [Link(item, Chain.CUSTODY, 1, ""), Link(submission, Chain.CUSTODY, ordinal + 1, "ab" * 32)]
    return entries.compose(head, acquired_fields(ordinal), links, OPERATOR.sign, draw or drawing(f"acquired {position}"))
