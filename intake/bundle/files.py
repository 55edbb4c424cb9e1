"""Checks 1 to 5 of a bundle: its container, its lists, every file, the seal, the bag. `bundle.md` has the numbers.

Nothing stops at the first deviation. What cannot be read is said once and left out of what follows. A path from a list is
only ever looked up among the files that are there; it is never joined to a folder.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from intake.bundle import bag, names, seal
from intake.bundle.opening import CHUNK, SYSTEM_FILES, FolderTree, Tree, fault
from intake.crypto import signing
from intake.errors import BundleError, TamperError
from intake.progress import Progress, Step
from intake.records.digests import sha256_of
from intake.records.findings import Finding, Severity
from intake.records.names import shown_text

CUSTODY_FILES = ("custody/entries.jsonl", "custody/proofs", "custody/checkpoint", "custody/disclosures", "custody/log.pem")
SEAL_FILES = (seal.SEAL, seal.SIGNATURE, seal.SIGNER)
REQUIRED = (bag.MANIFEST, *CUSTODY_FILES, bag.BAGIT, bag.BAG_INFO, bag.TAG_MANIFEST, *SEAL_FILES)
MOST_FINDINGS = 10_000
MOST_CUSTODY_FILE = 1024 * 1024 * 1024  # bytes; read line by line

_LIMITS = {
    bag.MANIFEST: bag.MOST_LIST,
    bag.TAG_MANIFEST: bag.MOST_LIST,
    bag.BAGIT: bag.MOST_INFO,
    bag.BAG_INFO: bag.MOST_INFO,
    seal.SEAL: seal.MOST_SEAL,
    seal.SIGNATURE: 64,
    seal.SIGNER: 1024,
    "custody/log.pem": 1024,
    "custody/checkpoint": 64 * 1024,
}


@dataclass
class Seen:
    """What the checks have gathered so far; each adds to it.

    expected, found: path to SHA-256 as the lists say and as read. evidence: the payload list's part of `expected`.
    """

    tree: Tree
    progress: Progress
    ignoring: frozenset[str]
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    checked: dict[str, int] = field(default_factory=dict)
    payload: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    closing: seal.Seal | None = None
    signer: bytes | None = None

    def tell(self, finding: Finding) -> None:
        """One more than the most are kept, so that it can be said that there are more."""
        if len(self.findings) <= MOST_FINDINGS:
            self.findings.append(finding)

    def add(self, code: str, subject: str | bytes = "", expected: str = "", found: str = "") -> None:
        self.tell(fault(code, subject, expected, found))

    def read(self, path: str) -> bytes | None:
        """A whole file that is needed; None when it is absent, unreadable or too large, which is said here or elsewhere."""
        if path not in self.tree.files or path in self.tree.unusable:
            return None
        if self.tree.files[path] > _LIMITS[path]:
            self.add("file_too_large", path)
            return None
        try:
            return b"".join(self._chunks(path))
        except (OSError, BundleError):
            return None  # check 4 reads every file and names it

    def _chunks(self, path: str) -> Iterator[bytes]:
        with self.tree.open(path) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def chunks(self, path: str) -> Iterator[bytes] | None:
        """A file's bytes as they are asked for, up to where it cannot be read; None when it is absent or too large."""
        if path not in self.tree.files or path in self.tree.unusable:
            return None
        if self.tree.files[path] > MOST_CUSTODY_FILE:
            self.add("file_too_large", path)
            return None
        return self._readable(path)

    def _readable(self, path: str) -> Iterator[bytes]:
        with contextlib.suppress(OSError, BundleError):
            yield from self._chunks(path)


def check_container(seen: Seen) -> None:
    """Check 1: the container is in our form, and no name in it is dangerous or could be taken for another."""
    for finding in seen.tree.findings:
        seen.tell(finding)
    for path, other in names.collisions(seen.tree.files):
        seen.add("name_collides", path, found=other)


def check_lists(seen: Seen) -> None:
    """Check 2: both lists are in our form, and name only what belongs into them."""
    for name, paths in ((bag.MANIFEST, seen.payload), (bag.TAG_MANIFEST, seen.tags)):
        data = seen.read(name)
        if data is None:
            continue
        listed = bag.parse_list(data)
        if not listed.in_form:
            seen.add("list_not_in_form", name)
        for path in listed.twice:
            seen.add("listed_twice", path, found=name)
        for path in listed.paths:
            if code := names.fault_of(path):
                seen.add(code, path)
            elif path.startswith("data/") != (name == bag.MANIFEST) or path in {bag.TAG_MANIFEST, *SEAL_FILES}:
                seen.add("listed_in_wrong_list", path, found=name)
        paths.update(listed.paths)


def check_seal(seen: Seen) -> None:
    """Check 3: the seal is in its form, signed by the key beside it, and names both lists."""
    data, signature, pem = (seen.read(name) for name in SEAL_FILES)
    if data is not None:
        try:
            seen.closing = seal.parse(data)
        except BundleError:
            seen.add("bundle_newer_format", seal.SEAL)
        except TamperError:
            seen.add("seal_malformed", seal.SEAL)
    if pem is not None:
        try:
            seen.signer = signing.from_pem(pem)
        except TamperError:
            seen.add("key_malformed", seal.SIGNER)
    if seen.closing is not None and data is not None:
        seen.facts["bundle"], seen.facts["name"] = seen.closing.bundle, seen.closing.name
        seen.facts["bundle_digest"] = seal.bundle_digest(data)
        if seen.tree.base not in {"", seen.closing.name}:
            seen.add("zip_folder_differs", seen.tree.base, seen.closing.name, seen.tree.base)
    if data is not None and seen.signer is not None and signature is not None:
        if not signing.verify(seen.signer, signature, data):
            seen.add("seal_signature_wrong", seal.SIGNATURE)
        else:
            seen.facts["signer"] = signing.key_id_of(seen.signer)


