"""The parent's half of one conversation: every frame is checked before its pixels are read, and budgets are kept.

A child's bytes are untrusted to the last: order, counts, sizes and roles are checked here, contents in `wire`.
"""

import time
from collections.abc import Callable, Iterator
from typing import Protocol

from intake.errors import ExaminationError
from intake.examination import wire
from intake.examination.wire import (
    Confined,
    Done,
    Examine,
    Message,
    PictureHead,
    Question,
    Refused,
    Still,
    Tiles,
    Told,
    malformed,
)
from intake.records.claims import PictureRole

_MADE_BY_EXAMINING = frozenset({PictureRole.POSTER, PictureRole.THUMBNAIL, PictureRole.STORYBOARD})


class Budget:
    """Seconds that may be spent waiting for a child; the parent's own work does not count."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def timed(self, wait: Callable[[float], int]) -> int:
        """Let `wait` block for at most what is left, and take what it took. ExaminationError(worker_over_limits)."""
        if self.left <= 0:
            raise ExaminationError("worker_over_limits", limit="time")
        start = time.monotonic()
        try:
            return wait(self.left)
        except TimeoutError as error:
            raise ExaminationError("worker_over_limits", limit="time") from error
        finally:
            self.left -= time.monotonic() - start


class Filling(Protocol):
    """Where a child's bytes come from."""

    def fill(self, view: memoryview, budget: Budget) -> None:
        """Fill the view, whole. ExaminationError(worker_died, worker_over_limits)."""


def messages(child: Filling, question: Question) -> Iterator[tuple[Message, bytearray | None]]:
    """What the child says, checked, up to and with its last message; pixels beside each picture.

    ExaminationError(worker_answer_malformed, worker_over_limits, worker_died).
    """
    budget = Budget(question.limits.seconds)
    first, _pixels = _next(child, question, budget, _Allowance(question))
    if not isinstance(first, Confined):
        raise malformed("order")
    yield first, None
    allowance = _Allowance(question)
    while True:
        message, pixels = _next(child, question, budget, allowance)
        if isinstance(message, Confined):
            raise malformed("order")
        yield message, pixels
        if isinstance(message, Done | Told | Refused):
            return


class _Allowance:
    """What the question still allows of pictures."""

    def __init__(self, question: Question) -> None:
        self._pictures = question.limits.pictures
        self._pixels = question.limits.pixels
        self._stills = set(question.indexes) if isinstance(question, Still | Tiles) else None
        self._roles = _MADE_BY_EXAMINING if isinstance(question, Examine) else frozenset()

    def take(self, head: PictureHead) -> None:
        """ExaminationError(worker_over_limits, worker_answer_malformed)."""
        self._pictures -= 1
        self._pixels -= head.width * head.height
        if self._pictures < 0 or self._pixels < 0:
            raise ExaminationError("worker_over_limits", limit="pictures")
        if self._stills is not None:
            if head.role is not PictureRole.STILL or head.index not in self._stills:
                raise malformed("still")
            self._stills.discard(head.index)
        elif head.role not in self._roles:
            raise malformed("role")


def _next(child: Filling, question: Question, budget: Budget, allowance: _Allowance) -> tuple[Message, bytearray | None]:
    prefix = bytearray(wire.PREFIX.size)
    child.fill(memoryview(prefix), budget)
    header, payload = wire.parse_prefix(bytes(prefix))
    body = bytearray(header)
    child.fill(memoryview(body), budget)
    message = wire.parse_message(bytes(body), payload)
    if isinstance(message, Told if isinstance(question, Examine) else Done):
        raise malformed("answer")
    if not isinstance(message, PictureHead):
        return message, None
    allowance.take(message)
    pixels = bytearray(message.payload)
    child.fill(memoryview(pixels), budget)
    return message, pixels
