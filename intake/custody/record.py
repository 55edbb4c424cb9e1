"""A record: one entry with all its disclosures as the bytes that the vault's log store encrypts and keeps.

`signature (64) ‖ length of the rest of the signed bytes (2, big-endian) ‖ that rest ‖ disclosures`, the disclosures as raw
canonical JSON in ascending order of their digests, an LF between them (canonical JSON holds none). The signed bytes begin
with the digests of exactly these disclosures, so they are not kept a second time: a third of an entry.
"""

from dataclasses import dataclass

from intake.custody import disclosures, entries
from intake.custody.disclosures import Carried
from intake.custody.entries import SIGNATURE_BYTES, TYPE_LINE
from intake.errors import TamperError
from intake.records.events import Entry

MOST_RECORD_BYTES = 16 * 1024 * 1024

_HEADER = SIGNATURE_BYTES + 2
_FIRST = f'{TYPE_LINE}\n{{"_sd":["'.encode()
_BETWEEN = '","'
_LAST = b'"],"_sd_alg":'


@dataclass(frozen=True, slots=True)
class Parts:
    """A record taken apart, nothing of it checked but lengths."""

    signed: bytes
    signature: bytes
    carried: tuple[Carried, ...]


def encode(entry: Entry) -> bytes:
    """The record of an entry. ValueError when not all of it is opened, or when it would be larger than its limit."""
    if len(entry.disclosures) != len(entry.digests):
        raise ValueError("an entry with something withheld")
    rest = entry.signed[entry.signed.index(_LAST) :]
    raw = b"\n".join(disclosures.raw_of(one) for one in entry.disclosures)
    record = entry.signature + len(rest).to_bytes(2, "big") + rest + raw
    if len(record) > MOST_RECORD_BYTES:
        raise ValueError("a record larger than its limit")
    return record


def split(untrusted_record: bytes) -> Parts:
    """The parts of a record. TamperError(malformed) when the lengths do not fit."""
    size = int.from_bytes(untrusted_record[SIGNATURE_BYTES:_HEADER], "big")
    raw = untrusted_record[_HEADER + size :]
    if len(untrusted_record) > MOST_RECORD_BYTES or not raw:
        raise TamperError("malformed", reason="not a record of the log")
    carried = disclosures.carried_raw(raw.split(b"\n"))
    digests = _BETWEEN.join([digest for _, _, digest in carried]).encode("ascii")
    return Parts(
        signed=_FIRST + digests + untrusted_record[_HEADER : _HEADER + size],
        signature=untrusted_record[:SIGNATURE_BYTES],
        carried=tuple(carried),
    )


def parse(untrusted_record: bytes) -> Entry:
    """The entry in a record. TamperError(malformed)."""
    parts = split(untrusted_record)
    return entries.read(parts.signed, parts.signature, parts.carried)
