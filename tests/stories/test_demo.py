"""The demo: one command runs the whole way without a window, says where everything lies, and what it made verifies."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from intake.demo import main, place
from intake.demo.main import Doors
from intake.demo.way import OPERATOR, PASSPHRASE
from intake.errors import StorageError
from tests.making_demo import SAMPLES
from tests.stories.commands import ROOT, Ran, run

POISON = 'raise SystemExit("the window\'s toolkit was imported")\n'


@pytest.fixture(scope="module")
def without_qt(tmp_path_factory) -> Path:
    """A folder in front of the installed packages where whoever imports PySide6 ends at once."""
    folder = tmp_path_factory.mktemp("poison")
    for name in ("PySide6", "qtawesome"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(POISON)
    return folder


def _main(*words: object, cwd: Path = ROOT, **environment: str) -> Ran:
    bare = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, words)],
        cwd=cwd, env={**bare, "PYTHONWARNINGS": "error", **environment}, capture_output=True, text=True, timeout=240, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return Ran(done.returncode, None, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def demo(tmp_path_factory, without_qt) -> tuple[Ran, Path]:
    """What `--demo` said in a place of its own, and that place. There is no display, so no window is asked for."""
    data = tmp_path_factory.mktemp("data")
    ran = _main("--demo", XDG_DATA_HOME=str(data), PYTHONPATH=str(without_qt))
    (root,) = (data / place.NAME).iterdir()
    return ran, root


def test_every_step_is_done_and_said(demo):
    ran, root = demo
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.rstrip().endswith("every step did what it should.")
    for path in (root, root / "vault", root / "handed-over"):
        assert str(path) in ran.out
    assert f"digest matched for {len(SAMPLES)} of {len(SAMPLES)}." in ran.out
    assert ran.out.count("Nothing differs") == 3  # this program, verify.py, the vault
    assert "The digest does not match the one in the signed list." in ran.out
    assert PASSPHRASE in ran.out
    recovery = (root / "recovery-code.txt").read_text().strip()
    assert len(recovery) > 30
    assert recovery not in ran.out


def test_what_it_made_verifies(demo):
    _, root = demo
    (bundle,) = (root / "handed-over").iterdir()
    verified = run("verify", bundle)
    assert (verified.code, verified.document["verdict"]) == (0, "unchanged")
    vault = run("verify", root / "vault", "--passphrase-file", root / "passphrase.txt")
    assert (vault.code, vault.document["verdict"]) == (0, "unchanged")
    altered = run("verify", root / "altered")
    assert (altered.code, altered.document["verdict"]) == (1, "differs")


def test_the_commands_that_it_tells_work(demo):
    ran, _ = demo
    told = [
        line.strip() for line in ran.out.splitlines() if "main.py list" in line or "main.py log" in line or "sha256sum" in line
    ]
    assert len(told) == 3
    for command in told:
        done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done
        assert done.stdout.count("\n") >= len(SAMPLES)


def test_the_samples_are_held_bit_exact_and_readable(demo):
    _, root = demo
    listed = run("list", root / "vault", "--passphrase-file", root / "passphrase.txt").document["items"]
    assert {item["comparison"] for item in listed} == {"identical"}
    sizes = sorted(item["size"] for item in listed)
    assert sizes == sorted(path.stat().st_size for path in (root / "stick").rglob("*") if path.is_file())
    pictures = list((root / "keyframes").rglob("*.jpg"))
    assert len(pictures) == 15
    assert all(path.read_bytes()[:3] == b"\xff\xd8\xff" for path in pictures)


@pytest.mark.parametrize("words", [["--help"], ["nonsense"], ["list"], ["--demo", "one", "two"], ["--demo", "--nonsense"]])
def test_no_other_door_imports_the_toolkit(words, without_qt):
    ran = _main(*words, PYTHONPATH=str(without_qt))
    assert ran.code == (0 if words == ["--help"] else 2)
    assert "toolkit" not in ran.out + ran.err
    assert ran.out + ran.err


def test_the_window_does_import_it(without_qt):
    """Or the test above could not fail."""
    ran = _main(PYTHONPATH=str(without_qt), QT_QPA_PLATFORM="offscreen")
    assert "the window's toolkit was imported" in ran.err


def test_where_the_home_cannot_be_written_it_lies_in_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file" / "data"))
    monkeypatch.chdir(tmp_path)
    first, second = place.fresh(), place.fresh()
    assert first.root.parent == second.root.parent == tmp_path
    assert re.fullmatch(r"demo-\d{4}-\d{2}-\d{2}", first.root.name)
    assert second.root.name == f"{first.root.name}-2"


def test_nowhere_to_write_is_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file" / "data"))
    monkeypatch.setattr(Path, "cwd", lambda: tmp_path / "file")
    with pytest.raises(StorageError):
        place.fresh()


def test_a_folder_that_is_there_is_not_touched(tmp_path):
    (tmp_path / "mine").write_text("kept")
    ran = _main("--demo", tmp_path, "--no-window")
    assert ran.code == 4
    assert str(tmp_path.name) in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_terminal_without_unicode_stops_nothing(demo):
    _, root = demo
    key = ["--passphrase-file", root / "passphrase.txt"]
    (bundle,) = (root / "handed-over").iterdir()
    item = f"{bundle.name[:6]}-0001-02"
    shown = _main("show", root / "vault", item, *key, PYTHONIOENCODING="ascii")
    assert shown.code == 0
    assert "note.txt" in shown.out
    listed = _main("log", root / "vault", "--json", *key, PYTHONIOENCODING="ascii")
    assert listed.code == 0
    entries = json.loads(listed.out)["entries"]
    assert entries == run("log", root / "vault", *key).document["entries"][: len(entries)]


def test_it_is_told_in_spanish_when_that_is_asked_for(tmp_path):
    ran = _main("--demo", tmp_path / "demo", INTAKE_LANGUAGE="es", LANG="de_DE.UTF-8")
    assert ran.code == 0
    assert ran.out.rstrip().endswith("cada paso hizo lo que debía.")
    assert "observation" not in ran.out
    assert "crea una bóveda nueva" in _main("--help", INTAKE_LANGUAGE="es").out
    assert "make a new vault" in _main("--help", LANG="es_ES.UTF-8", LANGUAGE="es").out


def test_a_reader_that_goes_away_is_no_fault(tmp_path):
    command = f"{sys.executable} {ROOT / 'main.py'} --demo {tmp_path / 'demo'} --no-window | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("Evidence Intake")


@pytest.fixture
def _unhardened(monkeypatch):
    """This process goes on to run other tests."""
    monkeypatch.setattr(main.hardening, "harden", lambda: None)
    monkeypatch.setattr(main.signal, "signal", lambda *_: None)


def _doors(opened: list[tuple[Path, str, str]], lacking: str | None = None) -> Doors:
    def window(vault: Path, operator: str, hint: str) -> int:
        opened.append((vault, operator, hint))
        return 75

    return Doors(lambda _bundle: None, lambda: True, lambda: lacking, window)


@pytest.mark.usefixtures("_unhardened")
def test_with_a_display_the_window_opens_on_the_vault(demo):
    _, root = demo
    opened: list[tuple[Path, str, str]] = []
    assert main.run([str(root)], _doors(opened)) == 75
    ((vault, operator, hint),) = opened
    assert (vault, operator) == (root / "vault", OPERATOR)
    assert PASSPHRASE in hint


@pytest.mark.usefixtures("_unhardened")
def test_with_a_display_and_a_library_missing_it_ends_before_anything_is_made(tmp_path, capsys):
    opened: list[tuple[Path, str, str]] = []
    said = "The window cannot be shown: the system library libEGL.so.1 is missing (apt-get install libegl1)."
    assert main.run([str(tmp_path / "demo")], _doors(opened, said)) == 4
    assert said in capsys.readouterr().err
    assert not opened
    assert not (tmp_path / "demo").exists()
