"""Noting: what a person adds afterwards. Nothing is overwritten: a note, a mark, a correction are entries of their own."""

import threading  # noqa: TID251 — a lock, no threads
from collections.abc import Sequence
from dataclasses import dataclass

from intake.casework.drafts import MOST_ITEMS, submission_closed
from intake.casework.drafts import items as subjects_of
from intake.casework.opened import Opened
from intake.casework.submitted import FIELDS
from intake.errors import RefusedError, VaultError
from intake.ids import ItemId, SubmissionId
from intake.notices import ItemsChanged
from intake.records.canonical import JSON
from intake.records.clock import Difference, to_json
from intake.records.events import Draft, Subject, SubjectKind, Type
from intake.records.marks import MOST_REASON, Mark, MarkKind
from intake.records.rows import Filter, NoteRow

MOST_NOTE = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Correction:
    """What a submission says from now on; None leaves a word as it is. The words before stay in the log."""

    giver_name: str | None = None
    giver_alias: str | None = None
    giver_declined: bool | None = None
    authority: str | None = None
    recorded_by: str | None = None
    place: str | None = None
    device: str | None = None
    clock: str | None = None
    hops: str | None = None
    account: str | None = None
    safety: str | None = None

    def fields(self) -> dict[str, JSON]:
        words: dict[str, JSON] = {FIELDS[word]: getattr(self, word) for word in FIELDS}
        return {name: value for name, value in words.items() if value is not None}


def _require_note(text: str) -> None:
    if not text.strip() or len(text) > MOST_NOTE:
        raise ValueError("a note has 1 to 20,000 characters")


