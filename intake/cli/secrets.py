"""Passphrases and codes: read from a file or asked for, and written to files that did not exist before."""

import contextlib
import getpass
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake import durable
from intake.cli.output import safe
from intake.errors import CommandError, StorageError
from intake.wording.language import translated as _

MOST_BYTES = 4096  # of a passphrase file
MOST_SECRET = 256  # bytes of a secret that this program generates


def _prepared(raw: bytes) -> bytearray:
    """One trailing newline is dropped; NFC, so that the same word typed on another keyboard is the same passphrase."""
    for ending in (b"\r\n", b"\n"):
        if raw.endswith(ending):
            raw = raw[: -len(ending)]
            break
    try:
        return bytearray(unicodedata.normalize("NFC", raw.decode("utf-8")).encode("utf-8"))
    except UnicodeDecodeError as error:
        raise CommandError("usage", reason=_("the passphrase is not UTF-8 text")) from error


def from_file(name: str) -> bytearray:
    """A secret in a file. CommandError(passphrase_file_unreadable)."""
    try:
        with Path(name).open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError("passphrase_file_unreadable", name=name) from error
    if len(raw) > MOST_BYTES:
        raise CommandError("usage", reason=_("the passphrase file is longer than any passphrase"))
    return _prepared(raw)


def asked(file: str | None, prompt: str) -> bytearray:
    """From the file when one is named, else asked for at the terminal."""
    if file is not None:
        return from_file(file)
    if not sys.stdin.isatty():
        raise CommandError("usage", reason=_("no terminal to ask at: name a file for “{prompt}”").format(prompt=prompt))
    return _prepared(getpass.getpass(f"{prompt}: ").encode())


def chosen(file: str | None, prompt: str) -> bytearray:
    """A new passphrase: typed twice when it is asked for. CommandError(passphrases_differ)."""
    first = asked(file, prompt)
    if file is None and first != asked(None, _("{prompt}, again").format(prompt=prompt)):
        raise CommandError("passphrases_differ")
    return first


class Reserved:
    """A file for a secret that is not known yet: its place on the disk is taken before the act that makes the secret."""

    def __init__(self, path: Path, file: durable.File) -> None:
        self.kept = False
        self._path, self._file = path, file

    def keep(self, text: str) -> None:
        """Writes the secret over what was reserved; durable on return. StorageError."""
        secret = text.encode("utf-8") + b"\n"
        self._file.patch(0, secret)
        self._file.truncate(len(secret))
        self._file.sync()
        durable.sync_folder(self._path.parent)
        self.kept = True


@contextmanager
def reserved(name: str) -> Iterator[Reserved]:
    """Makes the file that a secret goes into, which only its owner can read (0600), before anything else is done.

    So no vault is without its recovery code and no bundle without its passphrase because a folder was misspelt or a disk
    full. Removed again when nothing was kept in it. CommandError(secret_file_exists, usage), StorageError.
    """
    path = Path(name).absolute()
    try:
        file = durable.create(path)
    except StorageError as error:
        if error.code == "target_exists":
            raise CommandError("secret_file_exists", name=name) from error
        if error.code == "target_missing":
            raise CommandError(
                "usage", reason=_("there is no folder {path} to write a secret into").format(path=safe(str(path.parent)))
            ) from error
        raise
    place = Reserved(path, file)
    try:
        file.write(b" " * MOST_SECRET)
        file.sync()
        yield place
    finally:
        with contextlib.suppress(StorageError):
            file.close()
        if not place.kept:
            with contextlib.suppress(StorageError):
                durable.remove(path)
