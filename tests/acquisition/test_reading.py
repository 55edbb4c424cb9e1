"""One faithful reading: every byte at every boundary, and every way in which a source can deceive."""

import hashlib
import re
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.acquisition import reading
from intake.acquisition.reading import acquire, reread
from intake.errors import Cancelled, SourceError, StorageError, Withdrawn
from intake.records.digests import Algorithm
from intake.records.items import AccessTimeKept, PageCache
from tests.acquisition.fakes import FACTS, Kept, MemorySource

SMALL = 64


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", SMALL)
    monkeypatch.setattr(reading, "DIRECT_CHUNK", SMALL)
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


def content(size: int) -> bytes:
    return bytes(number * 7 % 251 for number in range(size))


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL, 2 * SMALL + 1, 50 * SMALL])
@pytest.mark.parametrize("at_most", [1 << 30, SMALL, 7])
def test_every_byte_at_every_boundary(size, at_most):
    data, sink = content(size), Kept()
    made = acquire(MemorySource(data, at_most=at_most), sink, list(Algorithm))
    assert bytes(sink.data) == data
    assert made.size == size
    assert [digest.algorithm for digest in made.digests] == list(Algorithm)
    for digest in made.digests:
        assert digest.value == hashlib.new(digest.algorithm.value, data).hexdigest()


@given(st.binary(max_size=5 * SMALL), st.integers(1, 2 * SMALL))
def test_any_bytes_in_any_portions(data, at_most):
    sink = Kept()
    made = acquire(MemorySource(data, at_most=at_most), sink)
    assert bytes(sink.data) == data
    assert [digest.value for digest in made.digests] == [hashlib.sha256(data).hexdigest()]


def test_sha256_is_made_whatever_is_asked():
    made = acquire(MemorySource(b"x"), Kept(), [Algorithm.MD5])
    assert [digest.algorithm for digest in made.digests] == [Algorithm.SHA256, Algorithm.MD5]


