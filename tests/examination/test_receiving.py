"""Order, counts and budgets of one conversation; and any bytes at all from a child end in an answer or in our own error."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import ExaminationError
from intake.examination.receiving import Budget, messages
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
)
from intake.records.claims import Answer, Kind, PictureRole
from intake.records.confinement import Confinement

ACCESS = ObjectAccess(0, 1, 1, bytes(32), b"")
LIMITS = Limits(1_000, 1, 2, 30)
EXAMINE = Examine(ACCESS, LIMITS)
STILL = Still(ACCESS, (3, 4), LIMITS)
TILES = Tiles(ACCESS, (4032, 3024), (3, 4), LIMITS)
PROBE = Probe(LIMITS)
FIRST = Confined(Confinement("Linux", (), {}, {}))
ANSWER = Done(Answer("a/b", Kind.OTHER, False, ()))


class Said:
    """A child that says these bytes and then is gone."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)

    def fill(self, view: memoryview, budget: Budget) -> None:
        if len(self.data) < len(view):
            raise ExaminationError("worker_died", status=0)
        view[:], self.data = self.data[: len(view)], self.data[len(view) :]


def frames(*said) -> bytes:
    data = b""
    for message in said:
        payload = bytes(message.payload) if isinstance(message, PictureHead) else b""
        data += encode_frame(encode_message(message), len(payload)) + payload
    return data


def picture(role=PictureRole.POSTER, index=None, width=5, height=3):
    return PictureHead(role, index, width, height)


def still(index):
    return picture(PictureRole.STILL, index)


GOOD = [
    (EXAMINE, (FIRST, ANSWER)),
    (EXAMINE, (FIRST, picture(), picture(PictureRole.THUMBNAIL), ANSWER)),
    (EXAMINE, (FIRST, picture(), Refused("media_unreadable", {}))),
    (STILL, (FIRST, still(4), still(3), Told())),
    (STILL, (FIRST, Told())),
    (TILES, (FIRST, still(4), Told())),
    (PROBE, (FIRST, Told())),
]


@pytest.mark.parametrize(("question", "said"), GOOD)
def test_good_conversations(question, said):
    heard = list(messages(Said(frames(*said)), question))
    assert tuple(message for message, _pixels in heard) == said
    assert all((pixels is not None) is isinstance(message, PictureHead) for message, pixels in heard)


@pytest.mark.parametrize(("question", "said"), GOOD)
def test_nothing_is_read_beyond_the_last_message(question, said):
    child = Said(frames(*said) + b"more")
    list(messages(child, question))
    assert bytes(child.data) == b"more"


MALFORMED, OVER, DIED = "worker_answer_malformed", "worker_over_limits", "worker_died"
BAD = [
    (EXAMINE, (), DIED),
    (EXAMINE, (FIRST,), DIED),
    (EXAMINE, (ANSWER,), MALFORMED),
    (EXAMINE, (picture(), FIRST, ANSWER), MALFORMED),
    (EXAMINE, (FIRST, FIRST, ANSWER), MALFORMED),
    (EXAMINE, (FIRST, Told()), MALFORMED),
    (EXAMINE, (FIRST, still(3), ANSWER), MALFORMED),
    (EXAMINE, (FIRST, picture(), picture(), picture(), ANSWER), OVER),
    (EXAMINE, (FIRST, picture(width=31, height=1), ANSWER), OVER),
    (EXAMINE, (FIRST, picture(), picture(width=4, height=4), ANSWER), OVER),
    (STILL, (FIRST, ANSWER), MALFORMED),
    (STILL, (FIRST, still(5), Told()), MALFORMED),
    (STILL, (FIRST, still(None), Told()), MALFORMED),
    (STILL, (FIRST, still(3), still(3), Told()), MALFORMED),
    (STILL, (FIRST, picture(), Told()), MALFORMED),
    (TILES, (FIRST, still(5), Told()), MALFORMED),
    (TILES, (FIRST, still(3), still(3), Told()), MALFORMED),
    (TILES, (FIRST, picture(), Told()), MALFORMED),
    (TILES, (FIRST, ANSWER), MALFORMED),
    (PROBE, (FIRST, picture(), Told()), MALFORMED),
    (PROBE, (FIRST, ANSWER), MALFORMED),
]


@pytest.mark.parametrize(("question", "said", "code"), BAD, ids=range(len(BAD)))
def test_bad_conversations(question, said, code):
    with pytest.raises(ExaminationError) as caught:
        list(messages(Said(frames(*said)), question))
    assert caught.value.code == code


def test_pixels_are_not_read_before_they_are_allowed():
    child = Said(frames(FIRST) + encode_frame(encode_message(picture(width=1_000, height=1_000)), 3_000_000))
    with pytest.raises(ExaminationError) as caught:
        list(messages(child, EXAMINE))
    assert caught.value.code == OVER  # and not `worker_died`, which reading them would have met


@given(st.sampled_from(GOOD), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6), st.integers(0, 3))
def test_any_bytes(case, changes, cut):
    question, said = case
    data = bytearray(frames(*said))
    for at, value in changes:
        data[at % len(data)] = value
    try:
        heard = list(messages(Said(bytes(data[: len(data) - cut])), question))
    except ExaminationError:
        return
    assert isinstance(heard[0][0], Confined)
    assert isinstance(heard[-1][0], Done | Told | Refused)
    assert sum(isinstance(message, PictureHead) for message, _pixels in heard) <= LIMITS.pictures


def test_a_budget_counts_waiting_only():
    budget = Budget(0.2)
    assert budget.timed(lambda left: len(f"{left:.1f}")) == 3
    time.sleep(0.25)  # our own work
    assert budget.left > 0.1

    def late(_left):
        time.sleep(0.21)
        return 1

    assert budget.timed(late) == 1
    with pytest.raises(ExaminationError) as caught:
        budget.timed(late)
    assert caught.value.code == OVER


def test_a_wait_that_times_out():
    def wait(_left):
        raise TimeoutError

    with pytest.raises(ExaminationError) as caught:
        Budget(1).timed(wait)
    assert caught.value.facts == {"limit": "time"}
