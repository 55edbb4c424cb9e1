"""Judging a BagIt bag that is not one of our bundles, by RFC 8493 and the drafts before it (versions 0.93 to 1.0).

Such a bag shows that files did not change by accident, not who made it. What RFC 8493 forbids is a fault; what it only
warns of is a note. Nothing is ever fetched. Measured against the conformance suite of the Library of Congress.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.bundle import bag, names
from intake.bundle.opening import CHUNK, SYSTEM_FILES, Tree, fault
from intake.errors import BundleError
from intake.progress import Progress, Step
from intake.records.findings import Finding, Severity

FETCH = "fetch.txt"

_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]{1,20})\.txt")
_DECLARATION = re.compile(rb"BagIt-Version: (\d{1,2})\.(\d{1,2})\r?\nTag-File-Character-Encoding: ([A-Za-z0-9_.:-]{1,40})\r?\n?")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(\*?)(.*[^ \t].*)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_OXUM = re.compile(r"^Payload-Oxum[ \t]*:[ \t]*(\d+)\.(\d+)[ \t]*$", re.MULTILINE)
_ALGORITHMS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
_ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16", "iso-8859-1": "latin-1", "us-ascii": "ascii"}
_ESCAPES = (("%0A", "\n"), ("%0a", "\n"), ("%0D", "\r"), ("%0d", "\r"), ("%25", "%"))


@dataclass
class _Bag:
    """What is known of the bag. lists: name of each manifest to its paths with lower-case digests."""

    tree: Tree
    findings: list[Finding] = field(default_factory=list)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    version: tuple[int, int] = (1, 0)
    encoding: str = "utf-8"

    def add(self, code: str, subject: str = "", expected: str = "", found: str = "") -> None:
        self.findings.append(fault(code, subject, expected, found))

    def note(self, code: str, subject: str) -> None:
        self.findings.append(Finding(code, Severity.NOTE, names.quoted(subject)))

    def text(self, path: str) -> str | None:
        """A tag file's text, or None, which is said."""
        if self.tree.files.get(path, bag.MOST_LIST + 1) > bag.MOST_LIST:
            self.add("file_too_large" if path in self.tree.files else "file_missing", path)
            return None
        try:
            return b"".join(_chunks(self.tree, path)).decode(self.encoding)
        except UnicodeDecodeError:
            self.add("bag_file_malformed", path)
        except (OSError, BundleError):
            self.findings.append(Finding("file_unreadable", Severity.ATTENTION, names.quoted(path)))
        return None


def _chunks(tree: Tree, path: str) -> Iterator[bytes]:
    with tree.open(path) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def check(tree: Tree, progress: Progress) -> list[Finding]:
    """All findings on an opened bag."""
    judged = _Bag(tree, list(tree.findings))
    if not _check_declaration(judged):
        return judged.findings
    for path in tree.files:
        match = _MANIFEST.fullmatch(path)
        if match is None:
            continue
        if match[2] in _ALGORITHMS:
            _read_list(judged, path, _ALGORITHMS[match[2]])
        else:
            judged.findings.append(Finding("bag_algorithm_unknown", Severity.ATTENTION, path))
    if not any(not name.startswith("tag") for name in judged.lists):
        judged.add("bag_manifest_missing")
    _check_fetch(judged)
    _check_complete(judged)
    _check_digests(judged, progress)
    _check_oxum(judged)
    return judged.findings


def _check_declaration(judged: _Bag) -> bool:
    untrusted = judged.text(bag.BAGIT)
    match = _DECLARATION.fullmatch(untrusted.encode("utf-8")) if untrusted is not None else None
    encoding = _ENCODINGS.get(match[3].decode("ascii").lower()) if match else None
    if match is None or encoding is None:
        if untrusted is not None:
            judged.add("bag_declaration_wrong", bag.BAGIT)
        return False
    judged.version, judged.encoding = (int(match[1]), int(match[2])), encoding
    return True


