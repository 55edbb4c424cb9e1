"""What verification of a vault's files can find, each with its severity; the sentences stand in codes.json."""

from collections.abc import Callable

from intake.errors import IntakeError
from intake.records.findings import Finding, Severity

Tell = Callable[[Finding], None]

# As in resources/verification/codes.json; a test holds both together. Those of the log itself are custody's.
SEVERITIES = {
    "vault_file_differs": Severity.FAULT,  # check 1
    "vault_file_malformed": Severity.FAULT,
    "vault_change_unfinished": Severity.NOTE,
    "log_record_broken": Severity.FAULT,  # check 2
    "log_unreadable": Severity.FAULT,
    "log_torn_tail": Severity.ATTENTION,
    "log_forked": Severity.FAULT,  # check 4
    "derived_file_differs": Severity.ATTENTION,  # check 5
    "derived_file_behind": Severity.NOTE,
    "object_missing": Severity.FAULT,  # check 6
    "object_differs": Severity.FAULT,
    "object_unreadable": Severity.FAULT,
    "object_digest_differs": Severity.FAULT,
    "object_size_differs": Severity.FAULT,
    "object_not_yet_moved": Severity.NOTE,
    "object_unlogged": Severity.ATTENTION,  # check 7
    "object_set_apart": Severity.NOTE,
    "incoming_left": Severity.NOTE,
    "unexpected_file": Severity.ATTENTION,  # check 8
    "expected_folder_missing": Severity.ATTENTION,
    "catalog_behind": Severity.NOTE,  # check 9
    "catalog_differs": Severity.ATTENTION,
}

_OF_ERRORS = {
    "malformed": "vault_file_malformed",
    "vault_file_differs": "vault_file_differs",
    "authentication_failed": "vault_file_differs",
    "log_broken": "log_record_broken",
    "log_shorter_than_checkpoint": "log_shorter_than_checkpoint",
    "signature_wrong": "checkpoint_signature_wrong",
    "log_forked": "log_forked",
    "target_missing": "vault_file_differs",
    "read_failed": "log_unreadable",
}


def finding(code: str, subject: str, *, expected: object = "", found: object = "") -> Finding:
    return Finding(code, SEVERITIES[code], subject, str(expected), str(found))


def of_error(error: IntakeError) -> Finding | None:
    """The finding for what kept a vault from opening at all; None when that is nothing about its bytes."""
    code = _OF_ERRORS.get(error.code)
    if code is None:
        return None
    facts = error.facts
    found = facts.get("found", facts.get("reason", ""))
    return Finding(code, Severity.FAULT, _subject(error), str(facts.get("expected", "")), str(found))


def _subject(error: IntakeError) -> str:
    """The file, or the entry, that kept a vault from opening."""
    name, reason = str(error.facts.get("name", "")), str(error.facts.get("reason", ""))
    if name:
        return f"custody/{name}" if name in {"log", "checkpoint", "index", "tree", "chains"} else name
    if error.code == "authentication_failed":  # a key wrapped in it; records of the log have a code of their own
        return "vault.json"
    if "position" in error.facts:
        return f"entry {error.facts['position']}"
    return "custody/checkpoint" if reason.startswith("checkpoint") or reason in {"origin", "no checkpoint"} else "custody/log"
