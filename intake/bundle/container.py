"""Containers that a bundle is written into: a folder, or one ZIP; named `.partial` until everything is on the disk and checked.

Files are handed in one after the other. `complete` returns when all bytes and names are synced; `publish` gives the bundle
its name; `abandon` removes what was written, and what cannot be removed still says by its name what it is.
"""

import contextlib
from pathlib import Path
from typing import Protocol

from intake import archive, assets, durable
from intake.bundle.opening import PARTIAL
from intake.errors import StorageError

UNFINISHED = "UNFINISHED.txt"  # lies in a folder until it is finished, for whoever opens it

_MOST_UNSYNCED_FILES = 64
_MOST_UNSYNCED_BYTES = 64 * 1024 * 1024


class Vessel(Protocol):
    """Where a bundle is written. partial: where it lies now. final: where it will lie."""

    partial: Path
    final: Path

    def begin(self, path: str, size: int, /) -> None: ...
    def write(self, chunk: bytes | memoryview, /) -> None: ...
    def end(self) -> None: ...
    def complete(self) -> None: ...
    def publish(self) -> None: ...
    def abandon(self) -> None: ...


def _require_free(*paths: Path) -> None:
    for path in paths:
        if path.exists() or path.is_symlink():
            raise StorageError("target_exists", name=path.name)


def _give_name(partial: Path, final: Path) -> None:
    """When the name cannot be made durable it is taken back: what is reported as failed must not look finished."""
    _require_free(final)
    durable.rename(partial, final)
    try:
        durable.sync_folder(final.parent)
    except StorageError:
        durable.rename(final, partial)
        raise


class FolderVessel:
    """A folder. Small files are synced in groups: the first sync of a group commits the names of all."""

    def __init__(self, target: Path, name: str) -> None:
        self.final = target / name
        self.partial = target / (name + PARTIAL)
        self._folders: dict[Path, None] = {}  # in the order in which they were made
        self._files: list[Path] = []
        self._unsynced: list[durable.File] = []
        self._open: durable.File | None = None
        _require_free(self.final, self.partial)
        try:
            self._folder(self.partial)
            self._put_notice(assets.read("verification", UNFINISHED))
        except StorageError:
            self.abandon()
            raise

    def _put_notice(self, notice: bytes) -> None:
        self.begin(UNFINISHED, len(notice))
        self.write(notice)
        self.end()
        self._sync()

    def _folder(self, path: Path) -> None:
        durable.make_folder(path)
        self._folders[path] = None
        durable.share(path)

    def begin(self, path: str, size: int) -> None:  # noqa: ARG002 - a ZIP needs the size, a folder does not
        whole = self.partial / path
        for parent in reversed(whole.relative_to(self.partial).parents[:-1]):
            if self.partial / parent not in self._folders:
                self._folder(self.partial / parent)
        self._open = durable.create(whole)
        self._files.append(whole)

    def write(self, chunk: bytes | memoryview) -> None:
        if self._open is None:
            raise ValueError("no file is begun")
        self._open.write(chunk)

    def end(self) -> None:
        if self._open is None:
            raise ValueError("no file is begun")
        self._open.start_writing()
        self._unsynced.append(self._open)
        self._open = None
        if len(self._unsynced) >= _MOST_UNSYNCED_FILES or sum(file.size for file in self._unsynced) >= _MOST_UNSYNCED_BYTES:
            self._sync()

    def _sync(self) -> None:
        while self._unsynced:
            with self._unsynced.pop(0) as file:
                file.sync()
                file.forget()
            durable.share(file.path)

    def complete(self) -> None:
        self._sync()
        for folder in reversed(list(self._folders)):
            durable.sync_folder(folder)
        durable.sync_folder(self.partial.parent)

    def publish(self) -> None:
        durable.remove(self.partial / UNFINISHED)
        durable.sync_folder(self.partial)
        _give_name(self.partial, self.final)

    def abandon(self) -> None:
        for file in [*self._unsynced, *([self._open] if self._open else [])]:
            with contextlib.suppress(StorageError):
                file.close()
        # The notice goes last, so that whatever cannot be removed still has it beside it.
        for path in reversed(self._files):
            with contextlib.suppress(StorageError):
                durable.remove(path, missing_ok=True)
        for folder in reversed(list(self._folders)):
            with contextlib.suppress(StorageError):
                durable.remove_folder(folder)


class ZipVessel:
    """One ZIP in the form of `intake.archive`; encrypted where a passphrase is given."""

    def __init__(self, target: Path, name: str, passphrase: bytes | None) -> None:
        self.final = target / (name + ".zip")
        self.partial = target / (name + ".zip" + PARTIAL)
        self._base = name.encode("ascii") + b"/"
        _require_free(self.final, self.partial)
        self._file = durable.create(self.partial)
        self._zip = archive.ZipWriter(self._file.write, self._file.patch, passphrase)

    def begin(self, path: str, size: int) -> None:
        self._zip.begin(self._base + path.encode("ascii"), size)

    def write(self, chunk: bytes | memoryview) -> None:
        self._zip.write(chunk)

    def end(self) -> None:
        self._zip.end()

    def complete(self) -> None:
        self._zip.finish()
        self._file.sync()
        self._file.forget()
        self._file.close()
        durable.share(self.partial)
        durable.sync_folder(self.partial.parent)

    def publish(self) -> None:
        _give_name(self.partial, self.final)

    def abandon(self) -> None:
        with contextlib.suppress(StorageError):
            self._file.close()
        with contextlib.suppress(StorageError):
            durable.remove(self.partial, missing_ok=True)
