"""Asks confined children about objects: one child for each question, two at a time, and whatever happens is an answer.

A child that dies, hangs or says too much is a `Failed`; the rest goes on. Cancelling stops the children that run.
"""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from types import TracebackType
from typing import Final, Self

from intake.errors import ExaminationError, IntakeError
from intake.examination import pictures, wire
from intake.examination.flight import Flight
from intake.examination.fresh import FreshProcesses
from intake.examination.receiving import messages
from intake.examination.starting import command, require_read_only
from intake.examination.tasks import Child, Examined, Failed, GrantOf, StillPicture, Task
from intake.examination.wire import (
    Confined,
    Examine,
    Limits,
    ObjectAccess,
    PictureHead,
    Probe,
    Question,
    Refused,
    Still,
    Tiles,
    Told,
)
from intake.examination.zygote import Zygote, ZygoteGone
from intake.progress import Progress, Step
from intake.records.claims import Observation
from intake.records.confinement import Confinement
from intake.records.tiles import Grid
from intake.settings import Settings

TICK_SECONDS: Final = 0.1
MOST_EXAMINED_PICTURES: Final = 44  # a storyboard of 40, poster, thumbnail, and what a reader may show beside them
MOST_EXAMINED_PIXELS: Final = 16 * 1024 * 1024  # of poster, thumbnail and storyboard together
STILL_SECONDS: Final = 1.0  # for each still, beside the time that every question has
STILLS_AT_ONCE: Final = 32  # one child for so many


