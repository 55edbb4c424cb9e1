"""Runs an act with a trace, then looks at the disk as a power cut at any moment leaves it."""

import os
import random
from pathlib import Path

from intake import durable
from tests.faults import acts as vault_acts
from tests.faults.powercut import Disk
from tests.faults.systems import Call, NoWaiting, Tracing

CHANCES = (0.0, 0.5, 0.9, 1.0)  # of what was not synced to be there all the same


def trace(folder: Path, act: str, acts=vault_acts) -> tuple[list[tuple[str, str]], list[Call], Disk]:
    """What had been done before, every call of the act, and the disk as it was before it."""
    os.environ["XDG_STATE_HOME"] = str(folder / "state")  # the test's own environment; undone by its isolation
    (folder / "state").mkdir(parents=True)
    with durable.through(NoWaiting()):
        done = acts.prepare(folder, act)
    disk, tracing = Disk(folder), Tracing()
    disk.load()
    with durable.through(tracing):
        code = acts.run(folder, act, tracing.done)
    assert code == ""
    return done, tracing.calls, disk


def look(
    folder: Path,
    before,
    calls: list[Call],
    disk: Disk,
    act: str,
    chance: float,
    luck: random.Random,
    acts=vault_acts,
    spoil=lambda _folder: None,
) -> list[str]:
    """What does not hold after a cut that follows these calls; spoil: does more to what is left."""
    for call in calls:
        disk.take(call)
    folder.mkdir()
    disk.leave(folder, chance, luck)
    spoil(folder)
    (folder / "state").mkdir(exist_ok=True)
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    with durable.through(NoWaiting()):
        return acts.check(folder, act, [*before, *disk.done])
