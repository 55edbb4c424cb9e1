"""What leaves of an entry: nothing that says for what other case, by what authority, to whom an earlier bundle went."""

from intake.records.events import Chain, Subject, SubjectKind, Type
from intake.vault import extracting
from tests.vault.entries import Story

ITEM = Subject(SubjectKind.ITEM, "K7Q4MX-0001-01")
WANTED = {(ITEM, Chain.CUSTODY)}


def _names(entry):
    return {one.name for one in entry.disclosures}


def test_only_the_newest_bundle_says_why():
    story, items = Story(), [(SubjectKind.ITEM, ITEM.id)]
    why = {"purpose": "for case A", "recipient": "Kim", "authority": "order of case A", "withheld_by": "order 7"}
    for number in (1, 2):
        lists = {"bundle": str(number), "items": [ITEM.id]}
        story.add(Type.SEALED, items, sealed=lists, **why)
        story.add(Type.READ_BACK_VERIFIED, items, exported=lists)
        story.add(Type.EXPORTED, items, exported=lists, export_target="/media/case A", **why)
    newest_sealed = story.add(
        Type.SEALED, items, sealed={"bundle": "3", "items": [ITEM.id]}, purpose="for B", recipient="Lee", authority="of B"
    )
    for entry in extracting.opened_all(story.entries, WANTED, frozenset()):
        said = _names(entry) & {*why, "export_target"}
        assert said == ({"purpose", "recipient", "authority"} if entry.position == newest_sealed.position else set())
        assert [link.subject for link in entry.links] == [ITEM]


def test_what_is_left_out_of_a_bundle_leaves_with_none():
    story, items = Story(), [(SubjectKind.ITEM, ITEM.id)]
    others = {"left_out": {"items": ["K7Q4MX-0001-02"], "case": "24-118"}, "left_out_reason": "another matter"}
    for kind in (Type.EXPORTED, Type.SEALED):
        story.add(kind, items, purpose="for B", **others)
    first, newest = extracting.opened_all(story.entries, WANTED, frozenset())
    assert "purpose" in _names(newest)
    assert not _names(newest) & set(others)
    assert not _names(first) & set(others)


def test_a_correction_says_why_it_was_made():
    story = Story()
    story.add(Type.CORRECTED, [(SubjectKind.SUBMISSION, "K7Q4MX-0001")], purpose="misheard", giver_name="Dana")
    submission = Subject(SubjectKind.SUBMISSION, "K7Q4MX-0001")
    (entry,) = extracting.opened_all(story.entries, {(submission, Chain.CUSTODY)}, frozenset({"giver_name"}))
    assert "purpose" in _names(entry)
    assert "giver_name" not in _names(entry)


def test_which_other_case_an_item_belongs_to_stays():
    story, case = Story(), Subject(SubjectKind.CASE, "c" * 32)
    subjects = [(SubjectKind.ITEM, ITEM.id), (SubjectKind.CASE, case.id)]
    story.add(Type.ASSIGNED, subjects, assignment={"case": case.id, "reason": "the brother of the accused in A"})
    (entry,) = extracting.opened_all(story.entries, WANTED, frozenset())
    assert "assignment" not in _names(entry)
    (entry,) = extracting.opened_all(story.entries, {*WANTED, (case, Chain.CUSTODY)}, frozenset())
    assert "assignment" in _names(entry)


def test_whose_copy_an_item_shares_stays_unless_that_item_leaves_too():
    story, other = Story(), Subject(SubjectKind.ITEM, "K7Q4MX-0009-01")
    story.add(Type.ACQUIRED, [(SubjectKind.ITEM, ITEM.id)], item={"item": ITEM.id}, duplicate_of=other.id)
    (entry,) = extracting.opened_all(story.entries, WANTED, frozenset())
    assert _names(entry) >= {"item"}
    assert "duplicate_of" not in _names(entry)
    (entry,) = extracting.opened_all(story.entries, {*WANTED, (other, Chain.CUSTODY)}, frozenset())
    assert "duplicate_of" in _names(entry)
