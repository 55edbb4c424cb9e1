"""A record: one entry with all its disclosures as the bytes that the vault's log store encrypts and keeps.

`signature(64) ‖ length of signed bytes (4, big-endian) ‖ signed bytes ‖ disclosures`, the disclosures as raw canonical JSON,
in ascending order of their digests, an LF between them (canonical JSON holds none).
"""

from dataclasses import dataclass

from intake.custody import disclosures, entries
from intake.custody.entries import MOST_SIGNED_BYTES, SIGNATURE_BYTES
from intake.errors import TamperError
from intake.records.events import Entry

MOST_RECORD_BYTES = SIGNATURE_BYTES + 4 + MOST_SIGNED_BYTES + disclosures.MOST_RAW_BYTES

_HEADER = SIGNATURE_BYTES + 4


@dataclass(frozen=True, slots=True)
class Parts:
    """A record taken apart, nothing of it checked but the lengths."""

    signed: bytes
    signature: bytes
    raw: tuple[bytes, ...]


def encode(entry: Entry) -> bytes:
    """The record of an entry. ValueError when it would be larger than its limit."""
    raw = b"\n".join(disclosures.raw_of(one) for one in entry.disclosures)
    record = entry.signature + len(entry.signed).to_bytes(4, "big") + entry.signed + raw
    if len(record) > MOST_RECORD_BYTES:
        raise ValueError("a record larger than its limit")
    return record


def split(untrusted_record: bytes) -> Parts:
    """The parts of a record. TamperError(malformed) when the lengths do not fit."""
    size = int.from_bytes(untrusted_record[SIGNATURE_BYTES:_HEADER], "big")
    if len(untrusted_record) > MOST_RECORD_BYTES or len(untrusted_record) < _HEADER + size:
        raise TamperError("malformed", reason="not a record of the log")
    rest = untrusted_record[_HEADER + size :]
    return Parts(
        signed=untrusted_record[_HEADER : _HEADER + size],
        signature=untrusted_record[:SIGNATURE_BYTES],
        raw=tuple(rest.split(b"\n")) if rest else (),
    )


def parse(untrusted_record: bytes) -> Entry:
    """The entry in a record. TamperError (malformed, digest_differs)."""
    parts = split(untrusted_record)
    head, digests = entries.parse_head(parts.signed)
    opened, refused = disclosures.examine(digests, disclosures.carried_raw(parts.raw))
    disclosures.require_none(refused)
    return entries.assemble(head, digests, parts.signed, parts.signature, opened)
