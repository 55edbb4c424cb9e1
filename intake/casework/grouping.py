"""Groups outcomes for the commit point: up to 64 items, 64 MiB or half a second, then one durable write for all of them.

An item that was handed to a group exists only when the group was flushed. Whoever drives the group flushes it at the end,
also when the act was cancelled: what was read faithfully is kept.
"""

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from intake.errors import StorageError
from intake.records.events import Draft, Entry
from intake.settings import Settings
from intake.vault.objects import Staged


class Recorder(Protocol):
    """What the ledger does with a group. failed: a write is in doubt, and only opening the vault again tells what is there."""

    @property
    def failed(self) -> bool: ...
    def record(self, drafts: Sequence[Draft], /, *, objects: Sequence[Staged] = ()) -> tuple[Entry, ...]: ...


class Group:
    """Collects drafts and their staged objects. `flushed` is called with the entries of each group after its commit."""

    def __init__(self, ledger: Recorder, settings: Settings, flushed: Callable[[Sequence[Entry]], None]) -> None:
        self._ledger, self._settings, self._flushed = ledger, settings, flushed
        self._drafts: list[Draft] = []
        self._objects: list[Staged] = []
        self._bytes, self._since = 0, 0.0

    def add(self, draft: Draft, staged: Staged | None = None) -> None:
        """Takes in one outcome; commits when the group is full. StorageError: then nothing of the group was recorded."""
        if not self._drafts:
            self._since = time.monotonic()
        self._drafts.append(draft)
        if staged is not None:
            self._objects.append(staged)
            self._bytes += staged.size
        if len(self._drafts) >= self._settings.group_items or self._bytes >= self._settings.group_bytes:
            self.flush()
        else:
            self.tick()

    def tick(self) -> None:
        """Commits what has waited long enough; called while something long goes on, so that nothing waits for its end."""
        if self._drafts and time.monotonic() - self._since >= self._settings.group_seconds:
            self.flush()

    def flush(self) -> None:
        """Commits what was collected, if anything. StorageError: what was staged for it is removed where nothing is in doubt."""
        drafts, objects = self._drafts, self._objects
        self._drafts, self._objects, self._bytes = [], [], 0
        if not drafts:
            return
        try:
            entries = self._ledger.record(drafts, objects=objects)
        except StorageError:
            if not self._ledger.failed:
                for one in objects:
                    with contextlib.suppress(StorageError):
                        one.discard()
            raise
        self._flushed(entries)
