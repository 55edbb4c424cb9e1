"""Checks 6 to 9 of a bundle: its custody files, their audit, what `sealed` says of this bundle, and each exhibit.

`bundle.md` has the numbers; check 7 is the audit of an extract, whose own checks `custody/log.md` numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.bundle import bag, extracts
from intake.bundle.files import Seen
from intake.crypto import signing
from intake.custody.audit import ExtractAudit
from intake.errors import TamperError
from intake.progress import Step
from intake.records.canonical import JSON
from intake.records.digests import sha256_of
from intake.records.events import Entry, Type
from intake.records.names import shown_text

EVIDENCE = "data/evidence/"
MOST_FACT = 1000  # characters

_ITEM = re.compile(r"[0-9A-HJKMNP-TV-Z]{6}-[0-9]{4,6}-[0-9]{2,7}")
_HEX64 = re.compile(r"[0-9a-f]{64}")


@dataclass
class History:
    """What the custody history says. acquired: item to the SHA-256 at acquisition, "" where it is withheld or malformed."""

    acquired: dict[str, str] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    sealed: Entry | None = None


def check_history(seen: Seen) -> History:
    """Checks 6 and 7: the custody files are in their form, and the history in them holds together."""
    pem, public = seen.read(extracts.LOG_KEY), b""
    if pem is not None:
        try:
            public = signing.from_pem(pem)
        except TamperError:
            seen.add("key_malformed", extracts.LOG_KEY)
    parts = extracts.Parts(seen.chunks)
    audit = ExtractAudit(seen.tell, seen.read(extracts.CHECKPOINT) or b"", public)
    history = History()
    for number, part in enumerate(parts, 1):
        entry = audit.take(part.signed, part.signature, part.carried, part.proof)
        if entry is not None and entry.type is Type.ACQUIRED:
            _take_acquired(history, entry)
        seen.progress(Step("verify_history", done=number, unit="entries"))
    audit.close()
    for path in parts.malformed:
        seen.add("custody_malformed", path)
    history.sealed = audit.sealed
    seen.checked["entries"], seen.checked["signatures"] = parts.count, audit.signatures
    _note_facts(seen, audit, public)
    return history


def _note_facts(seen: Seen, audit: ExtractAudit, public: bytes) -> None:
    if public:
        seen.facts["fingerprint"] = signing.key_id_of(public)
    if audit.checkpoint is not None:
        made = audit.checkpoint
        seen.facts |= {"origin": made.origin, "log_size": str(made.size), "short_code": made.short_code}
    if audit.vault is not None:
        seen.facts["office"] = shown_text(audit.vault.office)
    if audit.sealed is not None:
        seen.facts["closed_at"] = audit.sealed.time
        seen.facts["closed_by"] = shown_text(str(audit.sealed.value("operator_name") or ""))


def _take_acquired(history: History, entry: Entry) -> None:
    said, digests = entry.value("item"), entry.value("digests")
    item = said.get("item") if isinstance(said, Mapping) else None
    digest = digests.get("sha256") if isinstance(digests, Mapping) else None
    if not isinstance(item, str):
        return
    if item in history.acquired:
        history.twice.append(item)
    history.acquired.setdefault(item, digest if isinstance(digest, str) and _HEX64.fullmatch(digest) else "")


def _items_of(sealed: Mapping[str, JSON]) -> list[str] | None:
    items = sealed.get("items")
    if not isinstance(items, list):
        return None
    found = [item for item in items if isinstance(item, str) and _ITEM.fullmatch(item)]
    return found if len(found) == len(items) == len(set(found)) else None


def check_sealed(seen: Seen, history: History) -> list[str] | None:
    """Check 8: the entry that closed this extract is about this bundle, and by the key that signed the seal. Its items, if readable."""
    entry = history.sealed
    said = entry.value("sealed") if entry is not None else None
    if entry is None or said is None:
        return None  # the audit said so
    subject = f"entry {entry.position}"
    items = _items_of(said) if isinstance(said, Mapping) else None
    if not isinstance(said, Mapping) or items is None:
        seen.add("sealed_malformed", subject)
        return None
    withheld = said.get("withheld")
    seen.facts["withheld"] = shown_text(" ".join(map(str, withheld)), MOST_FACT) if isinstance(withheld, list) else ""
    for name in ("recipient", "withheld_by"):  # not in bundles of earlier versions
        text = entry.value(name)
        if isinstance(text, str) and text:
            seen.facts[name] = shown_text(text, MOST_FACT)
    if seen.closing is not None and said.get("bundle") != seen.closing.bundle:
        seen.add("sealed_names_other_bundle", subject, seen.closing.bundle, str(said.get("bundle")))
    data = seen.read(bag.MANIFEST)
    if data is not None and said.get("manifest_sha256") != sha256_of(data):
        seen.add("sealed_names_other_list", subject, str(said.get("manifest_sha256")), sha256_of(data))
    if seen.signer is not None and entry.operator_key != signing.key_id_of(seen.signer):
        seen.add("sealed_by_other_key", subject, entry.operator_key, signing.key_id_of(seen.signer))
    return items


def check_exhibits(seen: Seen, history: History, items: list[str] | None) -> None:
    """Check 9: the exhibits are those that `sealed` names, each the bytes that were acquired under its number."""
    if items is None:
        return
    seen.checked["items"] = len(items)
    paths: dict[str, str] = {}
    named = set(items)
    for path in seen.payload:
        if not path.startswith(EVIDENCE):
            continue
        item = path.removeprefix(EVIDENCE).partition(".")[0]
        if item in paths or item not in named:
            seen.add("exhibit_not_named", path)
        paths.setdefault(item, path)
    for item in items:
        if item not in paths:
            seen.add("exhibit_missing", item)
        if item in history.twice:
            seen.add("acquired_twice", item)
        digest = history.acquired.get(item)
        if not digest:
            seen.add("acquired_missing", item)
        elif item in paths and seen.payload[paths[item]] != digest:
            seen.add("exhibit_differs_from_acquired", item, digest, seen.payload[paths[item]])
