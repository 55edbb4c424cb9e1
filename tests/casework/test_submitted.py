"""A submission as it stands and as it stood: what was said first, what corrected it, by whom and why."""

import pytest

from intake.casework.door import Correction
from intake.casework.submitted import FIELDS
from intake.errors import VaultError
from intake.ids import submission_of
from intake.progress import silent
from intake.records.events import FIELDS as KNOWN
from intake.records.rows import Filter
from intake.settings import Settings
from tests.casework.offices import office, take_in


@pytest.fixture
def casework(tmp_path, cheapest):
    source = tmp_path / "stick"
    source.mkdir()
    (source / "a.txt").write_text("a")
    with office(tmp_path / "vault", Settings(cost=cheapest)) as casework:
        take_in(casework, source)
        yield casework
        assert casework.verification.vault(None, silent).verdict.value == "unchanged"


@pytest.fixture
def submission(casework):
    (only,) = casework.library.ids(Filter())
    return submission_of(only)


def test_every_word_has_a_field_of_the_log():
    assert set(FIELDS.values()) <= set(KNOWN)
    assert set(FIELDS) == set(Correction.__dataclass_fields__)


def test_what_was_missing_is_completed_and_what_was_wrong_is_corrected(casework, submission):
    before = casework.library.submitted(submission)
    assert before.now("giver_name") == "Dana Okafor"
    assert before.now("device") == ""
    assert not before.declined
    casework.noting.correct(submission, Correction(device="A telephone, still in use", recorded_by="same"), "asked")
    casework.noting.correct(submission, Correction(giver_name="Dana Okafor-Lind", giver_declined=False), "she spelled it")
    after = casework.library.submitted(submission)
    assert after.now("device") == "A telephone, still in use"
    assert after.now("giver_name") == "Dana Okafor-Lind"
    assert [(one.value, one.by, one.reason) for one in after.said["giver_name"]] == [
        ("Dana Okafor", "R. Alvarez", ""),
        ("Dana Okafor-Lind", "R. Alvarez", "she spelled it"),
    ]
    assert "recorded_by" in before.row.missing
    assert "recorded_by" not in after.row.missing


def test_a_word_can_be_taken_back(casework, submission):
    casework.noting.correct(submission, Correction(giver_name="", giver_declined=True), "wishes not to be named")
    now = casework.library.submitted(submission)
    assert now.now("giver_name") == ""
    assert now.declined
    assert now.row.giver.declined
    assert [one.value for one in now.said["giver_name"]] == ["Dana Okafor", ""]


def test_of_a_submission_that_is_not_there(casework):
    with pytest.raises(VaultError) as caught:
        casework.library.submitted("K7Q4MX-9999")
    assert caught.value.code == "unknown_submission"
