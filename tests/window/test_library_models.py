"""What the library says in words: filters as chips, signs, moments, lists; and thumbnails within their bytes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize

from intake.ids import ItemId, SubmissionId
from intake.records.claims import Answer, Kind, Meaning, Sorting, TimeClaim
from intake.records.items import Comparison
from intake.records.rows import Filter, Order
from tests.window.conftest import import_all
from tests.window.test_models import ROW
from ui.models import filters, moments, pictures, signs
from ui.models.filters import criteria, days_text
from ui.models.items import ItemsModel, giver_text
from ui.models.listing import Wish, headings, listed, without
from ui.models.pictures import Thumbnails
from ui.widgets.digests import compared

EVERYTHING = Filter(
    case_number="24-118",
    kinds=frozenset({Kind.VIDEO, Kind.PHOTO}),
    examined=True,
    comparison=Comparison.NOT_MADE,
    with_observations=True,
    items=frozenset({ItemId("K7Q4MX-0001-01")}),
    submission=SubmissionId("K7Q4MX-0001"),
    readable=False,
    sign="times_disagree",
    first_day="2026-11-22",
    last_day="2026-11-24",
)


def test_every_condition_is_a_chip_and_can_be_taken_away():
    found = criteria(EVERYTHING)
    assert [one.said for one in found] == [
        "Case 24-118",
        "Submission K7Q4MX-0001",
        "Photos",
        "Videos",
        "22 Nov 2026 to 24 Nov 2026",
        "Examined",
        "Unreadable",
        "Not compared",
        "Something noted",
        "Times disagree",
        "Chosen items",
    ]
    where = EVERYTHING
    for _time in found:
        where = criteria(where)[0].rest
    assert where == Filter()
    assert criteria(Filter()) == []


def test_every_value_of_a_choice_has_words():
    for choice in filters.CHOICES:
        for value, _name in choice.words:
            assert choice.of(choice.put(Filter(), value)) == value
            assert len(criteria(choice.put(Filter(), value))) == 1
    assert {kind for kind, _name in filters.KINDS} == set(Kind)
    assert all(code in signs.SHORT for code in filters.SIGNS)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-22", "2026-11-22", "22 Nov 2026"),
        ("2026-11-22", None, "since 22 Nov 2026"),
        (None, "2026-11-22", "until 22 Nov 2026"),
    ],
)
def test_days_as_words(first, last, said):
    assert days_text(first, last) == said


@pytest.mark.parametrize(
    ("change", "mark", "noted"),
    [
        ({}, None, "Nothing"),
        ({"comparison": Comparison.DIFFERS, "examined": False}, ("bad", "Differs"), ""),
        ({"examined": False}, ("waiting", "Not examined"), ""),
        ({"readable": False, "signs": ("kind_not_read_here",)}, ("attention", "Unreadable"), "1 thing"),
        ({"readable": False, "signs": ("kind_not_read_here",), "kind": Kind.DOCUMENT}, None, "1 thing"),
        ({"readable": False, "signs": ("examination_failed",), "kind": Kind.DOCUMENT}, ("attention", "Unreadable"), "1 thing"),
        ({"signs": ("a", "times_disagree", "z")}, ("attention", "Times disagree"), "Times disagree, +2"),
        ({"signs": ("time_not_set",)}, None, "Clock not set"),
        ({"comparison": Comparison.NOT_MADE}, ("attention", "Not compared"), "Nothing"),
    ],
)
def test_marks_are_short_and_only_of_the_unusual(change, mark, noted):
    row = replace(ROW, **change)
    assert signs.mark_of(row) == mark
    assert signs.noted(row) == noted


def test_who_gave_it():
    assert giver_text(replace(ROW.giver, name="Dana\u202eOkafor")) == "Dana\\u202EOkafor"
    assert giver_text(replace(ROW.giver, alias="the neighbour")) == "the neighbour"
    assert giver_text(replace(ROW.giver, declined=True)) == "declined"
    assert giver_text(ROW.giver) == ""


def test_one_reading_under_many_names_is_one_line_and_what_was_never_set_is_counted():
    times = (
        TimeClaim("Track1:TrackCreateDate", "2026:11:22 20:03:12", Meaning.UTC_OR_LOCAL, None, "boxes 1"),
        TimeClaim("QuickTime:CreateDate", "2026:11:22 20:03:12", Meaning.UTC_OR_LOCAL, None, "boxes 1"),
        TimeClaim("File:FileModifyDate", "2026:11:22 13:51:04", Meaning.FILESYSTEM, None, "acquisition"),
        TimeClaim("Keys:CreationDate", "2026-11-22T14:03:11-0600", Meaning.OFFSET, "2026-11-22T20:03:11Z", "boxes 1"),
        TimeClaim("QuickTime:ModifyDate", "0000:00:00 00:00:00", Meaning.UNSET, None, "boxes 1"),
        TimeClaim("Track1:MediaModifyDate", "0000:00:00 00:00:00", Meaning.UNSET, None, "boxes 1"),
    )
    sorting = Sorting("Keys:CreationDate", "2026-11-22T14:03:11-0600", "2026-11-22T20:03:11Z", "keys_creation_date")
    details = type("Details", (), {"times": times, "sorting": sorting, "answer": Answer("", Kind.VIDEO, True, ())})
    found = moments.moments(details)
    assert [one.where() for one in found] == [
        "QuickTime keys · recording began",
        "Movie header and 1 more · UTC by the standard, often local",
        "File · last written",
    ]
    assert [one.used for one in found] == [True, False, False]
    assert found[1].names == ("QuickTime:CreateDate", "Track1:TrackCreateDate")
    assert moments.never_set(details) == ("QuickTime:ModifyDate", "Track1:MediaModifyDate")


def test_lists_come_with_their_days_and_the_way_out_of_an_empty_one(casework, stick):
    import_all(casework, stick)
    found = listed(casework, Wish())
    assert found.every == 4
    assert found.ids == casework.library.days(Filter()).ids
    assert sum(count for _head, _more, count in headings(found)) == 4
    assert headings(found)[0][0] == "Sunday 22 November 2026"
    assert headings(found)[0][1].endswith("by time used for sorting")
    by_name = listed(casework, Wish(order=Order.NAME))
    assert headings(by_name) == [("", "", 4)]
    none = Wish(Filter(kinds=frozenset({Kind.VIDEO}), sign="file_cut_short"), words="0412")
    assert listed(casework, none).ids == ()
    assert headings(listed(casework, none)) == []
    assert [(said, count) for said, _wish, count in without(casework, none)] == [("Videos", 0), ("Cut short", 0), ("0412", 0)]
    fewer = replace(none, words="", where=replace(none.where, sign=None))
    assert [count for _said, _wish, count in without(casework, fewer)] == [4]


@pytest.mark.parametrize(
    ("typed", "start", "row"),
    [("0002-1", 0, 2), ("2-1", 0, 2), ("1", 1, 1), ("1", 2, 0), ("9", 0, -1), ("", 0, -1), ("0", 0, -1)],
)
def test_numbers_are_found_as_they_are_typed(desk, typed, start, row):
    model = ItemsModel(desk)
    model.take([ItemId(f"{desk.casework.code}-{number}") for number in ("0001-01", "0001-02", "0002-10")])
    assert model.find(typed, start) == row


def test_thumbnails_keep_within_their_bytes(desk, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 5 * 40 * 30 * 4)
    kept = Thumbnails(desk)
    pixels = type("Pixels", (), {"width": 40, "height": 30, "rgb": bytes(3600)})
    for number in range(20):
        kept._told(ItemId(f"K7Q4MX-0001-{number:02d}"), pixels)
    assert kept.held == 5 * 40 * 30 * 4
    assert len(kept._kept) == 5
    kept._told(ItemId("K7Q4MX-0001-19"), pixels)  # again
    assert kept.held == 5 * 40 * 30 * 4
    kept.forget(frozenset({ItemId("K7Q4MX-0001-19"), ItemId("K7Q4MX-0001-00")}))
    assert kept.held == 4 * 40 * 30 * 4
    kept.clear()
    assert kept.held == 0


PIXELS = type("Pixels", (), {"width": 40, "height": 30, "rgb": bytes(3600)})


def test_all_thumbnails_in_sight_are_kept_and_waited_for(desk, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 5 * 40 * 30 * 4)
    monkeypatch.setattr(pictures, "MOST_WISHES", 3)
    monkeypatch.setattr(pictures, "AT_ONCE", 0)
    kept = Thumbnails(desk, in_sight=lambda: 12)
    items = [ItemId(f"K7Q4MX-0001-{number:02d}") for number in range(20)]
    for item in items:
        assert kept.of(item) is None
    assert list(kept._wishes) == items[-12:]
    for item in items:
        kept._told(item, PIXELS)
    assert list(kept._kept) == items[-12:]


def test_thumbnails_are_kept_as_large_as_they_are_drawn(desk, monkeypatch):
    monkeypatch.setattr(pictures, "AT_ONCE", 0)
    kept, item = Thumbnails(desk), ItemId("K7Q4MX-0001-01")

    def size():
        return kept.of(item).size().toTuple()

    kept.draw_within(QSize(20, 20))
    kept._told(item, PIXELS)
    assert size() == (20, 15)
    assert kept.held == 20 * 15 * 4
    kept.draw_within(QSize(10, 10))
    assert size() == (20, 15)
    assert not kept._wishes
    kept.draw_within(QSize(30, 30))
    assert size() == (20, 15)  # until the larger one is there
    assert list(kept._wishes) == [item]
    kept._told(item, PIXELS)
    assert size() == (30, 22)
    kept.draw_within(QSize(100, 100))
    kept._wishes.clear()
    kept.of(item)
    kept._told(item, PIXELS)
    assert size() == (40, 30)
    kept._wishes.clear()
    kept.draw_within(QSize(400, 400))
    assert size() == (40, 30)
    assert not kept._wishes  # there is no more to it
    assert kept.held == 40 * 30 * 4


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", ""),
        ("AB" * 32, "good"),
        (" ".join(["abab"] * 16), "good"),
        (":".join(["Ab"] * 32), "good"),
        ("ac" + "ab" * 31, "bad"),
        ("ab" * 31, "attention"),
        ("ab" * 31 + "xx", "attention"),
    ],
)
def test_a_digest_from_elsewhere(text, state):
    assert compared("ab" * 32, text)[0] == state
