"""The files in `custody/`: how an extract of the log lies in a bundle, and how it is taken apart again, unchecked.

entries.jsonl, proofs and disclosures have a line for each entry, in the same order; `bundle.md` has their form. Taking apart
never fails: what is not in form is handed on as it is, for the audit to name, and said of the file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intake.crypto import signing
from intake.custody import disclosures, entries
from intake.custody.disclosures import Carried
from intake.custody.proofs import MOST_PROOF
from intake.custody.tree import HASH_BYTES
from intake.records.events import Extract
from intake.records.names import from_base64, to_base64

FOLDER = "custody/"
ENTRIES = FOLDER + "entries.jsonl"
PROOFS = FOLDER + "proofs"
CHECKPOINT = FOLDER + "checkpoint"
DISCLOSURES = FOLDER + "disclosures"
LOG_KEY = FOLDER + "log.pem"
FILES = (ENTRIES, PROOFS, CHECKPOINT, DISCLOSURES, LOG_KEY)

MOST_ENTRIES = 200_000

_TYPE_LINE = entries.TYPE_LINE.encode("ascii") + b"\n"
_LINE = re.compile(rb'\{"entry":(\{.*\}),"signature":"([A-Za-z0-9+/]{86}==)"\}')


@dataclass(frozen=True, slots=True)
class Part:
    """One entry as it lies in a bundle, nothing of it checked. proof: empty where its line is not in form."""

    signed: bytes
    signature: bytes
    carried: list[Carried]
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """malformed: the files that are not in form as a whole, or in one of their lines."""

    count: int
    malformed: tuple[str, ...]
    _lines: tuple[list[bytes], list[bytes], list[bytes]]

    def __iter__(self) -> Iterator[Part]:
        for entry, proof, opened in zip(*self._lines, strict=True):
            signed, signature = _entry(entry)
            texts = opened.decode("latin-1").split("~") if opened else []
            yield Part(signed, signature, disclosures.carried_encoded(texts), _proof(proof) or ())


def encode(extract: Extract) -> dict[str, bytes]:
    """Paths to the bytes of the five files."""
    rows = [
        b'{"entry":%b,"signature":"%b"}\n' % (entry.signed.removeprefix(_TYPE_LINE), to_base64(entry.signature).encode("ascii"))
        for entry in extract.entries
    ]
    return {
        ENTRIES: b"".join(rows),
        PROOFS: "".join(" ".join(map(to_base64, proof)) + "\n" for proof in extract.proofs).encode("ascii"),
        CHECKPOINT: extract.checkpoint.note,
        DISCLOSURES: "".join("~".join(one.encoded for one in e.disclosures) + "\n" for e in extract.entries).encode("ascii"),
        LOG_KEY: signing.to_pem(extract.log_public),
    }


def _entry(untrusted_line: bytes) -> tuple[bytes, bytes]:
    """Signed bytes and signature; of a line in another form the line itself and no signature, which the audit refuses."""
    match = _LINE.fullmatch(untrusted_line)
    try:
        return (_TYPE_LINE + match[1], from_base64(match[2].decode("ascii"))) if match else (untrusted_line, b"")
    except ValueError:
        return untrusted_line, b""


def _proof(untrusted_line: bytes) -> tuple[bytes, ...] | None:
    """The hashes of one line, or None when it is not in form."""
    if not untrusted_line:
        return ()
    try:
        hashes = tuple(from_base64(part) for part in untrusted_line.decode("ascii").split(" "))
    except ValueError:
        return None
    return hashes if len(hashes) <= MOST_PROOF and all(len(one) == HASH_BYTES for one in hashes) else None


def _lines(untrusted_file: bytes) -> tuple[list[bytes], bool]:
    lines = untrusted_file.split(b"\n", MOST_ENTRIES)
    return lines[:-1], not lines[-1]


def take_apart(untrusted: Mapping[str, bytes]) -> Parts:
    """The entries in files of `custody/`; a file that is not there counts as empty."""
    rows, whole = _lines(untrusted.get(ENTRIES, b""))
    malformed = [] if whole else [ENTRIES]
    beside = []
    for path in (PROOFS, DISCLOSURES):
        lines, whole = _lines(untrusted.get(path, b""))
        sound = whole and len(lines) == len(rows) and (path != PROOFS or all(_proof(line) is not None for line in lines))
        if path in untrusted and not sound:
            malformed.append(path)
        beside.append((lines + [b""] * len(rows))[: len(rows)])
    return Parts(len(rows), tuple(malformed), (rows, beside[0], beside[1]))
