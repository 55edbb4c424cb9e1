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
from intake.vault.objects import FolderStore
from intake.vault.telling import finding

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Expected:
    """What the log says of one object: plaintext bytes, None where it says none; SHA-256 in hexadecimal, or "".

    apart: it was set aside.
    """

    object: ObjectId
    size: int | None
    sha256: str
    apart: bool = False


def expected_of(entry: Entry) -> list[Expected]:
    """The objects that an entry stores, with the digest stamped on them, or the one of the source as read."""
    digests = entry.value("digests")
    as_read = str(digests.get("sha256", "")) if isinstance(digests, Mapping) else ""
    found = []
    for one in stored_of(entry):
        size, sha256 = one.get("size"), one.get("sha256", as_read if one.get("kind") == "evidence" else "")
        found.append(Expected(ObjectId(str(one["object"])), size if isinstance(size, int) else None, str(sha256)))
    return found


def check(objects: FolderStore, expected: Expected, took: Callable[[int], None]) -> Finding | None:
    """Reads one object whole; what differs, or None. took: told of each chunk's plaintext bytes; may raise Cancelled."""
    digest, size = hashlib.sha256(), 0
    try:
        with objects.open(expected.object, apart=expected.apart) as grant, open_stream(grant) as stream:
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
    if expected.size is not None and size != expected.size:
        return finding("object_size_differs", expected.object, expected=expected.size, found=size)
    if expected.sha256 and digest.hexdigest() != expected.sha256:
        return finding("object_digest_differs", expected.object, expected=expected.sha256, found=digest.hexdigest())
    return None
