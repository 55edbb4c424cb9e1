"""An answer crosses the border in canonical form and comes back the same; anything else is refused."""

from fractions import Fraction

import pytest

from intake.records import canonical
from intake.records.claims import Answer, Claim, Keyframe, Kind, Observation, Place, State, encode_answer, parse_answer, shortened

ANSWER = Answer(
    media_type="video/mp4",
    kind=Kind.VIDEO,
    readable=True,
    readers=("boxes 1",),
    claims=(Claim("QuickTime:CreateDate", "2020:01:01 00:00:00", "boxes 1"), Claim("Track1:X", "0", "boxes 1", State.ZEROED)),
    places=(Place("Keys:GPSCoordinates", "44.9778", "-93.2650", None, "boxes 1"),),
    observations=(Observation("times_disagree", "a"),),
    keyframes=(Keyframe(0, -1, Fraction(1, 90000)), Keyframe(1, 90000, Fraction(1, 90000))),
    width=1920,
    height=1080,
    rotation=90,
    duration=Fraction(401, 30),
)


def test_round_trip():
    value = encode_answer(ANSWER)
    assert parse_answer(canonical.parse_object(canonical.encode(value))) == ANSWER


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("rotation", 45),
        ("rotation", False),
        ("width", -1),
        ("width", True),
        ("readable", 1),
        ("kind", "x"),
        ("claims", [["a", "b", "c"]]),
        ("claims", [["a", "b" * 5000, "c", "recorded"]]),
        ("keyframes", [["1", None]]),
        ("keyframes", [["x", "1/2"]]),
        ("duration", "1/0"),
        ("duration", "1e999999999"),
        ("keyframes", [["1_0", "1/2"]]),
        ("media_type", "x" * 200),
    ],
)
def test_refused(key, bad):
    value = {**encode_answer(ANSWER), key: bad}
    with pytest.raises(ValueError):
        parse_answer(value)


def test_shortened_says_what_was_cut():
    assert shortened("abc") == "abc"
    cut = shortened("x" * 10_000)
    assert len(cut) <= 4096
    assert cut.endswith("(10000 characters in all)")
    assert shortened("\ud800") == "\\ud800"
