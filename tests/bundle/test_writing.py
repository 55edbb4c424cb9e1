"""Writing: the whole way to a bundle that every verifier accepts; and what is left when it goes wrong."""

import errno
import hashlib
import io
import json
import os
import stat
import tracemalloc
import zipfile

import pytest

from intake import durable
from intake.bundle import checks, container, writing
from intake.bundle.writing import Form
from intake.errors import Cancelled, StorageError, TamperError
from intake.progress import silent
from intake.records.findings import Verdict
from tests.bundle import making

FORMS = [(Form.FOLDER, None), (Form.ZIP, None), (Form.ZIP, making.PASSPHRASE)]
IDS = ["folder", "zip", "encrypted"]


@pytest.mark.parametrize(("form", "passphrase"), FORMS, ids=IDS)
def test_what_is_written_verifies(tmp_path, form, passphrase, verifier):
    written = making.write(tmp_path, form, passphrase)
    assert [path.name for path in tmp_path.iterdir()] == [making.NAME + (".zip" if form is Form.ZIP else "")]
    report = checks.verify_bundle(written.path, written.report.facts["fingerprint"], passphrase)
    assert report.verdict is Verdict.UNCHANGED
    assert report.findings == ()
    assert report.not_checked == ("log_outside_bundle",)
    assert report.checked == {"files": 24, "bytes": report.checked["bytes"], "entries": 8, "signatures": 8, "items": 2}
    assert report.facts["bundle_digest"] == written.bundle_digest
    assert report.facts["withheld"] == "giver_name"
    assert report.facts["closed_by"] == "R. Alvarez"
    if passphrase is None:
        other = verifier.verify(str(written.path))
        assert other.findings == []
        assert other.facts == report.facts
        assert other.checked == report.checked


def test_all_forms_hold_the_same_files(tmp_path):
    whole = []
    for number, (form, passphrase) in enumerate(FORMS):
        (tmp_path / str(number)).mkdir()
        written = making.write(tmp_path / str(number), form, passphrase)
        with checks.opened(written.path, passphrase) as tree:
            contents = {}
            for path in tree.files:
                with tree.open(path) as stream:
                    contents[path] = stream.read(1 << 20)
                    assert stream.finish()
        whole.append(contents)
    assert whole[0] == whole[1] == whole[2]
    assert whole[0]["data/evidence/K7Q4MX-0012-01.mov"] == making.EXHIBITS[0].data
    assert whole[0]["data/derivatives/K7Q4MX-0012-01/poster.jpg"] == b"\xff\xd8poster"
    assert b"Ana N" not in b"".join(whole[0].values())


