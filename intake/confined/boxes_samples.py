"""Where the samples of a track lie and when they are due: the tables of `stbl`, without a list of all samples.

Sources: ISO/IEC 14496-12 8.6.1.2 (stts), 8.6.1.3 (ctts), 8.6.2 (stss), 8.7.3 (stsz, stz2), 8.7.4 (stsc), 8.7.5 (stco, co64);
QuickTime File Format (stps). Tables are views of the loaded index; every count is held against the bytes that are there.
"""

import itertools
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

MOST_SAMPLES = 50_000_000  # 230 hours at 60 pictures a second
MOST_SYNC = 200_000
MOST_GRANTED = 5_000_000  # samples that a cut file may state beyond what it holds


@dataclass(frozen=True, slots=True)
class Sample:
    """number from 0 in decoding order; decode and presentation in the media's timescale, no edit applied; bytes at offset."""

    number: int
    decode: int
    presentation: int
    offset: int | None
    size: int


@dataclass(frozen=True, slots=True)
class Tables:
    """The bodies of the table boxes, version and flags included, as they lie in the file; None where a box is absent."""

    stts: memoryview | None = None
    ctts: memoryview | None = None
    stss: memoryview | None = None
    stps: memoryview | None = None
    stsz: memoryview | None = None
    stz2: memoryview | None = None
    stsc: memoryview | None = None
    stco: memoryview | None = None
    co64: memoryview | None = None


