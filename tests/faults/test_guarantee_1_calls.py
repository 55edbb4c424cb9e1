"""Guarantee 1: whatever call of the system fails, done or not done, nothing that was told is lost, and the disk gets the blame.

A sample by the seed; every call is in tests/endurance/endure_kills.py.
"""

import pytest

from tests.faults.harness import Servers, problems
from tests.faults.systems import ALL

SETS = {"take_in": 11, "go_on": 5, "folder": 5, "zip": 4, "copies": 3}  # of four: not done and done, once and from then on


@pytest.fixture(scope="module")
def servers():
    made = Servers("tests.faults.whole")
    yield made
    made.close()


@pytest.mark.parametrize("act", SETS)
def test_a_call_fails(servers, luck, act):
    calls = servers.counted(act, which=ALL)["calls"]
    jobs = [
        {"act": act, "mode": "fail", "at": luck.randint(1, calls), "done": done, "error": luck.randrange(8), "lasting": lasting}
        for _ in range(SETS[act])
        for done in (False, True)
        for lasting in (False, True)
    ]
    answers = servers.ask(jobs)
    assert not problems(answers)
    assert sum(bool(answer["failed"]) for answer in answers) >= len(jobs) - 4


@pytest.mark.parametrize("act", SETS)
def test_short_writes_do_not_matter(servers, act):
    answer = servers.ask([{"act": act, "mode": "short"}])[0]
    assert not answer["problems"]
    assert answer["code"] == ""
