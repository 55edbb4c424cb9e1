"""Every type of entry reads as a sentence, withheld names included."""

import pytest

from intake.ids import KeyId
from intake.records.events import Chain, Disclosure, Entry, Link, Subject, SubjectKind, Type
from intake.vault.creating import RECOVERY_LABEL
from intake.wording import language
from intake.wording.events import RECOVERY, sentence, spoken


def entry(event: Type, items=("K7Q4MX-0012-03",), **fields):
    links = tuple(Link(Subject(SubjectKind.ITEM, item), Chain.CUSTODY, 1, "") for item in items)
    opened = tuple(Disclosure(name, value, "") for name, value in fields.items())
    return Entry(4, event, "2026-11-24T16:02:47.361904Z", KeyId("a" * 64), b"", b"", "", (), opened, links)


def test_every_type_is_spoken():
    assert spoken() == frozenset(Type)


@pytest.mark.parametrize("event", list(Type))
def test_nothing_is_needed_to_speak(event):
    text = sentence(entry(event))
    assert text
    assert "{" not in text


@pytest.mark.parametrize(
    ("event", "fields", "expected"),
    [
        (Type.ACQUIRED, {"operator_name": "R. Alvarez"}, "R. Alvarez acquired item K7Q4MX-0012-03."),
        (
            Type.ACQUISITION_FAILED,
            {"operator_name": "R.", "outcome": {"outcome": "refused", "code": "source_withdrawn"}, "reason": "it stays there"},
            "R. left out a file: it stays there",
        ),
        (
            Type.ACQUISITION_FAILED,
            {
                "operator_name": "R.",
                "name": {"raw": "YQ==", "shown": "a"},
                "outcome": {"outcome": "refused", "code": "source_withdrawn"},
            },
            "R. left out a.",
        ),
        (Type.SUBMISSION_CLOSED, {"operator_name": "R."}, "R. signed and closed the submission."),
        (Type.SUBMISSION_CLOSED, {"operator_name": "R.", "reason": "gone"}, "R. signed and closed the submission: gone"),
        (Type.ACQUIRED, {}, "someone whose name is withheld acquired item K7Q4MX-0012-03."),
        (
            Type.ACQUIRED,
            {"operator_name": "R.", "duplicate_of": "K7Q4MX-0001-01"},
            "R. acquired item K7Q4MX-0012-03, the same content as K7Q4MX-0001-01.",
        ),
        (
            Type.COMPARED,
            {"comparison": {"what": "stored", "made": True, "identical": True}},
            "The stored copy of item K7Q4MX-0012-03 was read again; digest matched.",
        ),
        (
            Type.COMPARED,
            {"comparison": {"what": "source", "made": False}, "outcome": {"outcome": "failed", "code": "source_missing"}},
            "The source of item K7Q4MX-0012-03 was not read again: There is nothing at a file whose name is withheld.",
        ),
        (
            Type.SUBMISSION_OPENED,
            {"operator_name": "R.", "giver_name": "Dana\u202e", "submission": {"submission": "K7Q4MX-0012", "reach": 2}},
            "R. opened submission K7Q4MX-0012, received from Dana\\u202E, from a medium that was handed over.",
        ),
        (
            Type.CASE_OPENED,
            {"operator_name": "R.", "case": {"number": "1"}, "outcome": {"outcome": "refused", "code": "read_only"}},
            "R. opened case 1. It was not done: The vault is open read-only.",
        ),
    ],
)
def test_sentences(event, fields, expected):
    assert sentence(entry(event, **fields)) == expected


def test_the_slot_of_nobody_is_named_in_the_language_in_use():
    assert RECOVERY == RECOVERY_LABEL
    made = entry(
        Type.OPERATOR_ENROLLED, (), operator_name="R. Alvarez", enrolled_name=RECOVERY_LABEL, enrolment={"role": "recovery"}
    )
    came_in = entry(Type.UNLOCKED, (), operator_name=RECOVERY_LABEL)
    assert (sentence(made), sentence(came_in)) == ("R. Alvarez made a recovery code.", "Recovery code unlocked the vault.")
    language.use("es")
    try:
        assert RECOVERY_LABEL not in sentence(made) + sentence(came_in)
        assert sentence(made) == "R. Alvarez creó un código de recuperación."
    finally:
        language.use("en")
