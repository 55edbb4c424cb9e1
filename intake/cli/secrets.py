"""Passphrases and codes: read from a file or asked for, and written to files that did not exist before."""

import getpass
import os
import sys
import unicodedata
from pathlib import Path

from intake import durable
from intake.errors import CommandError, StorageError

MOST_BYTES = 4096


def _prepared(raw: bytes) -> bytearray:
    """One trailing newline is dropped; NFC, so that the same word typed on another keyboard is the same passphrase."""
    for ending in (b"\r\n", b"\n"):
        if raw.endswith(ending):
            raw = raw[: -len(ending)]
            break
    try:
        return bytearray(unicodedata.normalize("NFC", raw.decode("utf-8")).encode("utf-8"))
    except UnicodeDecodeError as error:
        raise CommandError("usage", reason="the passphrase is not UTF-8 text") from error


def from_file(name: str) -> bytearray:
    """A secret in a file. CommandError(passphrase_file_unreadable)."""
    try:
        with Path(name).open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError("passphrase_file_unreadable", name=name) from error
    if len(raw) > MOST_BYTES:
        raise CommandError("usage", reason="the passphrase file is longer than any passphrase")
    return _prepared(raw)


def asked(file: str | None, prompt: str) -> bytearray:
    """From the file when one is named, else asked for at the terminal."""
    if file is not None:
        return from_file(file)
    if not sys.stdin.isatty():
        raise CommandError("usage", reason=f"no terminal to ask at: name a file for “{prompt}”")
    return _prepared(getpass.getpass(f"{prompt}: ").encode())


def chosen(file: str | None, prompt: str) -> bytearray:
    """A new passphrase: typed twice when it is asked for. CommandError(passphrases_differ)."""
    first = asked(file, prompt)
    if file is None and first != asked(None, f"{prompt}, again"):
        raise CommandError("passphrases_differ")
    return first


def require_absent(name: str) -> None:
    """CommandError(secret_file_exists): said before anything is done, so that no secret is left without its file."""
    if os.path.lexists(name):
        raise CommandError("secret_file_exists", name=name)


def write(name: str, text: str) -> None:
    """Writes a secret to a new file that only its owner can read (0600). CommandError(secret_file_exists), StorageError."""
    try:
        durable.write_new(Path(name).absolute(), text.encode("utf-8") + b"\n")
    except StorageError as error:
        if error.code == "target_exists":
            raise CommandError("secret_file_exists", name=name) from error
        raise
