"""Guarantee 1: killed at any point of importing, going on, copying and exporting, nothing that was told is lost.

A sample of all points by the seed, more than 200; every point is in tests/endurance/endure_kills.py.
"""

import pytest

from tests.faults.harness import Servers, problems
from tests.faults.systems import KILLED

CALLS = {"take_in": 70, "go_on": 30, "folder": 30, "zip": 20, "encrypted": 10, "copies": 10, "passphrase": 15}
STATEMENTS = {"take_in": 25, "go_on": 15, "folder": 5}
STEPS = {"take_in": 8, "go_on": 4, "folder": 6, "zip": 4, "copies": 3}
MOMENTS = {"take_in": 8, "go_on": 4, "folder": 4, "zip": 4}


@pytest.fixture(scope="module")
def servers():
    made = Servers("tests.faults.whole")
    yield made
    made.close()


def every_call(act: str, count: int) -> list[dict]:
    """Before each call, after it, and in the middle of it where it is a write."""
    ways = ({}, {"after": True}, {"torn": True})
    return [{"act": act, "mode": "kill", "at": at, **way} for at in range(1, count + 1) for way in ways]


@pytest.mark.parametrize("act", CALLS)
def test_killed_at_a_call(servers, luck, act):
    jobs = every_call(act, servers.counted(act)["calls"])
    answers = servers.ask(luck.sample(jobs, CALLS[act]))
    assert not problems(answers)
    # A call more or less is made where two random names begin alike.
    assert sum(answer["status"] == KILLED for answer in answers) >= CALLS[act] - 4


@pytest.mark.parametrize("act", STATEMENTS)
def test_killed_inside_the_catalog(servers, luck, act):
    count = servers.counted(act)["statements"]
    jobs = [{"act": act, "mode": "statement", "at": at} for at in luck.sample(range(1, count + 1), STATEMENTS[act])]
    answers = servers.ask(jobs)
    assert not problems(answers)
    assert sum(answer["status"] == KILLED for answer in answers) >= STATEMENTS[act] - 4


@pytest.mark.parametrize("act", MOMENTS)
def test_killed_at_any_moment(servers, luck, act):
    """Wherever it is then, also inside SQLite or the system."""
    longest = servers.counted(act)["seconds"]
    jobs = [{"act": act, "mode": "moment", "seconds": luck.uniform(0.001, longest)} for _ in range(MOMENTS[act])]
    assert not problems(servers.ask(jobs))


def test_killed_while_the_catalog_is_encrypted_anew(servers, luck):
    jobs = [{"act": "passphrase", "mode": "rekey", "seconds": luck.uniform(0.0001, 0.03)} for _ in range(10)]
    answers = servers.ask(jobs)
    assert not problems(answers)
    assert any(answer["status"] != 0 for answer in answers)


@pytest.mark.parametrize("act", STEPS)
def test_stopped_by_a_person_at_any_step(servers, luck, act):
    count = servers.counted(act)["steps"]
    jobs = [{"act": act, "mode": "cancel", "at": at} for at in luck.sample(range(1, count + 1), min(count, STEPS[act]))]
    answers = servers.ask(jobs)
    assert not problems(answers)
    # Steps of threads come in any number; and the last may be after everything.
    assert sum(answer["code"] == "cancelled" for answer in answers) >= len(jobs) - 3


def test_the_harness_notices(servers):
    """What was told and is not there does not pass."""
    lies = [("acquired", "K7Q4MX-0001-01"), ("all", ""), ("bundle", "nothing")]
    answers = servers.ask({"act": "take_in", "mode": "kill", "at": 1, "lie": lie} for lie in lies)
    assert [
        any(word in one for one in answer["problems"])
        for answer, word in zip(answers, ("lost", "left", "not there"), strict=True)
    ]
