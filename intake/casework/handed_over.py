"""The bundles that were written before, as the log's `exported` entries have them: the newest first."""

from dataclasses import dataclass

from intake.casework.opened import Opened
from intake.casework.recorded import value
from intake.ids import ItemId
from intake.records.events import Entry, Type

PAGE = 1024  # entries read at a time


@dataclass(frozen=True, slots=True)
class Bundle:
    """at: RFC 3339 UTC. by: as enrolled. failed: the code of why none was left, or "". target: as shown then.

    digest: "" where none was left.
    """

    bundle: str
    at: str
    by: str
    purpose: str
    authority: str
    items: tuple[ItemId, ...]
    form: str
    protection: str
    target: str
    digest: str
    failed: str
    position: int


class HandedOver:
    """Reads each entry of the log once; afterwards only what was recorded since."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._known: tuple[int, tuple[Bundle, ...]] = (0, ())

    def bundles(self) -> tuple[Bundle, ...]:
        """The newest first. TamperError, StorageError."""
        size, known = self._known
        now = self._opened.ledger.size
        fresh = [_bundle(entry) for entry in self._opened.ledger.entries(size, now) if entry.type is Type.EXPORTED]
        found = (*reversed(fresh), *known)
        self._known = (now, found)  # one assignment: two threads that ask at once read the same entries twice
        return found


def _bundle(entry: Entry) -> Bundle:
    exported, outcome = value(entry, "exported"), value(entry, "outcome")
    items = exported.get("items")
    return Bundle(
        bundle=str(exported.get("bundle") or ""),
        at=entry.time,
        by=str(entry.value("operator_name") or ""),
        purpose=str(entry.value("purpose") or ""),
        authority=str(entry.value("authority") or ""),
        items=tuple(ItemId(str(item)) for item in items) if isinstance(items, list | tuple) else (),
        form=str(exported.get("form") or ""),
        protection=str(exported.get("protection") or ""),
        target=str(entry.value("export_target") or ""),
        digest=str(exported.get("bundle_digest") or ""),
        failed="" if outcome.get("outcome") == "done" else str(outcome.get("code") or "failed"),
        position=entry.position,
    )