def _expected(seen: Seen) -> dict[str, str]:
    expected = {**seen.payload, **seen.tags}
    if seen.closing is not None:
        listed = expected.get(bag.MANIFEST)
        if listed not in {None, seen.closing.manifest}:
            seen.add("seal_disagrees", bag.MANIFEST, seen.closing.manifest, str(listed))
        expected[bag.MANIFEST] = seen.closing.manifest
        expected[bag.TAG_MANIFEST] = seen.closing.tag_manifest
    return expected


def check_files(seen: Seen) -> None:
    """Check 4: exactly the listed files are there, and each holds the listed bytes."""
    expected = _expected(seen)
    present = set(seen.tree.files) | seen.tree.unusable
    unreadable = tuple(path for path in seen.tree.unusable if path.endswith("/"))
    for path in [*expected, *(name for name in REQUIRED if name not in expected)]:
        if path not in present and not path.startswith(unreadable):
            seen.add("file_missing", path, expected=expected.get(path, ""))
    _check_unlisted(seen, {*expected, *REQUIRED})
    whole = sum(seen.tree.files.values())
    done = 0
    for path, size in seen.tree.files.items():
        if path in seen.ignoring:
            continue
        done = _digest(seen, path, done, whole)
        seen.checked["bytes"] = seen.checked.get("bytes", 0) + size
    seen.checked["files"] = len(seen.found)
    by_digest = {digest: path for path, digest in expected.items()}
    for path, digest in expected.items():
        found = seen.found.get(path)
        if found is None or found == digest:
            continue
        other = by_digest.get(found)
        if other is not None and other != path:
            seen.add("file_swapped", path, expected=digest, found=other)
        else:
            seen.add("file_differs", path, expected=digest, found=found)


def _check_unlisted(seen: Seen, allowed: set[str]) -> None:
    for path in sorted(set(seen.tree.files) - allowed - seen.ignoring):
        name = path.rpartition("/")[2]
        if isinstance(seen.tree, FolderTree) and (name in SYSTEM_FILES or name.startswith("._")):
            seen.tell(Finding("file_of_system", Severity.NOTE, names.quoted(path)))
        else:
            seen.add("file_unlisted", path)
    used = {parent for path in (*allowed, *seen.tree.files) for parent in _parents(path)}
    for folder in sorted(seen.tree.folders - used):
        seen.add("file_unlisted", folder + "/")


def _parents(path: str) -> Iterable[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _digest(seen: Seen, path: str, done: int, whole: int) -> int:
    """Read one file into `found`, or say why that is not possible; gives the bytes done so far."""
    state = hashlib.sha256()
    try:
        with seen.tree.open(path) as stream:
            while part := stream.read(CHUNK):
                state.update(part)
                done += len(part)
                seen.progress(Step("verify", done=done, total=whole, whole_done=done, whole_total=whole))
            if not stream.finish():
                seen.add("zip_check_differs", path)
    except OSError:
        seen.tell(Finding("file_unreadable", Severity.ATTENTION, names.quoted(path)))
        return done
    except BundleError:
        seen.add("zip_check_differs", path)
        return done
    seen.found[path] = state.hexdigest()
    return done


def check_order(seen: Seen) -> None:
    """Check 4, of a ZIP: its files follow each other as they were written."""
    order = (*seen.payload, *seen.tags, bag.TAG_MANIFEST, *SEAL_FILES)
    if seen.tree.order and set(order) == set(seen.tree.order) and order != seen.tree.order:
        seen.add("zip_order_differs")


def check_bag(seen: Seen) -> None:
    """Check 5: it is a BagIt 1.0 bag, and bag-info.txt says of it what is so."""
    data = seen.read(bag.BAGIT)
    if data not in {None, bag.BAGIT_BYTES}:
        seen.add("bagit_txt_differs", bag.BAGIT)
    data = seen.read(bag.BAG_INFO)
    if data is None:
        return
    info = bag.parse_info(data)
    if info is None:
        seen.add("bag_info_malformed", bag.BAG_INFO)
        return
    for name in ("Source-Organization", "Bagging-Date"):
        seen.facts[name.lower().replace("-", "_")] = shown_text(info.get(name, ""))
    oxum = f"{sum(seen.tree.files.get(path, 0) for path in seen.payload)}.{len(seen.payload)}"
    matches = all(seen.found.get(path) == digest for path, digest in seen.payload.items())
    if matches and info.get("Payload-Oxum") != oxum:  # else the files were named, which says more
        seen.add("bag_info_disagrees", "Payload-Oxum", info.get("Payload-Oxum", ""), oxum)
    if seen.closing is not None and info.get("External-Identifier") != seen.closing.bundle:
        seen.add("bag_info_disagrees", "External-Identifier", seen.closing.bundle, info.get("External-Identifier", ""))


def list_digests(seen: Seen) -> dict[str, str]:
    """SHA-256 of the two lists as they lie here."""
    return {name: sha256_of(data) for name in (bag.MANIFEST, bag.TAG_MANIFEST) if (data := seen.read(name)) is not None}
