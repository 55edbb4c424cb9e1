"""The children of one run: started in the caller's thread, waited for in threads of their own, two at a time.

Two are measured: on two cores they take 0.55 of the time of one at a time for photos of 12 megapixels, 0.6 for small ones.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Final

from intake.errors import IntakeError
from intake.examination import pack, pictures
from intake.examination.pack import Encoded
from intake.examination.receiving import messages
from intake.examination.tasks import Child, Examined, Failed, Task
from intake.examination.wire import Confined, Done, PictureHead, Question, Refused
from intake.examination.zygote import ZygoteGone
from intake.records.confinement import Confinement

MOST_AT_ONCE: Final = 2


class Flight:
    """The children of one run: started in the caller's thread, waited for in threads of their own."""

    def __init__(self, begin: Callable[[Task], tuple[Child, Question]]) -> None:
        """begin: asks a child about a task; IntakeError where that fails already."""
        self._begin = begin
        self._most = min(MOST_AT_ONCE, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(self._most, "examiner")
        self._flying: dict[Future[Examined | Failed], tuple[Task, Child, bool]] = {}
        self._at_once: list[tuple[Task, Failed]] = []

    @property
    def room(self) -> bool:
        return len(self._flying) + len(self._at_once) < self._most

    @property
    def empty(self) -> bool:
        return not self._flying and not self._at_once

    def start(self, task: Task, *, again: bool = False) -> None:
        """Ask a child; what fails already here is an answer too."""
        try:
            child, question = self._begin(task)
        except IntakeError as error:
            self._at_once.append((task, Failed(error.code, error.facts)))
            return
        self._flying[self._pool.submit(collect, child, question, task)] = (task, child, again)

    def landed(self, seconds: float) -> Iterator[tuple[Task, Examined | Failed]]:
        """Those that are ready, after waiting for one up to `seconds`."""
        ready, self._at_once = self._at_once, []
        yield from ready
        done, _rest = wait(self._flying, 0.0 if ready else seconds, FIRST_COMPLETED)
        for future in done:
            task, _child, again = self._flying.pop(future)
            try:
                answer = future.result()
            except ZygoteGone:
                if not again:
                    self.start(task, again=True)
                    continue
                answer = Failed("worker_died", {"reason": "zygote"})
            yield task, answer

    def stop(self) -> None:
        """Kill what runs, wait for the threads."""
        for _task, child, _again in self._flying.values():
            child.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)


def collect(child: Child, question: Question, task: Task) -> Examined | Failed:
    """Everything that one child says, as an examination; the child is gone afterwards. ZygoteGone."""
    confinement: Confinement | None = None
    made: list[Encoded] = []
    try:
        for message, pixels in messages(child, question):
            if isinstance(message, Confined):
                confinement = message.confinement
            elif isinstance(message, PictureHead) and pixels is not None:
                jpeg = pictures.to_jpeg(message.width, message.height, pixels)
                made.append(Encoded(message.role, message.index, message.width, message.height, jpeg))
            elif isinstance(message, Refused):
                return Failed(message.code, message.facts, confinement)
            elif isinstance(message, Done) and confinement is not None:
                return Examined(message.answer, pack.encode(task.sha256, message.answer, made), confinement)
    except IntakeError as error:
        return Failed(error.code, error.facts, confinement)
    except ValueError:  # pictures that no pack may hold: twice the same, of a keyframe that there is not
        return Failed("worker_answer_malformed", {"reason": "pictures"}, confinement)
    finally:
        child.kill()
    return Failed("worker_answer_malformed", {"reason": "end"}, confinement)
