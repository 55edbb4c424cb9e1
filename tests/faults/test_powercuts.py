"""Guarantee 1: whatever was not synced may be lost, in any combination, and nothing that was reported as done is."""

import copy
import shutil

import pytest

from tests.faults import cuts
from tests.faults.acts import ACTS

POINTS = {"create": 10, "import": 30, "passphrase": 20, "operator": 20, "sheet": 20, "heal": 20}


@pytest.mark.parametrize("act", ACTS)
def test_the_power_is_cut(memory, luck, monkeypatch, act):
    monkeypatch.setenv("XDG_STATE_HOME", "")
    before, calls, disk = cuts.trace(memory / "first", act)
    problems = []
    for number in range(POINTS[act]):
        at, chance = luck.randint(0, len(calls)), cuts.CHANCES[number % len(cuts.CHANCES)]
        folder = memory / "look"
        found = cuts.look(folder, before, calls[:at], copy.deepcopy(disk), act, chance, luck)
        problems += [f"after {at} of {len(calls)} calls, chance {chance}: {one}" for one in found]
        shutil.rmtree(folder)
    assert not problems
