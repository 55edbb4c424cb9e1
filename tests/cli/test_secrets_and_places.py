"""Secrets have their file before the act that makes them, and nothing readable lies in a vault's folder."""

import os
import stat

import pytest

from intake.casework import door
from intake.cli import command
from intake.errors import Cancelled, RefusedError
from tests.cli.inside import PASSPHRASE

WHY = ["--purpose", "defence", "--authority", "order 12"]


def test_no_vault_without_its_recovery_code(desk, tmp_path):
    ran = desk.run("create", tmp_path / "other", *desk.new, "--recovery-file", tmp_path / "nowhere" / "recovery", ended=2)
    assert "nowhere" in ran.document["error"]["message"]
    assert not (tmp_path / "other").exists()


def test_a_vault_that_is_not_made_leaves_no_file_for_its_code(desk, tmp_path):
    assert desk.run("create", desk.vault, *desk.new, "--recovery-file", tmp_path / "again", ended=4).error == "vault_exists"
    assert not (tmp_path / "again").exists()


def test_no_bundle_without_its_passphrase(desk, stick, tmp_path):
    desk.on("import", stick, "--only", "acquire")
    words = ["--items", desk.number("note.txt"), *WHY, "--to", tmp_path / "out", "--encrypt", "--bundle-passphrase-file"]
    desk.on("export", *words, tmp_path / "nowhere" / "secret", ended=2)
    assert not (tmp_path / "out").exists()
    desk.on("export", *words, tmp_path / "out" / "secret")
    assert stat.S_IMODE((tmp_path / "out" / "secret").stat().st_mode) == 0o600
    secret = (tmp_path / "out" / "secret").read_text()
    assert len(secret.strip()) == 29
    assert secret.endswith("\n")
    (bundle,) = (tmp_path / "out").glob("*.zip")
    desk.run("verify", bundle, "--bundle-passphrase-file", tmp_path / "out" / "secret", ended=0)


def test_an_export_that_fails_leaves_no_secret_file(desk, stick, tmp_path, monkeypatch):
    desk.on("import", stick, "--only", "acquire")

    def cancelled(*_words):
        raise Cancelled

    number = desk.number("note.txt")
    monkeypatch.setattr("intake.bundle.writing.Writing.add_evidence", cancelled)
    words = ["--items", number, *WHY, "--to", tmp_path / "out", "--encrypt", "--bundle-passphrase-file", tmp_path / "secret"]
    desk.on("export", *words, ended=130)
    assert not (tmp_path / "secret").exists()
    assert list((tmp_path / "out").iterdir()) == []


def test_an_authority_for_what_is_not_withheld(desk, tmp_path):
    words = ["--case", "1", *WHY, "--to", tmp_path / "out", "--withheld-by", "order 12"]
    ran = desk.on("export", *words, ended=2)
    assert "--withheld-by needs --withhold" in str(ran)
    assert not (tmp_path / "out").exists()


def test_a_passphrase_file_without_encryption_is_a_mistake(desk, tmp_path):
    words = ["--case", "1", *WHY, "--to", tmp_path / "out", "--bundle-passphrase-file", tmp_path / "secret"]
    desk.on("export", *words, ended=2)


def test_nothing_readable_goes_into_the_vault(desk, stick, tmp_path):
    desk.on("import", stick)
    number = desk.number("note.txt")
    (tmp_path / "by-a-link").symlink_to(desk.vault / "objects")
    entries = len(desk.on("log").document["entries"])
    for inside in (desk.vault, desk.vault / "objects" / "deep", tmp_path / "by-a-link"):
        assert desk.on("get", number, "--to", inside / "copy", ended=3).error == "target_in_vault"
        assert desk.on("keyframes", number, "--to", inside / "stills", ended=3).error == "target_in_vault"
        assert desk.on("checkpoint", "--to", inside / "head", ended=3).error == "target_in_vault"
        assert desk.on("export", "--items", number, *WHY, "--to", inside / "out", ended=3).error == "target_in_vault"
    secret = ["--encrypt", "--bundle-passphrase-file", desk.vault / "secret"]
    assert desk.on("export", "--items", number, *WHY, "--to", tmp_path / "out", *secret, ended=3).error == "target_in_vault"
    assert desk.on("verify").document["verdict"] == "unchanged"
    types = [entry["type"] for entry in desk.on("log").document["entries"][entries:]]
    assert set(types) <= {"unlocked", "locked"}


def test_folders_above_the_bundle_are_made(desk, stick, tmp_path):
    desk.on("import", stick, "--only", "acquire")
    ran = desk.on("export", "--items", desk.number("note.txt"), *WHY, "--to", tmp_path / "a" / "b" / "c")
    assert os.path.dirname(ran.document["bundle"]) == str(tmp_path / "a" / "b" / "c")
    ran = desk.on("export", "--items", desk.number("note.txt"), *WHY, "--to", tmp_path / "passphrase", ended=4)
    assert ran.error == "target_exists"


def test_an_export_names_a_case_or_items(desk, stick, tmp_path):
    desk.on("import", stick, "--only", "acquire")
    unlocking = (desk.vault, "R. Alvarez", bytearray(PASSPHRASE.encode()), command.SETTINGS)
    with door.unlock(*unlocking, examines=False) as casework, pytest.raises(RefusedError, match="nothing_to_export"):
        casework.release.preflight(door.ExportRequest((), None, tmp_path / "out", door.Form.FOLDER, False, (), "p", "a"))