def test_the_same_bundle_twice_is_the_same_bytes(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (making.write(tmp_path / name, Form.ZIP).path.read_bytes() for name in "ab")
    assert first == second


def test_the_order_of_making(tmp_path):
    written = making.write(tmp_path, Form.ZIP)
    with zipfile.ZipFile(written.path) as other:
        names = [name.removeprefix(making.NAME + "/") for name in other.namelist()]
    assert names[0] == "data/evidence/K7Q4MX-0012-01.mov"
    tail = names[names.index("manifest-sha256.txt") :]
    assert tail == [
        "manifest-sha256.txt",
        "custody/entries.jsonl",
        "custody/proofs",
        "custody/checkpoint",
        "custody/disclosures",
        "custody/log.pem",
        "START-HERE.html",
        "START-HERE.txt",
        "verify.py",
        "index.csv",
        "bagit.txt",
        "bag-info.txt",
        "tagmanifest-sha256.txt",
        "seal.txt",
        "seal.sig",
        "signer.pem",
    ]


def test_metadata_is_canonical(tmp_path):
    written = making.write(tmp_path)
    data = (written.path / "data" / "metadata" / "K7Q4MX-0012-01.json").read_bytes()
    assert json.dumps(json.loads(data), sort_keys=True, separators=(",", ":")).encode() == data


def test_others_may_read_what_is_handed_over(tmp_path):
    written = making.write(tmp_path)
    assert {stat.S_IMODE(p.stat().st_mode) for p in written.path.rglob("*") if p.is_file()} == {0o644}
    assert {stat.S_IMODE(p.stat().st_mode) for p in [written.path, *written.path.rglob("*")] if p.is_dir()} == {0o755}


@pytest.mark.parametrize(("form", "passphrase"), FORMS, ids=IDS)
def test_until_it_is_checked_it_says_that_it_is_not_finished(tmp_path, form, passphrase):
    vault = making.Vault()
    with writing.begin(tmp_path, making.plan(form, passphrase), silent) as bundle:
        making.fill(bundle, vault)
        vault.seal(bundle.close_payload())
        (partial,) = tmp_path.iterdir()
        assert partial.name.endswith(".partial")
        if form is Form.FOLDER:
            assert b"NOT A FINISHED BUNDLE" in (partial / container.UNFINISHED).read_bytes()
            codes = (
                {finding.code for finding in checks.verify_bundle(partial).findings} if (partial / "seal.txt").exists() else set()
            )
            assert codes == set()
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_folder_is_said_to_be_by_both_verifiers(tmp_path, verifier):
    written = making.write(tmp_path)
    partial = written.path.rename(tmp_path / (making.NAME + ".partial"))
    (partial / container.UNFINISHED).write_bytes(b"x")
    found = [(one.code, one.subject) for one in checks.verify_bundle(partial).findings]
    assert found == [("bundle_unfinished", ""), ("file_unlisted", "UNFINISHED.txt")]
    assert [(one["code"], one["subject"]) for one in verifier.verify(str(partial)).findings] == found


@pytest.mark.parametrize(("form", "passphrase"), FORMS[:2], ids=IDS[:2])
def test_cancelling_at_any_step_leaves_nothing(tmp_path, form, passphrase):
    steps = []
    making.write(tmp_path, form, passphrase, progress=steps.append).path.rename(tmp_path.parent / f"{tmp_path.name}-whole")
    assert {step.stage for step in steps} == {"write", "read_back"}
    assert {step.subject for step in steps} == {None, "K7Q4MX-0012-01", "K7Q4MX-0012-03"}
    for stop in range(len(steps)):
        left = stop

        def progress(_step):
            nonlocal left
            left -= 1
            if left < 0:
                raise Cancelled

        with durable.through(Faulty(-1, 0)), pytest.raises(Cancelled):
            making.write(tmp_path, form, passphrase, progress=progress)
        assert list(tmp_path.iterdir()) == []


class Faulty(durable.System):
    """The n-th of all calls that change the disk raises; nothing waits for a real disk."""

    def __init__(self, number, error):
        self.left, self.error, self.calls = number, error, 0
        for name in ("create", "write", "sync", "rename", "mkdir"):
            setattr(self, name, self._counted(name))

    def start_writing(self, fd, at, count):
        pass

    def _counted(self, name):
        def call(*args):
            self.calls += 1
            self.left -= 1
            if self.left == 0:
                raise OSError(self.error, "injected")
            return None if name == "sync" else getattr(durable.System, name)(self, *args)

        return call


@pytest.mark.parametrize(("form", "passphrase"), FORMS[:2], ids=IDS[:2])
@pytest.mark.parametrize(("error", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "write_failed")])
def test_a_failing_disk_is_told_and_nothing_is_called_finished(tmp_path, form, passphrase, error, code):
    counting = Faulty(-1, 0)
    with durable.through(counting):
        making.write(tmp_path, form, passphrase)
    for number in range(1, counting.calls + 1, 1 if error == errno.ENOSPC else 5):
        target = tmp_path / str(number)
        target.mkdir()
        with durable.through(Faulty(number, error)), pytest.raises(StorageError) as caught:
            making.write(target, form, passphrase)
        assert caught.value.code in {code, "sync_failed"}
        assert list(target.iterdir()) == []


def test_what_cannot_be_removed_is_still_called_partial(tmp_path):
    class Stuck(Faulty):
        def unlink(self, path):
            raise OSError(errno.EIO, "injected")

    with durable.through(Stuck(40, errno.EIO)), pytest.raises(StorageError):
        making.write(tmp_path)
    (partial,) = tmp_path.iterdir()
    assert partial.name == making.NAME + ".partial"
    assert (partial / container.UNFINISHED).exists()


