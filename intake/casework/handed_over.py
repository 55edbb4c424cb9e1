"""The bundles that were written before, as the log's `exported` entries have them: the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.bundle import names
from intake.bundle.writing import Form
from intake.casework import logbook
from intake.casework.opened import Opened
from intake.casework.recorded import value
from intake.ids import BundleId, ItemId
from intake.records.canonical import JSON
from intake.records.events import Entry, Type
from intake.records.rows import LogWhere

WRITTEN = LogWhere(types=frozenset({Type.EXPORTED}))


@dataclass(frozen=True, slots=True)
class Bundle:
    """at: RFC 3339 UTC. by: as enrolled. failed: the code of why none was left, or "". target: as shown then.

    digest: "" where none was left. recipient, withheld_by: "" where nothing was said. short_code: of the checkpoint
    that covers it; "" in entries of earlier versions. left_out: items of its case, or of its items' cases, that
    are not in it, as far as it is known; left_out_of: the number of the one case that it is for, or ""; left_out_reason: "" where
    nothing was said.
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
    left_out: tuple[ItemId, ...] = ()
    left_out_of: str = ""
    left_out_reason: str = ""


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
    others = value(entry, "left_out")
    return Bundle(
        bundle=str(exported.get("bundle") or ""),
        at=entry.time,
        by=str(entry.value("operator_name") or ""),
        purpose=str(entry.value("purpose") or ""),
        recipient=str(entry.value("recipient") or ""),
        authority=str(entry.value("authority") or ""),
        withheld_by=str(entry.value("withheld_by") or ""),
        items=_items(exported),
        form=str(exported.get("form") or ""),
        protection=str(exported.get("protection") or ""),
        target=str(entry.value("export_target") or ""),
        digest=str(exported.get("bundle_digest") or ""),
        short_code=str(exported.get("short_code") or ""),
        failed="" if outcome.get("outcome") == "done" else str(outcome.get("code") or "failed"),
        position=entry.position,
        left_out=_items(others),
        left_out_of=str(others.get("case") or ""),
        left_out_reason=str(entry.value("left_out_reason") or ""),
    )


def _items(said: Mapping[str, JSON]) -> tuple[ItemId, ...]:
    items = said.get("items")
    return tuple(ItemId(str(item)) for item in items) if isinstance(items, list | tuple) else ()
