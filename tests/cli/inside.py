"""Runs the command line in this process, on a vault whose passphrase costs next to nothing: for many small questions."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from intake.cli import command, main
from intake.settings import KeyCost, Settings

PASSPHRASE = "correct horse battery staple"


@dataclass
class Ran:
    code: int
    document: Any
    err: str

    @property
    def error(self) -> str:
        return str(self.document["error"]["code"])


class Desk:
    """A vault made on the command line, its operator, and a folder for what comes of it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.vault, self._capsys = folder, folder / "vault", capsys
        (folder / "passphrase").write_text(PASSPHRASE + "\n")
        self.key = ["--operator", "R. Alvarez", "--passphrase-file", folder / "passphrase"]
        self.new = ["--name", "Office", "--operator", "R. Alvarez", "--agency", "Hennepin", "--kdf", "low"]
        self.new += ["--passphrase-file", folder / "passphrase"]
        made = self.run("create", self.vault, *self.new, "--recovery-file", folder / "recovery")
        assert made.code == 0, made
        self.created = made.document

    def run(self, *words: object, ended: int | None = None) -> Ran:
        """`main.py WORDS… --json`. ended: the exit code that it must have."""
        code = main.run([*(os.fsdecode(os.fsencode(w) if isinstance(w, Path | bytes) else str(w)) for w in words), "--json"])
        out, err = self._capsys.readouterr()
        ran = Ran(code, json.loads(out), err)
        assert ended is None or ended == code, ran
        return ran

    def on(self, command_: str, *words: object, ended: int | None = 0) -> Ran:
        """A command on this vault, unlocked."""
        return self.run(command_, self.vault, *words, *self.key, ended=ended)

    def number(self, name: str) -> str:
        return str(next(item["item"] for item in self.on("list").document["items"] if item["name"] == name))


def cheap(monkeypatch: pytest.MonkeyPatch, cost: KeyCost) -> None:
    """Passphrases cost little, and this process is neither hardened nor does it catch signals."""
    monkeypatch.setitem(command.COSTS, "low", cost)
    monkeypatch.setattr(command, "SETTINGS", Settings(cost=cost))
    monkeypatch.setattr(main.hardening, "harden", lambda: None)
    monkeypatch.setattr(main, "_watch", lambda _output: None)
