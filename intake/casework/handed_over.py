"""The bundles that were written before, as the log's `exported` entries have them: the newest first."""

from dataclasses import dataclass
from pathlib import Path

from intake.bundle import names
from intake.bundle.writing import Form
from intake.casework import logbook
from intake.casework.opened import Opened
from intake.casework.recorded import value
from intake.ids import BundleId, ItemId
from intake.records.events import Entry, Type
from intake.records.rows import LogWhere

WRITTEN = LogWhere(types=frozenset({Type.EXPORTED}))


@dataclass(frozen=True, slots=True)
class Bundle:
    """at: RFC 3339 UTC. by: as enrolled. failed: the code of why none was left, or "". target: as shown then.

    digest: "" where none was left. recipient, withheld_by: "" where nothing was said. short_code: of the checkpoint
    that covers it; "" in entries of earlier versions.
    """

    bundle: str
    at: str
    by: str
    purpose: str
    recipient: str
    authority: str
    withheld_by: str
    items: tuple[ItemId, ...]
    form: str
    protection: str
    target: str
    digest: str
    short_code: str
    failed: str
    position: int


def place(bundle: Bundle, code: str) -> Path:
    """Where it was written. code: of the vault."""
    name = names.base_name(code, BundleId(bundle.bundle))
    return Path(bundle.target) / (f"{name}.zip" if bundle.form == Form.ZIP else name)


def bundles(opened: Opened) -> tuple[Bundle, ...]:
    """The newest first. TamperError, StorageError."""
    found = logbook.entries(opened, logbook.positions(opened, WRITTEN))
    return tuple(map(_bundle, reversed(found)))


def _bundle(entry: Entry) -> Bundle:
    exported, outcome = value(entry, "exported"), value(entry, "outcome")
    items = exported.get("items")
    return Bundle(
        bundle=str(exported.get("bundle") or ""),
        at=entry.time,
        by=str(entry.value("operator_name") or ""),
        purpose=str(entry.value("purpose") or ""),
        recipient=str(entry.value("recipient") or ""),
        authority=str(entry.value("authority") or ""),
        withheld_by=str(entry.value("withheld_by") or ""),
        items=tuple(ItemId(str(item)) for item in items) if isinstance(items, list | tuple) else (),
        form=str(exported.get("form") or ""),
        protection=str(exported.get("protection") or ""),
        target=str(entry.value("export_target") or ""),
        digest=str(exported.get("bundle_digest") or ""),
        short_code=str(exported.get("short_code") or ""),
        failed="" if outcome.get("outcome") == "done" else str(outcome.get("code") or "failed"),
        position=entry.position,
    )
