"""Guarantee 1: killed at any point, the vault opens, verifies, and holds everything that was reported as done."""

import pytest

from tests.faults.acts import ACTS
from tests.faults.harness import problems
from tests.faults.systems import KILLED

POINTS = {"create": 20, "import": 60, "passphrase": 40, "operator": 40, "sheet": 40, "heal": 40}


@pytest.mark.parametrize("act", ACTS)
def test_killed_at_any_point(servers, luck, act):
    calls = servers.calls(act)
    jobs = [{"act": act, "mode": "kill", "at": at, "torn": torn} for at in range(1, calls + 1) for torn in (False, True)]
    answers = servers.ask(luck.sample(jobs, POINTS[act]))
    assert not problems(answers)
    # A call more or less is made where two random names begin alike.
    assert sum(answer["status"] == KILLED for answer in answers) >= POINTS[act] - 5


def test_the_harness_notices(servers):
    """A vault whose items were reported as done and are not there does not pass."""
    answer = servers.ask([{"act": "import", "mode": "kill", "at": 1, "lie": ("item", "K7Q4MX-0001-01")}])[0]
    assert any("lost" in problem for problem in answer["problems"])
