"""The README's commands, literally: a first day on the command line, and what a stranger types."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.commands import PASSPHRASE, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def _shell(command: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", command],
        cwd=cwd,
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("first-day")
    (folder / "passphrase").write_text(PASSPHRASE)
    return folder


@pytest.fixture(scope="module")
def day(home) -> dict[str, str]:
    """What each command printed, by its name."""
    said: dict[str, str] = {}
    code = "K7Q4MX"
    for line in BLOCKS[0].splitlines():
        assert line.startswith(".venv/bin/python main.py ")
        command = line.replace(".venv/bin/python", sys.executable).replace("K7Q4MX", code)
        command = re.sub(r"handed-over/\S+-bundle-1a2b3c4d", "handed-over/*", command)
        done = _shell(f"{command} --passphrase-file ~/passphrase", ROOT, home)
        assert done.returncode == 0, (command, done)
        said[f"{line.split()[2]} {line.split()[3][:4]}"] = done.stdout
        if found := re.search(r"Vault (\w{6}) was made", done.stdout):
            code = found[1]
    return said


def test_the_first_day(day, home):
    assert len(day) == len(BLOCKS[0].splitlines())
    assert "10 acquired, 0 not acquired." in day["import ~/va"]
    assert "IMG_0415.MOV" in day["show ~/va"]
    assert len(list((home / "storyboard").iterdir())) == 5
    assert "Written, read back and verified" in day["export ~/va"]
    assert day["verify ~/ha"].startswith("Nothing differs.")
    assert day["verify ~/va"].startswith("Nothing differs.")
    assert (home / "checkpoint.txt").stat().st_size > 100
    (bundle,) = (home / "handed-over").iterdir()
    assert not any(b"Okafor" in path.read_bytes() for path in bundle.rglob("*") if path.is_file())


@pytest.mark.usefixtures("day")
def test_a_stranger_with_what_every_system_has(day, home):
    if not shutil.which("openssl") or not shutil.which("sha256sum"):
        pytest.skip("openssl or sha256sum is not here")
    (bundle,) = (home / "handed-over").iterdir()
    files, tags, lists, signature, fingerprint = (_shell(line, bundle, home) for line in BLOCKS[1].splitlines())
    for done in (files, tags):
        assert done.returncode == 0
        assert all(line.endswith(": OK") for line in done.stdout.splitlines())
    sealed = (bundle / "seal.txt").read_text()
    assert all(line.split()[0] in sealed for line in lists.stdout.splitlines())
    if "Signature Verified Successfully" not in signature.stdout and "rawin" in signature.stderr:
        pytest.skip("this OpenSSL is older than version 3")
    assert "Signature Verified Successfully" in signature.stdout
    told = re.search(r"Fingerprint of the log key: ([0-9a-f ]+)", day["create ~/va"])
    assert told is not None
    assert told[1].replace(" ", "") in fingerprint.stdout


@pytest.mark.usefixtures("day")
def test_a_stranger_with_python_alone(home):
    (bundle,) = (home / "handed-over").iterdir()
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in bundle.rglob("*") if path.is_file()}
    done = _shell(BLOCKS[2].replace("python3", sys.executable), bundle, home)
    assert done.returncode == 0, done
    assert done.stdout.startswith("Nothing differs from what was signed and closed.")
    assert before == {path: hashlib.sha256(path.read_bytes()).digest() for path in bundle.rglob("*") if path.is_file()}


def test_what_it_links_to_is_there():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert len(links) > 8
    assert not [link for link in links if not (ROOT / link).exists()]
    named = re.findall(r"`((?:phone|second phone|messenger)/[^`]+|note\.txt)`", README)
    assert {
        path.relative_to(ROOT / "resources/demo/stick").as_posix() for path in (ROOT / "resources/demo/stick").rglob("*.*")
    } == set(named)
