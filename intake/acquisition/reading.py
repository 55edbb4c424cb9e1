"""Reading a source once, faithfully: every byte hashed and handed on, the file's facts compared before and after."""

import hashlib
from collections.abc import Callable, Iterable

from intake.acquisition.facts import difference, other_file
from intake.acquisition.sources import OpenedSource, Sink, Source
from intake.errors import SourceError, Withdrawn
from intake.host.clock import utc_now
from intake.pipeline import FanOut
from intake.progress import Progress, Step, silent
from intake.records.digests import Algorithm, Digest
from intake.records.items import AccessTimeKept, FileFacts, Reading
from intake.settings import MIB

CHUNK = 2 * MIB  # bytes; measured in acquisition.md
DIRECT_CHUNK = 4 * MIB  # bytes; without read-ahead a request is as large as it is useful

Write = Callable[[memoryview], None]
Check = Callable[[OpenedSource, FileFacts], None]


def always() -> bool:
    """For sources that nobody withdraws."""
    return True


def acquire(
    source: Source,
    sink: Sink,
    algorithms: Iterable[Algorithm] = (),
    progress: Progress = silent,
    wanted: Callable[[], bool] = always,
) -> Reading:
    """Read a source once into `sink`. SHA-256 is made always, `algorithms` name others beside it.

    progress: one step a chunk, stage `acquire`. wanted: asked before each chunk.
    Raises SourceError (nothing of what the sink has is to be kept), Withdrawn, Cancelled, and what the sink raises.
    """
    return _read(source, sink.write, algorithms, _Watch("acquire", progress, wanted))


def reread(
    source: Source,
    earlier: Reading,
    algorithms: Iterable[Algorithm] = (),
    progress: Progress = silent,
    wanted: Callable[[], bool] = always,
) -> Reading:
    """Read a source again for its digests, past the page cache where that is possible; `cache` of the answer says which.

    Raises SourceError(source_changed) when it is not the file that `earlier` read, by size, modification time and, where
    the filesystem's last, inode. Whether the digests are the same is for the caller to compare and to record.
    """

    def same_file(opened: OpenedSource, now: FileFacts) -> None:
        _refuse_difference(other_file(earlier.after, now, lasting=opened.stable_identity), when="since")

    return _read(source, _nowhere, algorithms, _Watch("compare_source", progress, wanted), same_file)


class _Watch:
    """Those who watch a reading and may stop it."""

    def __init__(self, stage: str, progress: Progress, wanted: Callable[[], bool]) -> None:
        self.stage = stage
        self._progress = progress
        self._wanted = wanted

    def __call__(self, done: int, total: int) -> None:
        self._progress(Step(self.stage, done=done, total=total))
        if not self._wanted():
            raise Withdrawn


def _nowhere(chunk: memoryview) -> None:
    """Nothing is kept."""


def _read(source: Source, write: Write, algorithms: Iterable[Algorithm], watch: _Watch, check: Check | None = None) -> Reading:
    chosen = {Algorithm.SHA256, *algorithms}
    hashes = {each: hashlib.new(each.value, usedforsecurity=False) for each in Algorithm if each in chosen}
    started = utc_now()
    with source.open(past_cache=check is not None) as opened:
        before = opened.facts()
        if check:
            check(opened, before)
        marks = opened.marks()
        consumers = [each.update for each in hashes.values()]
        with FanOut(consumers, DIRECT_CHUNK if check else CHUNK) as fan:
            size = _stream(opened, before.size, fan, write, watch)
        after = opened.facts()
        promised, cache = opened.access_time, opened.cache
    _refuse_difference(difference(before, after), when="during")
    if size != before.size:
        raise SourceError("source_short" if size < before.size else "source_long", expected=before.size, found=size)
    untouched = promised is AccessTimeKept.KEPT and before.times.accessed_ns == after.times.accessed_ns
    return Reading(
        before=before,
        after=after,
        size=size,
        digests=tuple(Digest(each, made.hexdigest()) for each, made in hashes.items()),
        started=started,
        ended=utc_now(),
        access_time=AccessTimeKept.KEPT if untouched else AccessTimeKept.NOT_GUARANTEED,
        cache=cache,
        marks=marks,
    )


def _stream(opened: OpenedSource, expected: int, fan: FanOut, write: Write, watch: _Watch) -> int:
    """Hand on everything up to the end; the number of bytes, which is wrong on purpose for a file that grows."""
    done = 0
    watch(done, expected)
    while True:
        chunk = fan.take()
        count = _fill(opened, chunk.space)
        done += count
        if count == 0 or done > expected:
            break  # past the stated size there may be no end: the digests are of no use any more
        fan.hand(chunk, count)
        write(chunk.filled)
        fan.give_back(chunk)
        watch(done, expected)
        if count < len(chunk.space):
            break
    fan.finish()
    return done


def _fill(opened: OpenedSource, space: memoryview) -> int:
    """Fill a chunk; less only at the end of the source."""
    filled = 0
    while filled < len(space):
        count = opened.readinto(space[filled:])
        if count == 0:
            break
        filled += count
    return filled


def _refuse_difference(found: tuple[str, int, int] | None, when: str) -> None:
    if found is not None:
        what, before, now = found
        raise SourceError("source_changed", what=what, when=when, expected=before, found=now)