def rows(body: memoryview | None, shape: str) -> Iterator[tuple[int, ...]]:
    """The rows of a table box (version and flags, count, rows), no more than its bytes hold."""
    if body is None or len(body) < 8:
        return iter(())
    row = struct.Struct(shape)
    count = min(int.from_bytes(body[4:8], "big"), (len(body) - 8) // row.size)
    return row.iter_unpack(body[8 : 8 + count * row.size])


def count(tables: Tables) -> int:
    """How many samples the size table states, within what it can hold."""
    held: int
    if tables.stsz is not None and len(tables.stsz) >= 12:
        fixed, stated = struct.unpack_from(">II", tables.stsz, 4)
        held = stated if fixed else min(stated, (len(tables.stsz) - 12) // 4)
    elif tables.stz2 is not None and len(tables.stz2) >= 12 and tables.stz2[7] in (4, 8, 16):
        held = min(int.from_bytes(tables.stz2[8:12], "big"), (len(tables.stz2) - 12) * 8 // tables.stz2[7])
    else:
        held = 0
    return min(held, MOST_SAMPLES)


def is_absurd(tables: Tables, file_size: int) -> bool:
    """True when samples of one size are stated in a number that the file cannot hold, eight to a byte granted for sound."""
    body = tables.stsz
    if body is None or len(body) < 12 or not any(body[4:8]):
        return False
    return int.from_bytes(body[8:12], "big") > 8 * file_size + MOST_GRANTED


def size_of(tables: Tables, number: int) -> int:
    """Bytes of one sample, counted from 0; 0 where the table does not say."""
    body = tables.stsz
    if body is not None and len(body) >= 12:
        fixed: int = int.from_bytes(body[4:8], "big")
        return fixed or int.from_bytes(body[12 + 4 * number : 16 + 4 * number], "big")
    body = tables.stz2
    if body is None or len(body) < 12:
        return 0
    bits = body[7]
    if bits == 4:
        pair = body[12 + number // 2] if 12 + number // 2 < len(body) else 0
        return pair & 15 if number % 2 else pair >> 4
    width = bits // 8
    return int.from_bytes(body[12 + width * number : 12 + width * (number + 1)], "big")


def sync_numbers(tables: Tables, samples: int) -> Iterable[int]:
    """Numbers from 0 of all sync samples. No `stss` means that every sample is one (8.6.2.1)."""
    if tables.stss is None and tables.stps is None:
        return range(samples)
    listed = {row[0] - 1 for body in (tables.stss, tables.stps) for row in itertools.islice(rows(body, ">I"), MOST_SYNC)}
    return sorted(number for number in listed if 0 <= number < samples)


class _Runs:
    """A run-length table, asked for rising sample numbers: the value at a number, and the sum of all before it."""

    def __init__(self, runs: Iterator[tuple[int, ...]]) -> None:
        self._runs = runs
        self._start = self._length = self._value = self._sum = 0
        self._ended = False

    def at(self, number: int, after: int | None = None) -> tuple[int, int]:
        """(value, sum before). Past its end a table goes on with `after`, or with its last value when that is None."""
        while not self._ended and number >= self._start + self._length:
            run = next(self._runs, None)
            if run is None:
                self._ended = True
                self._sum += self._length * self._value
                self._start += self._length
                self._value = self._value if after is None else after
                break
            self._sum += self._length * self._value
            self._start += self._length
            self._length, self._value = run
        return self._value, self._sum + (number - self._start) * self._value


class _Places:
    """Offsets of samples, asked for rising numbers, from the chunk tables; sizes in a chunk are summed once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._chunks: Iterator[tuple[int, ...]] = rows(tables.stco, ">I") if tables.stco is not None else rows(tables.co64, ">Q")
        self._runs = rows(tables.stsc, ">III")
        self._run = next(self._runs, (1, 0, 1))
        self._following = next(self._runs, None)
        self._chunk = self._first = self._next = 0  # number of the chunk from 1; its first sample; the sample behind it
        self._cursor = self._offset = 0  # the sample last asked for, and where it lies

    def _advance(self) -> bool:
        found = next(self._chunks, None)
        if found is None:
            return False
        self._chunk += 1
        while self._following is not None and self._chunk >= self._following[0]:
            self._run, self._following = self._following, next(self._runs, None)
        self._first, self._next = self._next, self._next + self._run[1]
        self._cursor, self._offset = self._first, found[0]
        return True

    def at(self, number: int) -> int | None:
        """The offset of the sample, or None where the tables end before it."""
        while number >= self._next:
            if not self._advance():
                return None
        self._offset += _sizes_between(self._tables, self._cursor, number)
        self._cursor = number
        return self._offset


def _sizes_between(tables: Tables, start: int, stop: int) -> int:
    """Bytes of the samples from start up to stop."""
    body = tables.stsz
    if body is None or len(body) < 12:
        return sum(size_of(tables, number) for number in range(start, stop))
    fixed = int.from_bytes(body[4:8], "big")
    if fixed:
        return fixed * (stop - start)
    part = body[12 + 4 * start : 12 + 4 * stop]
    return int(np.frombuffer(part[: len(part) // 4 * 4], ">u4").sum(dtype=np.int64))


def sync_samples(tables: Tables, most: int = MOST_SYNC) -> Iterator[Sample]:
    """All sync samples in decoding order, with their times and places; at most `most`."""
    samples = count(tables)
    durations = _Runs(rows(tables.stts, ">II"))
    signed = ">Ii"  # version 0 says unsigned, but writers put negative numbers there and readers take them as such
    offsets = _Runs(rows(tables.ctts, signed))
    places = _Places(tables)
    for number in itertools.islice(sync_numbers(tables, samples), most):
        decode = durations.at(number)[1]
        shift = offsets.at(number, 0)[0] if tables.ctts is not None else 0
        yield Sample(number, decode, decode + shift, places.at(number), size_of(tables, number))


def all_places(tables: Tables) -> Iterator[tuple[int, int, int]]:
    """(number, offset, size) of all samples in decoding order, until the chunk tables end."""
    places = _Places(tables)
    for number in range(count(tables)):
        offset = places.at(number)
        if offset is None:
            return
        yield number, offset, size_of(tables, number)


def bytes_in_all(tables: Tables) -> int:
    """Bytes of all samples together."""
    return _sizes_between(tables, 0, count(tables))


def media_end(tables: Tables) -> int:
    """Sum of all sample durations, in the media's timescale."""
    return _Runs(rows(tables.stts, ">II")).at(count(tables))[1]


def lengths(tables: Tables) -> list[int]:
    """How long samples last, each length of the first runs once; the last sample, whose length is often a guess, left out."""
    runs = [run for run in itertools.islice(rows(tables.stts, ">II"), 10_000) if run[0]]
    if len(runs) > 1 and runs[-1][0] == 1:
        runs.pop()
    return [run[1] for run in runs]


def varies(steps: Sequence[int]) -> bool:
    """True when the lengths differ by more than rounding to a coarse clock explains: two ticks, or a twentieth."""
    return bool(steps) and max(steps) - min(steps) > max(2, sorted(steps)[len(steps) // 2] // 20)
