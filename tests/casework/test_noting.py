"""Notes, assignments and corrections add entries; what was said before stays in the log."""

import pytest

from intake.casework.door import Correction
from intake.errors import VaultError
from intake.ids import submission_of
from intake.progress import silent
from intake.records.events import Chain, SubjectKind, Type
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.rows import Filter
from intake.settings import Settings
from intake.wording.events import sentence
from tests.casework.offices import office, take_in


@pytest.fixture
def casework(tmp_path, cheapest):
    source = tmp_path / "stick"
    source.mkdir()
    for name in ("a.txt", "b.txt"):
        (source / name).write_text(name)
    with office(tmp_path / "vault", Settings(cost=cheapest)) as casework:
        casework.receiving.open_case("24-118", "Lake Street")
        take_in(casework, source, case="24-118")
        yield casework
        assert casework.verification.vault(None, silent).verdict.value == "unchanged"


def test_notes(casework):
    first, second = casework.library.ids(Filter())
    casework.noting.note([first], "the van turns left")
    casework.noting.note([first, second], "seen twice")
    assert [(note.text, note.by) for note in casework.noting.notes(first)] == [
        ("the van turns left", "R. Alvarez"),
        ("seen twice", "R. Alvarez"),
    ]
    assert casework.library.ids(Filter(), words="van") == (first,)
    entry = casework.library.history(first)[-1]
    assert {link.chain for link in entry.links} == {Chain.WORK}
    for text in ("", "  ", "x" * 20_001):
        with pytest.raises(ValueError):
            casework.noting.note([first], text)


def test_a_note_on_more_items_than_one_entry_can_name(casework, monkeypatch):
    monkeypatch.setattr("intake.casework.noting.MOST_ITEMS", 1)
    items, size = casework.library.ids(Filter()), casework.library.log_size()
    casework.noting.note(items, "seen by all")
    assert casework.library.log_size() == size + 2
    assert [[note.text for note in casework.noting.notes(item)] for item in items] == [["seen by all"]] * 2


def test_notes_on_a_case_are_entries_of_their_own(casework):
    first = casework.library.ids(Filter())[0]
    casework.noting.note_case("24-118", "two vans, not one")
    casework.noting.note([first], "the van turns left")
    casework.noting.note_case("24-118", "one van: the plate is the same")
    said = [(None, "one van: the plate is the same"), (first, "the van turns left"), (None, "two vans, not one")]
    assert [(one.item, one.note.text) for one in casework.library.case_notes("24-118")] == said
    assert {one.note.by for one in casework.library.case_notes("24-118")} == {"R. Alvarez"}
    (entry,) = [one for one in casework.library.log() if one.value("note") == "two vans, not one"]
    assert [(link.subject.kind, link.chain, link.ordinal) for link in entry.links] == [(SubjectKind.CASE, Chain.WORK, 1)]
    assert sentence(entry) == "R. Alvarez added a note to a case."
    assert casework.library.standings()[0].last_at == casework.library.case_notes("24-118")[0].note.at
    casework.rebuild()
    assert [(one.item, one.note.text) for one in casework.library.case_notes("24-118")] == said
    with pytest.raises(VaultError):
        casework.noting.note_case("24-999", "no such case")
    for text in (" ", "x" * 20_001):
        with pytest.raises(ValueError):
            casework.noting.note_case("24-118", text)


def test_assignment_to_a_second_case(casework):
    first, second = casework.library.ids(Filter())
    casework.receiving.open_case("24-200", "")
    casework.noting.assign([second], "24-200", "shows the same van")
    assert casework.library.ids(Filter(case_number="24-200")) == (second,)
    assert casework.library.item(second).row.case_numbers == ("24-118", "24-200")
    with pytest.raises(VaultError):
        casework.noting.assign([first], "none", "")


