"""One process at a time: the system's lock on the vault's `lock` file, and who holds it, for the sentence.

The file's content is for people only; the lock itself is the system's and ends with the process, however it ends. An empty
file means that the vault was closed in order.
"""

import contextlib
import os
import sys
import weakref
from pathlib import Path

from intake import durable
from intake.errors import StorageError, TamperError, VaultError
from intake.records import canonical
from intake.records.canonical import JSON

if sys.platform == "win32":
    from intake.vault import lock_windows as system
else:
    from intake.vault import lock_posix as system

MOST_BYTES = 4096


class FolderLock:
    """Held from `acquire` to `release`. A forked child does not keep it."""

    def __init__(self, file: durable.File, *, clean: bool, writable: bool) -> None:
        self.was_clean = clean
        self._file = file
        self._writable = writable
        _held.add(self)

    def say(self, label: str, since: str, workstation: str) -> None:
        """Writes who holds it, durably: as long as it stands there, the vault was not closed in order. StorageError."""
        if self._writable:
            facts: dict[str, JSON] = {"label": label, "pid": os.getpid(), "since": since, "workstation": workstation}
            content = canonical.encode(facts)
            # Written over what is there, never through an empty file: that would mean an orderly close.
            over = min(len(content), self._file.size)
            self._file.patch(0, content[:over])
            if over < len(content):
                self._file.write(content[over:])
            else:
                self._file.truncate(len(content))
            self._file.sync()

    def release(self, *, clean: bool) -> None:
        """clean: the vault was closed in order, nothing is in doubt."""
        _held.discard(self)
        if self._file.closed:
            return
        if clean and self._writable:
            with contextlib.suppress(StorageError):
                self._file.truncate(0)
        with contextlib.suppress(OSError):
            system.unlock(self._file.fileno())
        with contextlib.suppress(StorageError):
            self._file.close()

    def abandon(self) -> None:
        """In a forked child: its copy of the descriptor goes, the parent's lock stays."""
        if not self._file.closed:
            os.close(self._file.fileno())


_held: "weakref.WeakSet[FolderLock]" = weakref.WeakSet()


def _in_child() -> None:
    for one in list(_held):
        with contextlib.suppress(OSError):
            one.abandon()
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def acquire(path: Path, *, read_only: bool) -> FolderLock | None:
    """The lock, or None where a vault that is only read has no lock file and none can be made.

    VaultError(vault_in_use) with what the holder wrote: `label`, `since`, `workstation`, `pid`. StorageError.
    """
    clean = True
    try:
        file = durable.open_file(path, writable=not read_only)
    except StorageError as error:
        if error.code != "target_missing":
            raise
        if read_only:
            return None
        file, clean = durable.create(path), False
    try:
        if not system.lock(file.fileno(), shared=read_only):
            raise VaultError("vault_in_use", **_holder(file))
    except BaseException:
        file.close()
        raise
    return FolderLock(file, clean=clean and file.size == 0, writable=not read_only)


def _holder(file: durable.File) -> dict[str, object]:
    try:
        facts = canonical.parse_object(file.read_at(0, MOST_BYTES))
    except (TamperError, StorageError):
        return {}
    return {name: value for name, value in facts.items() if name in {"label", "pid", "since", "workstation"}}
