"""The full matrices of the whole product, by hand: killed at every call and statement, and every call made to fail.

    nice .venv/bin/python -m pytest tests/endurance/endure_kills.py -s

What was run, when, and how much of it stands in tests/endurance/README.md.
"""

import random

import pytest

from tests.faults.harness import Servers, problems
from tests.faults.systems import ALL, ERRORS
from tests.faults.test_guarantee_1_kills import every_call
from tests.faults.whole import ACTS

pytestmark = pytest.mark.timeout(7200)
MOMENTS = 300


@pytest.fixture(scope="module")
def servers():
    made = Servers("tests.faults.whole")
    yield made
    made.close()


def wrong(servers, jobs: list[dict]) -> list[str]:
    """All problems; each is printed when it is found."""
    found = []
    for start in range(0, len(jobs), 40):
        for problem in problems(servers.ask(jobs[start : start + 40])):
            print(problem, flush=True)
            found.append(problem)
    return found


@pytest.mark.parametrize("act", ACTS)
def test_every_kill(servers, act):
    counted = servers.counted(act)
    jobs = every_call(act, counted["calls"])
    jobs += [{"act": act, "mode": "statement", "at": at} for at in range(1, counted["statements"] + 1)]
    jobs += [{"act": act, "mode": "cancel", "at": at} for at in range(1, counted["steps"] + 1)]
    luck = random.Random(act)
    jobs += [{"act": act, "mode": "moment", "seconds": luck.uniform(0.001, counted["seconds"])} for _ in range(MOMENTS)]
    if act == "passphrase":
        jobs += [{"act": act, "mode": "rekey", "seconds": luck.uniform(0.0001, 0.03)} for _ in range(MOMENTS)]
    found = wrong(servers, jobs)
    print(f"{act}: {len(jobs)} kills")
    assert not found


@pytest.mark.parametrize("act", ACTS)
def test_every_failing_call(servers, act):
    calls = servers.counted(act, which=ALL)["calls"]
    most = max(map(len, ERRORS.values()))
    jobs = [
        {"act": act, "mode": "fail", "at": at, "done": done, "error": error, "lasting": lasting}
        for at in range(1, calls + 1)
        for done in (False, True)
        for lasting in (False, True)
        for error in range(most if not done and not lasting else 1)
    ]
    found = wrong(servers, jobs)
    print(f"{act}: {len(jobs)} failures")
    assert not found
