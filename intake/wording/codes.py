"""Findings and observations as sentences: the one table of codes that all verifiers share."""

import functools
import json
from typing import Any

from intake import assets
from intake.records.findings import Finding, Verdict
from intake.wording.errors import codes as error_codes
from intake.wording.errors import words
from intake.wording.language import translated as _


@functools.cache
def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = json.loads(assets.read("verification", "codes.json"))
    return table


def _said(kind: str, code: str) -> str:
    """The table's own sentences are extracted by `tests.making_locale`; an unknown code stands for itself."""
    sentence = _table()[kind].get(code, {}).get("sentence")
    return _(sentence) if sentence else code


def finding(one: Finding) -> str:
    """What a finding means."""
    return _said("findings", one.code)


def observation(code: str) -> str:
    """What an observation means; that a reader gave no answer is one too."""
    said = _said("observations", code)
    return words(code, {}).message if said == code and code in error_codes() else said


def verdict(one: Verdict) -> str:
    return {
        Verdict.UNCHANGED: _("Nothing differs."),
        Verdict.ATTENTION: _("Nothing differs; something needs a person."),
        Verdict.DIFFERS: _("Something differs."),
    }[one]
