"""The command line's contract: each command's keys and each exit code, as scripts depend on them."""

import base64
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests import making, making_videos
from tests.stories.commands import PASSPHRASE, ROOT, found_office, run

EXIF = making.tiff_block(
    {0x010F: making.text("Kestrel"), 0x0110: making.text("KO-7"), 0x0112: (3, [6])},
    {0x9003: making.text("2026:11:22 14:03:11"), 0x9011: making.text("-06:00")},
    making.gps_position([(44, 1), (58, 1), (40, 1)], [(93, 1), (15, 1), (54, 1)], "NW"),
)
ERROR = {"code", "message", "hint"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return found_office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def stick(tmp_path_factory):
    """A witness's stick: a photo, a video, text, a name that is not UTF-8, a link that leads away."""
    folder = tmp_path_factory.mktemp("stick")
    (folder / "DCIM").mkdir()
    (folder / "DCIM" / "IMG_0001.JPG").write_bytes(making.jpeg(EXIF))
    (folder / "DCIM" / "clip.mp4").write_bytes(making_videos.video())
    (folder / "note.txt").write_bytes(b"seen at the corner\n")
    Path(os.fsdecode(os.fsencode(folder) + b"/odd\xff\nname.bin")).write_bytes(b"\x00" * 100)
    (folder / "away").symlink_to("/etc/passwd")
    return folder


@pytest.fixture(scope="module")
def imported(office, stick):
    assert office.run("case", "24-118", "--title", "Lake Street").code == 0
    return office.run(
        "import",
        stick,
        "--case",
        "24-118",
        "--reach",
        "2",
        "--from",
        "Dana Okafor",
        "--authority",
        "consent",
        "--digests",
        "sha512,md5",
    )


def test_create(office):
    assert set(office.created) >= {"vault", "code", "fingerprint"}
    assert stat.S_IMODE(office.recovery_file.stat().st_mode) == 0o600
    code = office.recovery_file.read_text().strip()
    assert len(code.replace("-", "").replace(" ", "")) >= 26
    assert code not in json.dumps(office.created)


def test_create_does_not_overwrite_a_secret_or_a_vault(office, tmp_path):
    words = ["--name", "x", "--operator", "x", "--agency", "x", "--passphrase-file", office.passphrase_file, "--kdf", "low"]
    ran = run("create", tmp_path / "v", *words, "--recovery-file", office.recovery_file)
    assert (ran.code, set(ran.document["error"])) == (2, ERROR)
    assert not (tmp_path / "v").exists()
    ran = run("create", office.vault, *words, "--recovery-file", tmp_path / "r")
    assert (ran.code, ran.document["error"]["code"]) == (4, "vault_exists")
    assert not (tmp_path / "r").exists()


def test_import(imported, stick):
    assert imported.code == 1  # the link could not be acquired
    document = imported.document
    assert set(document) >= {"submission", "acquired", "failed", "seconds"}
    by_name = {base64.b64decode(item["name_raw"]): item for item in document["acquired"]}
    assert set(by_name) == {b"IMG_0001.JPG", b"clip.mp4", b"note.txt", b"odd\xff\nname.bin"}
    for raw, item in by_name.items():
        assert set(item) >= {"item", "name", "name_raw", "size", "sha256", "comparison", "duplicate_of"}
        path = next(path for path in stick.rglob("*") if os.fsencode(path.name) == raw)
        assert item["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert item["size"] == path.stat().st_size
        assert item["comparison"] == "identical"
        assert item["duplicate_of"] is None
    [failed] = document["failed"]
    assert set(failed) >= {"name", "code", "message", "hint"}
    assert failed["code"] == "source_is_link"


def test_import_again_is_a_second_item_over_one_object(office, imported, stick):
    objects = sum(len(files) for _, _, files in os.walk(office.vault / "objects"))
    ran = office.run("import", stick / "note.txt", "--only", "acquire")
    assert ran.code == 0
    [again] = ran.document["acquired"]
    first = next(item for item in imported.document["acquired"] if item["name"] == "note.txt")
    assert again["duplicate_of"] == first["item"]
    assert again["item"] != first["item"]
    assert again["comparison"] == "not_made"
    # One plan object more, no second copy.
    assert sum(len(files) for _, _, files in os.walk(office.vault / "objects")) == objects + 1
    resumed = office.run("resume")
    assert resumed.code == 0
    assert set(resumed.document) >= {"submission", "acquired", "failed", "seconds"}
    assert {item["comparison"] for item in office.items()} == {"identical"}


def test_list(office, imported):
    ran = office.run("list", "--case", "24-118")
    assert ran.code == 0
    for item in ran.document["items"]:
        assert set(item) >= {"item", "name", "size", "sha256", "media_type", "case", "acquired_at", "examined", "comparison"}
        assert item["case"] == "24-118"
        assert item["examined"] is True
    types = {item["name"]: item["media_type"] for item in ran.document["items"]}
    assert types["IMG_0001.JPG"] == "image/jpeg"
    assert types["clip.mp4"] == "video/mp4"
    assert [item["name"] for item in office.run("list", "--search", "img 0001").document["items"]] == ["IMG_0001.JPG"]
    assert office.run("list", "--search", "nothing like it").document["items"] == []
    assert office.run("list", "--case", "none").code == 4


def _numbers(office, name):
    return next(item["item"] for item in office.items() if item["name"] == name)


def test_show(office, imported):
    keys = {
        "item", "name", "size", "digests", "media_type", "readable", "source", "times", "sorting", "places", "claims", "observations",
        "derivatives", "keyframes", "custody",
    }  # fmt: skip
    photo = office.run("show", _numbers(office, "IMG_0001.JPG"))
    assert photo.code == 0
    assert set(photo.document) >= keys
    assert set(photo.document["digests"]) == {"sha256", "sha512", "md5"}
    for time in photo.document["times"]:
        assert set(time) >= {"name", "value", "meaning", "utc", "reader"}
        assert time["meaning"] in {"utc", "offset", "local", "utc_or_local", "filesystem", "unset"}
    assert set(photo.document["sorting"]) >= {"name", "utc", "reason"}
    for place in photo.document["places"]:
        assert set(place) >= {"name", "latitude", "longitude", "altitude", "reader"}
    for claim in photo.document["claims"]:
        assert set(claim) >= {"name", "value", "reader"}
    for observation in photo.document["observations"]:
        assert set(observation) >= {"code", "text"}
    video = office.run("show", _numbers(office, "clip.mp4")).document
    assert set(video) >= keys
    assert video["keyframes"]
    for index, keyframe in enumerate(video["keyframes"]):
        assert set(keyframe) >= {"index", "seconds", "pts", "time_base", "sha256"}
        assert keyframe["index"] == index
    text = office.run("show", _numbers(office, "note.txt")).document
    assert text["readable"] is False
    assert text["observations"]
    unknown = office.run("show", "K7Q4MX-9999-01")
    assert (unknown.code, unknown.document["error"]["code"]) == (4, "unknown_item")


def test_get_is_bit_exact_new_and_logged_before(office, imported, stick, tmp_path):
    number = _numbers(office, "clip.mp4")
    before = len(office.run("log", "--item", number).document["entries"])
    ran = office.run("get", number, "--to", tmp_path / "copy.mp4")
    assert ran.code == 0
    assert (tmp_path / "copy.mp4").read_bytes() == (stick / "DCIM" / "clip.mp4").read_bytes()
    log = office.run("log", "--item", number).document["entries"]
    assert len(log) == before + 1
    assert log[-1]["type"] == "working_copy_made"
    again = office.run("get", number, "--to", tmp_path / "copy.mp4")
    assert (again.code, again.document["error"]["code"]) == (4, "target_exists")


def test_keyframes(office, imported, tmp_path):
    number = _numbers(office, "clip.mp4")
    keyframes = office.run("show", number).document["keyframes"]
    assert office.run("keyframes", number, "--to", tmp_path / "board").code == 0
    board = sorted((tmp_path / "board").iterdir())
    assert board
    digests = {keyframe["sha256"] for keyframe in keyframes if keyframe["sha256"]}
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in board} == digests
    assert office.run("keyframes", number, "--to", tmp_path / "stills", "--stills").code == 0
    stills = list((tmp_path / "stills").iterdir())
    assert len(stills) == len(keyframes)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in stills)


