"""Drafts of the events that the stages record: which subjects, which fields, in one place.

Names and shapes of the fields stand in `records.events.FIELDS`. Nothing is recorded here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from intake.errors import IntakeError
from intake.ids import BatchId, ItemId, ObjectId, SubmissionId, submission_of
from intake.records import digests as digest_forms
from intake.records.canonical import JSON
from intake.records.events import Draft, Outcome, Subject, SubjectKind, Type
from intake.records.items import FileTimes, PlanLine, Reading, VolumeFacts
from intake.records.names import shown, to_base64
from intake.records.submissions import SubmissionDraft

# In one entry, so that it stays within the limits of log.md even where each item is of another submission and all are named
# twice: a link and a name for each, and for `sealed` the end of its submission's chain.
MOST_ITEMS = 40_000
WITHDRAWN = "source_withdrawn"


@dataclass(frozen=True, slots=True)
class NewItem:
    """What numbers an item and where its bytes lie."""

    item: ItemId
    ordinal: int
    object: ObjectId
    duplicate_of: ItemId | None
    case: str | None


def items(ids: Iterable[ItemId]) -> tuple[Subject, ...]:
    return tuple(Subject(SubjectKind.ITEM, one) for one in ids)


def _stated(**fields: JSON) -> dict[str, JSON]:
    """Fields that say something; what is absent is *not stated*."""
    return {name: value for name, value in fields.items() if value not in {"", None}}


def case_opened(case: str, number: str, title: str) -> Draft:
    fields = {"case": {"case": case, "number": number}, **_stated(case_title=title)}
    return Draft(Type.CASE_OPENED, (Subject(SubjectKind.CASE, case),), fields)


def submission_opened(submission: SubmissionId, ordinal: int, said: SubmissionDraft, case: str | None) -> Draft:
    """Each of the giver's words is a field of its own, so that a name can be withheld from the first entry on."""
    subjects = [Subject(SubjectKind.SUBMISSION, submission)]
    if case is not None:
        subjects.append(Subject(SubjectKind.CASE, case))
    structure: dict[str, JSON] = {"submission": submission, "ordinal": ordinal, "kind": said.kind.value}
    if said.reach is not None:
        structure["reach"] = int(said.reach)
    fields = _stated(
        giver_name=said.giver.name,
        giver_alias=said.giver.alias,
        giver_declined=True if said.giver.declined else None,
        authority=said.authority,
        recorded_by=said.recorded_by,
        submission_place=said.place,
        device_said=said.device,
        clock_said=said.clock,
        hops_said=said.hops,
        account_said=said.account,
        safety_said=said.safety,
    )
    return Draft(Type.SUBMISSION_OPENED, tuple(subjects), {"submission": structure, **fields})


def batch_opened(
    batch: BatchId, submission: SubmissionId, plan: ObjectId, lines: int, algorithms: Sequence[str], *, only_acquire: bool
) -> Draft:
    value: dict[str, JSON] = {
        "batch": batch,
        "lines": lines,
        "plan_object": plan,
        "only_acquire": only_acquire,
        "digests": list(algorithms),
    }
    return Draft(Type.BATCH_OPENED, (Subject(SubjectKind.SUBMISSION, submission),), {"batch": value})


def _name(raw: bytes) -> dict[str, JSON]:
    return {"raw": to_base64(raw), "shown": shown(raw)}


def _nanoseconds(times: FileTimes) -> dict[str, JSON]:
    """Nanoseconds as text: they are beyond 2^53."""
    return {name: str(value) for name, value in asdict(times).items() if value is not None and name != "resolution_ns"}


def _source(reading: Reading, volume: VolumeFacts, line: PlanLine) -> dict[str, JSON]:
    before, after = reading.before, reading.after
    device = _stated(make=volume.device_make, model=volume.device_model, serial=volume.device_serial)
    marks: list[JSON] = [
        {"name": to_base64(mark.name), "value": to_base64(mark.value), "size": mark.size} for mark in reading.marks
    ]
    return {
        "source_path": to_base64(line.path),
        "source_relative": to_base64(line.relative),
        "source_facts": {
            "size": str(before.size),
            "device": str(before.device),
            "inode": str(before.inode),
            "mode": before.mode,
            "links": before.links,
        },
        "source_times": {
            "before": _nanoseconds(before.times),
            "after": _nanoseconds(after.times),
            "resolution_ns": None if before.times.resolution_ns is None else str(before.times.resolution_ns),
        },
        "source_volume": {
            "filesystem": volume.filesystem,
            "read_only": volume.read_only,
            "removable": volume.removable,
            "transport": volume.transport,
        },
        **_stated(source_volume_label=volume.label, source_volume_serial=volume.serial),
        **({"source_device": device} if device else {}),
        **({"source_marks": marks} if marks else {}),
    }


