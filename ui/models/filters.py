"""What the library is narrowed to, as words that can be taken away one by one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from intake.records.claims import Kind
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.rows import Filter, Unread
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.models.signs import short
from ui.models.times import day_text

KINDS = (
    (Kind.PHOTO, N_("Photos")),
    (Kind.VIDEO, N_("Videos")),
    (Kind.AUDIO, N_("Audio")),
    (Kind.DOCUMENT, N_("Documents")),
    (Kind.ARCHIVE, N_("Archives")),
    (Kind.OTHER, N_("Other kinds")),
)
EXAMINED = ((True, N_("Examined")), (False, N_("Not examined")))
READABLE = ((True, N_("Readable")), (False, N_("Unreadable")))
COMPARED = (
    (Comparison.IDENTICAL, N_("Digest matched")),
    (Comparison.NOT_MADE, N_("Not compared")),
    (Comparison.DIFFERS, N_("Digest does not match")),
)
MARKED = ((MarkKind.DISTRESSING, N_("Marked distressing")), (MarkKind.ATTORNEY, N_("Tell the attorney")))
UNREAD = {Unread.STORED: N_("Stored copy not read again"), Unread.SOURCE: N_("Source not read again")}
OBSERVED = ((True, N_("Something noted")), (False, N_("Nothing noted")))
SIGNS = ("times_disagree", "time_not_set", "name_states_day_received", "file_cut_short", "pictures_hidden_by_edit_list")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values that exclude each other: which one a filter has, and the filter with another."""

    title: str
    words: tuple[tuple[Any, str], ...]
    of: Callable[[Filter], Any]
    put: Callable[[Filter, Any], Filter]


CHOICES = (
    Choice(N_("Marked"), MARKED, lambda where: where.mark, lambda where, value: replace(where, mark=value)),
    Choice(N_("Examination"), EXAMINED, lambda where: where.examined, lambda where, value: replace(where, examined=value)),
    Choice(N_("Readable"), READABLE, lambda where: where.readable, lambda where, value: replace(where, readable=value)),
    Choice(N_("Comparison"), COMPARED, lambda where: where.comparison, lambda where, value: replace(where, comparison=value)),
    Choice(
        N_("Noted"),
        OBSERVED,
        lambda where: where.with_observations,
        lambda where, value: replace(where, with_observations=value),
    ),
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition in words, and the filter without it."""

    said: str
    rest: Filter


def days_text(first: str | None, last: str | None) -> str:
    """`22 Nov 2026`, `22 Nov 2026 to 24 Nov 2026`, `since …`, `until …`."""
    if first and last:
        return day_text(first) if first == last else _("{first} to {last}").format(first=day_text(first), last=day_text(last))
    if first:
        return _("since {day}").format(day=day_text(first))
    return _("until {day}").format(day=day_text(last or ""))


def criteria(where: Filter) -> list[Criterion]:
    """Every condition of a filter, in the order in which chips stand."""
    found: list[Criterion] = []

    def add(said: str, rest: Filter) -> None:
        found.append(Criterion(said, rest))

    if where.case_number is not None:
        add(_("Case {number}").format(number=where.case_number), replace(where, case_number=None))
    if where.submission is not None:
        add(_("Submission {number}").format(number=where.submission), replace(where, submission=None))
    for kind, name in KINDS:
        if kind in where.kinds:
            add(_(name), replace(where, kinds=where.kinds - {kind}))
    if where.first_day is not None or where.last_day is not None:
        add(days_text(where.first_day, where.last_day), replace(where, first_day=None, last_day=None))
    for choice in CHOICES:
        chosen = choice.of(where)
        if chosen is not None:
            add(next(_(name) for value, name in choice.words if value == chosen), choice.put(where, None))
    if where.unread is not None:
        add(_(UNREAD[where.unread]), replace(where, unread=None))
    if where.sign is not None:
        add(short(where.sign), replace(where, sign=None))
    if where.items:
        add(_("Chosen items"), replace(where, items=frozenset()))
    return found
