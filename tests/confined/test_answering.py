"""A child's own side of the bargain: it keeps to its budget, cuts what is too much, and says so."""

import os
from dataclasses import replace

import pytest

from intake.confined.answering import Channel, OverLimits, bounded
from intake.examination import wire
from intake.examination.wire import Limits
from intake.records import canonical, claims
from intake.records.claims import Answer, Claim, Kind, Observation, PictureRole, Place, encode_answer, parse_answer

EMPTY = Answer("text/plain", Kind.OTHER, True, ())


def claim(value: str) -> Claim:
    return Claim("A:b", value, "r")


def test_small_answers_stay():
    answer = Answer("text/plain", Kind.OTHER, True, ("r",), (claim("x"),), truncated=("places",))
    assert bounded(answer) == answer


@pytest.mark.parametrize(
    ("name", "row", "most"),
    [
        ("claims", claim("x"), claims.MOST_CLAIMS),
        ("places", Place("A:b", "1", "2", None, "r"), claims.MOST_PLACES),
        ("observations", Observation("a_b"), claims.MOST_OBSERVATIONS),
    ],
)
@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_lists_at_their_caps(name, row, most, beyond):
    answer = bounded(Answer("text/plain", Kind.OTHER, True, (), **{name: (row,) * (most + beyond)}))
    assert len(getattr(answer, name)) == min(most, most + beyond)
    assert answer.truncated == ((name,) if beyond > 0 else ())
    assert parse_answer(canonical.parse_object(canonical.encode(encode_answer(answer)))) == answer


@pytest.mark.parametrize("character", ["x", '"', "\\", "é", "\U0001f600", "\x01"])
def test_the_largest_answers_fit_into_a_frame(character):
    """Whatever the values are made of: a control character takes six bytes in JSON."""
    answer = bounded(
        Answer("text/plain", Kind.OTHER, True, (), tuple(claim(character * claims.MOST_VALUE) for _ in range(8_000)))
    )
    frame = wire.encode_frame({"done": encode_answer(answer)})
    assert wire.MOST_HEADER // 16 < len(frame) <= wire.MOST_HEADER + wire.PREFIX.size
    assert answer.truncated == ("claims",)


@pytest.mark.parametrize(
    ("size", "kept"), [((1 << 31, 1), (1 << 31, 1)), (((1 << 31) + 1, 5), (None, None)), ((5, -1), (None, None))]
)
def test_impossible_sizes_are_left_out(size, kept):
    """A PNG may state 4,278,190,144 rows."""
    answer = bounded(replace(EMPTY, width=size[0], height=size[1]))
    assert (answer.width, answer.height) == kept
    assert answer.truncated == (() if kept == size else ("size",))


@pytest.mark.parametrize("bad", [{"rotation": 45}, {"claims": (claim("x" * 5000),)}, {"media_type": "x" * 200}])
def test_what_no_answer_may_hold(bad):
    with pytest.raises(ValueError):
        bounded(replace(EMPTY, **bad))


def channel(pictures=2, pixels=100):
    read, write = os.pipe()
    return read, Channel(write, Limits(1, 1, pictures, pixels))


def test_pictures_within_the_budget():
    read, out = channel()
    out.picture(PictureRole.POSTER, None, 5, 2, bytes(30))
    out.picture(PictureRole.THUMBNAIL, None, 9, 10, memoryview(bytes(270)))
    with pytest.raises(OverLimits):
        out.picture(PictureRole.STORYBOARD, 0, 1, 1, bytes(3))
    os.close(out.descriptor)
    with os.fdopen(read, "rb") as file:
        assert (
            len(file.read())
            == 2 * wire.PREFIX.size
            + len(b'{"picture":["poster",null,5,2]}')
            + 30
            + len(b'{"picture":["thumbnail",null,9,10]}')
            + 270
        )


def test_pixels_beyond_the_budget():
    read, out = channel(pixels=9)
    with pytest.raises(OverLimits):
        out.picture(PictureRole.POSTER, None, 5, 2, bytes(30))
    os.close(read)
    os.close(out.descriptor)


@pytest.mark.parametrize(("width", "height", "length"), [(0, 0, 0), (-1, -1, 3), (2, 2, 11)])
def test_sizes_that_disagree(width, height, length):
    read, out = channel()
    with pytest.raises(ValueError):
        out.picture(PictureRole.POSTER, None, width, height, bytes(length))
    os.close(read)
    os.close(out.descriptor)
