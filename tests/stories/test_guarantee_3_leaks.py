"""Guarantee 3: after a day of real work, nothing of the evidence or its people lies readable anywhere outside.

Canaries stand in bytes, names, folders, metadata, givers, cases, purposes. The day: create, import, look, search, stills,
copies, bundles, a kill in the middle, going on, a wrong passphrase, another passphrase, recovery, a bug. Afterwards vault,
home, cache, settings, temporary folder and everything that was deleted, cut or replaced on the way are searched, and the
words and environments of all processes.
"""

import base64
import os
import re
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import making, making_videos
from tests.stories.commands import PASSPHRASE, ROOT, found_office, run
from tests.stories.watching import Watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

KINDS = (
    "bytes",
    "metadata",
    "video",
    "name",
    "folder",
    "giver",
    "authority",
    "title",
    "number",
    "purpose",
    "recipient",
    "order",
    "target",
    "said",
    "late",
)


@pytest.fixture(scope="module")
def canaries() -> dict[str, str]:
    """Each of more than 16 bytes, in every run others."""
    return {kind: f"Canary{kind.title()}{secrets.token_hex(8)}" for kind in KINDS}


def spellings(canary: str) -> dict[str, bytes]:
    """How it may lie somewhere: each is searched for as it stands, so base64 in its three alignments without its edges."""
    found = {}
    for how, text in {"": canary, "lower ": canary.lower(), "upper ": canary.upper()}.items():
        plain = text.encode()
        found |= {f"{how}utf-8": plain, f"{how}utf-16-le": text.encode("utf-16-le"), f"{how}utf-16-be": text.encode("utf-16-be")}
        found |= {f"{how}hex": plain.hex().encode(), f"{how}HEX": plain.hex().upper().encode()}
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + plain)
            found[f"{how}base64 at {shift}"] = coded[4 * (shift > 0) : len(coded) - 4]
    found["reversed"] = canary.encode()[::-1]
    return found


def hits(data: bytes, canaries: dict[str, str]) -> list[str]:
    return [f"{kind} as {how}" for kind, canary in canaries.items() for how, form in spellings(canary).items() if form in data]


def leaks(folder: Path, canaries: dict[str, str]) -> list[str]:
    """What of the canaries stands in the names or the bytes of all files below."""
    found = []
    for path in sorted(folder.rglob("*")):
        found += [f"{path}: {hit}, in its name" for hit in hits(os.fsencode(path.relative_to(folder)), canaries)]
        if path.is_file() and not path.is_symlink():
            found += [f"{path}: {hit}" for hit in hits(path.read_bytes(), canaries)]
    return found


def fill(stick: Path, canaries: dict[str, str]) -> None:
    inner = stick / canaries["folder"]
    inner.mkdir(parents=True)
    exif = making.tiff_block(
        {0x010F: making.text(canaries["metadata"]), 0x013B: making.text(canaries["metadata"])},
        {0x9003: making.text("2026:11:22 14:03:11")},
        making.gps_position([(44, 1), (58, 1), (40, 1)], [(93, 1), (15, 1), (54, 1)], "NW"),
    )
    (inner / f"{canaries['name']}.jpg").write_bytes(making.jpeg(exif))
    (inner / "clip.mp4").write_bytes(making_videos.video() + making_videos.box(b"free", canaries["video"].encode()))
    (inner / "text.txt").write_bytes(canaries["bytes"].encode() * 20_000)
    (inner / "away").symlink_to(f"/nowhere/{canaries['name']}")


@pytest.fixture(scope="module")
def day(tmp_path_factory, canaries):
    """The day, once for the module: the folders that it left."""
    folder = tmp_path_factory.mktemp("day")
    for name in ("home", "tmp", "grave", "out", "desk"):
        (folder / name).mkdir()
    with pytest.MonkeyPatch.context() as patch, Watch() as watch:
        for name, part in {"HOME": "", "XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache", "XDG_STATE_HOME": ".state",
                           "XDG_DATA_HOME": ".data", "XDG_RUNTIME_DIR": ".run"}.items():  # fmt: skip
            patch.setenv(name, str(folder / "home" / part))
        patch.setenv("TMPDIR", str(folder / "tmp"))
        patch.setenv("INTAKE_TEST_GRAVE", str(folder / "grave"))
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent / "spy"), str(ROOT)]))
        fill(folder / "stick", canaries)
        (folder / "later").mkdir()
        (folder / "later" / f"{canaries['late']}.txt").write_bytes(canaries["late"].encode() * 30_000)
        errors = _work(folder, canaries)
    return folder, watch, errors


