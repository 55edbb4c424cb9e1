"""Release: chosen items leave as a sealed bundle, with each item's whole custody history and nothing of any other case.

The order: checked → logged that copies leave → payload written → `sealed` recorded with the list's digest → custody files,
seal → synced, read back, verified → named → `exported` recorded. A failure on the way is recorded too.
"""

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from intake import durable
from intake.bundle import names, passphrases, writing
from intake.bundle.index import IndexRow
from intake.bundle.writing import Plan, Writing, Written
from intake.casework import handed_over, knowing, medium, preflight
from intake.casework.drafts import MOST_ITEMS
from intake.casework.drafts import items as subjects_of
from intake.casework.handed_over import Bundle
from intake.casework.medium import Medium
from intake.casework.opened import Opened
from intake.casework.preflight import Preflight
from intake.casework.request import ExportRequest
from intake.casework.same_case import cases_of, left_out
from intake.casework.withheld import Withheld
from intake.crypto.stream import open_stream
from intake.errors import Cancelled, IntakeError, RefusedError, StorageError
from intake.host.clock import utc_now
from intake.ids import BundleId, ItemId, random_id
from intake.papers import handover
from intake.papers.handover import Handover
from intake.progress import Progress, silent
from intake.records.canonical import JSON
from intake.records.events import Chain, Draft, Entry, Extract, Outcome, Subject, SubjectKind, Type
from intake.records.names import MOST_RAW, shown
from intake.records.rows import Filter


@dataclass(frozen=True, slots=True)
class Exported:
    """passphrase: of an encrypted bundle, told once. checkpoint: the signed note that covers `sealed`.

    damaged: items that went out whole, but without what was read from them, as their examination is damaged.
    """

    path: Path
    bundle_digest: str
    items: tuple[ItemId, ...]
    checkpoint: bytes
    short_code: str
    passphrase: str | None
    damaged: tuple[ItemId, ...] = ()


