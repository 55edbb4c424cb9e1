"""What the command line takes as words, and what it answers when they make no sense."""

import errno
import os
from pathlib import Path

import pytest

from intake import durable
from intake.cli import arguments
from intake.errors import CommandError
from tests.cli.inside import PASSPHRASE


@pytest.mark.parametrize(
    "words",
    [
        ["case", "v", "\udcff"],
        ["case", "v", "1", "--title", "\udcff"],
        ["case", "v", "  "],
        ["import", "v", "p", "--from", "a\udcff"],
        ["list", "v", "--search", "\udcff"],
        ["list", "v", "--operator", "\udcff"],
        ["export", "v", "--case", "1", "--to", "x", "--purpose", " ", "--authority", "a"],
        ["export", "v", "--case", "1", "--to", "x", "--purpose", "p", "--authority", ""],
        ["create", "v", "--name", "", "--operator", "x", "--agency", "x", "--recovery-file", "r"],
        ["list", "v", "--js"],
        ["import", "v", "p", "--dig", "md5"],
    ],
)
def test_refused(words):
    with pytest.raises(CommandError, match="usage"):
        arguments.parse(words)


def test_paths_are_bytes():
    assert arguments.parse(["import", "\udcff", "\udcfe", "--passphrase-file", "\udcfd"]).paths == ["\udcfe"]


def test_options_end_at_two_dashes():
    assert arguments.options(["import", "v", "--quiet", "--", "--json"]) == ["import", "v", "--quiet"]


def test_a_copy_under_a_name_that_is_not_text(desk, stick, tmp_path):
    desk.on("import", stick, "--only", "acquire")
    target = os.fsencode(tmp_path) + b"/odd\xff.txt"
    ran = desk.on("get", desk.number("note.txt"), "--to", target)
    assert os.fsencode(ran.document["to"]) == target
    assert Path(os.fsdecode(target)).read_bytes() == b"seen at the corner"
    (made,) = [e for e in desk.on("log").document["entries"] if e["type"] == "working_copy_made"]
    assert made["fields"]["copy_target"].endswith("odd\\xFF.txt")


@pytest.mark.parametrize("broken", [b"", b"{}", b"nonsense"])
def test_a_damaged_vault_file_is_a_finding_also_when_nobody_is_named(desk, broken):
    (desk.vault / "vault.json").write_bytes(broken)
    for key in (desk.key, desk.key[2:]):
        ran = desk.run("verify", desk.vault, *key, ended=1)
        assert ran.document["verdict"] == "differs"


def test_a_fingerprint_is_compared_for_a_vault_too(desk, tmp_path):
    fingerprint = desk.created["fingerprint"]
    grouped = " ".join(fingerprint[at : at + 4] for at in range(0, 64, 4)).upper()
    desk.on("verify", "--fingerprint", grouped)
    ran = desk.on("verify", "--fingerprint", "0" * 64, ended=1)
    assert [one["code"] for one in ran.document["findings"] if one["severity"] == "fault"] == ["fingerprint_differs"]
    desk.on("verify", "--fingerprint", "half", ended=2)
    desk.on("verify", "--bundle-passphrase-file", tmp_path / "passphrase", ended=2)
    desk.run("verify", tmp_path / "passphrase", "--checkpoint", tmp_path / "passphrase", ended=2)


def test_whoever_is_second_is_told_who_has_it(desk):
    from intake.casework import door
    from intake.cli import command

    with door.unlock(desk.vault, "R. Alvarez", bytearray(PASSPHRASE.encode()), command.SETTINGS, examines=False):
        for act in ("list", "verify", "resume"):
            ran = desk.on(act, ended=4)
            assert ran.error == "vault_in_use"
            assert "R. Alvarez" in ran.document["error"]["message"]


def test_a_vault_that_cannot_be_written_is_said_to_be(desk, monkeypatch):
    class ReadOnly(durable.System):
        def open(self, path, writable):
            if writable:
                raise OSError(errno.EROFS, "read-only")
            return super().open(path, writable)

    monkeypatch.setattr("os.access", lambda *_asked: False)
    with durable.through(ReadOnly()):
        assert desk.on("list", ended=4).error == "vault_read_only"
        desk.on("verify")


def test_the_log_is_one_document(desk):
    entries = desk.on("log").document["entries"]
    assert [one["position"] for one in entries] == list(range(len(entries)))
    main_words = [desk.vault, *desk.key]
    assert desk.run("log", *main_words, "--item", f"{desk.created['code']}-0009-09", ended=4).error == "unknown_item"


def test_words_that_only_a_search_could_misread(desk, stick):
    desk.on("import", stick, "--only", "acquire")
    for words in ("\0note", 'no"te*', "NEAR(", "note AND", "^note", "-", "text:note", "²"):
        desk.on("list", "--search", words)
    assert len(desk.on("list", "--search", "NOTE.t").document["items"]) == 1


def test_no_picture_of_what_nobody_examined(desk, stick, tmp_path):
    desk.on("import", stick, "--only", "acquire")
    number = desk.number("note.txt")
    assert desk.on("keyframes", number, "--to", tmp_path / "a", ended=3).error == "not_examined"
    assert desk.on("keyframes", number, "--to", tmp_path / "a", "--stills", ended=3).error == "not_examined"
    assert desk.on("show", number).document["readable"] is None
    desk.on("resume")
    assert desk.on("show", number).document["readable"] is False
    entries = len(desk.on("log", "--item", number).document["entries"])
    for more in ([], ["--stills"]):
        assert desk.on("keyframes", number, "--to", tmp_path / f"b{len(more)}", *more).document["files"] == []
    assert len(desk.on("log", "--item", number).document["entries"]) == entries  # nothing left, so nothing is said to have
