"""Writing a bundle, step by step, each step committing to the one before.

`begin` → evidence, derivatives, metadata, papers → `close_payload` gives the list's digest, which the caller records as
`sealed` → `finish` takes the extract of the log that covers that entry, writes the rest, signs, syncs everything, reads it
back from the disk with the checks that a stranger uses, and only then gives the bundle its name.

Timeline of a crash: until the name is given, what lies there is called `.partial`, and in a folder `UNFINISHED.txt` says so.
The notice is removed first, then the name changes; in between the folder is whole, and still called `.partial`.
"""

import contextlib
import enum
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from intake import assets, durable
from intake.bundle import bag, extracts, index, names, seal, start_here
from intake.bundle.checks import verify_tree
from intake.bundle.container import UNFINISHED, FolderVessel, Vessel, ZipVessel
from intake.bundle.index import IndexRow
from intake.bundle.opening import CHUNK, opened
from intake.crypto import signing
from intake.errors import StorageError, TamperError
from intake.ids import BundleId, ItemId
from intake.progress import Progress, Step
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.digests import sha256_of
from intake.records.events import Extract
from intake.records.findings import Report, Severity, Verdict
from intake.settings import TOOL, VERSION

VERIFIER = "verify.py"


class Form(StrEnum):
    FOLDER = "folder"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is fixed before a bundle is begun. code: the vault's. organization: shown. date: `2026-11-25`.

    passphrase: encrypts a ZIP. whole: bytes of evidence to come, for progress and the space they need; None when unknown.
    """

    bundle: BundleId
    code: str
    organization: str
    date: str
    form: Form
    passphrase: bytes | None = None
    whole: int | None = None

    @property
    def name(self) -> str:
        return names.base_name(self.code, self.bundle)


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that was written, read back and verified. path: where it lies."""

    path: Path
    bundle_digest: str
    report: Report


class _Stage(enum.Enum):
    PAYLOAD = 1
    CLOSED = 2
    FINISHED = 3


@contextlib.contextmanager
def begin(target: Path, plan: Plan, progress: Progress) -> Iterator["Writing"]:
    """Begin a bundle in the folder `target`, which exists. Left before `finish` has returned, nothing of it remains.

    StorageError: target_exists, target_missing, disk_full, permission_denied, write_failed, sync_failed …
    """
    if plan.passphrase is not None and plan.form is not Form.ZIP:
        raise ValueError("only a ZIP is encrypted")
    if names.fault_of(plan.name):
        raise ValueError("not a code of a vault, or not the id of a bundle")
    if plan.whole is not None and plan.whole > (free := durable.free_space(target)):
        raise StorageError("disk_full", name=target.name, expected=plan.whole, found=free)
    vessel: Vessel
    if plan.form is Form.ZIP:
        vessel = ZipVessel(target, plan.name, plan.passphrase)
    else:
        vessel = FolderVessel(target, plan.name)
    writing = Writing(vessel, plan, progress)
    try:
        yield writing
    finally:
        if not writing.finished:
            vessel.abandon()


