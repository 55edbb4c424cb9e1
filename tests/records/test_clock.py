"""The clock of a device: its field of the log there and back, and where it puts a recorded time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.records import canonical
from intake.records.clock import MOST_OFFSET, MOST_SECONDS, Difference, Placed, from_json, placed, signed, to_json

AHEAD = Difference(2 * 3600 + 2 * 60 + 14)


@pytest.mark.parametrize(
    ("difference", "value", "utc", "reason", "found"),
    [
        (AHEAD, "2026:11:22 14:04:54-06:00", "2026-11-22T20:04:54.5Z", "offset_recorded", ("2026:11:22 12:02:40-06:00", "2026-11-22T18:02:40.5Z")),
        (AHEAD, "2026:11:22 01:00:00.25", None, "no_zone", ("2026:11:21 22:57:46.25", None)),
        (Difference(0, -360), "2026:11:22 14:04:54", None, "no_zone", ("2026:11:22 14:04:54", "2026-11-22T20:04:54Z")),
        (Difference(-60, 345), "2026-11-22T23:59:30", None, "no_zone", ("2026-11-23T00:00:30", "2026-11-22T18:15:30Z")),
        (Difference(60, -360), "2026:11:22 20:04:54", None, "movie_header", ("2026:11:22 20:03:54", None)),  # may be UTC already
        (AHEAD, "2026:11:22", "2026-11-22T20:04:54Z", "utc_recorded", (None, "2026-11-22T18:02:40Z")),
        (AHEAD, "2026:11:22 14:04", None, "no_zone", ("2026:11:22 12:01:46", None)),
    ],
)  # fmt: skip
def test_where_a_time_belongs(difference, value, utc, reason, found):
    assert placed(difference, value, utc, reason) == Placed(*found)


@pytest.mark.parametrize(
    ("value", "utc", "reason"),
    [
        ("2026:11:22 20:04:54", "2026-11-22T20:04:54Z", "gps"),
        ("2026:11:22 20:04:54", None, "filesystem"),
        ("2026:11:22 20:04:54", None, "modified_only"),
        (None, None, ""),
        ("yesterday", None, "no_zone"),
        ("2026:13:45 20:04:54", None, "no_zone"),
        ("0001:01:01 00:00:00", None, "no_zone"),  # before the first day there is
    ],
)
def test_what_is_not_of_its_clock_or_cannot_be_read_stays(value, utc, reason):
    assert placed(AHEAD, value, utc, reason) is None


differences = st.builds(Difference, st.integers(-MOST_SECONDS, MOST_SECONDS), st.none() | st.integers(-MOST_OFFSET, MOST_OFFSET))


@given(st.none() | differences)
def test_the_field_there_and_back(difference):
    said = canonical.encode(to_json(difference))
    assert from_json(canonical.parse(said)) == difference
    assert canonical.encode(to_json(from_json(canonical.parse(said)))) == said


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"set": True},
        {"set": False, "seconds": 1},
        {"offset_minutes": None, "seconds": "1", "set": True},
        {"offset_minutes": None, "seconds": True, "set": True},
        {"offset_minutes": 1.5, "seconds": 1, "set": True},
        {"offset_minutes": None, "seconds": MOST_SECONDS + 1, "set": True},
        {"offset_minutes": MOST_OFFSET + 1, "seconds": 1, "set": True},
        {"offset_minutes": None, "seconds": 1, "set": False},
        {"offset_minutes": None, "seconds": 1, "set": True, "more": 1},
    ],
)
def test_another_form_is_refused(value):
    with pytest.raises(ValueError):
        from_json(value)


@pytest.mark.parametrize(("seconds", "said"), [(7334, "+2:02:14"), (-5, "-0:00:05"), (0, "+0:00:00"), (-259_205, "-3 d 0:00:05")])
def test_as_it_is_said(seconds, said):
    assert signed(seconds) == said
