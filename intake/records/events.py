"""Custody events: their types, their chains, their subjects, and the shape in which they are drafted and read back.

An entry is signed canonical JSON with a small part in clear (format, type, time, operator's key id, position, nonce) and
everything else as disclosures `[salt, name, value]` (RFC 9901). One `Field` of a draft becomes one disclosure: what is
withheld together stands together; each personal, device-identifying or free-text field stands alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from intake.ids import KeyId
from intake.records.canonical import JSON


class Chain(StrEnum):
    """custody goes out with an item, access on an order, work never by itself."""

    CUSTODY = "custody"
    ACCESS = "access"
    WORK = "work"


class SubjectKind(StrEnum):
    ITEM = "item"
    SUBMISSION = "submission"
    CASE = "case"
    INCIDENT = "incident"
    OPERATOR = "operator"
    VAULT = "vault"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What an entry is about. The vault's own id is the vault id; an operator's the operator id; a case's a random id."""

    kind: SubjectKind
    id: str


class Type(StrEnum):
    """The types of events that this version writes or reads (domain.md, *Every custody event records*)."""

    VAULT_CREATED = "vault_created"
    OPERATOR_ENROLLED = "operator_enrolled"
    OPERATOR_REVOKED = "operator_revoked"
    SLOTS_CHANGED = "slots_changed"
    EPOCH_STARTED = "epoch_started"
    UNLOCKED = "unlocked"
    LOCKED = "locked"
    ACCESS_DENIED = "access_denied"
    RECOVERY_USED = "recovery_used"
    CASE_OPENED = "case_opened"
    SUBMISSION_OPENED = "submission_opened"
    SUBMISSION_CLOSED = "submission_closed"
    BATCH_OPENED = "batch_opened"
    ACQUIRED = "acquired"
    ACQUISITION_FAILED = "acquisition_failed"
    COMPARED = "compared"
    EXAMINED = "examined"
    VIEWED = "viewed"
    WORKING_COPY_MADE = "working_copy_made"
    STILL_MADE = "still_made"
    NOTE_ADDED = "note_added"
    MARKED = "marked"
    ASSIGNED = "assigned"
    CORRECTED = "corrected"
    SEALED = "sealed"
    EXPORTED = "exported"
    READ_BACK_VERIFIED = "read_back_verified"
    FIXITY_OK = "fixity_ok"
    FIXITY_FAILED = "fixity_failed"
    SET_APART = "set_apart"
    SWEPT = "swept"
    HEALED = "healed"
    RESTORED = "restored"
    SOFTWARE_CHANGED = "software_changed"
    CLOCK_CHANGED = "clock_changed"
    POLICY_SET = "policy_set"


_ACCESS = frozenset({Type.VIEWED, Type.WORKING_COPY_MADE, Type.ACCESS_DENIED, Type.STILL_MADE})
_WORK = frozenset({Type.NOTE_ADDED, Type.MARKED})


def chain_of(event: Type, corrects: Type | None = None) -> Chain:
    """The chain of an event by its type; a correction goes where the event that it corrects went if that is work."""
    if event in _WORK or (event is Type.CORRECTED and corrects in _WORK):
        return Chain.WORK
    return Chain.ACCESS if event in _ACCESS else Chain.CUSTODY


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


