"""The pipeline: every byte to every consumer in order, errors carried across, nothing left running."""

import gc
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.pipeline import Chunk, FanOut, ordered


@pytest.fixture(autouse=True)
def _no_thread_is_left():
    before = set(threading.enumerate())
    yield
    gc.collect()
    assert set(threading.enumerate()) <= before


def send(fan: FanOut, data: bytes, size: int) -> bytes:
    """Hand `data` over in chunks of `size`; what the caller saw in the chunks after handing them over."""
    seen = bytearray()
    for start in range(0, len(data), size):
        part = data[start : start + size]
        chunk = fan.take()
        chunk.space[: len(part)] = part
        fan.hand(chunk, len(part))
        seen += chunk.filled
        fan.give_back(chunk)
    fan.finish()
    return bytes(seen)


@given(data=st.binary(max_size=200), size=st.integers(1, 64), consumers=st.integers(0, 3))
def test_every_consumer_has_every_byte_in_order(data, size, consumers):
    taken = [bytearray() for _ in range(consumers)]
    with FanOut([into.extend for into in taken], 64) as fan:
        assert send(fan, data, size) == data
    assert all(bytes(into) == data for into in taken)


def test_one_chunk_starts_no_thread():
    threads = []
    with FanOut([lambda view: threads.append(threading.current_thread())], 8) as fan:
        send(fan, b"12345678", 8)
    assert threads == [threading.current_thread()]


def test_more_chunks_are_consumed_beside_the_caller():
    threads = set()
    with FanOut([lambda view: threads.add(threading.current_thread())], 8) as fan:
        send(fan, b"123456789", 8)
    assert threads
    assert threading.current_thread() not in threads


def test_buffers_are_few_and_reused():
    used = set()
    with FanOut([lambda view: None], 8, chunks=3) as fan:
        for _ in range(50):
            chunk = fan.take()
            used.add(id(chunk))
            fan.hand(chunk, 8)
            fan.give_back(chunk)
        fan.finish()
    assert len(used) <= 3


def test_a_slow_consumer_holds_the_caller_back():
    go = threading.Event()
    with FanOut([lambda view: go.wait(10)], 8, chunks=3) as fan:
        held = []
        for _ in range(3):
            chunk = fan.take()
            fan.hand(chunk, 8)
            fan.give_back(chunk)
            held.append(chunk)
        assert fan._free.empty()
        go.set()
        assert fan.take() in held
        fan.finish()


class Broken(Exception):
    pass


@pytest.mark.parametrize("at", [0, 1, 2, 10])
@pytest.mark.parametrize("which", [0, 1])
def test_a_consumers_error_reaches_the_caller(at, which):
    count = [0, 0]

    def consume(number, view):
        count[number] += 1
        if number == which and count[number] == at + 1:
            raise Broken

    with FanOut([lambda view: consume(0, view), lambda view: consume(1, view)], 4) as fan, pytest.raises(Broken):
        send(fan, bytes(4 * 11), 4)
    assert count[which] == at + 1  # nothing is consumed after the error


def test_leaving_with_an_error_drains_without_consuming():
    begun, go, consumed = threading.Event(), threading.Event(), []
    later = threading.Timer(0.01, go.set)

    def consume(view):
        begun.set()
        go.wait(10)
        consumed.append(bytes(view[:1]))

    def stop_midway():
        with FanOut([consume], 4, chunks=3) as fan:
            for letter in (b"a", b"b"):
                chunk = fan.take()
                chunk.space[:1] = letter
                fan.hand(chunk, 1)
                fan.give_back(chunk)
            begun.wait(10)
            later.start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_midway()
    assert consumed == [b"a"]
    later.join()


def test_buffers_are_page_aligned():
    import ctypes

    chunk = Chunk(4096)
    assert ctypes.addressof(ctypes.c_char.from_buffer(chunk.space)) % 4096 == 0


@pytest.mark.parametrize(("chunks", "size"), [(2, 1), (0, 1), (4, 0)])
def test_too_little_is_refused(chunks, size):
    with pytest.raises(ValueError):
        FanOut([], size, chunks)


@given(items=st.lists(st.integers(), max_size=30), lanes=st.integers(1, 3), ahead=st.integers(1, 5))
def test_results_come_in_order(items, lanes, ahead):
    assert list(ordered(lambda item: item * 2, items, lanes=lanes, ahead=ahead)) == [item * 2 for item in items]


def test_work_is_done_beside_each_other():
    both = threading.Barrier(2, timeout=10)
    assert list(ordered(lambda item: both.wait() >= 0, range(2), lanes=2, ahead=2)) == [True, True]


def test_only_so_far_ahead():
    drawn = []

    def items():
        for number in range(20):
            drawn.append(number)
            yield number

    results = ordered(lambda item: item, items(), lanes=2, ahead=3)
    assert next(results) == 0
    assert drawn == [0, 1, 2]
    results.close()


def test_an_error_comes_in_its_turn_and_later_work_is_dropped():
    done = []

    def work(item):
        if item == 2:
            raise Broken
        done.append(item)
        return item

    results = ordered(work, range(100), lanes=1, ahead=4)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(Broken):
        next(results)
    assert max(done) < 10


def test_closing_waits_for_what_runs():
    begun, ended = threading.Event(), []

    def work(item):
        begun.set()
        time.sleep(0.02)
        ended.append(item)

    results = ordered(work, range(50), lanes=1, ahead=2)
    next(results)
    results.close()
    count = len(ended)
    assert count <= 4
    assert begun.is_set()


def test_no_lane():
    with pytest.raises(ValueError):
        list(ordered(str, [1], lanes=0))