def test_facts_and_times_are_recorded():
    made = acquire(MemorySource(b"x", cache=PageCache.CACHED), Kept())
    assert made.before == made.after == replace(FACTS, size=1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", made.started)
    assert made.started <= made.ended
    assert made.cache is PageCache.CACHED


@pytest.mark.parametrize(
    ("what", "after"),
    [
        ("size", replace(FACTS, size=101)),
        ("size", replace(FACTS, size=99)),
        ("inode", replace(FACTS, size=100, inode=3)),
        ("device", replace(FACTS, size=100, device=3)),
        ("links", replace(FACTS, size=100, links=0)),
        ("modified_ns", replace(FACTS, size=100, times=replace(FACTS.times, modified_ns=999))),
        ("changed_ns", replace(FACTS, size=100, times=replace(FACTS.times, changed_ns=999))),
    ],
)
def test_a_change_while_reading(what, after):
    with pytest.raises(SourceError) as caught:
        acquire(MemorySource(content(100), after=after), Kept())
    assert caught.value.code == "source_changed"
    assert caught.value.facts["what"] == what
    assert caught.value.facts["when"] == "during"
    assert caught.value.facts["expected"] != caught.value.facts["found"]


@pytest.mark.parametrize("size", [1, SMALL, SMALL + 1, 3 * SMALL])
def test_a_byte_lost_on_the_way_is_an_error(size):
    """A file system bridge once lost the last byte of one file in five hundred, and reported nothing."""
    with pytest.raises(SourceError) as caught:
        acquire(MemorySource(content(size - 1), stated=size), Kept())
    assert caught.value.code == "source_short"
    assert (caught.value.facts["expected"], caught.value.facts["found"]) == (size, size - 1)


@pytest.mark.parametrize("stated", [0, 1, SMALL - 1, SMALL, 2 * SMALL])
def test_more_bytes_than_stated_is_an_error(stated):
    with pytest.raises(SourceError) as caught:
        acquire(MemorySource(content(stated + 1), stated=stated), Kept())
    assert caught.value.code == "source_long"


def test_a_source_without_end_is_left_soon():
    source, sink = MemorySource(b"", stated=3 * SMALL, endless=True), Kept()
    with pytest.raises(SourceError) as caught:
        acquire(source, sink)
    assert caught.value.code == "source_long"
    assert source.position == 4 * SMALL
    assert len(sink.data) == 3 * SMALL


def test_truncated_while_read():
    source = MemorySource(content(SMALL + 5), stated=2 * SMALL, after=replace(FACTS, size=SMALL + 5))
    with pytest.raises(SourceError) as caught:
        acquire(source, Kept())
    assert caught.value.code == "source_changed"
    assert (caught.value.facts["expected"], caught.value.facts["found"]) == (2 * SMALL, SMALL + 5)


@pytest.mark.parametrize("at", [0, SMALL, 3 * SMALL])
def test_a_failing_read_is_raised_as_it_is(at):
    broken = SourceError("source_unreadable", reason="EIO", position=at)
    source = MemorySource(content(5 * SMALL), failing=(at, broken))
    with pytest.raises(SourceError) as caught:
        acquire(source, Kept())
    assert caught.value is broken
    assert source.closed


@pytest.mark.parametrize("at", [0, 1, 2, 7])
def test_a_failing_sink_is_raised_as_it_is(at):
    class Full(Kept):
        count = 0

        def write(self, chunk):
            if self.count == at:
                raise StorageError("disk_full")
            self.count += 1

    source = MemorySource(content(10 * SMALL))
    with pytest.raises(StorageError):
        acquire(source, Full())
    assert source.closed


def test_progress_is_told_once_a_chunk():
    steps = []
    acquire(MemorySource(content(3 * SMALL + 1)), Kept(), progress=steps.append)
    assert [step.done for step in steps] == [0, SMALL, 2 * SMALL, 3 * SMALL, 3 * SMALL + 1]
    assert {(step.stage, step.total, step.unit, step.subject) for step in steps} == {("acquire", 3 * SMALL + 1, "bytes", None)}


@pytest.mark.parametrize("at", [0, SMALL, 3 * SMALL])
def test_cancelled(at):
    def stop(step):
        if step.done == at:
            raise Cancelled

    source, sink = MemorySource(content(5 * SMALL)), Kept()
    with pytest.raises(Cancelled):
        acquire(source, sink, progress=stop)
    assert source.closed
    assert len(sink.data) == at


def test_withdrawn_before_anything_is_read():
    source, sink = MemorySource(content(5 * SMALL)), Kept()
    with pytest.raises(Withdrawn):
        acquire(source, sink, wanted=lambda: False)
    assert (source.position, len(sink.data)) == (0, 0)


def test_withdrawn_midway():
    answers = iter([True, True, False])
    sink = Kept()
    with pytest.raises(Withdrawn):
        acquire(MemorySource(content(5 * SMALL)), sink, wanted=lambda: next(answers))
    assert len(sink.data) == 2 * SMALL


def test_a_touched_access_time_is_not_called_kept():
    touched = replace(FACTS, size=1, times=replace(FACTS.times, accessed_ns=99))
    assert acquire(MemorySource(b"x"), Kept()).access_time is AccessTimeKept.KEPT
    assert acquire(MemorySource(b"x", after=touched), Kept()).access_time is AccessTimeKept.NOT_GUARANTEED
    promised_nothing = MemorySource(b"x", access_time=AccessTimeKept.NOT_GUARANTEED)
    assert acquire(promised_nothing, Kept()).access_time is AccessTimeKept.NOT_GUARANTEED


def test_read_again_past_the_cache():
    source = MemorySource(content(3 * SMALL), cache=PageCache.DIRECT)
    steps = []
    first = acquire(source, Kept())
    assert source.past_cache is False
    again = reread(source, first, [Algorithm.SHA1], progress=steps.append)
    assert source.past_cache is True
    assert again.digests[:1] == first.digests
    assert [digest.algorithm for digest in again.digests] == [Algorithm.SHA256, Algorithm.SHA1]
    assert again.cache is PageCache.DIRECT
    assert {step.stage for step in steps} == {"compare_source"}


def test_read_again_with_other_content_gives_the_other_digest():
    first = acquire(MemorySource(b"one"), Kept())
    again = reread(MemorySource(b"two"), first)
    assert again.digests != first.digests


@pytest.mark.parametrize(
    ("other", "lasting", "code"),
    [
        ({"size": 4}, False, "source_changed"),
        ({"times": replace(FACTS.times, modified_ns=99)}, False, "source_changed"),
        ({"inode": 99}, True, "source_changed"),
        ({"inode": 99}, False, None),  # vfat makes inode numbers up
        ({"device": 99}, True, None),  # plugged in again
        ({"times": replace(FACTS.times, accessed_ns=99)}, True, None),
    ],
)
def test_whether_it_is_the_same_file(other, lasting, code):
    first = acquire(MemorySource(b"one"), Kept())
    size = other.get("size", 3)
    source = MemorySource(b"one", stated=size, facts_before=replace(FACTS, **other), stable_identity=lasting)
    if code is None:
        assert reread(source, first).digests == first.digests
        return
    with pytest.raises(SourceError) as caught:
        reread(source, first)
    assert (caught.value.code, caught.value.facts["when"]) == (code, "since")
    assert source.position == 0  # refused before a byte is read