def acquired(new: NewItem, batch: BatchId, line: PlanLine, reading: Reading, volume: VolumeFacts) -> Draft:
    """The event by which an item exists."""
    subjects = [Subject(SubjectKind.ITEM, new.item)]
    if new.case is not None:
        subjects.append(Subject(SubjectKind.CASE, new.case))
    item: dict[str, JSON] = {
        "item": new.item,
        "submission": submission_of(new.item),
        "ordinal": new.ordinal,
        "object": new.object,
        "size": reading.size,
    }
    fields: dict[str, JSON] = {
        "item": item,
        **_stated(duplicate_of=new.duplicate_of),
        "digests": dict(digest_forms.to_json(reading.digests)),
        "name": _name(line.name),
        "line": {"batch": batch, "line": line.line},
        "reading": {"access_time": reading.access_time.value, "cache": reading.cache.value},
        **_source(reading, volume, line),
    }
    return Draft(Type.ACQUIRED, tuple(subjects), fields, started=reading.started, ended=reading.ended)


def _facts(error: IntakeError) -> str:
    """What an error says beyond its code, without names: the path has a field of its own."""
    return ", ".join(f"{name}: {value}" for name, value in sorted(error.facts.items()) if name not in {"name", "path"})


def acquisition_failed(submission: SubmissionId, batch: BatchId, line: PlanLine, error: IntakeError) -> Draft:
    fields: dict[str, JSON] = {
        "line": {"batch": batch, "line": line.line},
        "name": _name(line.name),
        "source_path": to_base64(line.path),
        **_stated(failure=_facts(error)),
    }
    subjects = (Subject(SubjectKind.SUBMISSION, submission),)
    return Draft(Type.ACQUISITION_FAILED, subjects, fields, Outcome.FAILED, error.code)


def withdrawn(submission: SubmissionId, batch: BatchId, line: int, name: bytes = b"", reason: str = "") -> Draft:
    """A person left this one out. What was never given leaves no name here, only that it was so.

    name: raw bytes, of one that the log names already because it failed. reason: in the person's words.
    """
    fields: dict[str, JSON] = {"line": {"batch": batch, "line": line}, **_stated(reason=reason)}
    if name:
        fields["name"] = _name(name)
    subjects = (Subject(SubjectKind.SUBMISSION, submission),)
    return Draft(Type.ACQUISITION_FAILED, subjects, fields, Outcome.REFUSED, WITHDRAWN)


def submission_closed(submission: SubmissionId, reason: str) -> Draft:
    """reason: why answers or files are missing for good; "" where none is."""
    return Draft(Type.SUBMISSION_CLOSED, (Subject(SubjectKind.SUBMISSION, submission),), _stated(reason=reason))


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison: of the stored copy, or of the source read again.

    found: SHA-256 as found, or None when there is none; then `reason` is the code why not. damaged: because the stored copy
    is no longer what was written; that is a comparison which differs, not one that could not be made.
    """

    item: ItemId
    what: str  # "stored" or "source"
    expected: str
    found: str | None
    started: str
    ended: str
    means: str = ""
    reason: str | None = None
    damaged: bool = False

    @property
    def identical(self) -> bool:
        return self.found == self.expected


def compared(one: Compared) -> Draft:
    made = one.found is not None or one.damaged
    value: dict[str, JSON] = {
        "what": one.what,
        "made": made,
        "expected": one.expected,
        **_stated(found=one.found, means=one.means, reason=one.reason),
    }
    if made:
        value["identical"] = one.identical
    good = made and one.identical
    return Draft(
        Type.COMPARED,
        items([one.item]),
        {"comparison": value},
        Outcome.DONE if good else Outcome.FAILED,
        None if good else (one.reason or "digest_differs"),
        one.started,
        one.ended,
    )
