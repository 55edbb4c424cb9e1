"""What strangers hand over as a bundle: refused in clear words, in little time and memory, and nothing is written."""

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from intake.bundle import checks, plainbag
from intake.bundle.opening import MOST_DEPTH, opened
from intake.errors import BundleError, SourceError
from intake.progress import silent
from intake.records.findings import Severity, Verdict
from tests.tampering import mutations

ROOT = Path(__file__).parents[2]

# Shared archives whose names or modes must be named, with the finding.
NAMED = {
    "made-here/slip_dotdot.zip": "name_traversal",
    "made-here/slip_deep.zip": "name_traversal",
    "made-here/slip_abs.zip": "name_absolute",
    "made-here/slip_backslash.zip": "name_traversal",
    "made-here/slip_drive.zip": "name_absolute",
    "made-here/slip_dot.zip": "name_traversal",
    "made-here/slip_trailing_dotdot.zip": "name_traversal",
    "made-here/slip_urlenc.zip": "name_not_plain",
    "made-here/slip_fullwidth.zip": "name_not_plain",
    "made-here/control_chars.zip": "name_not_plain",
    "made-here/rtl.zip": "name_not_plain",
    "made-here/deep_200_dirs.zip": "name_too_long",
    "made-here/device_fifo_modes.zip": "file_is_special",
    "made-here/dup_names_same.zip": "name_twice",
    "made-here/long_name_300.zip": "name_too_long",
    "made-here/bomb_ratio_1GB.zip": "zip_packed_otherwise",
    "made-here/suffix_junk.zip": "zip_incomplete",
    "made-here/truncated.zip": "zip_incomplete",
    "zip-slip/zip-slip.zip": "name_traversal",
    "safearchive/symlinks.zip": "file_is_link",
}


def told(path):
    """Codes of findings, or the code of the error."""
    try:
        report = checks.verify_bundle(path)
    except BundleError as error:
        return {error.code}
    assert report.verdict is Verdict.DIFFERS
    return {one.code for one in report.findings}


def test_every_hostile_archive_is_refused_in_words(shared_media, verifier):
    root = shared_media("hostile-archives")
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    before = mutations.snapshot(root)
    assert len(paths) > 150
    found = {}
    for path in paths:
        start = time.monotonic()
        found[path.relative_to(root).as_posix()] = told(path)
        assert time.monotonic() - start < 2, path
        try:
            theirs = {one["code"] for one in verifier.verify(str(path)).findings}
        except (verifier.NotABundle, verifier.Encrypted):
            theirs = None
        if theirs is not None:
            assert theirs == {code for code in found[path.relative_to(root).as_posix()] if not code.startswith("bag_")} - (
                {"file_missing", "file_unlisted"} if "not_signed" in theirs else set()
            )
    assert all(found.values())
    assert {name: NAMED[name] for name in NAMED if NAMED[name] not in found[name]} == {}
    assert mutations.snapshot(root) == before


def test_hostile_archives_take_little_memory(shared_media):
    """All of them in one process, which grows by less than 32 MiB."""
    root = shared_media("hostile-archives")
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from intake.bundle import checks\n"
        "from intake.errors import BundleError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"for path in sorted(p for p in Path({str(root)!r}).rglob('*') if p.is_file()):\n"
        "    try:\n"
        "        checks.verify_bundle(path)\n"
        "    except BundleError:\n"
        "        pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(result.stdout) < 32 * 1024  # KiB


def test_shared_bags_are_judged_by_bagit(shared_media, tmp_path):
    root = shared_media("hostile-archives") / "made-here"
    verdicts = {}
    for path in sorted(root.glob("bag_*.zip")):
        with zipfile.ZipFile(path) as other:
            other.extractall(tmp_path / path.stem)
        (folder,) = [found.parent for found in (tmp_path / path.stem).rglob("bagit.txt")]
        with opened(folder, None) as tree:
            found = plainbag.check(tree, silent)
        verdicts[path.stem] = {one.code for one in found if one.severity is not Severity.NOTE}
    assert verdicts == {
        "bag_valid": set(),
        "bag_uppercase_hash_crlf": set(),
        "bag_missing_payload": {"file_missing"},
        "bag_fetch_remote": {"file_unlisted"},
        # RFC 8493 does not ask for a list of tag files; that they can be changed unseen is why a bag without a seal is not ours.
        "bag_no_tagmanifest": set(),
    }


def test_what_is_no_bundle_is_said_to_be_none(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "holiday.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "text.zip").write_bytes(b"not a zip")
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "text.zip", "pipe"):
        with pytest.raises(BundleError) as caught:
            checks.verify_bundle(tmp_path / name)
        assert caught.value.code == "not_a_bundle"
    with pytest.raises(SourceError) as gone:
        checks.verify_bundle(tmp_path / "gone")
    assert gone.value.code == "source_missing"
    with zipfile.ZipFile(tmp_path / "fine.zip", "w") as other:
        info = zipfile.ZipInfo("a/holiday.jpg")
        info.create_system, info.external_attr = 3, 0o100644 << 16
        other.writestr(info, b"\xff\xd8")
    assert told(tmp_path / "fine.zip") in ({"not_a_bundle"}, {"zip_record_differs"})


def test_folders_without_end_are_refused(tmp_path, verifier):
    deep = tmp_path.joinpath(*["d"] * (MOST_DEPTH + 2))
    deep.mkdir(parents=True)
    (tmp_path / "seal.txt").write_bytes(b"x")
    with pytest.raises(BundleError) as caught:
        checks.verify_bundle(tmp_path)
    assert caught.value.code == "bundle_beyond_limits"
    with pytest.raises(verifier.NotABundle):
        verifier.verify(str(tmp_path))


def test_a_circle_of_links_is_not_walked(tmp_path, verifier):
    (tmp_path / "seal.txt").write_bytes(b"x")
    (tmp_path / "data").symlink_to(tmp_path, target_is_directory=True)
    found = {(one.code, one.subject) for one in checks.verify_bundle(tmp_path).findings}
    assert ("file_is_link", "data") in found
    assert {(one["code"], one["subject"]) for one in verifier.verify(str(tmp_path)).findings} == found


def test_too_many_files_are_refused(tmp_path, verifier, monkeypatch):
    from intake.bundle import opening

    for number in range(6):
        (tmp_path / f"f{number}").write_bytes(b"")
    monkeypatch.setattr(opening, "MOST_FILES", 5)
    monkeypatch.setattr(verifier, "MOST_FILES", 5)
    with pytest.raises(BundleError) as caught:
        checks.verify_bundle(tmp_path)
    assert caught.value.code == "bundle_beyond_limits"
    with pytest.raises(verifier.NotABundle):
        verifier.verify(str(tmp_path))


def test_names_for_a_terminal_are_harmless(tmp_path):
    (tmp_path / "seal.txt").write_bytes(b"x")
    (tmp_path / "a\x1b[2J\u202e.txt").write_bytes(b"")
    command = [sys.executable, "-I", str(ROOT / "resources" / "verification" / "verify.py"), str(tmp_path)]
    plain = subprocess.run(command, capture_output=True, text=True, check=False)
    assert plain.returncode == 1
    assert "a\\u001B[2J\\u202E.txt: The file is not in the signed list." in plain.stdout
    assert "\x1b" not in plain.stdout
    document = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=False).stdout)
    assert document["verdict"] == "differs"