def test_an_assignment_is_taken_back_by_an_entry(casework):
    first, second = casework.library.ids(Filter())
    casework.receiving.open_case("24-200", "")
    assert casework.noting.assign([first, second], "24-200", "the van") == (first, second)
    size = casework.library.log_size()
    assert casework.noting.assign([first], "24-200", "again") == ()
    assert casework.library.log_size() == size
    assert casework.noting.take_back([first], "24-200", "another van") == (first,)
    assert casework.noting.take_back([first], "24-200", "another van") == ()
    assert casework.library.log_size() == size + 1
    assert casework.library.ids(Filter(case_number="24-200")) == (second,)
    assert casework.library.history(first)[-1].value("assignment")["set"] is False
    casework.rebuild()
    assert casework.library.ids(Filter(case_number="24-200")) == (second,)
    assert casework.noting.assign([first], "24-200", "it is that van") == (first,)
    assert casework.library.ids(Filter(case_number="24-200")) == (first, second)


def test_how_cases_stand(casework):
    casework.receiving.open_case("24-200", "empty")
    empty, old = casework.library.standings()  # the newest entry first
    assert (old.row.number, old.row.items, empty.row.number, empty.row.items) == ("24-118", 2, "24-200", 0)
    assert (empty.differs, empty.not_read_again, empty.unexamined, empty.attorney) == (0, 0, 0, 0)
    assert not empty.needs_a_person
    assert old.not_read_again == len(casework.library.ids(Filter(case_number="24-118", comparison=Comparison.NOT_MADE)))
    assert old.unexamined == len(casework.library.ids(Filter(case_number="24-118", examined=False)))
    before = old.last_at
    first, _second = casework.library.ids(Filter())
    casework.noting.mark([first], MarkKind.ATTORNEY, "a witness is heard")
    casework.noting.note([first], "seen")
    stands, _empty = casework.library.standings()  # first what needs a person
    assert stands.needs_a_person
    assert stands.attorney == 1
    assert stands.last_at > before
    assert [(one.item, one.note.text) for one in casework.library.case_notes("24-118")] == [(first, "seen")]
    assert casework.library.case_notes("24-200") == ()


def test_a_corrected_giver(casework):
    first, _ = casework.library.ids(Filter())
    submission = submission_of(first)
    casework.noting.correct(submission, Correction(giver_name="Dana Okafor-Lind"), "she spelled it")
    assert casework.library.item(first).giver.name == "Dana Okafor-Lind"
    assert len(casework.library.ids(Filter(), words="lind")) == 2
    correction = next(entry for entry in casework.library.log() if entry.type is Type.CORRECTED)
    opened = next(entry for entry in casework.library.log() if entry.type is Type.SUBMISSION_OPENED)
    assert correction.value("corrects") == {"position": opened.position, "leaf": opened.leaf}
    assert opened.value("giver_name") == "Dana Okafor"
    before = casework.library.rows(casework.library.ids(Filter()))
    casework.rebuild()
    assert casework.library.rows(casework.library.ids(Filter())) == before


def test_closing(casework):
    first, _ = casework.library.ids(Filter())
    submission = submission_of(first)
    (row,) = casework.library.submissions()
    assert row.missing == ("recorded_by",)
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(ValueError):
            casework.noting.close_submission(submission, reason)
    casework.noting.close_submission(submission, " she does not know ")
    (row,) = casework.library.submissions()
    assert (row.closed, row.closed_reason, row.missing) == (True, "she does not know", ("recorded_by",))
    closing = [entry for entry in casework.library.log() if entry.type is Type.SUBMISSION_CLOSED]
    assert [(entry.time, entry.value("reason")) for entry in closing] == [(row.closed_at, "she does not know")]
    size = casework.library.log_size()
    casework.noting.close_submission(submission, "again")
    assert casework.library.log_size() == size
    casework.rebuild()
    assert casework.library.submissions() == (row,)


def test_what_asks_for_nothing_is_closed_without_a_reason(casework):
    first, _ = casework.library.ids(Filter())
    casework.noting.correct(submission_of(first), Correction(recorded_by="same"), "asked")
    casework.noting.close_submission(submission_of(first))
    (row,) = casework.library.submissions()
    assert (row.closed, row.closed_reason, row.asks) == (True, "", False)


def test_of_a_submission_that_is_not_there(casework):
    with pytest.raises(VaultError):
        casework.noting.close_submission("K7Q4MX-9999")
