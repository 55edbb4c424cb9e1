"""Many small files taken in, through the door: python -m tests.benchmarks.small [FILES] [--folder FOLDER].

Random bytes, 20 kB each, a hundred to a folder: surveyed and planned, acquired, both copies compared, examined (there is
nothing in them to read: it is what a confined child costs). Once, as it takes minutes; `cp -r` and `sync` beside it. No limits.
"""

import os
import sys
from pathlib import Path

from intake.progress import silent
from intake.records.items import Comparison
from intake.records.rows import Filter
from intake.records.submissions import SubmissionDraft
from intake.settings import LOW_COST, Settings
from tests.benchmarks import ground
from tests.benchmarks.table import Table

SIZE = 20_000
IN_A_FOLDER = 100


def make(top: Path, count: int) -> Path:
    for number in range(count):
        folder = top / f"{number // IN_A_FOLDER:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"IMG_{number:06d}.JPG").write_bytes(os.urandom(SIZE))
    os.sync()
    return top


def main() -> int:
    count, folder = ground.arguments(20_000, "files")
    table = Table(f"{count} files of {SIZE // 1000} kB taken in")
    with ground.ground(folder) as top:
        source = make(top / "source", count)

        def copied() -> None:
            ground.run(["cp", "-r", source, top / "copy"])
            os.sync()

        with ground.unlocked(top / "vault", Settings(cost=LOW_COST)) as casework:
            lines, before = [], ground.peak()
            surveying = ground.timed(lambda: lines.extend(casework.receiving.survey([os.fsencode(source)], silent)))
            batch = casework.receiving.begin(lines, SubmissionDraft(), [], only_acquire=True)
            acquiring = ground.timed(lambda: casework.agenda.work(batch, silent))
            after = ground.peak()
            copying = ground.timed(copied)
            comparing = ground.timed(lambda: _only(casework, "compare"))
            examining = ground.timed(lambda: casework.agenda.look_after(silent))
            items = casework.library.ids(Filter())
            assert len(items) == count
            assert list(casework.agenda.left().values()) == [0, 0, 0]
            assert {row.comparison for row in casework.library.rows(items)} == {Comparison.IDENTICAL}
        table.alone("surveyed", [count / surveying], "files/s")
        table.alone("acquired", [count / acquiring], "files/s")
        table.against("the same", [acquiring], "cp -r, sync", [copying])
        table.alone("compared, stored copy and source", [count / comparing], "files/s")
        table.alone("examined, confined", [count / examining], "files/s")
        table.alone("whole", [count / (surveying + acquiring + comparing + examining)], "files/s")
        table.alone("memory before, at its highest (the passphrase's key)", [before], "MB")
        table.alone("memory after acquiring, at its highest", [after], "MB")
        table.alone("memory at the end, at its highest", [ground.peak()], "MB")
    return table.end()


def _only(casework, stage: str) -> None:
    """Of what is left, the comparisons only."""
    agenda, work = casework.agenda, casework.agenda._work
    agenda._work = {one: act if one.value == stage else _nothing for one, act in work.items()}
    try:
        agenda.look_after(silent)
    finally:
        agenda._work = work


def _nothing(_pending, _progress) -> None:
    """A stage that is not wanted now."""


if __name__ == "__main__":
    sys.exit(main())
