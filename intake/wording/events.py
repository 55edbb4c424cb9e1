"""Entries of the custody log as sentences: who did what to which item, and how it went.

Everything that comes from a file or a stranger is brought into its shown form. What is withheld is said to be.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from intake.records.clock import Difference, from_json, signed
from intake.records.events import Entry, SubjectKind, Type
from intake.records.marks import MOST_REASON
from intake.records.names import shown_text
from intake.records.people import Role
from intake.wording.errors import words
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _

REACHES = {
    1: N_("read from the recording device"),
    2: N_("from a medium that was handed over"),
    3: N_("a received copy"),
    4: N_("an export by another system"),
}

RECOVERY = N_("Recovery code")  # under this name the vault enrols the slot that belongs to nobody


def _object(entry: Entry, name: str) -> Mapping[str, Any]:
    value = entry.value(name)
    return value if isinstance(value, Mapping) else {}


def who(entry: Entry) -> str:
    """The operator's name, or that it is withheld."""
    name = entry.value("operator_name")
    return operator_name(name) if isinstance(name, str) and name else _("someone whose name is withheld")


def operator_name(name: str) -> str:
    """As the log has it, in its shown form; the slot of the recovery code in the language in use."""
    return _(RECOVERY) if name == RECOVERY else shown_text(name)


def _item(entry: Entry) -> str:
    items = entry.subjects(SubjectKind.ITEM)
    return items[0] if len(items) == 1 else ngettext("{count} item", "{count} items", len(items))


def _failure(entry: Entry) -> str:
    code = _object(entry, "outcome").get("code")
    try:
        return words(str(code), {"name": _name(entry), "reason": shown_text(str(entry.value("failure") or "—"))}).message
    except KeyError:
        return str(code)


def _name(entry: Entry) -> str:
    return shown_text(str(_object(entry, "name").get("shown", _("a file whose name is withheld"))))


def _giver(entry: Entry) -> str:
    if entry.value("giver_declined") is True:
        return _("someone who declines to be named")
    name = entry.value("giver_name") or entry.value("giver_alias")
    return shown_text(name) if isinstance(name, str) and name else _("someone not named here")


def _submission_opened(entry: Entry) -> str:
    submission = _object(entry, "submission")
    sentence = _("{who} opened submission {submission}, received from {giver}").format(
        who=who(entry), submission=submission.get("submission", "—"), giver=_giver(entry)
    )
    reach = REACHES.get(submission.get("reach", 0))
    return f"{sentence}, {_(reach)}." if reach else f"{sentence}."


def _acquired(entry: Entry) -> str:
    twin = entry.value("duplicate_of")
    sentence = _("{who} acquired item {item}").format(who=who(entry), item=_item(entry))
    if twin:
        sentence += _(", the same content as {item}").format(item=twin)
    return f"{sentence}."


COMPARED = {
    ("stored", "matched"): N_("The stored copy of item {item} was read again; digest matched."),
    ("stored", "differs"): N_("The stored copy of item {item} was read again; its digest does not match."),
    ("stored", "not_made"): N_("The stored copy of item {item} was not read again: {why}"),
    ("source", "matched"): N_("The source of item {item} was read again; digest matched."),
    ("source", "differs"): N_("The source of item {item} was read again; its digest does not match."),
    ("source", "not_made"): N_("The source of item {item} was not read again: {why}"),
}


def _compared(entry: Entry) -> str:
    comparison = _object(entry, "comparison")
    found = ("matched" if comparison.get("identical") else "differs") if comparison.get("made") else "not_made"
    said = COMPARED["stored" if comparison.get("what") == "stored" else "source", found]
    return _(said).format(item=_item(entry), why=_failure(entry) if found == "not_made" else "")


def _examined(entry: Entry) -> str:
    if _object(entry, "examination").get("readable"):
        return _("Item {item} was examined.").format(item=_item(entry))
    return _("Item {item} was examined; no reader here could open it.").format(item=_item(entry))


def _enrolled(entry: Entry) -> str:
    name = entry.value("enrolled_name")
    if _object(entry, "enrolment").get("role") == Role.RECOVERY:
        return _("{who} made a recovery code.").format(who=who(entry))
    shown = shown_text(name) if isinstance(name, str) and name else _("someone whose name is withheld")
    return _("{who} enrolled {name}.").format(who=who(entry), name=shown)


