"""Bags that are not ours, judged by BagIt: the conformance suite of the Library of Congress, and every rule once."""

import json
from pathlib import Path

import pytest

from intake.bundle import checks, plainbag
from intake.bundle.opening import opened
from intake.progress import silent
from intake.records.findings import Severity, Verdict

HELLO = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def judged(path: Path):
    with opened(path, None) as tree:
        return plainbag.check(tree, silent)


def faults(path: Path) -> list[tuple[str, str]]:
    return [(one.code, one.subject) for one in judged(path) if one.severity is not Severity.NOTE]


def test_conformance_suite(shared_media):
    root = shared_media("bagit-conformance")
    bags = sorted(path.parent for path in root.glob("v*/*/*/data"))
    seen = {str(one.relative_to(root)) for one in bags}
    assert set(json.loads((root / "_golden" / "bagit-python-baseline.json").read_text())) >= seen
    assert len(bags) == 58
    wrong = {}
    for one in bags:
        category, findings = one.parent.name, judged(one)
        refused = any(finding.severity is Severity.FAULT for finding in findings)
        right = {"valid": not refused, "invalid": refused, "warning": bool(findings)}.get(category, refused)
        if not right:
            wrong[str(one.relative_to(root))] = findings
    assert wrong == {}


@pytest.fixture
def bag(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "bagit.txt").write_bytes(DECLARATION)
    (tmp_path / "data" / "hello.txt").write_bytes(b"hello\n")
    (tmp_path / "manifest-sha256.txt").write_bytes(f"{HELLO}  data/hello.txt\n".encode())
    (tmp_path / "bag-info.txt").write_bytes(b"Payload-Oxum: 6.1\n")
    return tmp_path


def test_a_sound_bag_has_no_findings(bag):
    assert judged(bag) == []


def test_upper_case_and_other_line_ends_are_sound(bag):
    (bag / "manifest-sha256.txt").write_bytes(f"{HELLO.upper()} data/hello.txt\r\n".encode())
    assert judged(bag) == []


def test_names_with_line_ends_are_found_by_their_escapes(bag):
    (bag / "data" / "a\nb%.txt").write_bytes(b"hello\n")
    (bag / "manifest-sha256.txt").write_bytes(f"{HELLO}  data/hello.txt\n{HELLO}  data/a%0Ab%25.txt\n".encode())
    (bag / "bag-info.txt").unlink()
    assert judged(bag) == []


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("bagit.txt", b"BagIt-Version: 1.0\n", [("bag_declaration_wrong", "bagit.txt")]),
        ("bagit.txt", b"\xef\xbb\xbf" + DECLARATION, [("bag_declaration_wrong", "bagit.txt")]),
        ("bagit.txt", DECLARATION.replace(b"UTF-8", b"EBCDIC"), [("bag_declaration_wrong", "bagit.txt")]),
        ("manifest-sha256.txt", b"\xff\n", [("bag_file_malformed", "manifest-sha256.txt"), ("file_unlisted", "data/hello.txt")]),
        (
            "manifest-sha256.txt",
            b"abcd  data/hello.txt\n",
            [("bag_file_malformed", "manifest-sha256.txt"), ("file_unlisted", "data/hello.txt")],
        ),
        ("manifest-sha999.txt", b"", [("bag_algorithm_unknown", "manifest-sha999.txt")]),
        ("data/extra", b"", [("file_unlisted", "data/extra"), ("bag_info_disagrees", "Payload-Oxum")]),
        ("data/hello.txt", b"Hello\n", [("file_differs", "data/hello.txt")]),
        ("bag-info.txt", b"Payload-Oxum: 7.1\n", [("bag_info_disagrees", "Payload-Oxum")]),
        ("tagmanifest-md5.txt", b"0" * 32 + b"  bag-info.txt\n", [("file_differs", "bag-info.txt")]),
        ("tagmanifest-md5.txt", b"0" * 32 + b"  gone.txt\n", [("file_missing", "gone.txt")]),
        ("tagmanifest-md5.txt", b"0" * 32 + b"  ../up\n", [("name_traversal", "../up")]),
        ("fetch.txt", b"http://x/y - /etc/passwd\n", [("name_absolute", "/etc/passwd")]),
        ("fetch.txt", b"http://x/y - data/more\n", [("file_unlisted", "data/more")]),
        ("fetch.txt", b"http://x/y - bagit.txt\n", [("listed_in_wrong_list", "bagit.txt")]),
    ],
)
def test_each_rule(bag, path, data, expected):
    (bag / path).write_bytes(data)
    assert faults(bag) == expected


def test_a_bag_without_a_list_says_nothing(bag):
    (bag / "manifest-sha256.txt").unlink()
    assert faults(bag) == [("bag_manifest_missing", "")]


def test_a_plain_bag_is_not_one_of_our_bundles(bag):
    report = checks.verify_bundle(bag)
    assert report.verdict is Verdict.DIFFERS
    assert [one.code for one in report.findings] == ["not_signed"]
