"""Findings: what a verification found, each with a stable code, a severity and a subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    FAULT = "fault"  # differs, missing, forged
    ATTENTION = "attention"  # needs a person: torn tail, unlogged object, restored
    NOTE = "note"  # unfinished work, and what an event explains


@dataclass(frozen=True, slots=True)
class Finding:
    """code: stands in resources/verification/codes.json. subject: the file, item or entry. expected, found: short facts."""

    code: str
    severity: Severity
    subject: str = ""
    expected: str = ""
    found: str = ""


class Verdict(StrEnum):
    """`unchanged`: nothing but notes. `attention`: nothing differs, something needs a person. `differs`: at least one fault."""

    UNCHANGED = "unchanged"
    ATTENTION = "attention"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Report:
    """checked: counts of what was looked at. findings: all of them, in the order found. not_checked: codes of what was not.

    facts: what a person compares or quotes (fingerprint, bundle_digest, checkpoint, short_code …).
    """

    checked: Mapping[str, int]
    findings: tuple[Finding, ...]
    facts: Mapping[str, str]
    not_checked: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        severities = {finding.severity for finding in self.findings}
        if Severity.FAULT in severities:
            return Verdict.DIFFERS
        return Verdict.ATTENTION if Severity.ATTENTION in severities else Verdict.UNCHANGED
