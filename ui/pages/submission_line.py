"""One submission as a line in Intake: from whom, what it brought, what is missing or was left out, and whether it is closed."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.records.marks import MOST_REASON
from intake.records.names import shown_text
from intake.records.rows import SubmissionRow
from intake.records.submissions import Giver
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.models.times import day_text, stamp
from ui.widgets.buttons import link
from ui.widgets.words import Sign, label, rule

CLOSED_HEIGHT = 36

MISSING = {
    "giver": N_("from whom it was received"),
    "recorded_by": N_("who recorded it"),
    "device": N_("the device"),
    "clock": N_("the reading of its clock"),
    "authority": N_("the authority"),
    "reach": N_("how near to the recording device"),
    "place": N_("the place"),
    "hops": N_("the path to us"),
    "account": N_("their account"),
    "safety": N_("safety"),
    "case": N_("the case"),
}


def from_whom(giver: Giver) -> str:
    """`from Dana Okafor`; that it is not stated, or declined."""
    if giver.declined:
        return _("giver declines to be named")
    name = giver.name or giver.alias
    return _("from {name}").format(name=shown_text(name)) if name else _("giver not stated")


def for_what(row: SubmissionRow) -> str:
    return _("Case {number}").format(number=shown_text(row.case_number)) if row.case_number else _("no case yet")


def not_stated(row: SubmissionRow) -> list[str]:
    """What the submission asks for, in words."""
    return [_(MISSING.get(one, one)) for one in row.missing]


def said(row: SubmissionRow) -> tuple[str, str]:
    """The icon of its state and a line of words."""
    parts = [from_whom(row.giver), for_what(row), ngettext("{count} item", "{count} items", row.items)]
    if row.closed:
        parts.insert(1, _("signed and closed {time}").format(time=stamp(row.closed_at)))
    else:
        parts.insert(1, _("open since {day}").format(day=day_text(row.opened_at[:10])))
    if row.failed:
        parts.append(ngettext("{count} not acquired", "{count} not acquired", row.failed))
    if row.left_out:
        parts.append(ngettext("{count} left out", "{count} left out", row.left_out))
    if row.waiting:
        parts.append(ngettext("{count} not read yet", "{count} not read yet", row.waiting))
    if row.missing:
        parts.append(_("not stated: {what}").format(what=", ".join(not_stated(row))))
    if row.closed_reason:
        parts.append(_("as it is: {why}").format(why=shown_text(row.closed_reason, MOST_REASON)))
    return "receipt" if row.closed or not row.asks else "attention", " · ".join(parts)


def act_on(row: SubmissionRow) -> str:
    """What its link says."""
    return _("Receipt…") if row.closed else _("Complete…") if row.asks else _("Open")


def line(state: str, name: str, words: str, *acts: tuple[str, Callable[[], object]], above: int = 8) -> QWidget:
    """A line with its acts at the right."""
    row = QWidget()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    inner = QHBoxLayout()
    inner.setContentsMargins(16, above, 16, above)
    inner.setSpacing(8)
    inner.addWidget(Sign(state))
    inner.addWidget(label(name, "strong"))
    inner.addWidget(label(words, "quiet", wrap=True), 1)
    for act, pressed in acts:
        doing = link(act, pressed)
        doing.setAccessibleName(f"{act}: {name}")
        inner.addWidget(doing)
    column.addLayout(inner)
    column.addWidget(rule())
    return row
