"""Runs the command line as a script would: in a process of its own, JSON in, exit code and document out."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PASSPHRASE = "correct horse battery staple"


@dataclass
class Ran:
    code: int
    document: Any
    out: str
    err: str


def run(*words: object, document: bool = True) -> Ran:
    """`main.py WORDS… --json`; `document` False leaves `--json` away."""
    extra = ["--json"] if document else []
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "main.py"),
            *map(os.fsdecode, (os.fsencode(w) if isinstance(w, Path) else str(w).encode() for w in words)),
            *extra,
        ],
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=240,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    try:
        parsed = json.loads(done.stdout) if document else None
    except json.JSONDecodeError:
        raise AssertionError(f"no JSON document; exit {done.returncode}\n{done.stdout}\n{done.stderr}") from None
    return Ran(done.returncode, parsed, done.stdout, done.stderr)


@dataclass
class Office:
    """A vault that was made on the command line, with its operator's passphrase in a file."""

    vault: Path
    folder: Path
    created: dict[str, Any]
    operator: str = "R. Alvarez"

    @property
    def passphrase_file(self) -> Path:
        return self.folder / "passphrase"

    @property
    def recovery_file(self) -> Path:
        return self.folder / "recovery"

    @property
    def key(self) -> list[str]:
        return ["--operator", self.operator, "--passphrase-file", str(self.passphrase_file)]

    def run(self, command: str, *words: object, document: bool = True) -> Ran:
        """A command on this vault, unlocked as its operator."""
        return run(command, self.vault, *words, *self.key, document=document)

    def items(self) -> list[dict[str, Any]]:
        return self.run("list").document["items"]


def found_office(folder: Path) -> Office:
    """A new vault in this folder."""
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    made = run(
        "create", folder / "vault", "--name", "Field laptop 7", "--operator", "R. Alvarez", "--agency", "Hennepin",
        "--passphrase-file", folder / "passphrase", "--recovery-file", folder / "recovery", "--kdf", "low",
    )  # fmt: skip
    assert made.code == 0, made
    return Office(folder / "vault", folder, made.document)
