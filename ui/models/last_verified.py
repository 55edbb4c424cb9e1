"""When this operator last verified this vault to the end on this computer, and what was found: a memory, no proof.

Nothing about a verification stands in the log, which it does not change. What is kept is encrypted and can be lost, or an
older one put back, without any harm but that sentence.
"""

import json
from dataclasses import asdict, dataclass

from PySide6.QtCore import QDateTime, Qt

from intake.casework.door import Casework
from intake.records.findings import Report
from intake.wording.language import translated as _
from ui.models.outside import Outside
from ui.models.times import stamp

STATES = ("good", "attention", "bad")


@dataclass(frozen=True, slots=True)
class Kept:
    """at: RFC 3339 UTC. state: as in the headline of its report. entries, objects: how many were looked at."""

    at: str
    state: str
    entries: int
    objects: int


def found_words(state: str) -> str:
    return {
        "good": _("nothing differed and nothing was missing"),
        "attention": _("nothing differed; something needed a person"),
        "bad": _("something differed or was missing"),
    }[state]


def _parsed(plain: bytes) -> Kept | None:
    try:
        found = Kept(**json.loads(plain))
    except (ValueError, TypeError, RecursionError):
        return None
    counted = all(type(one) is int and one >= 0 for one in (found.entries, found.objects))
    written = QDateTime.fromString(str(found.at), Qt.DateFormat.ISODate).isValid()
    return found if counted and written and found.state in STATES else None


class LastVerified:
    def __init__(self, casework: Casework) -> None:
        self._outside = Outside(casework, "verified")
        plain = self._outside.read()
        self.kept = None if plain is None else _parsed(plain)

    def keep(self, report: Report, state: str) -> None:
        """A verification that came to its end."""
        at = QDateTime.currentDateTimeUtc().toString(Qt.DateFormat.ISODate)
        self.kept = Kept(at, state, report.checked.get("entries", 0), report.checked.get("objects", 0))
        self._outside.write(json.dumps(asdict(self.kept)).encode("ascii"))

    def _icon(self) -> str:
        """Of an earlier session nothing is green: much can have happened to the files since."""
        return "waiting" if self.kept is None or self.kept.state == "good" else self.kept.state

    def briefly(self) -> tuple[str, str]:
        """State and words where there is little room."""
        if self.kept is None:
            return self._icon(), _("Not verified since it was unlocked")
        return self._icon(), _("Last verified {time}: {found}").format(
            time=stamp(self.kept.at), found=found_words(self.kept.state)
        )

    def fully(self) -> tuple[str, str]:
        """The same with what was looked at, and what the sentence is worth."""
        if self.kept is None:
            return self._icon(), _("Not verified since it was unlocked. “Verify log” in Custody reads everything again.")
        said = _(
            "Not verified since it was unlocked. You last verified it here {time}, {entries:,} entries and {objects:,} objects: "
            "{found}. That is what this computer remembers; it proves nothing."
        )
        return self._icon(), said.format(
            time=stamp(self.kept.at), entries=self.kept.entries, objects=self.kept.objects, found=found_words(self.kept.state)
        )