class Release:
    """Writes bundles."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def chosen(self, request: ExportRequest) -> tuple[ItemId, ...]:
        """The items of a request, in order of their numbers. VaultError(unknown_item, unknown_case), RefusedError.

        RefusedError(too_many_items): `sealed` is one entry, in which the chains of all items end, and cannot be two.
        """
        if request.case is not None:
            self._opened.case_of(request.case)
        elif not request.items:  # a filter that names nothing would take in every case
            raise RefusedError("nothing_to_export")
        for item in request.items:
            self._opened.item(item)
        where = Filter(case_number=request.case, items=frozenset(request.items))
        items = self._opened.catalog.ids(where)
        if not items:
            raise RefusedError("nothing_to_export")
        if len(items) > MOST_ITEMS:
            raise RefusedError("too_many_items", count=len(items), most=MOST_ITEMS)
        return items

    def preflight(self, request: ExportRequest, progress: Progress = silent) -> Preflight:
        """What stops this bundle, and what a person should know before. As `chosen`; TamperError, StorageError, Cancelled."""
        return preflight.look(self._opened, request, self.chosen(request), progress)

    def medium(self, target: Path) -> Medium:
        """The medium of a folder, which may not be there yet. StorageError(target_missing, read_failed)."""
        return medium.medium_of(target, self._opened.folder)

    def bundles(self) -> tuple[Bundle, ...]:
        """Those that were written before, the newest first. TamperError, StorageError."""
        return handed_over.bundles(self._opened)

    def receipt(self, bundle: Bundle) -> str:
        """The receipt of a bundle that was written, as text for a printer."""
        number = BundleId(bundle.bundle)
        name = names.base_name(self._opened.code, number)
        paper = Handover(
            name,
            number,
            bundle.at,
            bundle.by,
            bundle.purpose,
            bundle.authority,
            bundle.items,
            bundle.digest,
            encrypted=bundle.protection != "none",
            recipient=bundle.recipient,
            withheld_by=bundle.withheld_by,
            fingerprint=self._opened.fingerprint,
            short_code=bundle.short_code,
            # Whoever reads it is not told that there is another case.
            left_out=len(bundle.left_out) if bundle.left_out_of else 0,
            left_out_reason=bundle.left_out_reason,
        )
        return handover.text(paper)

    def place(self, bundle: Bundle) -> Path:
        """Where a bundle was written, if it still lies there. StorageError(target_missing)."""
        found = handed_over.place(bundle, self._opened.code)
        if not durable.is_there(found):
            raise StorageError("target_missing", name=found.name)
        return found

    def export(self, request: ExportRequest, progress: Progress) -> Exported:
        """Writes a bundle, reads it back and verifies it. RefusedError, StorageError, TamperError, Cancelled: then none is there."""
        self._opened.require_bytes()
        return _Export(self._opened, request, self.chosen(request), progress).run()


class _Export:
    """One bundle on its way. What an item's examination said is read when its turn comes, so memory stays small."""

    def __init__(self, opened: Opened, request: ExportRequest, items: Sequence[ItemId], progress: Progress) -> None:
        self._opened, self._request, self._progress = opened, request, progress
        self._items = tuple(items)
        self._known = {item: opened.item(item) for item in items}
        self._withheld = Withheld(opened, request.withhold, tuple(self._known.values()))
        self._bundle = BundleId(random_id())
        self._rows: list[IndexRow] = []
        self._damaged: list[ItemId] = []

    def run(self) -> Exported:
        request = self._request
        self._opened.require_outside(request.target)
        self._require_room()
        self._check()
        size = sum(item.row.size for item in self._known.values())
        _make(request.target)
        passphrase = passphrases.new_passphrase() if request.encrypt else None
        self._record(Type.WORKING_COPY_MADE, {"copy": {"kind": "bundle", "bundle": self._bundle, "size": size}, **self._why()})
        plan = Plan(
            self._bundle,
            self._opened.code,
            self._opened.office,
            utc_now()[:10],
            request.form,
            passphrase.encode() if passphrase else None,
            size,
        )
        try:
            with writing.begin(request.target, plan, self._progress) as bundle:
                self._payload(bundle)
                sealed, extract = self._seal(bundle.close_payload())
                if passphrase is not None:
                    request.keep(passphrase)
                written = bundle.finish(extract, self._rows, self._opened.sign, self._opened.operator.signing_public)
        except (IntakeError, Cancelled) as error:
            self._failed(error)
            raise
        head = extract.checkpoint
        self._exported(written, sealed, head.short_code)
        damaged = tuple(self._damaged)
        return Exported(written.path, written.bundle_digest, self._items, head.note, head.short_code, passphrase, damaged)

    def _require_room(self) -> None:
        """StorageError(file_too_large_for_medium, disk_full, path_too_long …) before anything is written or logged."""
        target = self._request.target
        found = medium.medium_of(target, self._opened.folder)
        load = medium.load_of(self._opened, tuple(self._known.values()))
        name = names.base_name(self._opened.code, self._bundle)
        for obstacle in medium.obstacles(found, load, self._request.form, target, name):
            raise obstacle

    def _check(self) -> None:
        """RefusedError(withholding_impossible) before anything is written or logged; and the lines of the index."""
        case = self._request.case or ""
        self._withheld.require_absent_from_words(self._request.searched, case)
        for item in self._items:
            details, _metadata = self._withheld.described(item)
            row, sorting = details.item.row, details.sorting
            sorted_by = (sorting.utc or sorting.value) if sorting else ""
            if row.placed is not None:
                sorted_by = f"{row.placed.utc or row.placed.value} (recorded: {sorted_by})"
            self._rows.append(IndexRow(item, row.name, row.size, row.sha256, row.media_type, row.acquired_at, sorted_by, case))
        self._withheld.require_absent_until_now()

    def _why(self) -> dict[str, JSON]:
        return {**self._request.words, "export_target": shown(os.fsencode(self._request.target), MOST_RAW)}

    def _left_out(self) -> dict[str, JSON]:
        """What of the case is not in it, and why; nothing where nothing is. The case is named where there is but one."""
        rows, case = [item.row for item in self._known.values()], self._request.case
        cases = cases_of(rows) if case is None else frozenset({case})
        others = left_out(self._opened, rows, cases)
        if not others:
            return {}
        said: dict[str, JSON] = {"items": list(others)} | ({"case": min(cases)} if len(cases) == 1 else {})
        reason = self._request.left_out_reason
        return {"left_out": said, "left_out_reason": reason} if reason else {"left_out": said}

    def _record(self, event: Type, fields: dict[str, JSON], outcome: Outcome = Outcome.DONE, code: str | None = None) -> Entry:
        return self._opened.ledger.record([Draft(event, subjects_of(self._items), fields, outcome, code)])[0]

    def _payload(self, bundle: Writing) -> None:
        for item in self._items:
            details, metadata = self._withheld.described(item)
            row = details.item.row
            if details.damaged:
                self._damaged.append(item)
            with self._opened.objects.open(details.item.object) as grant, open_stream(grant) as stream:
                watched = self._withheld.watched(item, stream)
                bundle.add_evidence(item, details.item.name_raw, row.media_type, row.size, row.sha256, watched)
            # Of an examination that is damaged there is nothing to give; its metadata say so.
            for placed, jpeg in () if details.damaged else knowing.derivatives(self._opened, item):
                number = "" if placed.index is None or placed.role.value != "storyboard" else f"-{placed.index:06d}"
                bundle.add_derivative(item, f"{placed.role.value}{number}.jpg", jpeg)
            bundle.add_metadata(item, metadata)

    def _seal(self, manifest: str) -> tuple[Entry, Extract]:
        """Records `sealed`, and the extract up to it. Begins again when something was recorded of another chain in between."""
        while True:
            ends = _ends_of(self._withheld.extract())
            value: dict[str, JSON] = {
                "bundle": self._bundle,
                "manifest_sha256": manifest,
                "items": list(self._items),
                "ends": ends,
                "withheld": sorted(self._withheld.closed),
            }
            sealed = self._record(Type.SEALED, {"sealed": value, **self._request.words})
            extract = _up_to(sealed.position, self._withheld.extract())
            if _ends_of(extract) == ends:
                self._withheld.require_absent_from(extract)
                return sealed, extract

    def _failed(self, error: IntakeError | Cancelled) -> None:
        code = "cancelled" if isinstance(error, Cancelled) else error.code
        if not self._opened.ledger.failed:
            # Why it failed is what must be told, also where that cannot be recorded.
            with contextlib.suppress(StorageError):
                value: dict[str, JSON] = {"bundle": self._bundle, "items": list(self._items)}
                self._record(Type.EXPORTED, {"exported": value}, Outcome.FAILED, code)

    def _exported(self, written: Written, sealed: Entry, short_code: str) -> None:
        value: dict[str, JSON] = {
            "bundle": self._bundle,
            "bundle_digest": written.bundle_digest,
            "items": list(self._items),
            "form": self._request.form.value,
            "protection": "aes-256-zip" if self._request.encrypt else "none",
            "sealed_position": sealed.position,
            "short_code": short_code,
        }
        drafts = [
            Draft(Type.READ_BACK_VERIFIED, subjects_of(self._items), {"exported": value}),
            Draft(Type.EXPORTED, subjects_of(self._items), {"exported": value, **self._why(), **self._left_out()}),
        ]
        self._opened.ledger.record(drafts)


