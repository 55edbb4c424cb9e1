"""How fast sources are surveyed, read once and read again: python -m tests.benchmarks.acquisition [MIB] [--folder FOLDER].

The figures stand in acquisition.md.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from intake.acquisition.local import LocalFile
from intake.acquisition.reading import acquire, reread
from intake.acquisition.survey import survey
from intake.acquisition.volumes import Volumes
from intake.crypto.stream import StreamWriter
from intake.records.digests import Algorithm
from intake.settings import MIB
from tests.benchmarks import ground
from tests.benchmarks.table import Table, in_turn

SMALL_FILES = 2000
SMALL = 20_000
MANY = 20_000


class Nowhere:
    def write(self, chunk: memoryview) -> None:
        """Nothing is kept."""


class Encrypting(StreamWriter):
    """Into a file, encrypted; made durable by `close`."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        super().__init__(self._file.write, bytes(32), b"")

    def close(self) -> None:
        self.finish()
        os.fsync(self._file.fileno())
        self._file.close()


def synced(work: Callable[[], object]) -> Callable[[], float]:
    """Times itself, after a `sync`."""

    def act() -> float:
        os.sync()
        return ground.timed(work)

    return act


def one_large(table: Table, top: Path, mib: int, volumes: Volumes) -> None:
    path = ground.random_file(top / "large", mib * MIB)
    source, block = LocalFile(os.fsencode(path), b"large", volumes), bytes(MIB)

    def hashed() -> None:
        digest = hashlib.sha256()
        for _ in range(mib):
            digest.update(block)

    def encrypted() -> None:
        sink = Encrypting(top / "out")
        acquire(source, sink)
        sink.close()

    made = acquire(source, Nowhere())
    told = f"{mib} MiB"
    alone, kept_nowhere, into_a_file, four, again = in_turn(
        [
            synced(hashed),
            synced(lambda: acquire(source, Nowhere())),
            synced(encrypted),
            synced(lambda: acquire(source, Nowhere(), list(Algorithm))),
            synced(lambda: reread(source, made)),
        ]
    )
    table.against(f"{told} acquired, kept nowhere", kept_nowhere, "SHA-256 alone, in memory", alone)
    table.against(f"{told} acquired, encrypted into a file, synced", into_a_file, "SHA-256 alone, in memory", alone)
    table.against(f"{told} acquired with four digests", four, "SHA-256 alone, in memory", alone)
    table.against(f"{told} read again, {reread(source, made).cache}", again, "SHA-256 alone, in memory", alone)


def many_small(table: Table, folder: Path, volumes: Volumes) -> None:
    folder.mkdir()
    for number in range(SMALL_FILES):
        (folder / f"{number:05d}").write_bytes(os.urandom(SMALL))
    sources = [LocalFile.of(line, volumes) for line in survey([os.fsencode(folder)])]
    made = [acquire(source, Nowhere()) for source in sources]
    once, again = in_turn(
        [
            synced(lambda: [acquire(source, Nowhere()) for source in sources]),
            synced(lambda: [reread(source, reading) for source, reading in zip(sources, made, strict=True)]),
        ]
    )
    for told, seconds in (("acquired", once), ("read again", again)):
        table.alone(f"a file of 20 kB {told}", [one / SMALL_FILES * 1e6 for one in seconds], "µs")


def survey_of_many(table: Table, folder: Path) -> None:
    folder.mkdir()
    for number in range(MANY):
        (folder / f"IMG_{number:05d}.JPG").touch()
    place = os.fsencode(folder)
    paths = [line.path for line in survey([place])]
    whole, chosen = in_turn([synced(lambda: list(survey([place]))), synced(lambda: list(survey(paths)))])
    table.alone(f"survey of {MANY} files in one folder", whole, "s")
    table.alone(f"survey of {MANY} files chosen one by one", chosen, "s")


def main() -> int:
    mib, folder = ground.arguments(1024, "MiB of the one large file")
    table, volumes = Table("Sources surveyed and read"), Volumes()
    with ground.ground(folder) as top:
        one_large(table, top, mib, volumes)
        many_small(table, top / "small", volumes)
        survey_of_many(table, top / "many")
    return table.end()


if __name__ == "__main__":
    sys.exit(main())
