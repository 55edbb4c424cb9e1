"""Which batches are being acquired now, so that nothing is left out or closed meanwhile, and nothing enters what was closed."""

import threading  # noqa: TID251 — a lock, no threads
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from intake.errors import RefusedError
from intake.records.rows import BatchRow


class Runs:
    """One for an open vault; for use by any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # between asking how something stands and recording what follows from it
        self._running: list[BatchRow] = []  # under that lock

    @contextmanager
    def run(self, batch: BatchRow, require: Callable[[], None]) -> Iterator[None]:
        """The batch is acquired within. require: raises where it may not be; nothing is left out or closed after it."""
        with self._lock:
            require()
            self._running.append(batch)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(batch)

    @contextmanager
    def none(self, of: Callable[[BatchRow], bool]) -> Iterator[None]:
        """Within, no batch of these is acquired, and none begins. RefusedError(not_now) while one is."""
        with self._lock:
            if any(map(of, self._running)):
                raise RefusedError("not_now")
            yield
