"""The files in `custody/`: how an extract of the log lies in a bundle, and how it is taken apart again, unchecked.

entries.jsonl, proofs and disclosures have a line for each entry, in the same order; `bundle.md` has their form. Taking apart
never fails: what is not in form is handed on as it is, for the audit to name, and said of the file.
"""

import re
from collections.abc import Callable, Iterator
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
MOST_LINE = 24 * 1024 * 1024  # bytes; the largest entry's disclosures, encoded, and some

_TYPE_LINE = entries.TYPE_LINE.encode("ascii") + b"\n"
_LINE = re.compile(rb'\{"entry":(\{.*\}),"signature":"([A-Za-z0-9+/]{86}==)"\}')


@dataclass(frozen=True, slots=True)
class Part:
    """One entry as it lies in a bundle, nothing of it checked. proof: empty where its line is not in form."""

    signed: bytes
    signature: bytes
    carried: list[Carried]
    proof: tuple[bytes, ...]


class _Lines:
    """The lines of one file, each ended by LF, as they are asked for. whole: so far nothing was there that is not a line."""

    def __init__(self, chunks: Iterator[bytes] | None) -> None:
        self.there = chunks is not None
        self.whole = True
        self._chunks = chunks if chunks is not None else iter(())
        self._rest = b""
        self._taken = 0
        self._ended = False

    def next(self) -> bytes | None:
        """The next line; None at the end, or for good where a line is longer than any of ours."""
        while (end := self._rest.find(b"\n", self._taken)) < 0:
            chunk = b"" if self._ended else next(self._chunks, b"")
            self._rest = self._rest[self._taken :] + chunk
            self._taken = 0
            if not chunk or len(self._rest) > MOST_LINE:
                self._ended = True
                self.whole = self.whole and not self._rest
                self._rest = b""
                return None
        line, self._taken = self._rest[self._taken : end], end + 1
        return line


class Parts:
    """The entries in the files of `custody/`, one after the other, with what lies beside each; to be gone through once.

    count, malformed: once that is done, how many there were, and the files that are not in form.
    """

    def __init__(self, chunks_of: Callable[[str], Iterator[bytes] | None]) -> None:
        """chunks_of: the bytes of a file in chunks, as they come; None when it is not there, which counts as empty."""
        self._entries, self._proofs, self._opened = (_Lines(chunks_of(path)) for path in (ENTRIES, PROOFS, DISCLOSURES))
        self.count = 0
        self.malformed: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Part]:
        while self.count < MOST_ENTRIES and (line := self._entries.next()) is not None:
            self.count += 1
            signed, signature = _entry(line)
            beside, opened = self._proofs.next(), self._opened.next()
            proof = _proof(beside or b"")
            self._proofs.whole = self._proofs.whole and beside is not None and proof is not None
            self._opened.whole = self._opened.whole and opened is not None
            texts = opened.decode("latin-1").split("~") if opened else []
            yield Part(signed, signature, disclosures.carried_encoded(texts), proof or ())
        named = ((ENTRIES, self._entries), (PROOFS, self._proofs), (DISCLOSURES, self._opened))
        self.malformed = tuple(path for path, lines in named if lines.there and (lines.next() is not None or not lines.whole))


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
