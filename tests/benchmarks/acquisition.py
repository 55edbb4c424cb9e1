"""How fast sources are surveyed, read once and read again: python -m tests.benchmarks.acquisition [FOLDER]. The figures stand in acquisition.md.

Works in a new folder below FOLDER (default: the current folder) on the disk that is to be measured, and removes it.
"""

import hashlib
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from intake.acquisition.local import LocalFile
from intake.acquisition.reading import acquire, reread
from intake.acquisition.survey import survey
from intake.acquisition.volumes import Volumes
from intake.crypto.stream import StreamWriter
from intake.records.digests import Algorithm

LARGE = 2**30
SMALL_FILES = 2000
SMALL = 20_000
MANY = 20_000


class Nowhere:
    def write(self, chunk: memoryview) -> None:
        """Nothing is kept."""


class Encrypting(StreamWriter):
    """Into a file, encrypted; made durable by `close`."""

    def __init__(self, path: bytes) -> None:
        self._file = open(path, "wb", buffering=0)  # noqa: SIM115 - closed by `close`
        super().__init__(self._file.write, bytes(32), b"")

    def close(self) -> None:
        self.finish()
        os.fsync(self._file.fileno())
        self._file.close()


def seconds(work: Callable[[], object], times: int = 3, before: Callable[[], object] = os.sync) -> float:
    """Median."""
    found = []
    for _ in range(times):
        before()
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def one_large(folder: bytes, volumes: Volumes) -> None:
    path, out = os.path.join(folder, b"large"), os.path.join(folder, b"out")
    with open(path, "wb") as file:
        file.writelines(os.urandom(2**20) for _ in range(LARGE // 2**20))
    source = LocalFile(path, b"large", volumes)
    block = bytes(2**20)

    def hashed() -> None:
        digest = hashlib.sha256()
        for _ in range(LARGE // 2**20):
            digest.update(block)

    def encrypted() -> None:
        sink = Encrypting(out)
        acquire(source, sink)
        sink.close()

    made = acquire(source, Nowhere())
    for name, work in {
        "SHA-256 alone, in memory": hashed,
        "acquired, kept nowhere": lambda: acquire(source, Nowhere()),
        "acquired, encrypted into a file, synced": encrypted,
        "acquired with four digests": lambda: acquire(source, Nowhere(), list(Algorithm)),
        f"read again, {reread(source, made).cache}": lambda: reread(source, made),
    }.items():
        print(f"1 GiB {name}: {seconds(work):.2f} s")


def many_small(folder: bytes, volumes: Volumes) -> None:
    for number in range(SMALL_FILES):
        with open(os.path.join(folder, b"%05d" % number), "wb") as file:
            file.write(os.urandom(SMALL))
    lines = list(survey([folder]))
    sources = [LocalFile.of(line, volumes) for line in lines]
    made = [acquire(source, Nowhere()) for source in sources]
    once = seconds(lambda: [acquire(source, Nowhere()) for source in sources])
    again = seconds(lambda: [reread(source, reading) for source, reading in zip(sources, made, strict=True)])
    print(f"a file of 20 kB acquired {once / len(lines) * 1e6:.0f} µs, read again {again / len(lines) * 1e6:.0f} µs")


def survey_of_many(folder: bytes) -> None:
    for number in range(MANY):
        os.close(os.open(os.path.join(folder, b"IMG_%05d.JPG" % number), os.O_CREAT | os.O_WRONLY))
    print(f"survey of {MANY} files in one folder: {seconds(lambda: list(survey([folder]))):.2f} s")
    paths = [line.path for line in survey([folder])]
    print(f"survey of {MANY} files chosen one by one: {seconds(lambda: list(survey(paths))):.2f} s")


def main() -> None:
    top = os.fsencode(tempfile.mkdtemp(prefix="acquisition-", dir=sys.argv[1] if len(sys.argv) > 1 else "."))
    try:
        volumes = Volumes()
        for name in (b"small", b"many"):
            os.mkdir(os.path.join(top, name))
        one_large(top, volumes)
        many_small(os.path.join(top, b"small"), volumes)
        survey_of_many(os.path.join(top, b"many"))
    finally:
        shutil.rmtree(top)


if __name__ == "__main__":
    main()
