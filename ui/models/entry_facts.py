"""When, who, where and why of one entry, as far as its disclosures are open; the names of a table's rows and their lines."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from intake.records.events import Entry
from intake.records.names import shown_text
from intake.wording.events import who
from intake.wording.language import translated as _
from ui.models.times import day_text, offset_text

LONGEST = 300  # characters of a free text
REASONS = ("purpose", "authority", "withheld_by", "left_out_reason", "mark_reason")  # texts of their own
WITHIN = ("assignment", "restored")  # objects with a reason inside


def _object(entry: Entry, name: str) -> Mapping[str, Any]:
    value = entry.value(name)
    return value if isinstance(value, Mapping) else {}


def _when(entry: Entry) -> list[str]:
    clock, utc = _object(entry, "when"), f"{day_text(entry.time[:10])} {entry.time[11:26]} UTC"
    offset = clock.get("offset_minutes")
    lines = [utc]
    if isinstance(offset, int) and offset and abs(offset) <= 24 * 60:
        local = datetime.fromisoformat(entry.time[:19]) + timedelta(minutes=offset)
        lines.insert(0, f"{day_text(local.date().isoformat())} {local:%H:%M:%S} {offset_text(offset)}")
    if "synchronised" in clock:
        lines.append(
            {True: _("clock synchronised"), False: _("clock not synchronised")}.get(
                clock["synchronised"], _("not known whether the clock was synchronised")
            )
        )
    return lines


def _who(entry: Entry) -> list[str]:
    operator = _object(entry, "operator")
    name = who(entry)
    agency = shown_text(str(operator.get("agency") or ""), LONGEST)
    recovery = _("by the recovery code") if operator.get("role") == "recovery" else ""
    return [one for one in (name, agency, recovery) if one]


def _where(entry: Entry) -> list[str]:
    at = [entry.value(name) for name in ("workstation", "system_user")]
    return [shown_text(one, LONGEST) for one in at if isinstance(one, str) and one]


def _why(entry: Entry) -> list[str]:
    said = [entry.value(name) for name in REASONS] + [_object(entry, name).get("reason") for name in WITHIN]
    return [shown_text(one.strip(), LONGEST) for one in said if isinstance(one, str) and one.strip()]


def _whom(entry: Entry) -> list[str]:
    recipient = entry.value("recipient")
    return [shown_text(recipient, LONGEST)] if isinstance(recipient, str) and recipient else []


def facts(entry: Entry) -> list[tuple[str, list[str]]]:
    """Only rows about which the entry says something."""
    rows = [
        (_("When"), _when(entry)),
        (_("Who"), _who(entry)),
        (_("Where"), _where(entry)),
        (_("Why"), _why(entry)),
        (_("Recipient"), _whom(entry)),
    ]
    return [(name, lines) for name, lines in rows if lines]