# Names of fields, one disclosure each. The ledger itself adds: outcome, when, operator, operator_name, workstation,
# system_user, tool, stored, and one `chain:…` for each subject. What the casework drafts uses these names and no others.
FIELDS: Mapping[str, str] = {
    # stamped by the ledger
    "outcome": "{outcome, code?}",
    "when": "{offset_minutes, monotonic_ns, boot_id, synchronised, started?, ended?}",
    "operator": "{operator, role, agency}",
    "operator_name": "text, personal",
    "workstation": "text, device-identifying",
    "system_user": "text, personal",
    "tool": "{name, version, build, python, platform}",
    "stored": "[{object, kind, size, sha256?}]: the objects that this entry puts into the vault; no sha256 for evidence",
    # people and keys
    "enrolment": "{operator, key_id, signing_public, sealing_public, role, proof}: public keys are always open",
    "enrolled_name": "text, personal",
    "enrolled_agency": "text",
    "revocation": "{operator, key_id}: always open",
    "vault": "{vault, code, office, origin, log_public}",
    "epoch": "{epoch, vault_json_sha256, reason}",
    "denied": "[{time, label}], unauthenticated",
    # cases and submissions
    "case": "{case, number}",
    "case_title": "free text",
    "submission": "{submission, ordinal, kind, reach}",
    "giver_name": "personal",
    "giver_alias": "personal",
    "giver_declined": "true or false",
    "recorded_by": "text",
    "authority": "free text",
    "purpose": "free text",
    "submission_place": "free text",
    "device_said": "free text",
    "clock_said": "free text",
    "clock_difference": "{seconds, offset_minutes, set}: of the device behind these items, or {set: false} where it is taken back",
    "clock_source": "free text: who or what says so",
    "hops_said": "free text",
    "account_said": "free text",
    "safety_said": "free text",
    # batches
    "batch": "{batch, lines, plan_object, only_acquire, digests: [algorithm]}",
    "line": "{batch, line}",
    # acquisition
    "item": "{item, submission, ordinal, object, size}",
    "duplicate_of": "the number of the item whose stored copy this one shares: perhaps another case's",
    "digests": "{sha256, …} of the source as read",
    "name": "{raw (base64), shown}",
    "source_path": "free text, base64 of raw bytes",
    "failure": "free text: what the system said",
    "reason": "free text: why a line was left out, a submission closed with something missing, or a clock difference recorded",
    "source_relative": "free text, base64 of the raw end of the path below what was chosen",
    "source_facts": "{device, inode, mode, links, size}",
    "source_times": "{before: {modified_ns, …}, after: {…}, resolution_ns}",
    "source_volume": "{filesystem, read_only, removable, transport, reach}",
    "source_volume_label": "device-identifying",
    "source_volume_serial": "device-identifying",
    "source_device": "{make, model, serial}, device-identifying",
    "source_marks": "[{name (base64), value (base64), size}], free text: where it was downloaded from",
    "reading": "{started, ended, access_time, cache}",
    # comparisons and fixity
    "comparison": "{what: stored|source, made: bool, expected, found, identical, means, reason?, cache?}",
    # examination
    "examination": "{readable, media_type, kind, pack?, readers, confinement, width, height, rotation, duration, keyframes, observations}",
    "recorded_summary": "{sorting_name, sorting_value, sorting_utc, sorting_reason, make, model}",
    "recorded_place": "{name, latitude, longitude}",
    # access, work
    "copy": "{kind, sha256, size}",
    "copy_target": "free text",
    "note": "free text",
    "mark": "{kind: distressing|attorney, set: true or false}: set or withdrawn",
    "mark_reason": "free text",
    "assignment": "{case, reason, set?: false where it is taken back}",
    "corrects": "{position, leaf}",
    # export
    "sealed": "{bundle, manifest_sha256, items, ends: [{subject, chain, ordinal, leaf}], withheld: [name]}",
    "exported": "{bundle, bundle_digest, items, form, protection, sealed_position, short_code}",
    "recipient": "personal: who receives a bundle",
    "withheld_by": "free text: by which authority names stay closed in a bundle",
    "left_out": "{items: [item], case?: its number}: those of the bundle's case, or of its items' cases, that are not in it",
    "left_out_reason": "free text: why they are not",
    "export_target": "free text",
    # upkeep
    "swept": "{count, names}",
    "healed": "{what, detail}",
    "set_apart": "{object}",
    "policy": "{key, value}",
    "software": "{before, after}",
    "restored": "{origin, size, root, reason}",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a stage wants recorded. `fields`: names of FIELDS to canonical values; the ledger stamps the rest.

    chain: by `chain_of` unless the event corrects another. started, ended: RFC 3339 UTC with microseconds if it lasted.
    """

    type: Type
    subjects: tuple[Subject, ...]
    fields: Mapping[str, JSON] = field(default_factory=dict)
    outcome: Outcome = Outcome.DONE
    code: str | None = None
    started: str | None = None
    ended: str | None = None
    corrects: Type | None = None


class Disclosure(NamedTuple):
    """One disclosure: `encoded` is base64url of canonical `[salt, name, value]`; its SHA-256 stands in the entry.

    A tuple, because a large log has a million of them and it is made in a third of the time.
    """

    name: str
    value: JSON
    encoded: str


@dataclass(frozen=True, slots=True)
class Link:
    """An entry's place in one chain of one subject: `ordinal` from 1, `previous` = leaf hash (hex) of the one before, or ""."""

    subject: Subject
    chain: Chain
    ordinal: int
    previous: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A signed entry of the log.

    signed: the exact signed bytes (type line ‖ LF ‖ JSON). signature: 64 bytes. leaf: hex of the RFC 6962 leaf hash of
    `signed ‖ signature`. time: RFC 3339 UTC with microseconds. disclosures: those that are opened here (all, in a vault).
    """

    position: int
    type: Type
    time: str
    operator_key: KeyId
    signed: bytes
    signature: bytes
    leaf: str
    digests: tuple[str, ...]
    disclosures: tuple[Disclosure, ...]
    links: tuple[Link, ...]

    def value(self, name: str) -> JSON:
        """The value of a disclosure that is opened here; None when it is absent or withheld."""
        for disclosure in self.disclosures:
            if disclosure.name == name:
                return disclosure.value
        return None

    def subjects(self, kind: SubjectKind) -> tuple[str, ...]:
        """The ids of its subjects of one kind."""
        return tuple(link.subject.id for link in self.links if link.subject.kind is kind)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed head of the log in C2SP tlog-checkpoint form.

    note: the whole signed note as bytes. root: 32 bytes. origin: the log's origin line. short_code: for the eye.
    """

    origin: str
    size: int
    root: bytes
    note: bytes
    short_code: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What leaves the vault of its log: entries with proofs of inclusion in one checkpoint, opened as far as permitted.

    proofs: for each entry, in the same order, the RFC 6962 audit path (32-byte hashes) in the tree of `checkpoint`.
    log_public: the log's Ed25519 public key, raw 32 bytes. people: the enrolment entries are among `entries`.
    withheld: names of fields that were not opened.
    """

    entries: tuple[Entry, ...]
    proofs: tuple[tuple[bytes, ...], ...]
    checkpoint: Checkpoint
    log_public: bytes
    withheld: tuple[str, ...]