class Noting:
    """Adds entries about items, submissions and cases."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._clocks = threading.Lock()  # between asking which entry about a clock is the newest and recording the next

    def note(self, items: Sequence[ItemId], text: str) -> None:
        """A note on each of these items; work, never disclosed by itself. ValueError when it is empty or too long.

        One entry, or as many as it takes to name them all, recorded together.
        """
        _require_note(text)
        self._require(items)
        some = [items[at : at + MOST_ITEMS] for at in range(0, len(items), MOST_ITEMS)]
        self._record([Draft(Type.NOTE_ADDED, subjects_of(one), {"note": text}) for one in some], items)

    def note_case(self, number: str, text: str) -> None:
        """A note on a case itself; work, never disclosed by itself. VaultError(unknown_case); ValueError as `note`."""
        _require_note(text)
        case = self._opened.case_of(number)
        self._record([Draft(Type.NOTE_ADDED, (Subject(SubjectKind.CASE, case),), {"note": text})], ())

    def notes(self, item: ItemId) -> tuple[NoteRow, ...]:
        """The notes on an item, the oldest first. VaultError(unknown_item)."""
        self._opened.item(item)
        return self._opened.catalog.notes(item)

    def mark(self, items: Sequence[ItemId], kind: MarkKind, reason: str) -> None:
        """Marks these items, or marks them again for another reason; work, never disclosed by itself. VaultError(unknown_item).

        ValueError when the reason is empty or too long.
        """
        if not reason.strip():
            raise ValueError("a mark has a reason")
        self._mark(items, kind, reason, set_=True)

    def unmark(self, items: Sequence[ItemId], kind: MarkKind, reason: str = "") -> None:
        """Withdraws a mark where it is in force, by an entry of its own: what was marked, and why, stays in the log."""
        self._require(items)
        marked = [row.item for row in self._opened.catalog.rows(items) if kind in row.marks]
        if marked:
            self._mark(marked, kind, reason, set_=False)

    def _mark(self, items: Sequence[ItemId], kind: MarkKind, reason: str, *, set_: bool) -> None:
        if len(reason) > MOST_REASON:
            raise ValueError("a reason has at most 500 characters")
        self._require(items)
        fields: dict[str, JSON] = {"mark": {"kind": kind.value, "set": set_}, "mark_reason": reason}
        some = [items[at : at + MOST_ITEMS] for at in range(0, len(items), MOST_ITEMS)]
        self._record([Draft(Type.MARKED, subjects_of(one), fields) for one in some], items)

    def marks(self, item: ItemId) -> tuple[Mark, ...]:
        """The marks in force on an item, the oldest first. VaultError(unknown_item)."""
        self._opened.item(item)
        return self._opened.catalog.marks(item)

    def assign(self, items: Sequence[ItemId], number: str, reason: str) -> tuple[ItemId, ...]:
        """Items belong to a case from now on, beside those that they belong to; those that were not in it before.

        VaultError(unknown_case, unknown_item).
        """
        return self._assign(items, number, {"reason": reason}, inside=False)

    def take_back(self, items: Sequence[ItemId], number: str, reason: str) -> tuple[ItemId, ...]:
        """Items no longer belong to a case, by entries of their own; those that were in it before. VaultError, as `assign`."""
        return self._assign(items, number, {"reason": reason, "set": False}, inside=True)

    def _assign(self, items: Sequence[ItemId], number: str, said: dict[str, JSON], *, inside: bool) -> tuple[ItemId, ...]:
        """inside: which are meant, those that are in the case or those that are not; of the others nothing is written."""
        case = self._opened.case_of(number)
        self._require(items)
        meant = tuple(row.item for row in self._opened.catalog.rows(items) if (number in row.case_numbers) is inside)
        fields: dict[str, JSON] = {"assignment": {"case": case, **said}}
        drafts = [Draft(Type.ASSIGNED, (*subjects_of([item]), Subject(SubjectKind.CASE, case)), fields) for item in meant]
        if drafts:
            self._record(drafts, meant)
        return meant

    def correct(self, submission: SubmissionId, correction: Correction, reason: str) -> None:
        """Corrects the words of a submission; the entry points at the one that it corrects. VaultError(unknown_submission)."""
        subject = Subject(SubjectKind.SUBMISSION, submission)
        opened_by = next((one for one in self._opened.ledger.history(subject) if one.type is Type.SUBMISSION_OPENED), None)
        if opened_by is None:
            raise VaultError("unknown_submission", submission=submission)
        fields = correction.fields()
        if not fields:
            raise ValueError("a correction says something else")
        pointer: dict[str, JSON] = {"corrects": {"position": opened_by.position, "leaf": opened_by.leaf}, "purpose": reason}
        items = self._opened.catalog.ids(Filter(submission=submission))
        self._record([Draft(Type.CORRECTED, (subject,), {**pointer, **fields}, corrects=Type.SUBMISSION_OPENED)], items)

    def set_clock(self, items: Sequence[ItemId], difference: Difference | None, source: str, reason: str) -> None:
        """How far the clock of the device that recorded these items was off, by whose word, and why it is recorded now.

        None: what was recorded of it is taken back. What the files say stays; the newest entry counts, and points at the one that
        it corrects: one entry for all items that stand alike. VaultError(unknown_item); ValueError when a text is empty or too long.
        """
        if not (source.strip() and reason.strip()) or len(source) > MOST_REASON or len(reason) > MOST_REASON:
            raise ValueError("a difference has a source and a reason, of at most 500 characters each")
        self._require(items)
        with self._clocks:
            self._set_clock(items, difference, source, reason)

    def _set_clock(self, items: Sequence[ItemId], difference: Difference | None, source: str, reason: str) -> None:
        before: dict[int | None, list[ItemId]] = {}
        for item in self._opened.catalog.whole(tuple(dict.fromkeys(items))):
            before.setdefault(item.clock_position, []).append(item.row.item)
        said: dict[str, JSON] = {"clock_difference": to_json(difference), "clock_source": source, "reason": reason}
        drafts = []
        for position, alike in before.items():
            pointer: dict[str, JSON] = {} if position is None else {"corrects": self._pointer(position)}
            some = [alike[at : at + MOST_ITEMS] for at in range(0, len(alike), MOST_ITEMS)]
            drafts += [Draft(Type.CORRECTED, subjects_of(one), {**pointer, **said}) for one in some]
        self._record(drafts, items)

    def _pointer(self, position: int) -> dict[str, JSON]:
        return {"position": position, "leaf": self._opened.ledger.entry(position).leaf}

    def close_submission(self, submission: SubmissionId, reason: str = "") -> None:
        """Signed and closed: nothing more is expected of it; one that is closed is left as it is. VaultError(unknown_submission).

        reason: why what is asked for (`SubmissionRow.asks`) cannot be had; ValueError without one where something is, or when it
        is too long. RefusedError(files_waiting) while files of it have not been read, RefusedError(not_now) while what failed is
        tried again: nothing enters what is closed.
        """
        with self._opened.runs.none(lambda batch: batch.submission == submission):
            self._close(submission, reason)

    def _close(self, submission: SubmissionId, reason: str) -> None:
        row = next((one for one in self._opened.catalog.submissions() if one.submission == submission), None)
        if row is None:
            raise VaultError("unknown_submission", submission=submission)
        if row.closed:
            return
        if row.waiting:
            raise RefusedError("files_waiting", count=row.waiting)
        if (row.asks and not reason.strip()) or len(reason) > MOST_REASON:
            raise ValueError("closed as it is for a reason of 1 to 500 characters")
        self._record([submission_closed(submission, reason.strip())], ())

    def _require(self, items: Sequence[ItemId]) -> None:
        if not items:
            raise ValueError("no item")
        known = {row.item for row in self._opened.catalog.rows(items)}
        for item in items:
            if item not in known:
                raise VaultError("unknown_item", item=item)

    def _record(self, drafts: Sequence[Draft], items: Sequence[ItemId]) -> None:
        self._opened.ledger.record(drafts)
        if items:
            self._opened.notices(ItemsChanged(tuple(items)))
