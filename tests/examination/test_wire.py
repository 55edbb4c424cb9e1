"""Frames: what one side writes the other reads, and nothing that a child says is believed before it is checked."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import ExaminationError
from intake.examination import wire
from intake.examination.wire import (
    Confined,
    Done,
    Examine,
    Limits,
    ObjectAccess,
    PictureHead,
    Probe,
    Refused,
    Still,
    Tiles,
    Told,
    encode_frame,
    encode_message,
    encode_question,
    parse_message,
    parse_prefix,
    parse_question,
)
from intake.records import canonical
from intake.records.claims import Answer, Kind, Observation, PictureRole
from intake.records.confinement import Confinement, Layer

LIMITS = Limits(20_000, 2**40, 44, 2**35)
ACCESS = ObjectAccess(105, 2**60, 2**60 - 1, bytes(range(32)), b"header")
ANSWER = Answer("image/png", Kind.PHOTO, True, ("Pillow 13",), width=3, height=2)
CONFINEMENT = Confinement("Linux", (Layer.NO_FILES,), {Layer.OWN_NAMESPACES: "not granted"}, {"landlock": "7"})
MESSAGES = [
    Confined(CONFINEMENT),
    PictureHead(PictureRole.POSTER, None, 3, 2),
    PictureHead(PictureRole.STILL, 7, 3, 2),
    Done(ANSWER),
    Told(),
    Told((Observation("keyframe_damaged", "number 3"),)),
    Refused("worker_over_limits", {"limit": "memory"}),
]


def _sent(message) -> tuple[bytes, int]:
    payload = message.payload if isinstance(message, PictureHead) else 0
    frame = encode_frame(encode_message(message), payload)
    length, announced = parse_prefix(frame[: wire.PREFIX.size])
    assert announced == payload
    body = frame[wire.PREFIX.size :]
    assert len(body) == length
    return body, payload


@pytest.mark.parametrize(
    "question",
    [Probe(LIMITS), Examine(ACCESS, LIMITS), Still(ACCESS, (0, 5, 199_999), LIMITS), Tiles(ACCESS, (4032, 3024), (7,), LIMITS)],
)
def test_questions(question):
    header = canonical.parse_object(canonical.encode(encode_question(question)))
    again = parse_question(header)
    assert again == question
    assert encode_question(again) == header


def test_a_key_is_never_printed():
    assert bytes(range(32)).hex() not in repr(Examine(ACCESS, LIMITS))
    assert str(bytes(range(4)))[2:-1] not in repr(ACCESS)


@pytest.mark.parametrize("message", MESSAGES)
def test_messages(message):
    body, payload = _sent(message)
    again = parse_message(body, payload)
    assert again == message
    assert canonical.encode(encode_message(again)) == body


@pytest.mark.parametrize(
    "prefix",
    [
        b"EIW2" + bytes(12),
        wire.PREFIX.pack(wire.MAGIC, 0, 0),
        wire.PREFIX.pack(wire.MAGIC, wire.MOST_HEADER + 1, 0),
        wire.PREFIX.pack(wire.MAGIC, 10, 3 * wire.MOST_PICTURE_PIXELS + 1),
    ],
)
def test_prefix_refused(prefix):
    with pytest.raises(ExaminationError) as caught:
        parse_prefix(prefix)
    assert caught.value.code == "worker_answer_malformed"


def test_prefix_at_its_caps():
    assert parse_prefix(wire.PREFIX.pack(wire.MAGIC, wire.MOST_HEADER, 3 * wire.MOST_PICTURE_PIXELS))
    assert parse_prefix(wire.PREFIX.pack(wire.MAGIC, 2, 0)) == (2, 0)


REFUSED = [
    b"",
    b"{}",
    b"[]",
    b'{"told": []}',  # not canonical
    b'{"told":[],"x":1}',
    b'{"done":null}',
    b'{"told":[["Not A Code",""]]}',
    b'{"told":[["code"]]}',
    b'{"told":{}}',
    b'{"done":[]}',
    b'{"done":{}}',
    b'{"done":{"media_type":1}}',
    b'{"confined":{}}',
    b'{"confined":{"details":{},"layers":["no_files"],"missing":{"no_files":"x"},"system":"x"}}',
    b'{"picture":["still",null,0,1]}',
    b'{"picture":["still",null,1]}',
    b'{"picture":["other",null,1,1]}',
    b'{"picture":["still",-1,1,1]}',
    b'{"picture":["still",true,1,1]}',
    b'{"picture":["still",200000,1,1]}',
    b'{"picture":["still",null,65501,1]}',
    b'{"picture":["still",null,65500,65500]}',
    b'{"refused":["Not A Code",{}]}',
    b'{"refused":["disk_full",{}]}',
    b'{"refused":["media_unreadable",{"a":1}]}',
    b'{"refused":["media_unreadable",{"Not A Name":"x"}]}',
    b'{"refused":["media_unreadable",{"a":"' + b"x" * 201 + b'"}]}',
    b'{"refused":["media_unreadable",[]]}',
    b'{"refused":[{},{}]}',
    b'{"unknown":1}',
    b'{"done":' + b"[" * 2000 + b"]" * 2000 + b"}",
    b"\xff",
]


@pytest.mark.parametrize("body", REFUSED, ids=range(len(REFUSED)))
def test_messages_refused(body):
    with pytest.raises(ExaminationError) as caught:
        parse_message(body, 0)
    assert caught.value.code == "worker_answer_malformed"


@pytest.mark.parametrize("payload", [0, 17, 19])
def test_pixels_that_do_not_fit(payload):
    with pytest.raises(ExaminationError):
        parse_message(b'{"picture":["poster",null,3,2]}', payload)


def test_pixels_where_none_belong():
    with pytest.raises(ExaminationError):
        parse_message(b'{"told":[]}', 3)


def test_a_header_beyond_its_cap_is_not_sent():
    with pytest.raises(ValueError):
        encode_frame({"x": "y" * wire.MOST_HEADER})


@given(st.binary(max_size=200))
def test_any_bytes(data):
    """Nothing but an ExaminationError comes out; anything else fails the test."""
    with contextlib.suppress(ExaminationError):
        parse_message(data, 0)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=12), inner, max_size=6),
    max_leaves=30,
)


@given(st.sampled_from(["done", "told", "confined", "picture", "refused"]), _JSON)
def test_any_values(name, value):
    text = json.dumps({name: value}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with contextlib.suppress(ExaminationError):
        parse_message(text.encode("utf-8", "surrogatepass"), 0)


@pytest.mark.parametrize("bad", [{"ask": "play"}, {"ask": "probe"}, {}, {"ask": "examine", "limits": [1, "1", 1, "1"]}])
def test_questions_refused(bad):
    with pytest.raises((ValueError, KeyError)):
        parse_question(bad)