class Examiner:
    """Starts its zygote at once, and without waiting for it: it is warm by the time the first item comes.

    May be used from any thread; `run` and `still` each hold their own children. Close it, or use it in a `with`.
    """

    def __init__(self, settings: Settings, program: Sequence[str] | None = None, *, zygote: bool | None = None) -> None:
        """program: what to start instead of this program's own confined side. zygote: False for a fresh process each time."""
        self._settings = settings
        self._program = tuple(program or command())
        self._lock = threading.Lock()
        self._closed = False
        self._fresh: FreshProcesses | None = None
        self._zygote: Zygote | None = None
        self._confinement: Confinement | None = None
        if sys.platform == "linux" if zygote is None else zygote:
            with contextlib.suppress(ExaminationError):  # said when it is needed
                self._zygote = Zygote(self._program)
        else:
            self._fresh = FreshProcesses(self._program)

    @property
    def confinement(self) -> Confinement:
        """What is in force in a child of this examiner, asked of one. ExaminationError(worker_unavailable …)."""
        if self._confinement is None:
            question = Probe(self._limits(0, 0))
            child = self._begin(question, None)
            try:
                for message, _pixels in messages(child, question):
                    if isinstance(message, Confined):
                        self._confinement = message.confinement
            except ZygoteGone as error:
                raise ExaminationError("worker_unavailable") from error
            finally:
                child.kill()
        if self._confinement is None:
            raise ExaminationError("worker_unavailable")
        return self._confinement

    def run(self, tasks: Iterable[Task], grant: GrantOf, progress: Progress) -> Iterator[tuple[Task, Examined | Failed]]:
        """Each task with its answer, in the order in which they are ready. Cancelled from `progress`, and nothing else."""
        total = len(tasks) if isinstance(tasks, Sized) else None
        waiting = iter(tasks)
        flight = Flight(lambda task: self._begin_examining(task, grant))
        done = failed = 0
        try:
            while True:
                while flight.room and (task := next(waiting, None)) is not None:
                    flight.start(task)
                if flight.empty:
                    return
                progress(Step("examine", unit="items", items_done=done, items_total=total, failed=failed))
                for task, answer in flight.landed(TICK_SECONDS):
                    done += 1
                    failed += isinstance(answer, Failed)
                    yield task, answer
        finally:
            flight.stop()

    def still(
        self, task: Task, indexes: Sequence[int], grant: GrantOf, progress: Progress
    ) -> Iterator[StillPicture | Observation | Failed]:
        """These keyframes in full size, in the order in which the reader comes to them.

        What the reader could not show, or shows with damage, it says in observations; a `Failed` ends it.
        """
        wanted = tuple(dict.fromkeys(indexes))
        done = 0
        for at in range(0, len(wanted), STILLS_AT_ONCE):
            some = wanted[at : at + STILLS_AT_ONCE]
            for picture in self._some_stills(task, some, grant):
                progress(Step("still", task.item, done, len(wanted), "items"))
                yield picture
                done += isinstance(picture, StillPicture)
                if isinstance(picture, Failed):
                    return

    def tiles(
        self, task: Task, size: tuple[int, int], indexes: Sequence[int], grant: GrantOf
    ) -> Iterator[tuple[int, pictures.Pixels] | Observation | Failed]:
        """These tiles (`records.tiles`) of a photo, of one decoding of it. size: as displayed, as its examination said.

        What a person must be told of them comes as observations; a `Failed` ends it. ValueError when there is no such tile.
        """
        grid = Grid(*size)
        wanted = {index: grid.tile(index).size for index in indexes}
        pixels = sum(width * height for width, height in wanted.values())
        limits = self._limits(len(wanted), pixels)
        for one in self._pictures(task, grant, lambda access: Tiles(access, size, tuple(wanted), limits)):
            if isinstance(one, Observation | Failed):
                yield one
                continue
            head, index, rgb = one
            if head.width > wanted[index][0] or head.height > wanted[index][1]:
                yield Failed("worker_answer_malformed", {"reason": "size of a tile"})
                return
            yield index, pictures.Pixels(head.width, head.height, bytes(rgb))

    def close(self) -> None:
        """End the zygote and every child."""
        with self._lock:
            self._closed = True
            if self._zygote is not None:
                self._zygote.close()
                self._zygote = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None:
        self.close()

    def _limits(self, most_pictures: int, pixels: int, extra_seconds: float = 0.0) -> Limits:
        seconds = self._settings.worker_seconds + extra_seconds
        return Limits(int(seconds * 1000), self._settings.worker_bytes, most_pictures, pixels)

    def _ask(self, task: Task, grant: GrantOf, ask: Callable[[ObjectAccess], Question]) -> tuple[Child, Question]:
        """A child that has the question and the object. IntakeError, ZygoteGone."""
        with grant(task.item) as granted:
            descriptor = granted.source.fileno()
            if descriptor is None:
                raise ExaminationError("worker_unavailable", reason="the object is not a file")
            require_read_only(descriptor)
            access = ObjectAccess(granted.start, granted.length, granted.size, granted.key, granted.associated)
            question = ask(access)
            return self._begin(question, descriptor), question

    def _begin(self, question: Question, descriptor: int | None) -> Child:
        """ExaminationError(worker_unavailable). A zygote that has died is replaced once."""
        with self._lock:
            if self._closed:
                raise ExaminationError("worker_unavailable", reason="closed")
            if self._fresh is not None:
                return self._fresh.begin(question, descriptor)
            frame = wire.encode_frame(wire.encode_question(question))
            try:
                return self._forking().begin(frame, descriptor)
            except ZygoteGone:
                self._let_go()
            except ExaminationError:
                self._let_go()
                raise
            try:
                return self._forking().begin(frame, descriptor)
            except ZygoteGone as error:
                raise ExaminationError("worker_unavailable") from error

    def _forking(self) -> Zygote:
        if self._zygote is None:
            self._zygote = Zygote(self._program)
        return self._zygote

    def _let_go(self) -> None:
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def _begin_examining(self, task: Task, grant: GrantOf) -> tuple[Child, Question]:
        limits = self._limits(MOST_EXAMINED_PICTURES, MOST_EXAMINED_PIXELS)
        return self._ask(task, grant, lambda access: Examine(access, limits))

    def _some_stills(self, task: Task, indexes: tuple[int, ...], grant: GrantOf) -> Iterator[StillPicture | Observation | Failed]:
        pixels = wire.MOST_PICTURE_PIXELS * len(indexes)
        limits = self._limits(len(indexes), pixels, STILL_SECONDS * len(indexes))
        for one in self._pictures(task, grant, lambda access: Still(access, indexes, limits)):
            if isinstance(one, Observation | Failed):
                yield one
            else:
                head, index, rgb = one
                yield StillPicture(index, head.width, head.height, pictures.to_png(head.width, head.height, rgb))

    def _pictures(
        self, task: Task, grant: GrantOf, ask: Callable[[ObjectAccess], Question]
    ) -> Iterator[tuple[PictureHead, int, bytearray] | Observation | Failed]:
        """Each picture of the answer with its index and pixels, what is told beside them, or why there is no more."""
        child: Child | None = None
        confinement: Confinement | None = None
        try:
            child, question = self._ask(task, grant, ask)
            for message, rgb in messages(child, question):
                if isinstance(message, Confined):
                    confinement = message.confinement
                elif isinstance(message, PictureHead) and rgb is not None and message.index is not None:
                    yield message, message.index, rgb
                elif isinstance(message, Told):
                    yield from message.observations
                elif isinstance(message, Refused):
                    yield Failed(message.code, message.facts, confinement)
        except IntakeError as error:
            yield Failed(error.code, error.facts, confinement)
        except ZygoteGone:
            yield Failed("worker_died", {"reason": "zygote"}, confinement)
        finally:
            if child is not None:
                child.kill()
