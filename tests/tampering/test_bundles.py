"""Guarantee 2 for bundles: any change to any file is found and named, and verify.py finds exactly what we find."""

import functools
import random

import pytest

from intake import assets, durable
from intake.bundle import checks, container, start_here, writing
from intake.bundle.files import SEAL_FILES
from intake.bundle.writing import Form
from intake.errors import BundleError
from intake.records.findings import Verdict
from tests.bundle import making
from tests.bundle.conftest import verifier  # noqa: F401 - a fixture
from tests.tampering import mutations

SEED = 20261125
SMALL = {"verify.py": b"# the verifier lies here\n", "START-HERE.txt": b"{{name}}\n", "START-HERE.html": b"<p>{{name}}</p>\n"}


class Unsynced(durable.System):
    """Nothing here waits for a real disk."""

    def sync(self, fd):
        pass

    def start_writing(self, fd, at, count):
        pass


@pytest.fixture
def small_bundle(tmp_path, monkeypatch):
    """Writes a bundle whose own texts are short, so that all of it can be changed byte by byte."""
    real = assets.read

    def read(*parts):
        return SMALL.get(parts[-1]) or real(*parts)

    for module in (writing, container, start_here):
        monkeypatch.setattr(module.assets, "read", read)

    def write(form, exhibits=None):
        with durable.through(Unsynced()):
            return making.write(tmp_path, form, vault=making.Vault(exhibits)).path

    return write


@pytest.fixture
def quick_verifier(verifier, monkeypatch):  # noqa: F811
    """verify.py with each signature verified once: most changes leave most signatures as they are."""
    monkeypatch.setattr(verifier, "signature_holds", functools.lru_cache(maxsize=None)(verifier.signature_holds))
    return verifier


def ours(path):
    try:
        report = checks.verify_bundle(path)
    except BundleError as error:
        return error.code, []
    return report.verdict.value, sorted((one.code, one.severity.value, one.subject) for one in report.findings)


def theirs(verifier, path):  # noqa: F811
    try:
        report = verifier.verify(str(path))
    except verifier.NotABundle:
        return "not_a_bundle", []
    return report.verdict(), sorted((one["code"], one["severity"], one["subject"]) for one in report.findings)


def names(findings, paths) -> bool:
    """Whether what was changed is named: each file by its path, a change of the seal by one of its three files."""
    subjects = {subject for _, _, subject in findings}
    return all(path in subjects or (path in SEAL_FILES and subjects & set(SEAL_FILES)) for path in paths)


def test_every_change_to_a_folder_is_found_and_named(small_bundle, quick_verifier):
    root = small_bundle(Form.FOLDER)
    assert ours(root) == theirs(quick_verifier, root) == ("unchanged", [])
    count = 0
    for one in mutations.of_folder(root, seed=SEED, every_byte_below=300, samples=10):
        with one.applied(root):
            verdict, findings = ours(root)
            assert verdict == "differs", str(one)
            assert names(findings, one.paths[:1] if one.kind == "renamed" else one.paths), (str(one), findings)
            assert theirs(quick_verifier, root) == (verdict, findings), str(one)
        count += 1
    assert count > 2000
    assert ours(root) == ("unchanged", [])


def test_every_byte_of_a_zip_is_found(small_bundle, quick_verifier):
    """Every byte of the container, and every byte of the files in it that are small; a sample of the larger ones."""
    path = small_bundle(Form.ZIP, [making.Exhibit(1, b"a.jpg", "image/jpeg", b"photo")])
    data = path.read_bytes()
    with checks.opened(path, None) as tree:
        large = [(m.start, m.end) for m in tree._members.values() if m.size > 200]
    chance = random.Random(SEED)
    skipped = {at for start, end in large for at in range(start, end) if chance.random() > 0.02}
    with path.open("r+b", buffering=0) as file:
        for at in range(len(data)):
            if at in skipped:
                continue
            file.seek(at)
            file.write(bytes([data[at] ^ 1 << chance.randrange(8)]))
            verdict, findings = ours(path)
            assert verdict == "differs", at
            assert theirs(quick_verifier, path) == (verdict, findings), at
            file.seek(at)
            file.write(data[at : at + 1])
    assert ours(path) == theirs(quick_verifier, path) == ("unchanged", [])


def test_every_kind_of_change_to_a_zip_is_found(small_bundle, quick_verifier):
    path = small_bundle(Form.ZIP)
    data = path.read_bytes()
    for kind, detail, changed in mutations.of_bytes(data, random.Random(SEED), 0, 20):
        path.write_bytes(changed)
        verdict, findings = ours(path)
        assert verdict == ("differs" if changed else "not_a_bundle"), (kind, detail)
        assert theirs(quick_verifier, path) == (verdict, findings), (kind, detail)


def test_a_name_in_small_letters_alone_does_not_hide(small_bundle):
    """On a filesystem that keeps both, a second file that differs in case alone is named as such."""
    root = small_bundle(Form.FOLDER)
    (root / "INDEX.csv").write_bytes(b"x")
    codes = {(one.code, one.subject) for one in checks.verify_bundle(root).findings}
    assert codes == {("name_collides", "index.csv"), ("file_unlisted", "INDEX.csv")}
    assert checks.verify_bundle(root).verdict is Verdict.DIFFERS
