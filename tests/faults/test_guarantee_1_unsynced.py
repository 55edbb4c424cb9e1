"""Guarantee 1: whatever was not synced may be lost, wholly or in part and in any order, and nothing that was told is.

Replayed from a trace of everything that importing, going on, exporting and copying write. SQLite writes the catalog by
itself: it is left as it was before, as it was at the end (ahead of the log that is left), damaged, or not at all.
"""

import copy
import shutil

import pytest

from tests.faults import cuts, whole

POINTS = {"take_in": 24, "go_on": 10, "folder": 12, "zip": 8, "copies": 6, "passphrase": 8}


def _spoilers(last, luck):
    """What may have become of the catalog."""

    def ahead(folder) -> None:
        shutil.copy(last / "v" / "catalog.db", folder / "v" / "catalog.db")

    def damaged(folder) -> None:
        path = folder / "v" / "catalog.db"
        content = bytearray(path.read_bytes())
        at = luck.randrange(len(content))
        content[at : at + 4096] = luck.randbytes(min(4096, len(content) - at))
        path.write_bytes(content)

    def gone(folder) -> None:
        (folder / "v" / "catalog.db").unlink()

    return [lambda _folder: None, ahead, damaged, gone]


@pytest.mark.parametrize("act", POINTS)
def test_the_power_is_cut(memory, luck, monkeypatch, act):
    monkeypatch.setenv("XDG_STATE_HOME", "")
    before, calls, disk = cuts.trace(memory / "first", act, whole)
    problems = []
    spoilers = _spoilers(memory / "first", luck)
    for number in range(POINTS[act]):
        at, chance = luck.randint(0, len(calls)), cuts.CHANCES[number % len(cuts.CHANCES)]
        spoil, folder = luck.choice(spoilers), memory / "look"
        found = cuts.look(folder, before, calls[:at], copy.deepcopy(disk), act, chance, luck, whole, spoil)
        problems += [f"after {at} of {len(calls)} calls, chance {chance}, {spoil.__name__}: {one}" for one in found]
        shutil.rmtree(folder)
    assert not problems
