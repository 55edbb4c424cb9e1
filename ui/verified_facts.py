"""What is told beside the check of a bundle: which, from where, by whom, how much was looked at, and when."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDateTime, Qt

from intake.records.findings import Report
from intake.records.names import shown_text
from intake.settings import VERSION
from intake.wording.language import translated as _
from ui.models.times import stamp
from ui.widgets.report import counts

BREAK: Final = "\N{ZERO WIDTH SPACE}"
OURS: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z", re.ASCII)
CONTENT, LOG = ("items", "files", "bytes"), ("entries", "signatures")
MOST: Final = 600  # characters of one fact


def shown_place(path: Path) -> str:
    """Where it lies; a long path is broken at its folders."""
    return shown_text(str(path), MOST).replace("/", f"/{BREAK}").replace("\\", f"\\{BREAK}")


def time_said(untrusted: str) -> str:
    """A time that stands in a bundle as people read it; as it stands where it has another form than ours."""
    return stamp(untrusted) if OURS.fullmatch(untrusted) else shown_text(untrusted, MOST)


def facts_of(report: Report, path: Path | None, seconds: float) -> dict[str, str]:
    """Names and values in their order; seconds: that the check took."""
    facts = report.facts
    now = stamp(QDateTime.currentDateTimeUtc().toString(Qt.DateFormat.ISODate))
    taken = _("in {seconds:.1f} s by this program, version {version}").format(seconds=max(0.1, seconds), version=VERSION)
    bundle, office = (shown_text(facts.get(name, ""), MOST) for name in ("name", "office"))
    named = {
        _("Bundle"): _lines(bundle, office),
        _("From"): shown_place(path) if path is not None else "",
        _("Signed and closed"): _lines(time_said(facts.get("closed_at", "")), shown_text(facts.get("closed_by", ""), MOST)),
        _("Handed over to"): shown_text(facts.get("recipient", ""), MOST),
        _("Withheld"): _withheld(facts),
        _("Content"): _lines(counts(report, CONTENT), counts(report, LOG)),
        _("Checked"): _lines(now, taken),
    }
    return {name: value for name, value in named.items() if value}


def _withheld(facts: Mapping[str, str]) -> str:
    """Whether a name stays closed, and by which authority; our own computers' places always do, and are not told."""
    if "giver_name" not in facts.get("withheld", "").split():
        return ""
    said, authority = _("The giver's name, and what often carries it."), shown_text(facts.get("withheld_by", ""), MOST)
    return said + " " + _("By this authority: {authority}").format(authority=authority) if authority else said


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
