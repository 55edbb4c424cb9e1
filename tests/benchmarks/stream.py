"""How fast streams are written and read on one core, in memory: python -m tests.benchmarks.stream. The figures stand in stream.md."""

import os
import random
import time

from intake.crypto.stream import Grant, MemoryRange, StreamWriter, open_stream

KEY = bytes(32)
WHOLE = 512 * 2**20


def write(piece: int) -> float:
    """GB/s."""
    plain = os.urandom(piece)
    writer = StreamWriter(lambda view: None, KEY, b"")
    start = time.perf_counter()
    for _ in range(WHOLE // piece):
        writer.write(plain)
    writer.finish()
    return WHOLE / (time.perf_counter() - start) / 1e9


def read(grant: Grant, piece: int) -> float:
    """GB/s."""
    stream, room = open_stream(grant), bytearray(piece)
    start = time.perf_counter()
    while stream.readinto(room):
        pass
    return WHOLE / (time.perf_counter() - start) / 1e9


def scattered(grant: Grant, count: int = 1000) -> float:
    """Milliseconds for 100 bytes anywhere."""
    stream = open_stream(grant)
    start = time.perf_counter()
    for _ in range(count):
        stream.seek(random.randrange(WHOLE))
        stream.read(100)
    return (time.perf_counter() - start) / count * 1e3


def small_objects(count: int = 2000) -> float:
    """Microseconds for a whole stream of 10 kB."""
    plain = os.urandom(10_000)
    start = time.perf_counter()
    for _ in range(count):
        writer = StreamWriter(lambda view: None, KEY, b"")
        writer.write(plain)
        writer.finish()
    return (time.perf_counter() - start) / count * 1e6


def main() -> None:
    out = bytearray()
    writer = StreamWriter(out.extend, KEY, b"")
    for _ in range(WHOLE // 2**20):
        writer.write(bytes(2**20))
    writer.finish()
    grant = Grant(MemoryRange(bytes(out)), 0, len(out), WHOLE, KEY, b"")
    for piece in (2**16, 2**20, 2**23):
        write(piece)
        print(f"pieces of {piece // 1024} KiB: written {write(piece):.1f} GB/s, read {read(grant, piece):.1f} GB/s")
    print(f"100 bytes anywhere {scattered(grant):.3f} ms, a stream of 10 kB written {small_objects():.0f} µs")


if __name__ == "__main__":
    main()
