"""A damaged movie never raises, hangs or grows: seeded mutations of a small one, through the box reader and the whole."""

import io
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.confined import boxes, boxes_claims, boxes_keyframes, boxes_movie, boxes_observations, boxes_tags
from intake.confined.noted import Noted
from tests.confined.filmed import examined
from tests.making_videos import box, full, keys, quicktime_text, video, with_moov

SEED = 20_261_125


def _whole(data: bytes) -> Noted:
    """Everything that reads boxes, on one file."""
    stream = io.BytesIO(data)
    noted = Noted("test")
    movie = boxes_movie.read(stream, len(data), time.monotonic() + 60)
    boxes_claims.write(movie, noted)
    tags = boxes_tags.Tags(noted, movie.damage)
    for one in [*movie.tags, *(tag for track in movie.tracks for tag in track.tags)]:
        boxes_tags.read(one, "", tags)
    main = boxes_keyframes.main_video(movie)
    listed = boxes_keyframes.keys_of(main, movie) if main else None
    boxes_observations.write(movie, main, listed, noted, stream)
    boxes_keyframes.duration(movie)
    return noted


def _base() -> bytes:
    location = keys([("com.apple.quicktime.location.ISO6709", b"+33.5+019.25/", 1), ("com.apple.quicktime.make", b"M", 1)])
    return with_moov(video(count=8, sound=True), box(b"udta", box(b"\xa9xyz", quicktime_text("+1+2/"))) + location)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed mostly in the index, where they hurt; now and then cut, doubled or swapped."""
    result = bytearray(data)
    start = data.rindex(b"moov") - 4
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(start, len(result)) if chance.random() < 0.9 else chance.randrange(len(result))
        way = chance.random()
        if way < 0.5:
            result[at] = chance.randrange(256)
        elif way < 0.8:
            result[at : at + 4] = chance.choice([bytes(4), b"\xff" * 4, b"\0\0\0\1", b"\x7f\xff\xff\xff", b"\x80\0\0\0"])
        elif way < 0.9:
            del result[at : at + chance.randint(1, 40)]
        else:
            result[at:at] = result[at : at + chance.randint(1, 40)]
        if len(result) <= start + 8:
            break
    return bytes(result)


def test_mutations_through_the_box_reader():
    chance, base = random.Random(SEED), _base()
    for _ in range(3000):
        started = time.monotonic()
        _whole(_mutated(base, chance))
        assert time.monotonic() - started < 3


def test_mutations_through_the_whole_examination():
    chance, base = random.Random(SEED + 1), _base()
    for _ in range(600):
        film = examined(_mutated(base, chance), budget=3)
        assert "reader_failed" not in film.codes()


@pytest.mark.parametrize("cut", range(0, 2600, 37))
def test_cut_anywhere(cut):
    base = _base()
    film = examined(base[: max(0, len(base) - cut)])
    assert "reader_failed" not in film.codes()


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_any_bytes_as_an_index(body):
    _whole(box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", body) + box(b"mdat", bytes(64)))


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    b"mvhd",
                    b"trak",
                    b"tkhd",
                    b"mdia",
                    b"mdhd",
                    b"hdlr",
                    b"stbl",
                    b"stsd",
                    b"stts",
                    b"udta",
                    b"meta",
                    b"ilst",
                    b"keys",
                    b"edts",
                    b"elst",
                ]
            ),
            st.binary(max_size=60),
        ),
        max_size=8,
    )
)
def test_any_boxes_nested(parts):
    body = b""
    for kind, inner in parts:
        body = box(kind, inner + body)
    _whole(box(b"moov", body))
    _whole(box(b"moov", b"".join(full(kind, inner) for kind, inner in parts)))


def test_many_boxes_are_counted_not_kept():
    data = box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", box(b"udta", box(b"free") * (boxes.MOST_BOXES + 10)))
    noted = _whole(data)
    assert any("too many boxes" in observation.detail for observation in noted.observations)