def _read_list(judged: _Bag, name: str, length: int) -> None:
    paths = judged.lists.setdefault(name, {})
    text = judged.text(name)
    alike: dict[str, str] = {}
    for line in _LINE_END.split(text or "", maxsplit=bag.MOST_LISTED)[: bag.MOST_LISTED]:
        match = _LINE.fullmatch(line)
        if match is None or len(match[1]) != length:
            if line.strip():
                judged.add("bag_file_malformed", name)
            continue
        if match[2]:
            judged.note("bag_line_marked", match[3])
        path = _path(judged, name, match[3])
        if path is None:
            continue
        digest = match[1].lower()
        if path in paths:
            if paths[path] != digest or judged.version >= (1, 0):
                judged.add("listed_twice", path, found=name)
            else:
                judged.note("bag_listed_again", path)
        paths[path] = digest
        first = alike.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if first != path:
            judged.note("bag_names_alike", path)
        if path.rpartition("/")[2] in SYSTEM_FILES:
            judged.note("file_of_system", path)


def _path(judged: _Bag, name: str, untrusted_path: str) -> str | None:
    """A listed path as it is looked up; None when it points outside the bag, which is said."""
    path = untrusted_path
    if path.startswith("./"):
        judged.note("bag_path_relative", path)
        path = path.removeprefix("./")
    code = names.fault_of(path)
    if code in {"name_absolute", "name_traversal"} or "\\" in path:
        judged.add(code or "name_absolute", path)
        return None
    if not path.startswith("data/") and not name.startswith("tag"):
        judged.add("listed_in_wrong_list", path, found=name)
        return None
    if path not in judged.tree.files and "%" in path:
        for escape, character in _ESCAPES:
            path = path.replace(escape, character)
    return path


def _check_fetch(judged: _Bag) -> None:
    if FETCH not in judged.tree.files:
        return
    judged.note("bag_fetch_present", FETCH)
    for line in _LINE_END.split(judged.text(FETCH) or "", maxsplit=bag.MOST_LISTED)[: bag.MOST_LISTED]:
        parts = line.split(None, 2)
        if not parts:
            continue
        path = parts[2].strip() if len(parts) == 3 else ""
        code = names.fault_of(path)
        if code in {"name_absolute", "name_traversal"} or not path.startswith("data/"):
            judged.add(code if code in {"name_absolute", "name_traversal"} else "listed_in_wrong_list", path, found=FETCH)
        elif not any(path in paths for name, paths in judged.lists.items() if not name.startswith("tag")):
            judged.add("file_unlisted", path, found=FETCH)


def _check_complete(judged: _Bag) -> None:
    present = judged.tree.files.keys() | judged.tree.unusable
    for name, paths in judged.lists.items():
        for path in paths:
            if path not in present:
                judged.add("file_missing", path, found=name)
    payload_lists = [paths for name, paths in judged.lists.items() if not name.startswith("tag")]
    for path in judged.tree.files:
        listed = [path in paths for paths in payload_lists]
        if path.startswith("data/") and listed and not (all(listed) if judged.version >= (1, 0) else any(listed)):
            judged.add("file_unlisted", path)


def _check_digests(judged: _Bag, progress: Progress) -> None:
    for path, size in judged.tree.files.items():
        wanted = {name: paths[path] for name, paths in judged.lists.items() if path in paths}
        if not wanted:
            continue
        states = {name: hashlib.new(_MANIFEST.fullmatch(name)[2], usedforsecurity=False) for name in wanted}  # type: ignore[index]
        done = 0
        try:
            for chunk in _chunks(judged.tree, path):
                for state in states.values():
                    state.update(chunk)
                done += len(chunk)
                progress(Step("verify", done=done, total=size))
        except (OSError, BundleError):
            judged.findings.append(Finding("file_unreadable", Severity.ATTENTION, names.quoted(path)))
            continue
        for name, digest in wanted.items():
            if states[name].hexdigest() != digest:
                judged.add("file_differs", path, digest, states[name].hexdigest())


def _check_oxum(judged: _Bag) -> None:
    text = judged.text(bag.BAG_INFO) if bag.BAG_INFO in judged.tree.files else None
    sizes = [size for path, size in judged.tree.files.items() if path.startswith("data/")]
    for match in _OXUM.finditer(text or ""):
        if (int(match[1][:20]), int(match[2][:20])) != (sum(sizes), len(sizes)):
            judged.add("bag_info_disagrees", "Payload-Oxum", f"{match[1][:20]}.{match[2][:20]}", f"{sum(sizes)}.{len(sizes)}")
