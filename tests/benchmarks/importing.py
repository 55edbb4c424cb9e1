"""A large file taken in, against copying it: python -m tests.benchmarks.importing [MIB] [--folder FOLDER].

Acquiring (read once, SHA-256, encrypted, synced, logged) against `dd conv=fsync`; the whole import, in which the stored copy
is decrypted and the source read again past the page cache, against what a careful person does by hand: a synced copy, then
`openssl dgst -sha256` of both (both from the page cache). restic and age encrypt the same file. `sync` before every timed
run, a new target each time, removed afterwards. In this process the vault is unlocked before the clock starts; the command
line is timed from its start to its end, with the derivation of the key, which is slow on purpose.
"""

import os
import shutil
import sys
from pathlib import Path

from intake.progress import silent
from intake.records.items import Comparison
from intake.records.rows import Filter
from intake.records.submissions import SubmissionDraft
from intake.settings import MIB, Settings
from tests.benchmarks import ground
from tests.benchmarks.table import Table, in_turn

ACQUIRING_LIMIT, WHOLE_LIMIT = 2.0, 1.5


class Taking:
    """Every way of taking in one source, each timing itself."""

    def __init__(self, top: Path, source: Path) -> None:
        self._top, self._source, self._target = top, source, top / "target"
        self._words = ground.unlocking(top)
        self._environment = {**os.environ, "RESTIC_PASSWORD": "benchmark"}

    def _clean(self, seconds: float) -> float:
        if self._target.is_dir():
            shutil.rmtree(self._target)
        else:
            self._target.unlink()
        os.sync()
        return seconds

    def _timed(self, *commands: list[object]) -> float:
        def all_of_them() -> None:
            for command in commands:
                ground.run(command, env=self._environment)

        os.sync()
        return self._clean(ground.timed(all_of_them))

    def dd(self) -> float:
        return self._timed(self._copy())

    def _copy(self) -> list[object]:
        """In the pieces that `cp` uses: with `bs=1M` the system makes the page cache of large folios, six times slower here."""
        return ["dd", f"if={self._source}", f"of={self._target}", "bs=128k", "conv=fsync"]

    def by_hand(self) -> float:
        digest = ["openssl", "dgst", "-sha256"]
        return self._timed(self._copy(), [*digest, self._source], [*digest, self._target])

    def restic(self) -> float:
        ground.run(["restic", "init", "-r", self._target], env=self._environment)
        return self._timed(["restic", "backup", "-r", self._target, self._source])

    def age(self) -> float:
        identity = self._top / "identity"
        if not identity.exists():
            ground.run(["age-keygen", "-o", identity])
        public = next(line for line in identity.read_text().splitlines() if "public key" in line).split()[-1]
        return self._timed(["age", "-r", public, "-o", self._target, self._source], ["sync", self._target])

    def in_process(self, *, only_acquire: bool) -> float:
        """Survey, plan, acquire; then unless it is to be acquired only, compare and examine."""
        with ground.unlocked(self._target, Settings(), examines=not only_acquire) as casework:

            def take() -> None:
                lines = casework.receiving.survey([os.fsencode(self._source)], silent)
                batch = casework.receiving.begin(lines, SubmissionDraft(), [], only_acquire=only_acquire)
                casework.agenda.work(batch, silent)

            os.sync()
            seconds = ground.timed(take)
            assert list(casework.agenda.left().values()) == ([0, 2, 1] if only_acquire else [0, 0, 0])
            compared = casework.library.rows(casework.library.ids(Filter()))[0].comparison
            assert compared is (Comparison.NOT_MADE if only_acquire else Comparison.IDENTICAL)
        return self._clean(seconds)

    def command(self, *, only_acquire: bool) -> float:
        with ground.unlocked(self._target, Settings(), examines=False):
            pass
        only = ["--only", "acquire"] if only_acquire else []
        return self._timed(ground.program("import", self._target, self._source, *only, *self._words))


def main() -> int:
    mib, folder = ground.arguments(2048, "MiB of the one file")
    table = Table(f"One file of {mib} MiB taken in")
    with ground.ground(folder) as top:
        taking = Taking(top, ground.random_file(top / "source", mib * MIB))
        peers = [name for name in ("restic", "age") if ground.installed(name)]
        dd, acquired, by_command, by_hand, whole, whole_command, *others = in_turn(
            [
                taking.dd,
                lambda: taking.in_process(only_acquire=True),
                lambda: taking.command(only_acquire=True),
                taking.by_hand,
                lambda: taking.in_process(only_acquire=False),
                lambda: taking.command(only_acquire=False),
                *(getattr(taking, name) for name in peers),
            ]
        )
        table.against("acquired, through the door", acquired, "dd conv=fsync", dd, ACQUIRING_LIMIT)
        table.against("acquired, whole command line", by_command, "dd conv=fsync", dd)
        table.against("whole import, through the door", whole, "dd, openssl dgst of both", by_hand, WHOLE_LIMIT)
        table.against("whole import, whole command line", whole_command, "dd, openssl dgst of both", by_hand)
        found = dict(zip(peers, others, strict=True))
        table.against("acquired, whole command line", by_command, "restic backup", found.get("restic"))
        table.against("acquired, whole command line", by_command, "age, sync", found.get("age"))
    return table.end()


if __name__ == "__main__":
    sys.exit(main())