def _case_opened(entry: Entry) -> str:
    number = shown_text(str(_object(entry, "case").get("number", "—")))
    return _("{who} opened case {number}.").format(who=who(entry), number=number)


def _batch_opened(entry: Entry) -> str:
    lines = int(_object(entry, "batch").get("lines", 0))
    return ngettext("An import of {count} file was started.", "An import of {count} files was started.", lines)


def clock_text(difference: Difference) -> str:
    """`2:02:14 ahead`, and the zone where one is named."""
    time = signed(difference.seconds)[1:]
    if not difference.seconds:
        said = _("right")
    else:
        said = _("{time} ahead").format(time=time) if difference.seconds > 0 else _("{time} behind").format(time=time)
    if difference.offset_minutes is None:
        return said
    hours, minutes = divmod(abs(difference.offset_minutes), 60)
    zone = f"UTC{'−' if difference.offset_minutes < 0 else '+'}{hours:02d}:{minutes:02d}"
    return _("{said}, its times without a zone are in {zone}").format(said=said, zone=zone)


def _given(entry: Entry, name: str) -> str:
    value = entry.value(name)
    return shown_text(value) if isinstance(value, str) and value else _("not given here")


def _clock_set(entry: Entry) -> str:
    why = {
        "who": who(entry),
        "item": _item(entry),
        "reason": _given(entry, "reason"),
        "source": _given(entry, "clock_source"),
    }
    try:
        difference = from_json(entry.value("clock_difference"))
    except ValueError:
        return _("{who} corrected an earlier entry; the earlier entry stays.").format(**why)
    if difference is None:
        return _("{who} took back what was recorded about the clock of the device behind {item}: {reason}").format(**why)
    return _("{who} recorded for {item} that the clock of the device was {said}. Source: {source}. Reason: {reason}").format(
        said=clock_text(difference), **why
    )


def _corrected(entry: Entry) -> str:
    if entry.value("clock_difference") is not None:
        return _clock_set(entry)
    names = ("giver_name", "giver_alias", "giver_declined")
    if any(entry.value(name) is not None for name in names):
        return _("{who} corrected from whom it was received: {giver}. The earlier entry stays.").format(
            who=who(entry), giver=_giver(entry)
        )
    return _("{who} corrected an earlier entry; the earlier entry stays.").format(who=who(entry))


def _note_added(entry: Entry) -> str:
    if entry.subjects(SubjectKind.CASE) and not entry.subjects(SubjectKind.ITEM):
        return _("{who} added a note to a case.").format(who=who(entry))
    return _("{who} added a note to {item}.").format(who=who(entry), item=_item(entry))


MARKS = {
    ("distressing", True): N_("{who} marked {item} as distressing: {reason}"),
    ("distressing", False): N_("{who} withdrew the mark “distressing” from {item}."),
    ("attorney", True): N_("{who} flagged {item} for the attorney: {reason}"),
    ("attorney", False): N_("{who} withdrew the flag for the attorney from {item}."),
}


def _marked(entry: Entry) -> str:
    mark = _object(entry, "mark")
    said = MARKS.get((str(mark.get("kind")), mark.get("set") is True))
    if said is None:
        return _("{who} set or withdrew a mark on {item}.").format(who=who(entry), item=_item(entry))
    reason = entry.value("mark_reason")
    why = shown_text(reason) if isinstance(reason, str) and reason else _("no reason given here")
    return _(said).format(who=who(entry), item=_item(entry), reason=why)


def _assigned(entry: Entry) -> str:
    assignment = _object(entry, "assignment")
    reason = assignment.get("reason")
    why = f": {shown_text(reason)}" if isinstance(reason, str) and reason.strip() else "."
    if assignment.get("set") is False:
        return _("{who} took {item} out of a case{why}").format(who=who(entry), item=_item(entry), why=why)
    return _("{who} assigned {item} to a case{why}").format(who=who(entry), item=_item(entry), why=why)


def is_left_out(entry: Entry) -> bool:
    """Whether a person left a file out: what was asked for was done, although nothing was acquired."""
    return entry.type is Type.ACQUISITION_FAILED and _object(entry, "outcome").get("code") == "source_withdrawn"


