"""Fixity of objects: each is decrypted from its first byte to its last, and its digest compared with what the log says."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from intake.crypto.stream import open_stream
from intake.errors import IntakeError, TamperError, VaultError
from intake.ids import ObjectId
from intake.records.events import Entry
from intake.records.findings import Finding
from intake.vault.chains import stored_of
from intake.vault.objects import ObjectStore
from intake.vault.telling import finding

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Expected:
    """What the log says of one object: plaintext bytes, SHA-256 in hexadecimal, "" where it says none."""

    object: ObjectId
    size: int
    sha256: str


def expected_of(entry: Entry) -> list[Expected]:
    """The objects that an entry stores, with the digest stamped on them, or the one of the source as read."""
    digests = entry.value("digests")
    as_read = str(digests.get("sha256", "")) if isinstance(digests, Mapping) else ""
    found = []
    for one in stored_of(entry):
        size, sha256 = one.get("size"), one.get("sha256", as_read if one.get("kind") == "evidence" else "")
        found.append(Expected(ObjectId(str(one["object"])), size if isinstance(size, int) else -1, str(sha256)))
    return found


def check(objects: ObjectStore, expected: Expected, took: Callable[[int], None]) -> Finding | None:
    """Reads one object whole; what differs, or None. took: told of each chunk's plaintext bytes; may raise Cancelled."""
    digest, size = hashlib.sha256(), 0
    try:
        with objects.open(expected.object) as grant, open_stream(grant) as stream:
            while chunk := stream.read1(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                took(len(chunk))
    except TamperError as error:
        return finding("object_differs", expected.object, found=error.facts.get("reason", error.code))
    except VaultError as error:
        if error.code == "object_missing":
            return finding("object_missing", expected.object)
        return finding("object_differs", expected.object, found=error.code)
    except IntakeError as error:
        return finding("object_unreadable", expected.object, found=error.code)
    if size != expected.size:
        return finding("object_size_differs", expected.object, expected=expected.size, found=size)
    if expected.sha256 and digest.hexdigest() != expected.sha256:
        return finding("object_digest_differs", expected.object, expected=expected.sha256, found=digest.hexdigest())
    return None
