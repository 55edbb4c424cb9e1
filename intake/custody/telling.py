"""How an audit tells what it found: each finding with the severity of its code."""

from collections.abc import Callable
from typing import TypeAlias

from intake.records.findings import Finding, Severity

Report: TypeAlias = Callable[[Finding], None]
"""Takes each finding as it is made."""

# As in resources/verification/codes.json; every other code of an audit is a fault. Tests hold both together.
_MILDER = {"entries_beyond_checkpoint": Severity.NOTE, "log_restored": Severity.ATTENTION}


class Telling:
    """Makes findings and hands them on."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __call__(self, code: str, subject: str, *, expected: object = "", found: object = "") -> None:
        """Tell one finding. code: stands in codes.json. subject: as log.md, *Verification*, names it."""
        self._report(Finding(code, _MILDER.get(code, Severity.FAULT), subject, str(expected), str(found)))
