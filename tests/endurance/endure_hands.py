"""Seeded hands on the real window for as long as is wanted: clicks, keys, drops, searches, sizes, locks and unlocks.

    HANDS_SECONDS=7200 HANDS_SEED=1 nice .venv/bin/python -m pytest tests/endurance/endure_hands.py -n 0 -s

In pieces of two minutes, each with a seed of its own and a new vault. What was run, when, and how much of it stands in
tests/endurance/README.md.
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

PIECE_SECONDS = 120
EXTRA_SECONDS = 180  # to lock, verify and search after the hands have let go

pytestmark = pytest.mark.timeout(24 * 3600)


def worked(folder: Path, seed: int, seconds: float) -> dict:
    """What one pair of hands did and found; a crash of the process, or an end that does not come, is found too."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-X", "faulthandler", "-m", "tests.endurance.hands", str(folder), str(seed), str(seconds)]
    ran = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds + EXTRA_SECONDS, check=False
    )
    last = ran.stdout.strip().rpartition("\n")[2]
    if not last.startswith("{"):
        return {"seed": seed, "acts": 0, "found": [{"what": f"exit code {ran.returncode}\n{ran.stderr[-6_000:]}"}]}
    state = json.loads(last)
    if ran.returncode != bool(state["found"]):
        state["found"].append({"what": f"exit code {ran.returncode}\n{ran.stderr[-6_000:]}"})
    return state


def test_hands(tmp_path):
    seconds, seed = float(os.environ.get("HANDS_SECONDS", "7200")), int(os.environ.get("HANDS_SEED", "1"))
    until, wrong, acts = time.monotonic() + seconds, [], 0
    for number in itertools.count(seed):
        left = until - time.monotonic()
        if left < 1:
            break
        folder = tmp_path / str(number)
        folder.mkdir()
        state = worked(folder, number, min(PIECE_SECONDS, left))
        acts += state["acts"]
        print(
            time.strftime("%H:%M:%S"), f"seed {number}: {state['acts']} acts, longest pause {state.get('longest', 0):.2f} s,"
            f" {state.get('generation', 0)} locks, {len(state['found'])} found", flush=True,
        )  # fmt: skip
        for one in state["found"]:
            print(json.dumps(one, indent=1).replace("\\n", "\n"), flush=True)
            wrong.append((number, one["what"]))
        shutil.rmtree(folder)
    print(f"{acts} acts")
    assert not wrong
