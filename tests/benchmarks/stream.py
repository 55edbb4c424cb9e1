"""How fast streams are written and read on one core, in memory: python -m tests.benchmarks.stream [MIB]. The figures stand in stream.md."""

import os
import random
import sys
import time

from intake.crypto.stream import Grant, MemoryRange, StreamWriter, open_stream
from intake.settings import MIB
from tests.benchmarks import ground
from tests.benchmarks.table import ROUNDS, Table

KEY = bytes(32)
PIECES = (2**16, 2**20, 2**23)
ANYWHERE, SMALL_OBJECTS, SMALL = 1000, 2000, 10_000


def write(whole: int, piece: int) -> float:
    """GB/s."""
    plain = os.urandom(piece)
    writer = StreamWriter(lambda view: None, KEY, b"")
    start = time.perf_counter()
    for _ in range(whole // piece):
        writer.write(plain)
    writer.finish()
    return whole / (time.perf_counter() - start) / 1e9


def read(grant: Grant, piece: int) -> float:
    """GB/s."""
    stream, room = open_stream(grant), bytearray(piece)
    start = time.perf_counter()
    while stream.readinto(room):
        pass
    return grant.size / (time.perf_counter() - start) / 1e9


def scattered(grant: Grant) -> float:
    """Milliseconds for 100 bytes anywhere."""
    stream = open_stream(grant)
    start = time.perf_counter()
    for _ in range(ANYWHERE):
        stream.seek(random.randrange(grant.size))
        stream.read(100)
    return (time.perf_counter() - start) / ANYWHERE * 1e3


def small_objects() -> float:
    """Microseconds for a whole stream."""
    plain = os.urandom(SMALL)
    start = time.perf_counter()
    for _ in range(SMALL_OBJECTS):
        writer = StreamWriter(lambda view: None, KEY, b"")
        writer.write(plain)
        writer.finish()
    return (time.perf_counter() - start) / SMALL_OBJECTS * 1e6


def main() -> int:
    mib, _folder = ground.arguments(512, "MiB of the stream")
    table, whole, out = Table(f"Streams of {mib} MiB, in memory"), mib * MIB, bytearray()
    writer = StreamWriter(out.extend, KEY, b"")
    for _ in range(mib):
        writer.write(bytes(MIB))
    writer.finish()
    grant = Grant(MemoryRange(bytes(out)), 0, len(out), whole, KEY, b"")
    for piece in PIECES:
        write(whole, piece)  # the first is slower: memory is new
        told = f"in pieces of {piece // 1024} KiB"
        table.alone(f"written {told}", [write(whole, piece) for _ in range(ROUNDS)], "GB/s")
        table.alone(f"read {told}", [read(grant, piece) for _ in range(ROUNDS)], "GB/s")
    table.alone("100 bytes anywhere", [scattered(grant) for _ in range(ROUNDS)], "ms")
    table.alone(f"a stream of {SMALL // 1000} kB written", [small_objects() for _ in range(ROUNDS)], "µs")
    return table.end()


if __name__ == "__main__":
    sys.exit(main())
