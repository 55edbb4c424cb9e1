"""The full matrices of tests/faults, by hand: every kill point, every failing call, power cuts after every call.

    .venv/bin/python -m pytest tests/endurance/endure_faults.py -s

What was run, when, and how much of it stands in tests/endurance/README.md.
"""

import copy
import random
import shutil

import pytest

from tests.faults import cuts
from tests.faults.acts import ACTS
from tests.faults.conftest import memory, servers  # noqa: F401 — fixtures
from tests.faults.harness import problems
from tests.faults.systems import ALL, ERRORS

pytestmark = pytest.mark.timeout(7200)
SEEDS = 3


@pytest.mark.parametrize("act", ACTS)
def test_every_kill(servers, act):  # noqa: F811
    calls = servers.calls(act)
    jobs = [{"act": act, "mode": "kill", "at": at, "torn": torn} for at in range(1, calls + 1) for torn in (False, True)]
    answers = servers.ask(jobs)
    print(f"{act}: {len(jobs)} kills")
    assert not problems(answers)


@pytest.mark.parametrize("act", ACTS)
def test_every_failing_call(servers, act):  # noqa: F811
    calls = servers.calls(act, which=ALL)
    most = max(map(len, ERRORS.values()))
    jobs = [
        {"act": act, "mode": "fail", "at": at, "done": done, "error": error, "lasting": lasting}
        for at in range(1, calls + 1)
        for done in (False, True)
        for lasting in (False, True)
        for error in range(most if not done and not lasting else 1)
    ]
    answers = servers.ask(jobs)
    print(f"{act}: {len(jobs)} failures")
    assert not problems(answers)


@pytest.mark.parametrize("act", ACTS)
def test_a_cut_after_every_call(memory, monkeypatch, act):  # noqa: F811
    monkeypatch.setenv("XDG_STATE_HOME", "")
    before, calls, disk = cuts.trace(memory / "first", act)
    found, count = [], 0
    for at in range(len(calls) + 1):
        for chance in cuts.CHANCES:
            for seed in range(SEEDS if 0 < chance < 1 else 1):
                folder = memory / "look"
                luck = random.Random(seed * 1000 + at)
                bad = cuts.look(folder, before, calls[:at], copy.deepcopy(disk), act, chance, luck)
                found += [f"after {at} of {len(calls)} calls, chance {chance}, seed {seed}: {one}" for one in bad]
                count += 1
                shutil.rmtree(folder)
    print(f"{act}: {count} power cuts")
    assert not found