def _make(folder: Path) -> None:
    """The folder, and those above it that are not there either. StorageError."""
    if not durable.is_there(folder):
        _make(folder.parent)
        durable.make_folder(folder, exists_ok=True)
        durable.sync_folder(folder.parent)
    elif not durable.is_folder(folder):
        raise StorageError("target_exists", name=folder.name)


def _up_to(position: int, extract: Extract) -> Extract:
    """Without what was recorded after this position: the chains are attested up to `sealed`."""
    kept = [(entry, proof) for entry, proof in zip(extract.entries, extract.proofs, strict=True) if entry.position <= position]
    return replace(extract, entries=tuple(entry for entry, _ in kept), proofs=tuple(proof for _, proof in kept))


def _ends_of(extract: Extract) -> list[JSON]:
    """The last link of each chain that travels but those of items, in which `sealed` itself is the last."""
    ends: dict[tuple[Subject, Chain], JSON] = {}
    for entry in extract.entries:
        for link in entry.links:
            if link.subject.kind is not SubjectKind.ITEM:
                name = f"{link.subject.kind.value}:{link.subject.id}"
                ends[link.subject, link.chain] = {
                    "subject": name,
                    "chain": link.chain.value,
                    "ordinal": link.ordinal,
                    "leaf": entry.leaf,
                }
    return [ends[chain] for chain in sorted(ends)]