def _work(folder: Path, canaries: dict[str, str]) -> str:
    """Everything that a person does in a day; what stood on the error output."""
    desk, out = folder / "desk", folder / "out" / canaries["target"]
    out.mkdir()
    office = found_office(desk)
    said = []

    def did(command: str, *words: object, codes=(0,)):
        ran = office.run(command, *words)
        assert ran.code in codes, (command, ran)
        said.append(ran.err)
        return ran

    did("case", canaries["number"], "--title", canaries["title"])
    did("import", folder / "stick", "--case", canaries["number"], "--reach", "2", "--from", canaries["giver"],
        "--authority", canaries["authority"], codes=(1,))  # fmt: skip
    found = did("list", "--search", canaries["metadata"][:20]).document["items"]
    assert len(found) == 1
    photo = found[0]["item"]
    (clip,) = (item["item"] for item in office.items() if item["name"] == "clip.mp4")
    did("show", photo)
    did("get", photo, "--to", out / "copy.jpg")
    did("keyframes", clip, "--to", out / "board")
    did("keyframes", clip, "--to", out / "stills", "--stills")
    why = ("--purpose", canaries["purpose"], "--authority", canaries["authority"])
    did("export", "--case", canaries["number"], "--to", out, "--folder", *why)
    whom = (*why, "--recipient", canaries["recipient"])
    did("export", "--items", photo, "--to", out, "--encrypt", "--bundle-passphrase-file", desk / "bundle", *whom)
    order = ("--withhold", "giver", "--withheld-by", canaries["order"])
    did("export", "--items", clip, "--to", out / "withheld", "--folder", *whom, *order)
    killed = subprocess.run(
        [sys.executable, "-m", "tests.stories.day", office.vault, office.passphrase_file, folder / "later", canaries["said"],
         canaries["metadata"][:20]], cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed
    said.append(killed.stderr)
    assert not leaks(office.vault, canaries), "as the crash left it"
    (desk / "wrong").write_text(canaries["bytes"])
    assert run("list", office.vault, "--operator", office.operator, "--passphrase-file", desk / "wrong").code == 3
    assert run("list", office.vault, "--operator", canaries["giver"], "--passphrase-file", desk / "wrong").code == 3
    assert not leaks(office.vault, canaries), "after a wrong passphrase"
    did("verify", codes=(0, 1))
    did("resume")
    did("verify")
    did("rebuild")
    did("log")
    did("passphrase", "--new-passphrase-file", _written(desk / "new", "a wholly new passphrase"))
    office.passphrase_file.write_text("a wholly new passphrase\n")
    did("list")
    recovered = run("recover", office.vault, "--recovery-file", office.recovery_file, "--new-operator", "T. Nguyen",
                    "--new-passphrase-file", desk / "new")  # fmt: skip
    assert recovered.code == 0
    did("verify")
    return "".join(said)


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_the_search_finds_every_spelling(tmp_path, canaries):
    """Else finding nothing would say nothing."""
    for number, (how, form) in enumerate(spellings(canaries["giver"]).items()):
        (tmp_path / str(number)).write_bytes(b"before " + form + b" after")
        assert any(how in leak for leak in leaks(tmp_path, canaries)), how
    for shift in range(3):
        (tmp_path / "coded").write_bytes(base64.b64encode(b"x" * shift + canaries["giver"].encode() + b"yy"))
        assert any(f"coded: giver as base64 at {shift}" in leak for leak in leaks(tmp_path, canaries))


def test_the_sources_and_what_was_handed_over_hold_them(day, canaries):
    """The same search finds the canaries where they belong."""
    folder, _, _ = day
    everywhere = "\n".join(
        leaks(folder / "stick", canaries) + leaks(folder / "later", canaries) + leaks(folder / "out", canaries)
    )
    for kind in ("bytes", "metadata", "video", "name", "folder", "late", "purpose", "recipient", "order"):
        assert f"{kind} as" in everywhere, kind


def test_a_withheld_giver_is_nowhere_in_what_was_handed_over(day, canaries):
    """The order by which the name is withheld stands there, and so does for whom it is."""
    folder, _, _ = day
    found = "\n".join(leaks(folder / "out" / canaries["target"] / "withheld", canaries))
    assert "order as" in found
    assert "recipient as" in found
    assert "giver as" not in found


def test_nothing_in_the_vault(day, canaries):
    folder, _, _ = day
    assert leaks(folder / "desk" / "vault", canaries) == []


@pytest.mark.parametrize("place", ["home", "tmp"])
def test_nothing_at_home_or_in_the_temporary_folder(day, canaries, place):
    folder, _, _ = day
    assert leaks(folder / place, canaries) == []


def test_only_what_is_known_lies_at_home(day):
    """The last checkpoint of each vault, and nothing else; nothing at all is left in the temporary folder."""
    folder, _, _ = day
    left = [
        path.relative_to(folder).as_posix() for name in ("home", "tmp") for path in (folder / name).rglob("*") if path.is_file()
    ]
    assert len(left) == 1
    assert re.fullmatch(r"home/\.state/evidence-intake/vaults/[0-9a-f]{32}\.json", left[0])


def test_nothing_in_what_was_deleted_cut_or_replaced(day, canaries):
    folder, watch, _ = day
    names = [path.name.partition("-")[0] for path in (folder / "grave").iterdir()]
    assert names.count("deleted") > 20
    assert names.count("cut") > 3
    assert [path.read_text() for path in (folder / "grave").glob("failed-*")] == []
    bad = [leak for leak in leaks(folder / "grave", canaries) if "/grave/opened-" not in leak and "/grave/started-" not in leak]
    assert bad == []
    assert [name for name, data in watch.held.items() if hits(data, canaries)] == []


def test_files_are_written_only_where_they_belong(day):
    folder, _, _ = day
    roots = tuple(str(folder / name) for name in ("desk", "home", "tmp", "out"))
    opened = {line for path in (folder / "grave").glob("opened-*") for line in path.read_text().splitlines()}
    assert len(opened) > 50
    elsewhere = {line for line in opened if not line.strip("b'\"").startswith((*roots, "/dev/null"))}
    assert elsewhere == set()


def test_nothing_in_words_and_environments_of_the_programs_own_processes(day, canaries):
    """What was typed stands in the command line of the command itself; in those that it starts it must not."""
    folder, watch, _ = day
    inner = [told for told in watch.told if b"--confined" in told]
    assert inner
    assert [hits(told, canaries) for told in inner if hits(told, canaries) or PASSPHRASE.encode() in told] == []
    started = [path.read_bytes() for path in (folder / "grave").glob("started-*")]
    assert started
    assert [hits(one, canaries) for one in started if hits(one, canaries)] == []


def test_nothing_on_the_error_output(day, canaries):
    _, _, errors = day
    assert hits(errors.encode(), canaries) == []


def test_a_bug_tells_nothing(day, canaries, monkeypatch, tmp_path):
    """An exception whose text holds evidence: the report has places in our code and no word of it."""
    folder, _, _ = day
    (tmp_path / "sitecustomize.py").write_text(
        "import intake.casework.library as library\n"
        "def broken(*_):\n"
        f"    raise ValueError({canaries['bytes']!r})\n"
        "library.Library.details = broken\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    item = run("list", folder / "desk" / "vault", "--operator", "R. Alvarez", "--passphrase-file", folder / "desk" / "passphrase")
    number = item.document["items"][0]["item"]
    ran = run("show", folder / "desk" / "vault", number, "--operator", "R. Alvarez", "--passphrase-file",
              folder / "desk" / "passphrase")  # fmt: skip
    assert ran.code not in {0, 2, 3}
    assert "ValueError" in ran.out + ran.err
    assert hits((ran.out + ran.err).encode(), canaries) == []
    assert leaks(folder / "desk" / "vault", canaries) + leaks(folder / "home", canaries) + leaks(folder / "tmp", canaries) == []
