"""Verifying a bundle: ten numbered checks, every deviation named, nothing written and no vault needed.

The numbers are those of `bundle.md` and of `resources/verification/verify.py`, which must come to the same findings.
"""

import re
from pathlib import Path

from intake.bundle import bag, extracts, files, history, plainbag
from intake.bundle.files import Seen
from intake.bundle.opening import PARTIAL, FolderTree, Tree, fault, opened
from intake.errors import BundleError
from intake.progress import Progress, silent
from intake.records.findings import Finding, Report, Severity

_MARKS = frozenset({*files.SEAL_FILES, extracts.ENTRIES})  # one of them makes a bag one of our bundles
_BETWEEN = re.compile(r"[\s:.-]+")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def parse_fingerprint(untrusted_text: str) -> str:
    """64 lower-case hexadecimal characters; groups and upper case are read too. ValueError when it is no fingerprint."""
    text = _BETWEEN.sub("", untrusted_text).lower()
    if not _FINGERPRINT.fullmatch(text):
        raise ValueError("not a fingerprint")
    return text


def verify_bundle(
    path: Path, fingerprint: str | None = None, passphrase: bytes | None = None, progress: Progress = silent
) -> Report:
    """Check the bundle at `path`, a folder or a ZIP.

    fingerprint: of the log key, obtained elsewhere. passphrase: of an encrypted ZIP.
    Raises BundleError, SourceError, ValueError (fingerprint), Cancelled. Whatever else is wrong is a finding.
    """
    wanted = None if fingerprint is None else parse_fingerprint(fingerprint)
    with opened(path, passphrase) as tree:
        unfinished = path.name.endswith(PARTIAL)
        return verify_tree(tree, wanted, progress, unfinished=unfinished)


def verify_tree(
    tree: Tree,
    fingerprint: str | None,
    progress: Progress,
    *,
    unfinished: bool = False,
    ignoring: frozenset[str] = frozenset(),
) -> Report:
    """Check an opened bundle. ignoring: files that lie in it until it is finished."""
    seen = Seen(tree, progress, ignoring)
    files.check_container(seen)
    if not _MARKS & set(tree.files):
        return _not_ours(seen)
    if unfinished:
        seen.tell(Finding("bundle_unfinished", Severity.ATTENTION))
    if not tree.readable:
        return _report(seen, ["contents_not_read"])
    files.check_lists(seen)
    files.check_seal(seen)
    files.check_files(seen)
    files.check_order(seen)
    files.check_bag(seen)
    told = history.check_history(seen)
    items = history.check_sealed(seen, told)
    history.check_exhibits(seen, told, items)
    not_checked = ["log_outside_bundle"]
    found = seen.facts.get("fingerprint", "")
    if fingerprint is None:
        not_checked.append("fingerprint_not_compared")
    elif found != fingerprint:  # check 10
        seen.add("fingerprint_differs", expected=fingerprint, found=found)
    return _report(seen, not_checked)


def _not_ours(seen: Seen) -> Report:
    """A bag without a signature is judged as a bag; anything else is no bundle, but a hostile ZIP's names are still named."""
    tree = seen.tree
    if bag.BAGIT in tree.files and tree.readable:
        seen.findings = []
        for finding in (fault("not_signed"), *plainbag.check(tree, seen.progress)):
            seen.tell(finding)
        return _report(seen, [])
    if isinstance(tree, FolderTree) or not seen.findings:
        raise BundleError("not_a_bundle")
    return _report(seen, ["contents_not_read"])


def _report(seen: Seen, not_checked: list[str]) -> Report:
    findings = seen.findings
    if len(findings) > files.MOST_FINDINGS:
        findings = [*findings[: files.MOST_FINDINGS], Finding("more_findings", Severity.FAULT)]
    return Report(seen.checked, tuple(findings), seen.facts, tuple(not_checked))