def test_log_and_checkpoint(office, imported, tmp_path):
    ran = office.run("log")
    assert ran.code == 0
    assert [entry["position"] for entry in ran.document["entries"]] == list(range(len(ran.document["entries"])))
    assert ran.document["entries"][0]["type"] == "vault_created"
    assert office.run("checkpoint", "--to", tmp_path / "head").code == 0
    note = (tmp_path / "head").read_text()
    assert note.startswith("evidence-intake/")
    assert office.run("verify", "--checkpoint", tmp_path / "head").code == 0
    wrong = note.replace("evidence-intake/", "evidence-intakf/", 1)
    (tmp_path / "other").write_text(wrong)
    assert office.run("verify", "--checkpoint", tmp_path / "other").code == 1


def _tree(folder):
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file() and path.name != "lock"
    }


def test_verify_writes_nothing(office, imported):
    before = _tree(office.vault)
    ran = office.run("verify")
    assert ran.code == 0, ran.document
    assert set(ran.document) >= {"verdict", "checked", "findings"}
    assert ran.document["verdict"] == "unchanged"
    assert _tree(office.vault) == before


@pytest.mark.parametrize("form", [[], ["--folder"], ["--zip"]])
def test_export_and_verify(office, imported, tmp_path, form):
    ran = office.run("export", "--case", "24-118", "--to", tmp_path, *form, "--purpose", "defence", "--authority", "order 12")
    assert ran.code == 0, ran.document
    assert set(ran.document) >= {"bundle", "bundle_digest", "items", "checkpoint"}
    bundle = Path(ran.document["bundle"])
    assert bundle.parent == tmp_path
    assert bundle.is_file() == (form == ["--zip"])
    checked = run("verify", bundle, "--fingerprint", office.created["fingerprint"])
    assert checked.code == 0, checked.document
    assert checked.document["findings"] == [] or {f["severity"] for f in checked.document["findings"]} == {"note"}
    other = run("verify", bundle, "--fingerprint", "0" * 64)
    assert other.code == 1
    own = subprocess.run(
        [
            sys.executable,
            ROOT / "resources" / "verification" / "verify.py",
            bundle,
            "--fingerprint",
            office.created["fingerprint"],
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert own.returncode == 0, own.stdout + own.stderr
    assert office.run("verify").code == 0


def test_export_encrypted_and_withheld(office, imported, tmp_path):
    words = ["--items", _numbers(office, "clip.mp4"), "--to", tmp_path, "--purpose", "defence", "--authority", "order 12"]
    ran = office.run("export", *words, "--encrypt", "--bundle-passphrase-file", tmp_path / "secret", "--withhold", "giver")
    assert ran.code == 0, ran.document
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    bundle = ran.document["bundle"]
    assert run("verify", bundle).code in {3, 4}
    assert run("verify", bundle, "--bundle-passphrase-file", tmp_path / "secret").code == 0
    assert (tmp_path / "secret").read_text().strip() not in json.dumps(ran.document)
    again = office.run("export", *words, "--encrypt", "--bundle-passphrase-file", tmp_path / "secret")
    assert again.code == 2


def test_rebuild_gives_the_same_list(office, imported):
    before = office.items()
    for path in office.vault.glob("catalog.db*"):
        path.unlink()
    assert office.run("rebuild").code == 0
    assert office.items() == before


def test_people(office, imported, tmp_path):
    (tmp_path / "second").write_text("another passphrase entirely")
    ran = run(
        "operator", "add", office.vault, "--new-operator", "S. Lindqvist", "--agency", "Hennepin",
        "--new-passphrase-file", tmp_path / "second", *office.key,
    )  # fmt: skip
    assert ran.code == 0, ran.document
    key = ["--operator", "S. Lindqvist", "--passphrase-file", tmp_path / "second"]
    assert run("list", office.vault, *key).code == 0
    (tmp_path / "third").write_text("third passphrase, longer")
    assert run("passphrase", office.vault, *key, "--new-passphrase-file", tmp_path / "third").code == 0
    assert run("list", office.vault, *key).code == 3
    assert run("list", office.vault, "--operator", "S. Lindqvist", "--passphrase-file", tmp_path / "third").code == 0
    assert office.run("verify").code == 0


def test_recover(office, imported, tmp_path):
    (tmp_path / "new").write_text("a wholly new passphrase")
    ran = run(
        "recover", office.vault, "--recovery-file", office.recovery_file, "--new-operator", "T. Nguyen",
        "--new-passphrase-file", tmp_path / "new",
    )  # fmt: skip
    assert ran.code == 0, ran.document
    assert run("list", office.vault, "--operator", "T. Nguyen", "--passphrase-file", tmp_path / "new").code == 0
    assert office.run("verify").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [(["list"], 2), (["nonsense"], 2), ([], 2), (["import", "/nowhere"], 2), (["list", "/nowhere", "--operator", "x"], 2)],
)
def test_a_wrong_command_line(words, code):
    ran = run(*words) if words else run("list")
    assert ran.code == code
    assert set(ran.document["error"]) == ERROR


def test_not_unlocked(office, tmp_path):
    (tmp_path / "wrong").write_text("not the passphrase")
    ran = run("list", office.vault, "--operator", office.operator, "--passphrase-file", tmp_path / "wrong")
    assert (ran.code, ran.document["error"]["code"]) == (3, "no_slot_matches")
    ran = run("list", office.vault, "--operator", "Nobody", "--passphrase-file", office.passphrase_file)
    assert (ran.code, ran.document["error"]["code"]) == (3, "unknown_operator")


def test_not_a_vault(tmp_path, office):
    ran = run("list", tmp_path, *office.key)
    assert (ran.code, ran.document["error"]["code"]) == (4, "not_a_vault")


def test_one_trailing_newline_is_dropped_and_no_more(office, tmp_path):
    (tmp_path / "bare").write_text(PASSPHRASE)
    (tmp_path / "two").write_text(PASSPHRASE + "\n\n")
    assert run("list", office.vault, "--operator", office.operator, "--passphrase-file", tmp_path / "bare").code == 0
    assert run("list", office.vault, "--operator", office.operator, "--passphrase-file", tmp_path / "two").code == 3


def test_progress_json_comes_after_the_checkpoint(office, stick):
    ran = office.run("import", stick / "note.txt", stick / "away", "--progress", "json")
    lines = [json.loads(line) for line in ran.err.splitlines()]
    acquired = [line for line in lines if "acquired" in line]
    failed = [line for line in lines if "failed" in line]
    assert [set(line) >= {"acquired", "sha256"} for line in acquired] == [True]
    assert [set(line) >= {"failed", "code"} for line in failed] == [True]


def test_people_get_plain_lines(office, imported):
    ran = office.run("list", document=False)
    assert ran.code == 0
    assert "clip.mp4" in ran.out
    assert ran.err == ""


def test_the_same_content_twice_in_one_import(office, tmp_path):
    for name in ("a.bin", "b.bin", "c.bin"):
        (tmp_path / name).write_bytes(b"the same")
    first, second, third = office.run("import", tmp_path).document["acquired"]
    assert first["duplicate_of"] is None
    assert second["duplicate_of"] == third["duplicate_of"] == first["item"]
    assert {item["comparison"] for item in (first, second, third)} == {"identical"}
    assert office.run("verify").document["verdict"] == "unchanged"


def test_a_bug_tells_no_names(monkeypatch, capsys):
    from intake.cli import items, main

    def broken(_words, _output):
        raise KeyError("IMG_0001 of Dana Okafor")

    monkeypatch.setitem(items.ACTS, "list", broken)
    assert main.run(["list", "/nowhere", "--json"]) == 4
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "bug"
    assert "test_command_line.py" in err
    assert "Okafor" not in out + err


def test_ctrl_c_keeps_what_was_done_and_resume_finishes(office, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number:03d}.bin").write_bytes(os.urandom(50_000))
    before = len(office.items())
    words = [sys.executable, ROOT / "main.py", "import", office.vault, folder, "--json", "--progress", "json", *office.key]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        document = json.loads(process.stdout.read())
        assert process.wait(60) == 130
    assert document["error"]["code"] == "cancelled"
    told = {json.loads(line)["acquired"] for line in [first, *rest.splitlines()]}
    kept = {item["item"] for item in office.items()}
    assert told <= kept
    assert office.run("resume").code == 0
    assert len(office.items()) == before + 150
    assert office.run("verify").document["verdict"] == "unchanged"
