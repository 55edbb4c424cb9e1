"""Sources for which the vault's disk has no room are passed over, and the rest goes on; nothing of them is written."""

import os

import pytest

from intake import durable
from intake.errors import StorageError
from intake.progress import silent
from intake.records.items import Comparison
from intake.records.rows import Filter
from tests.faults import whole

ROOM = 1_000_000  # bytes; the largest source of the story is larger


class Small(durable.System):
    """A disk with little room, that could hold more if it were empty."""

    room = ROOM
    most_written = 0

    def free(self, path):
        return durable.SPACE_KEPT_FREE + self.room

    def capacity(self, path):
        return durable.SPACE_KEPT_FREE + 10 * ROOM

    def write(self, fd, data, at):
        self.most_written = max(self.most_written, at + len(data))
        return super().write(fd, data, at)


@pytest.fixture
def folder(tmp_path):
    whole.prepare(tmp_path, "take_in")
    with (tmp_path / "stick" / "endless.bin").open("wb") as endless:
        endless.truncate(1 << 40)  # as a stranger makes it: no bytes on the stick
    return tmp_path


def names(casework) -> set[str]:
    return {row.name for row in casework.library.rows(casework.library.ids(Filter()))}


def test_the_rest_goes_on(folder):
    small = Small()
    with durable.through(small), whole.opened(folder) as casework:
        batch = whole._begun(casework, folder)
        with pytest.raises(StorageError) as caught:
            casework.agenda.work(batch, silent)
        assert caught.value.code == "disk_full"
        assert small.most_written < ROOM
        assert names(casework) == set(whole.sources()) - {"large.bin"}
        rows = casework.library.rows(casework.library.ids(Filter()))
        assert {row.comparison for row in rows} == {Comparison.IDENTICAL}
        assert all(row.examined for row in rows)
        brought = casework.library.brought(batch.batch)
        failed = {os.fsdecode(one.name): one.code for one in brought.failed}
        assert failed == {"away": "source_is_link", "endless.bin": "disk_full"}  # no disk of this size would hold it
        assert casework.agenda.left()[whole.door.Stage.ACQUIRE] == 1
        # Still no room: said again, and what is there stays.
        with pytest.raises(StorageError):
            casework.agenda.resume(silent)
        small.room = 5 * ROOM
        casework.agenda.resume(silent)
        assert names(casework) == set(whole.sources())
        assert not any(casework.agenda.left().values())
        assert casework.verification.vault(None, silent).findings == ()