class Writing:
    """A bundle being written. Steps out of their order are ValueError; what is written twice as well."""

    def __init__(self, vessel: Vessel, plan: Plan, progress: Progress) -> None:
        self._vessel, self._plan, self._progress = vessel, plan, progress
        self._stage = _Stage.PAYLOAD
        self._payload: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        self._octets = 0
        self._exhibits: dict[ItemId, tuple[str, int]] = {}
        self._evidence = 0

    @property
    def finished(self) -> bool:
        return self._stage is _Stage.FINISHED

    def add_evidence(self, item: ItemId, name: bytes, media_type: str, size: int, sha256: str, source: BinaryIO) -> str:
        """Copy an item's evidentiary copy. name: the original's, for the suffix. Its path in the bundle.

        TamperError(digest_differs) when what `source` gives is not `size` bytes with this SHA-256.
        """
        path = names.evidence_path(item, names.suffix_of(name, media_type))
        if item in self._exhibits:
            raise ValueError("written twice")
        self._begin(path, size)
        state, done = hashlib.sha256(), 0
        while chunk := source.read(CHUNK):
            done += len(chunk)
            if done > size:
                break
            state.update(chunk)
            self._vessel.write(chunk)
            self._evidence += len(chunk)
            self._progress(
                Step(
                    "write",
                    item,
                    done,
                    size,
                    whole_done=self._evidence,
                    whole_total=self._plan.whole,
                    items_done=len(self._exhibits),
                )
            )
        if done != size or state.hexdigest() != sha256:
            raise TamperError("digest_differs", item=item, expected=sha256, found=state.hexdigest())
        self._end(path, sha256)
        self._exhibits[item] = (path, size)
        return path

    def add_derivative(self, item: ItemId, name: str, data: bytes) -> None:
        """A picture made from the item, under a plain name (`poster.jpg`, `storyboard-0001.jpg`)."""
        self._put(names.derivative_path(item, name), data)

    def add_metadata(self, item: ItemId, value: JSON) -> None:
        """What is recorded in the item, and was observed; written as canonical JSON."""
        self._put(names.metadata_path(item), canonical.encode(value))

    def add_paper(self, name: str, data: bytes) -> None:
        self._put(names.paper_path(name), data)

    def close_payload(self) -> str:
        """The SHA-256 of the payload list, to be recorded as `manifest_sha256` of `sealed`; nothing is added after it."""
        manifest = bag.encode_list(self._payload)
        self._tag(bag.MANIFEST, manifest)
        self._stage = _Stage.CLOSED
        return sha256_of(manifest)

    def finish(self, extract: Extract, rows: Sequence[IndexRow], sign: Callable[[bytes], bytes], signer: bytes) -> Written:
        """Write the rest, seal, sync, read back, verify, and give the bundle its name.

        extract: covers the `sealed` entry. rows: a line of the index for each item. sign, signer: of the operator who
        signed `sealed`; signer is the raw public key. TamperError(digest_differs) when what was read back is not in order.
        """
        if self._stage is not _Stage.CLOSED:
            raise ValueError("the payload is not closed")
        if sorted(row.item for row in rows) != sorted(self._exhibits):
            raise ValueError("the index has not one line for each item")
        for path, data in self._tag_files(extract, rows).items():
            self._tag(path, data)
        tag_manifest = bag.encode_list(self._tags)
        self._write(bag.TAG_MANIFEST, tag_manifest)
        sealed = seal.encode(seal.Seal(self._plan.bundle, self._plan.name, self._tags[bag.MANIFEST], sha256_of(tag_manifest)))
        for path, data in ((seal.SEAL, sealed), (seal.SIGNATURE, sign(sealed)), (seal.SIGNER, signing.to_pem(signer))):
            self._write(path, data)
        self._vessel.complete()
        report = self._read_back(extract)
        self._vessel.publish()
        self._stage = _Stage.FINISHED
        return Written(self._vessel.final, seal.bundle_digest(sealed), report)

    def _tag_files(self, extract: Extract, rows: Sequence[IndexRow]) -> Mapping[str, bytes]:
        verifier = assets.read("verification", VERIFIER)
        listed = [(row, self._exhibits[row.item][0]) for row in rows]
        facts = start_here.Facts(
            name=self._plan.name,
            date=self._plan.date,
            organization=self._plan.organization,
            size=sum(size for _, size in self._exhibits.values()),
            fingerprint=signing.key_id_of(extract.log_public),
            short_code=extract.checkpoint.short_code,
            log_size=extract.checkpoint.size,
            verifier=sha256_of(verifier),
            withheld=extract.withheld,
            withheld_by=_said(extract, "withheld_by"),
            recipient=_said(extract, "recipient"),
            rows=listed,
        )
        info = bag.Info(
            agent=f"{TOOL} {VERSION}",
            date=self._plan.date,
            bundle=self._plan.bundle,
            octets=self._octets,
            streams=len(self._payload),
            organization=self._plan.organization,
        )
        return {
            **extracts.encode(extract),
            start_here.PAGE: start_here.page(facts),
            start_here.TEXT: start_here.text(facts),
            VERIFIER: verifier,
            index.INDEX: index.encode(listed),
            bag.BAGIT: bag.BAGIT_BYTES,
            bag.BAG_INFO: bag.encode_info(info),
        }

    def _read_back(self, extract: Extract) -> Report:
        def progress(step: Step) -> None:
            if step.unit == "bytes":
                self._progress(replace(step, stage="read_back"))

        with opened(self._vessel.partial, self._plan.passphrase) as tree:
            fingerprint = signing.key_id_of(extract.log_public)
            report = verify_tree(tree, fingerprint, progress, ignoring=frozenset({UNFINISHED}))
        if report.verdict is Verdict.DIFFERS:
            worst = next(finding for finding in report.findings if finding.severity is Severity.FAULT)
            raise TamperError("digest_differs", reason=worst.code, item=worst.subject, expected=worst.expected, found=worst.found)
        return report

    def _begin(self, path: str, size: int) -> None:
        if self._stage is not _Stage.PAYLOAD:
            raise ValueError("the payload is closed")
        if names.fault_of(path) or path in self._payload:
            raise ValueError("not a name in a bundle, or written twice")
        self._vessel.begin(path, size)
        self._octets += size

    def _end(self, path: str, digest: str) -> None:
        self._vessel.end()
        self._payload[path] = digest

    def _put(self, path: str, data: bytes) -> None:
        self._begin(path, len(data))
        self._vessel.write(data)
        self._end(path, sha256_of(data))

    def _tag(self, path: str, data: bytes) -> None:
        self._write(path, data)
        self._tags[path] = sha256_of(data)

    def _write(self, path: str, data: bytes) -> None:
        self._vessel.begin(path, len(data))
        self._vessel.write(data)
        self._vessel.end()


def _said(extract: Extract, name: str) -> str:
    """A text that a person wrote for this bundle, from the entry that closes it; "" where it says none."""
    text = extract.entries[-1].value(name) if extract.entries else None
    return text if isinstance(text, str) else ""
