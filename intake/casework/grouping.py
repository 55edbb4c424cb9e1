"""Groups outcomes for the commit point: up to 64 items, 64 MiB or half a second, then one durable write for all of them.

An item that was handed to a group exists only when the group was flushed. Whoever drives the group flushes it at the end,
also when the act was cancelled: what was read faithfully is kept.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from intake.records.events import Draft, Entry
from intake.settings import Settings
from intake.vault.objects import Staged


class Recorder(Protocol):
    """What the ledger does with a group."""

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
        settings = self._settings
        if (
            len(self._drafts) >= settings.group_items
            or self._bytes >= settings.group_bytes
            or time.monotonic() - self._since >= settings.group_seconds
        ):
            self.flush()

    def flush(self) -> None:
        """Commits what was collected, if anything. StorageError."""
        drafts, objects = self._drafts, self._objects
        self._drafts, self._objects, self._bytes = [], [], 0
        if drafts:
            self._flushed(self._ledger.record(drafts, objects=objects))
