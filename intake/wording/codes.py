"""Findings and observations as sentences: the one table of codes that all verifiers share."""

import functools
import json
from typing import Any

from intake import assets
from intake.records.findings import Finding, Verdict
from intake.wording.language import translated as _


@functools.cache
def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = json.loads(assets.read("verification", "codes.json"))
    return table


def finding(one: Finding) -> str:
    """What a finding means."""
    entry = _table()["findings"].get(one.code)
    return _(entry["sentence"]) if entry else one.code


def observation(code: str) -> str:
    """What an observation means."""
    entry = _table()["observations"].get(code)
    return _(entry["sentence"]) if entry else code


def verdict(one: Verdict) -> str:
    return {
        Verdict.UNCHANGED: _("Nothing differs."),
        Verdict.ATTENTION: _("Nothing differs; something needs a person."),
        Verdict.DIFFERS: _("Something differs."),
    }[one]
