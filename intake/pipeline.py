"""The core's only threads: chunks handed to consumers that work beside the caller, and ordered work in a few lanes.

No thread outlives the `with` or the iteration that started it, and what a thread raises is raised in the caller.
"""

import mmap
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Consumer = Callable[[memoryview], object]

LEAST_CHUNKS = 3  # one that is read into, one that is written, one that a consumer works on


def _pages(size: int) -> memoryview:
    """A private, page-aligned buffer: what reading past the page cache asks for, and zeroed when the system takes it back."""
    if sys.platform == "win32":
        return memoryview(mmap.mmap(-1, size))
    return memoryview(mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))


class Chunk:
    """A buffer that is reused: `space` is all of it, `filled` what was put into it."""

    __slots__ = ("filled", "holders", "space")

    def __init__(self, size: int) -> None:
        self.space = _pages(size)
        self.filled = self.space[:0]
        self.holders = 0


class FanOut:
    """Hands each chunk to every consumer, each in a thread of its own, in order, while the caller goes on with it.

    Use: `with FanOut(consumers, chunk_bytes) as fan`, then again and again `take()`, fill `space`, `hand(chunk, size)`,
    use `filled`, `give_back(chunk)`; at the end `finish()`. `take` blocks while all chunks are in use. The first error of
    a consumer is raised by `take`, `hand` or `finish`, whichever comes next; leaving the `with` always ends the threads.
    With a single chunk no thread is started at all: `finish` does the consumers' work.
    """

    def __init__(self, consumers: Sequence[Consumer], chunk_bytes: int, chunks: int = LEAST_CHUNKS + 1) -> None:
        if chunks < LEAST_CHUNKS or chunk_bytes < 1:
            raise ValueError("too few chunks")
        self._consumers = tuple(consumers)
        self._chunk_bytes = chunk_bytes
        self._left_to_make = chunks
        self._free: SimpleQueue[Chunk] = SimpleQueue()
        self._inboxes: list[SimpleQueue[Chunk | None]] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._error: BaseException | None = None
        self._stopped = False
        self._waiting: Chunk | None = None  # the first chunk, until a second shows that threads are worth it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped = True
        self._join()

    def take(self) -> Chunk:
        """A chunk to fill, as soon as one is free."""
        self._raise()
        if self._left_to_make and self._free.empty():
            self._left_to_make -= 1
            return Chunk(self._chunk_bytes)
        chunk = self._free.get()
        self._raise()
        return chunk

    def hand(self, chunk: Chunk, size: int) -> None:
        """Give the first `size` bytes of a chunk to all consumers; the caller holds it too until `give_back`."""
        self._raise()
        chunk.filled = chunk.space[:size]
        chunk.holders = len(self._consumers) + 1
        if not self._threads:
            if self._waiting is None:
                self._waiting = chunk
                return
            self._start()
        self._post(chunk)

    def give_back(self, chunk: Chunk) -> None:
        """The caller is done with the chunk."""
        with self._lock:
            chunk.holders -= 1
            free = chunk.holders == 0
        if free:
            self._free.put(chunk)

    def finish(self) -> None:
        """Return when the consumers have had everything; raises what one of them raised."""
        if self._waiting is not None:
            chunk, self._waiting = self._waiting, None
            for consume in self._consumers:
                consume(chunk.filled)
        self._join()
        self._raise()

    def _start(self) -> None:
        first, self._waiting = self._waiting, None
        for number, consume in enumerate(self._consumers):
            inbox: SimpleQueue[Chunk | None] = SimpleQueue()
            thread = threading.Thread(target=self._run, args=(consume, inbox), name=f"pipeline-{number}", daemon=True)
            thread.start()
            self._inboxes.append(inbox)
            self._threads.append(thread)
        if first is not None:
            self._post(first)

    def _post(self, chunk: Chunk) -> None:
        for inbox in self._inboxes:
            inbox.put(chunk)

    def _run(self, consume: Consumer, inbox: SimpleQueue[Chunk | None]) -> None:
        # After an error or a stop the inbox is still drained, so that the caller never waits for a chunk in vain.
        while (chunk := inbox.get()) is not None:
            try:
                if self._error is None and not self._stopped:
                    consume(chunk.filled)
            except BaseException as error:  # noqa: BLE001 - carried to the caller, whatever it is
                with self._lock:
                    self._error = self._error or error
            finally:
                self.give_back(chunk)

    def _join(self) -> None:
        for inbox in self._inboxes:
            inbox.put(None)
        for thread in self._threads:
            thread.join()
        self._inboxes.clear()
        self._threads.clear()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error


def ordered(work: Callable[[T], R], items: Iterable[T], *, lanes: int = 2, ahead: int = 4) -> Iterator[R]:
    """The results of `work` for each item, in the order of the items, made by `lanes` threads at most `ahead` items early.

    Items are drawn in the caller's thread. What `work` raises is raised in its turn; then, or when the iteration is
    closed, work that has not begun is dropped and work that has is waited for (it is stopped by its own progress).
    """
    if lanes < 1 or ahead < 1:
        raise ValueError("no lane")
    pending: deque[Future[R]] = deque()
    with ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="pipeline") as pool:
        try:
            for item in items:
                pending.append(pool.submit(work, item))
                if len(pending) >= ahead:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()
