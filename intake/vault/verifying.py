"""Verification of a whole vault: everything is read again and compared; nothing is written, and nothing stops at the first.

The checks are numbered as in vault.md, *Verification*.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from intake import durable
from intake.crypto.signing import key_id_of
from intake.custody import record as records
from intake.custody.audit import LogAudit
from intake.custody.signers import SignatureJob, one_by_one
from intake.errors import IntakeError, StorageError, TamperError
from intake.ids import ObjectId
from intake.pipeline import ordered
from intake.progress import Progress, Step, silent
from intake.records.digests import sha256_of
from intake.records.events import Entry, Type
from intake.records.findings import Finding, Report
from intake.records.rows import Position
from intake.vault import fixity, layout, telling, vaultfile
from intake.vault.chains import apart_name, apart_of, object_name, objects_of
from intake.vault.derived import Derived
from intake.vault.epochs import digest_in
from intake.vault.opening import OpenVault
from intake.vault.telling import finding

BATCH = 256  # entries that are read at once
PIECE = 64  # signatures that a thread takes at once


class KeptCatalog(Protocol):
    """One moment of the catalog that is kept, beside the one that is made anew."""

    def position(self) -> Position: ...
    def differences(self) -> Iterator[tuple[str, str]]: ...


class CatalogCheck(Protocol):
    """The catalog that is kept, and beside it one that is made anew from the log while that is read.

    take: gets the entries in order. moment: the kept one stands still in it, and differences then names (table, key) of each
    row that is not the same.
    """

    def take(self, entries: Sequence[Entry], root: str) -> None: ...
    def intact(self) -> bool: ...
    def moment(self) -> AbstractContextManager[KeptCatalog]: ...


def verify(
    vault: OpenVault, *, held: Sequence[bytes] = (), catalog: CatalogCheck | None = None, progress: Progress = silent
) -> Report:
    """Reads the vault as it was when this began. It may be in use meanwhile: what is recorded then is followed, and not audited.

    held: checkpoints held elsewhere, as notes. catalog: None when it is not to be looked at. Cancelled.
    """
    return _Verification(vault, held, catalog, progress).run()


def report_of(error: IntakeError) -> Report | None:
    """The report on a vault that did not open because of its bytes; None when that was for another reason."""
    found = telling.of_error(error)
    return None if found is None else Report({}, (found,), {}, ("log", "objects", "catalog"))


class _Verification:
    def __init__(self, vault: OpenVault, held: Sequence[bytes], catalog: CatalogCheck | None, progress: Progress) -> None:
        self._vault = vault
        self._ledger = vault.ledger
        self._files = vault.ledger.inspection()
        self._size = self._known = self._files.size  # known: entries of which the names and rows are known
        self._note = self._files.note
        self._held = held
        self._catalog = catalog
        self._progress = progress
        self._findings: list[Finding] = []
        self._expected: list[fixity.Expected] = []
        self._names: set[str] = set()
        self._derived = Derived()
        self._live = not vault.read_only
        self._whole = True
        self._not_checked: list[str] = []
        self._digest = ""
        self._total = 0
        self._done = 0

    def run(self) -> Report:
        self._measure()
        signatures = self._check_log()
        self._check_file()
        self._check_memory()
        self._check_derived()
        checked = self._check_objects()
        self._check_names()
        if self._catalog is not None:
            self._check_catalog(self._catalog)
        else:
            self._not_checked.append("catalog")
        facts = {
            "vault": self._vault.vault,
            "fingerprint": key_id_of(self._ledger.log_public),
            "checkpoint": self._note.decode("utf-8", "replace"),
            "short_code": self._ledger.checkpoint().short_code,
        }
        counts = {"entries": self._size, "signatures": signatures, "objects": checked, "bytes": self._done}
        return Report(counts, tuple(self._findings), facts, tuple(self._not_checked))

    def _tell(self, code: str, subject: str, *, expected: object = "", found: object = "") -> None:
        self._findings.append(finding(code, subject, expected=expected, found=found))

    def _step(self, done: int) -> None:
        self._done += done
        self._progress(Step("verify", None, self._done, self._total, "bytes", self._done, self._total))

    def _measure(self) -> None:
        """Plaintext bytes to read, for the progress: from the log's size and the objects' files."""
        sizes = (layout.size_of(self._vault.places.object(one)) for one in self._vault.objects.ids())
        self._total = self._files.bytes_used + sum(sizes)

    def _check_file(self) -> None:  # check 1
        """`vault.json` is byte for byte the file that the log named last."""
        places = self._vault.places
        found = _file_digest(places.vault_json)
        if found != self._digest and self._live:
            self._follow()
            found = _file_digest(places.vault_json)
        if found != self._digest:
            change = self._vault.read_only and layout.digest_of(places.next_json) == self._digest
            code = "vault_change_unfinished" if change else "vault_file_differs"
            self._tell(code, "vault.json", expected=self._digest, found=found)
        elif self._vault.read_only and places.next_json.exists():
            self._tell("vault_change_unfinished", "vault.json.next")

    def _follow(self, most: int | None = None) -> None:
        """What was recorded since this began, at most to an entry: so that what is only new is not called wrong."""
        files = self._ledger.inspection() if self._live and self._whole else self._files
        end = files.size if most is None else min(most, files.size)
        for start in range(self._known, end, BATCH):
            stop = min(start + BATCH, end)
            entries = [entry for record in files.raw(start, stop) if (entry := _read(record)) is not None]
            for entry in entries:
                self._names.update(map(object_name, objects_of(entry)))
                self._digest = digest_in(entry) or self._digest
            if self._catalog is not None:
                self._catalog.take(entries, "")
            self._known = stop

    def _check_log(self) -> int:  # checks 2 and 3
        """Every record opens and follows the one before; every entry passes the audit of `custody.audit`."""
        audit = LogAudit(self._findings.append, self._note, self._ledger.log_public, self._held, _by_two)
        with _uncollected():
            for start in range(0, self._size, BATCH):
                self._check_batch(audit, start)
        if self._whole:
            audit.close()
        else:
            self._not_checked.append("entries_after_broken_record")
        if self._files.torn:
            self._tell("log_torn_tail", "custody/log", found=self._files.torn)
        return audit.signatures

    def _check_batch(self, audit: LogAudit, start: int) -> None:
        taken: list[Entry] = []
        batch = self._files.raw(start, min(start + BATCH, self._size))
        for position, record in enumerate(batch, start):
            entry = self._entry(audit, position, record)
            if entry is not None and self._catalog is not None:
                taken.append(entry)
        self._step(sum(len(record) for record in batch if isinstance(record, bytes)))
        if self._catalog is not None and self._whole:
            self._catalog.take(taken, audit.tree.root().hex())

    def _entry(self, audit: LogAudit, position: int, record: bytes | TamperError) -> Entry | None:
        """One record, audited; after a broken one nothing can be audited any more, and what is named is only gathered."""
        try:
            if isinstance(record, TamperError):
                raise record
            parts = records.split(record)
        except TamperError as error:
            self._whole = False
            self._tell("log_record_broken", f"entry {position}", found=error.facts.get("reason", ""))
            return None
        if self._whole:
            entry = audit.take(parts.signed, parts.signature, parts.carried)
            self._derived.take(audit.fresh, entry)
        else:
            entry = _parsed(record)
        if entry is not None:
            self._note_entry(entry)
        return entry

    def _note_entry(self, entry: Entry) -> None:
        if entry.value("stored") is not None:
            self._expected += fixity.expected_of(entry)
        if entry.type is Type.SET_APART:
            self._names.add(apart_name(apart_of(entry)))
        self._digest = digest_in(entry) or self._digest

    def _check_memory(self) -> None:  # check 4
        """The log begins with what this computer remembers of it."""
        known = self._vault.forked
        if known is not None:
            self._tell("log_forked", "custody/log", expected=known.size, found=self._ledger.size)

    def _check_derived(self) -> None:  # check 5
        """Each derived file is what the log gives; one that is only behind is made whole by the next command that writes."""
        if self._whole:
            self._findings += self._derived.compare(self._vault.places, self._files, live=self._live)

    def _check_objects(self) -> int:  # check 6
        checked = 0
        for expected in self._expected:
            found = fixity.check(self._vault.objects, expected, self._step)
            if found is not None:
                self._findings.append(found)
            elif not self._vault.places.object(expected.object).exists():
                self._tell("object_not_yet_moved", expected.object)
            checked += 1
        for apart in self._vault.objects.apart():
            found = fixity.check(self._vault.objects, fixity.Expected(apart, None, "", apart=True), self._step)
            if found is not None:
                self._findings.append(found)
        return checked

    def _check_names(self) -> None:  # checks 7 and 8
        found = layout.check(
            self._vault.places, frozenset(self._names) | {object_name(one.object) for one in self._expected}, live=self._live
        )
        if any(one.code == "object_unlogged" for one in found):
            self._follow()  # an entry is there before its object has its place
            found = [
                one for one in found if one.code != "object_unlogged" or object_name(ObjectId(one.subject)) not in self._names
            ]
        self._findings += found

    def _check_catalog(self, catalog: CatalogCheck) -> None:  # check 9
        try:
            intact = catalog.intact()
            with catalog.moment() as kept:
                found = kept.position().size
                self._follow(found)
                if found > self._known or not intact:
                    self._tell("catalog_differs", "catalog.db", expected=self._known, found=found)
                elif found < self._known:
                    self._tell("catalog_behind", "catalog.db", expected=self._known, found=found)
                else:
                    for table, key in kept.differences():
                        self._tell("catalog_differs", f"{table} {key}")
        except TamperError as error:
            self._tell("catalog_differs", "catalog.db", expected=self._size, found=error.code)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python's collector of cycles stands still, as nothing in here makes any (a test holds that).

    Each time it finds that much was made it would look through all that is kept: a tenth of the whole time. In the window
    it is off already, and its work is done elsewhere.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _by_two(jobs: Sequence[SignatureJob]) -> list[bool]:
    """Signatures in two threads, while this one waits; in pieces, so that the thread with the freer core does more of them."""
    pieces = [jobs[at : at + PIECE] for at in range(0, len(jobs), PIECE)]
    return [right for part in ordered(one_by_one, pieces, lanes=2, ahead=len(pieces) or 1) for right in part]


def _file_digest(path: Path) -> str:
    """SHA-256 in hexadecimal, or why it cannot be read."""
    try:
        return sha256_of(durable.read(path, vaultfile.MOST_BYTES))
    except StorageError as error:
        return error.code


def _read(record: bytes | TamperError) -> Entry | None:
    return None if isinstance(record, TamperError) else _parsed(record)


def _parsed(record: bytes) -> Entry | None:
    try:
        return records.parse(record)
    except TamperError:
        return None
