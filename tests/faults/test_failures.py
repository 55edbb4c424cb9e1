"""Guarantee 1: whatever call of the system fails, done or not done, nothing that was reported as done is lost."""

import pytest

from tests.faults.acts import ACTS
from tests.faults.harness import problems
from tests.faults.systems import ALL

POINTS = {"create": 15, "import": 40, "passphrase": 25, "operator": 25, "sheet": 25, "heal": 25}


@pytest.mark.parametrize("act", ACTS)
def test_a_call_fails(servers, luck, act):
    calls = servers.calls(act, which=ALL)
    jobs = [
        {"act": act, "mode": "fail", "at": luck.randint(1, calls), "done": done, "error": luck.randrange(8), "lasting": lasting}
        for _ in range(POINTS[act] // 4 + 1)
        for done in (False, True)
        for lasting in (False, True)
    ]
    answers = servers.ask(jobs)
    assert not problems(answers)
    assert sum(bool(answer["failed"]) for answer in answers) >= len(jobs) - 8


@pytest.mark.parametrize("act", ACTS)
def test_short_writes_do_not_matter(servers, act):
    answer = servers.ask([{"act": act, "mode": "short"}])[0]
    assert not answer["problems"]
    assert answer["code"] == ""
