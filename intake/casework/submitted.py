"""A submission as it stands, and as it stood: each of its words with who said so and when, the newest last."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.records.events import Entry, Type
from intake.records.rows import SubmissionRow

# What `Correction` calls a word, and the field of the log in which it stands.
FIELDS = {
    "giver_name": "giver_name",
    "giver_alias": "giver_alias",
    "giver_declined": "giver_declined",
    "authority": "authority",
    "recorded_by": "recorded_by",
    "place": "submission_place",
    "device": "device_said",
    "clock": "clock_said",
    "hops": "hops_said",
    "account": "account_said",
    "safety": "safety_said",
}


@dataclass(frozen=True, slots=True)
class Saying:
    """One value of one word. at: RFC 3339 UTC. reason: of a correction, or ""."""

    value: str | bool
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """said: for each word that was ever stated its values, in the order of the log; the last one is in force."""

    row: SubmissionRow
    said: dict[str, tuple[Saying, ...]]

    def now(self, word: str) -> str:
        """The text in force, or "" where nothing was stated."""
        values = self.said.get(word, ())
        return values[-1].value if values and isinstance(values[-1].value, str) else ""

    @property
    def declined(self) -> bool:
        values = self.said.get("giver_declined", ())
        return bool(values) and values[-1].value is True


def submitted(row: SubmissionRow, history: Iterable[Entry]) -> Submitted:
    """From a submission's row and all entries about it."""
    said: dict[str, list[Saying]] = {}
    for entry in history:
        if entry.type not in {Type.SUBMISSION_OPENED, Type.CORRECTED}:
            continue
        reason = entry.value("purpose")
        for word, field in FIELDS.items():
            value = entry.value(field)
            if isinstance(value, str | bool):
                said.setdefault(word, []).append(
                    Saying(value, str(entry.value("operator_name") or ""), entry.time, reason if isinstance(reason, str) else "")
                )
    return Submitted(row, {word: tuple(values) for word, values in said.items()})
