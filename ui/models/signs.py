"""What an examination noted of an item, in two or three words: for a mark, a cell, a filter; the sentence stands in the details."""

from collections.abc import Sequence

from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.rows import ItemRow
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _

# The most telling first; what is not here is only counted.
SHORT = {
    "times_disagree": N_("Times disagree"),
    "header_time_is_local": N_("Header not in UTC"),
    "header_times_differ": N_("Header times differ"),
    "time_in_future": N_("Time in the future"),
    "file_cut_short": N_("Cut short"),
    "picture_damaged": N_("Damaged"),
    "media_data_damaged": N_("Damaged"),
    "media_data_missing": N_("Parts missing"),
    "index_missing": N_("Index missing"),
    "pictures_hidden_by_edit_list": N_("Hidden pictures"),
    "duration_differs": N_("Duration differs"),
    "data_after_end": N_("Data after the end"),
    "data_after_last_box": N_("Data after the end"),
    "name_states_day_received": N_("Messenger's name"),
    "contains_video": N_("Holds a video"),
    "contains_second_picture": N_("Second picture"),
    "time_not_set": N_("Clock not set"),
    "variable_frame_rate": N_("Uneven pace"),
}
CONFLICTS = ("times_disagree", "time_in_future", "header_times_differ", "header_time_is_local")


def mark_of(row: ItemRow) -> tuple[str, str] | None:
    """Icon and word of what is unusual, or None; short enough for a thumbnail."""
    if row.comparison is Comparison.DIFFERS:
        return "bad", _("Differs")
    if MarkKind.DISTRESSING in row.marks:
        return "covered", _("Distressing")
    if MarkKind.ATTORNEY in row.marks:
        return "flag", _("Tell the attorney")
    if not row.examined:
        return "waiting", _("Not examined")
    if row.unreadable:
        return "attention", _("Unreadable")
    if "times_disagree" in row.signs:
        return "attention", _("Times disagree")
    if row.comparison is Comparison.NOT_MADE:
        return "attention", _("Not compared")
    return None


def noted(row: ItemRow) -> str:
    """`Times disagree, and 2 more`; `3 things`; empty before examination."""
    if not row.examined:
        return ""
    told = [_(SHORT[code]) for code in SHORT if code in row.signs]
    rest = len(row.signs) - 1 if told else len(row.signs)
    if not row.signs:
        return _("Nothing")
    if not told:
        return ngettext("{count} thing", "{count} things", rest)
    return told[0] if not rest else _("{first}, +{count:,}").format(first=told[0], count=rest)


def short(code: str) -> str:
    """The words of a code, the code itself where it has none."""
    return _(SHORT[code]) if code in SHORT else code


def known(codes: Sequence[str]) -> list[str]:
    """Those that have words, the most telling first."""
    return [code for code in SHORT if code in codes]


_PLAIN = frozenset({"variable_frame_rate", "time_not_set", "contains_video", "contains_second_picture"})


def needs_a_person(code: str) -> bool:
    """Whether a person should look at it, rather than only know it."""
    return code in SHORT and code not in _PLAIN