def left_out(entries: Sequence[Entry]) -> str:
    """One sentence for files that were left out together, for the reason of the first."""
    said = ngettext("{who} left out {count} file{why}", "{who} left out {count} files{why}", len(entries))
    return said.replace("{who}", who(entries[0])).replace("{why}", _why(entries[0]))


def _not_acquired(entry: Entry) -> str:
    if not is_left_out(entry):
        return _("Not acquired: {why}").format(why=_failure(entry))
    what = _name(entry) if entry.value("name") is not None else _("a file")
    return _("{who} left out {what}{why}").format(who=who(entry), what=what, why=_why(entry))


def _why(entry: Entry) -> str:
    """Behind a sentence, with the point that ends it."""
    reason = entry.value("reason")
    return f": {shown_text(reason, MOST_REASON)}" if isinstance(reason, str) and reason.strip() else "."


def _closed(entry: Entry) -> str:
    return _("{who} signed and closed the submission{why}").format(who=who(entry), why=_why(entry))


def _simple(sentence: str) -> Callable[[Entry], str]:
    """A sentence with `{who}` and `{item}`."""
    return lambda entry: _(sentence).format(who=who(entry), item=_item(entry))


_SENTENCES: Mapping[Type, Callable[[Entry], str]] = {
    Type.VAULT_CREATED: _simple(N_("{who} created the vault.")),
    Type.OPERATOR_ENROLLED: _enrolled,
    Type.OPERATOR_REVOKED: _simple(N_("{who} ended the right of a key to sign.")),
    Type.SLOTS_CHANGED: _simple(N_("{who} changed the key slots.")),
    Type.EPOCH_STARTED: _simple(N_("New keys came into use.")),
    Type.UNLOCKED: _simple(N_("{who} unlocked the vault.")),
    Type.LOCKED: _simple(N_("{who} locked the vault.")),
    Type.ACCESS_DENIED: _simple(N_("Attempts to unlock failed.")),
    Type.RECOVERY_USED: _simple(N_("The recovery code was used.")),
    Type.CASE_OPENED: _case_opened,
    Type.SUBMISSION_OPENED: _submission_opened,
    Type.SUBMISSION_CLOSED: _closed,
    Type.BATCH_OPENED: _batch_opened,
    Type.ACQUIRED: _acquired,
    Type.ACQUISITION_FAILED: _not_acquired,
    Type.COMPARED: _compared,
    Type.EXAMINED: _examined,
    Type.VIEWED: _simple(N_("{who} opened {item} in the viewer.")),
    Type.WORKING_COPY_MADE: _simple(N_("{who} made a working copy of {item}.")),
    Type.STILL_MADE: _simple(N_("{who} saved stills of {item}.")),
    Type.NOTE_ADDED: _note_added,
    Type.MARKED: _marked,
    Type.ASSIGNED: _assigned,
    Type.CORRECTED: _corrected,
    Type.SEALED: _simple(N_("{who} signed and closed a bundle with {item}.")),
    Type.EXPORTED: _simple(N_("{who} wrote a bundle with {item}.")),
    Type.READ_BACK_VERIFIED: _simple(N_("The bundle was read back; every digest matched.")),
    Type.FIXITY_OK: _simple(N_("{who} read {item} again; every digest matched.")),
    Type.FIXITY_FAILED: _simple(N_("{who} read {item} again; a digest does not match.")),
    Type.SET_APART: _simple(N_("A stored object without an entry was set apart.")),
    Type.SWEPT: _simple(N_("What an interruption had left unfinished was removed.")),
    Type.HEALED: _simple(N_("What an interruption had left undone was finished.")),
    Type.RESTORED: _simple(N_("{who} went on from a backup.")),
    Type.SOFTWARE_CHANGED: _simple(N_("The program was replaced by another version.")),
    Type.CLOCK_CHANGED: _simple(N_("The clock of this computer was changed.")),
    Type.POLICY_SET: _simple(N_("{who} set a policy.")),
}


def sentence(entry: Entry) -> str:
    """One entry as a sentence."""
    text = _SENTENCES[entry.type](entry)
    if entry.type not in {Type.ACQUISITION_FAILED, Type.COMPARED} and _object(entry, "outcome").get("outcome") in {
        "failed",
        "refused",
    }:
        return text + " " + _("It was not done: {why}").format(why=_failure(entry))
    return text


def spoken() -> frozenset[Type]:
    """The types that have a sentence."""
    return frozenset(_SENTENCES)
