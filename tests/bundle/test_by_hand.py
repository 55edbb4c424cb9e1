"""A stranger without our software: every command of START-HERE, executed as it stands; other people's programs as oracles."""

import csv
import hashlib
import html.parser
import re
import shutil
import subprocess
import sys
import warnings

import pytest

from intake.bundle.writing import Form
from tests.bundle import making


@pytest.fixture
def folder(tmp_path):
    return making.write(tmp_path).path


def commands(folder, first_word):
    """The lines of START-HERE.txt that begin with a command."""
    lines = (folder / "START-HERE.txt").read_text().splitlines()
    found = [line.strip() for line in lines if line.startswith("    ") and line.split()[0] == first_word]
    assert found
    return found


def run(command, folder):
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )


def need(program):
    if shutil.which(program, path="/usr/bin:/bin") is None:
        pytest.skip(f"{program} is not installed")


@pytest.mark.parametrize("program", ["sha256sum", "shasum"])
def test_lists_by_hand(folder, program):
    need(program)
    lists = [command for command in commands(folder, program) if " -c " in command]
    assert len(lists) == 2
    results = [run(command, folder) for command in lists]
    assert [result.returncode for result in results] == [0, 0]
    assert sum(result.stdout.count(": OK\n") for result in results) == 20
    (folder / "data" / "evidence" / "K7Q4MX-0012-01.mov").write_bytes(b"x")
    assert "data/evidence/K7Q4MX-0012-01.mov: FAILED" in run(lists[0], folder).stdout


def test_seal_by_hand(folder):
    need("sha256sum")
    need("openssl")
    command = next(one for one in commands(folder, "sha256sum") if "-c" not in one)
    digests = [line.split()[0] for line in run(command, folder).stdout.splitlines()]
    assert len(digests) == 2
    assert all(digest in (folder / "seal.txt").read_text() for digest in digests)
    verify = next(one for one in commands(folder, "openssl") if "pkeyutl" in one)
    result = run(verify, folder)
    if "unrecognized" in result.stderr.lower() or "Unknown option" in result.stderr:
        pytest.skip("this openssl is older than 3")
    assert (result.returncode, result.stdout) == (0, "Signature Verified Successfully\n")
    (folder / "seal.txt").write_bytes((folder / "seal.txt").read_bytes() + b"\n")
    assert run(verify, folder).returncode != 0


def test_fingerprint_by_hand(folder):
    need("openssl")
    command = next(one for one in commands(folder, "openssl") if "dgst" in one)
    found = run(command, folder).stdout.split()[-1]
    shown = re.findall(r"^    ((?:[0-9A-F]{4} ){7}[0-9A-F]{4})$", (folder / "START-HERE.txt").read_text(), re.MULTILINE)
    assert "".join(shown).replace(" ", "").lower() == found


def test_the_verifier_in_the_box_is_the_one_that_start_here_names(folder):
    digest = hashlib.sha256((folder / "verify.py").read_bytes()).hexdigest()
    assert digest in (folder / "START-HERE.txt").read_text()
    assert digest in (folder / "START-HERE.html").read_text()
    need("python3")
    (command,) = commands(folder, "python3")
    assert run(command, folder).returncode == 0


def test_the_bagit_library_accepts_our_bag(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bagit = pytest.importorskip("bagit")
    one = bagit.Bag(str(folder))
    one.validate()
    assert one.version_info == (1, 0)
    assert one.info["External-Identifier"] == making.BUNDLE
    assert one.has_oxum()
    (folder / "index.csv").write_bytes(b"x")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


def test_an_encrypted_bundle_opens_in_7_zip_and_verifies(tmp_path):
    need("7z")
    written = making.write(tmp_path, Form.ZIP, making.PASSPHRASE)
    out = tmp_path / "out"
    opened = ["7z", "x", "-y", f"-p{making.PASSPHRASE.decode()}", f"-o{out}", str(written.path)]
    assert subprocess.run(opened, capture_output=True, check=False).returncode == 0
    tested = ["7z", "t", "-pwrong", str(written.path)]
    assert subprocess.run(tested, capture_output=True, check=False).returncode != 0
    result = subprocess.run([sys.executable, "-I", out / making.NAME / "verify.py"], capture_output=True, check=False)
    assert result.returncode == 0
    listing = subprocess.run(["7z", "l", "-slt", str(written.path)], capture_output=True, text=True, check=False).stdout
    assert listing.count("Method = AES-256 Store") == 24
    assert "IMG_0412" not in listing


def test_the_index_is_safe_in_a_spreadsheet(folder):
    data = (folder / "index.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [row["number"] for row in rows] == ["K7Q4MX-0012-01", "K7Q4MX-0012-03"]
    assert rows[1]["original name"] == "'=cmd|' /C calc'!A0.jpg"
    assert [(folder / row["file"]).read_bytes() for row in rows] == [one.data for one in making.EXHIBITS]
    assert [hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() for row in rows] == [row["SHA-256"] for row in rows]


class Page(html.parser.HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.policy = set(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.add(tag)
        assert not [name for name in attributes if name.startswith("on") or name in {"style", "src"}]
        self.links += [attributes["href"]] if "href" in attributes else []
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]


def test_the_page_runs_nothing_and_links_only_into_the_bundle(folder):
    text = (folder / "START-HERE.html").read_text()
    page = Page(text)
    assert not page.tags & {"script", "img", "iframe", "object", "embed", "form", "link", "base"}
    assert page.policy.startswith("default-src 'none'; style-src 'sha256-")
    assert all((folder / link).is_file() for link in page.links)
    assert len(page.links) == 3
    assert "=cmd|&#x27; /C calc&#x27;!A0.jpg" in text


def test_no_promise_that_nobody_can_keep(folder):
    for name in ("START-HERE.txt", "START-HERE.html"):
        text = (folder / name).read_text().lower()
        for word in ("tamper", "fips", "admissible", "certified", "sealed", "camera original", "{{"):
            assert word not in text, (name, word)
        assert "withheld from this copy: name of the person it was received from" in text
        assert "max-width:60rem" in text or name.endswith(".txt")