@pytest.mark.parametrize("name", [making.NAME, making.NAME + ".partial"])
def test_nothing_is_written_over(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(StorageError) as caught:
        making.write(tmp_path)
    assert caught.value.code == "target_exists"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_bytes_that_are_not_the_items_are_refused(tmp_path):
    one = making.EXHIBITS[0]
    for data, size in ((one.data[:-1], len(one.data)), (one.data + b"x", len(one.data)), (one.data[:-1] + b"x", len(one.data))):
        with pytest.raises(TamperError) as caught, writing.begin(tmp_path, making.plan(), silent) as bundle:
            bundle.add_evidence(one.item, one.name, one.media_type, size, one.sha256, io.BytesIO(data))
        assert caught.value.code == "digest_differs"
        assert caught.value.facts["item"] == one.item
        assert list(tmp_path.iterdir()) == []


def test_what_is_read_back_is_what_counts(tmp_path):
    """A disk that loses a byte after the sync: the bundle does not get its name."""

    class Losing(durable.System):
        def sync(self, fd):
            super().sync(fd)
            if os.fstat(fd).st_size == len(making.EXHIBITS[0].data):
                os.pwrite(fd, b"\0", 7)

    with durable.through(Losing()), pytest.raises(TamperError) as caught:
        making.write(tmp_path)
    assert caught.value.code == "digest_differs"
    assert caught.value.facts["item"] == "data/evidence/K7Q4MX-0012-01.mov"
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_that_would_not_verify_is_not_written(tmp_path):
    vault = making.Vault()
    with writing.begin(tmp_path, making.plan(), silent) as bundle:
        making.fill(bundle, vault)
        bundle.close_payload()
        vault.seal("00" * 32)
        with pytest.raises(TamperError) as caught:
            bundle.finish(vault.extract(), making.rows(vault), making.OPERATOR.sign, making.OPERATOR.public)
    assert caught.value.facts["reason"] == "sealed_names_other_list"
    assert list(tmp_path.iterdir()) == []


def test_steps_have_their_order(tmp_path):
    vault, one = making.Vault(), making.EXHIBITS[0]
    with writing.begin(tmp_path, making.plan(), silent) as bundle:
        with pytest.raises(ValueError, match="not closed"):
            bundle.finish(vault.extract(), [], making.OPERATOR.sign, making.OPERATOR.public)
        bundle.add_paper("receipt.txt", b"")
        with pytest.raises(ValueError, match="twice"):
            bundle.add_paper("receipt.txt", b"")
        with pytest.raises(ValueError, match="not a name"):
            bundle.add_derivative(one.item, "../x", b"")
        making.fill_evidence(bundle, one)
        with pytest.raises(ValueError, match="twice"):
            making.fill_evidence(bundle, one)
        bundle.close_payload()
        with pytest.raises(ValueError, match="closed"):
            bundle.add_paper("late.txt", b"")
    with pytest.raises(ValueError, match="only a ZIP"), writing.begin(tmp_path, making.plan(Form.FOLDER, b"x"), silent):
        pass


def test_large_evidence_goes_through_in_chunks(tmp_path):
    class Source(io.RawIOBase):
        """3 MiB and one byte that are never in one piece."""

        left = 3 * 1024 * 1024 + 1
        most = 0

        def read(self, size=-1):
            self.most = max(self.most, size)
            part = b"\x5a" * min(size, self.left)
            self.left -= len(part)
            return part

    data = b"\x5a" * Source.left
    one = making.Exhibit(1, b"clip.mp4", "video/mp4", data)
    vault, source, steps = making.Vault([one]), Source(), []
    with writing.begin(tmp_path, making.plan(), steps.append) as bundle:
        bundle.add_evidence(one.item, one.name, one.media_type, len(data), one.sha256, source)
        vault.seal(bundle.close_payload())
        written = bundle.finish(vault.extract(), making.rows(vault), making.OPERATOR.sign, making.OPERATOR.public)
    assert source.most == 1024 * 1024
    assert [step.done for step in steps if step.stage == "write"] == [1 << 20, 2 << 20, 3 << 20, len(data)]
    assert (written.path / "data/evidence/K7Q4MX-0012-01.mp4").read_bytes() == data


@pytest.mark.parametrize(("form", "passphrase"), FORMS, ids=IDS)
def test_memory_stays_flat(tmp_path, form, passphrase):
    """48 MiB go through writing, reading back and verifying in less than 20 MiB, 16 of which reading a resource takes."""

    class Source(io.RawIOBase):
        left = 48 * 1024 * 1024

        def read(self, size=-1):
            part = bytes(min(size, self.left))
            self.left -= len(part)
            return part

    digest = hashlib.sha256()
    for _ in range(48):
        digest.update(bytes(1024 * 1024))
    one = making.EXHIBITS[0]
    vault = making.Vault([one], {one.item: digest.hexdigest()})
    tracemalloc.start()
    with durable.through(Faulty(-1, 0)), writing.begin(tmp_path, making.plan(form, passphrase), silent) as bundle:
        bundle.add_evidence(one.item, one.name, one.media_type, Source.left, digest.hexdigest(), Source())
        vault.seal(bundle.close_payload())
        written = bundle.finish(vault.extract(), making.rows(vault), making.OPERATOR.sign, making.OPERATOR.public)
    assert checks.verify_bundle(written.path, passphrase=passphrase).verdict is Verdict.UNCHANGED
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024
