"""The window's only threads: three lanes for long acts, and what an act reports, told on the GUI thread.

A job is made, connected, then started. Only frozen values cross. The acting thread holds no QObject but the post office,
which lives as long as the application: so no widget is ever destroyed away from the GUI thread.
"""

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from intake.errors import Cancelled, IntakeError
from intake.progress import Progress, Step

STEPS_A_SECOND = 20
MOST_WAIT_MS = 5_000  # for acts that only look, before the vault is closed


class Lane(StrEnum):
    WORK = "work"  # importing, writing, verifying: one at a time
    BACKGROUND = "background"  # examining what is left
    LOOK = "look"  # what the person is looking at: two at a time


class Outlasts(StrEnum):
    """Whether an act goes on behind the lock, and what it is called there."""

    NOT = ""
    IMPORT = "import"
    BUNDLE = "bundle"


WIDTH = {Lane.WORK: 1, Lane.BACKGROUND: 1, Lane.LOOK: 2}

Act = Callable[[Progress], object]


class _Switch:
    """Pause, go on, stop; shared by the GUI thread and the acting one."""

    def __init__(self) -> None:
        self._going = threading.Event()
        self._going.set()
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True
        self._going.set()

    def pause(self) -> None:
        self._going.clear()

    def go_on(self) -> None:
        self._going.set()

    @property
    def paused(self) -> bool:
        return not self._going.is_set()

    def pass_through(self) -> None:
        self._going.wait()
        if self.stopped:
            raise Cancelled


class _Office(QObject):
    """Carries what acting threads report over to the GUI thread."""

    arrived = Signal(int, str, object)


class Job(QObject):
    """One act. All its signals come on the GUI thread; exactly one of done, failed, stopped and broke is the last."""

    stepped = Signal(object)  # Step
    done = Signal(object)
    failed = Signal(object)  # IntakeError
    stopped = Signal()
    broke = Signal(object)  # a bug: the exception
    ended = Signal()
    held = Signal(bool)  # paused, wherever that was asked for; or going on

    def __init__(self, act: Act, lane: Lane) -> None:
        super().__init__()
        self.act: Act | None = act
        self.lane = lane
        self.switch = _Switch()
        self.over = False
        self.outlasts = Outlasts.NOT  # set before it starts

    def stop(self) -> None:
        """Ask the act to end at its next step."""
        self.switch.stop()

    def pause(self) -> None:
        self.switch.pause()
        self.held.emit(True)

    def go_on(self) -> None:
        self.switch.go_on()
        self.held.emit(False)

    @property
    def paused(self) -> bool:
        return self.switch.paused


class _Watch:
    """The progress that an act calls: blocks while paused, raises to stop, and passes on at most 20 steps a second."""

    def __init__(self, number: int, switch: _Switch, office: _Office) -> None:
        self._number, self._switch, self._office = number, switch, office
        self._next = 0.0
        self._kept: Step | None = None

    def __call__(self, step: Step, /) -> None:
        self._switch.pass_through()
        now = time.monotonic()
        if now >= self._next:
            self._next = now + 1 / STEPS_A_SECOND
            self._kept = None
            self._office.arrived.emit(self._number, "stepped", step)
        else:
            self._kept = step

    def last(self) -> None:
        """The last step is always shown."""
        if self._kept is not None:
            self._office.arrived.emit(self._number, "stepped", self._kept)


class Jobs(QObject):
    """The three lanes."""

    broke = Signal(object)  # a bug in any job that nobody watches for

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._closing = False
        self._last: Job | None = None
        self._patient = True
        self._shut = False
        self._office = _Office()
        self._office.arrived.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        self._lanes = {lane: ThreadPoolExecutor(width, thread_name_prefix=lane.value) for lane, width in WIDTH.items()}

    def make(self, act: Act, lane: Lane) -> Job:
        """A job that does not run yet: connect to it, then `start` it. The act must capture no widget."""
        return Job(act, lane)

    def start(self, job: Job) -> None:
        """Run it when its lane is free; after `start_last` nothing starts any more."""
        if not self._closing:
            self._start(job)

    def start_last(self, job: Job, keep: Sequence[Job] = ()) -> None:
        """Ask every job to end but those to `keep`, run this one after all of them, and start nothing else.

        The vault is being closed: whoever still looked into it would wait for what is gone. One that only looks and does not
        end, for it waits for a medium that does not answer, is waited for no longer than `MOST_WAIT_MS`.
        """
        if not self._closing:
            self._closing = True
            for one in self._jobs.values():
                if one not in keep:
                    one.stop()
            self._last = job
            QTimer.singleShot(MOST_WAIT_MS, self, self._no_longer)
            self._start_last_when_due()

    def _no_longer(self) -> None:
        self._patient = False
        self._start_last_when_due()

    def _start_last_when_due(self) -> None:
        job = self._last
        awaited = [one for one in self._jobs.values() if self._patient or one.lane is not Lane.LOOK]
        if job is not None and job.act is not None and not awaited and not self._shut:
            self._start(job)

    def outlasting(self) -> tuple[Job, ...]:
        """The jobs that may go on behind the lock: neither paused nor asked to end. In the order in which they run."""
        return tuple(job for job in self._jobs.values() if job.outlasts and not job.paused and not job.switch.stopped)

    def _start(self, job: Job) -> None:
        number = next(self._numbers)
        act, job.act = job.act, None
        if act is None:
            raise ValueError("a job starts once")
        self._jobs[number] = job
        self._lanes[job.lane].submit(_run, number, act, job.switch, self._office)

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits on the work lane."""
        return any(job.lane is Lane.WORK for job in self._jobs.values())

    @property
    def closing(self) -> bool:
        """Whether nothing starts any more."""
        return self._closing

    def stop_all(self) -> None:
        """Ask every job but the last one to end; those that wait end without having begun."""
        for job in self._jobs.values():
            if job is not self._last:
                job.stop()

    def close(self) -> None:
        """Stop everything and wait for it, but not for one that only looks and was waited for long enough.

        Nothing starts afterwards, and nothing is told: who asked may be gone.
        """
        self._closing = self._shut = True
        self.stop_all()
        for name, lane in self._lanes.items():
            lane.shutdown(wait=self._patient or name is not Lane.LOOK, cancel_futures=True)
        self._jobs.clear()

    @Slot(int, str, object)
    def _arrived(self, number: int, what: str, value: object) -> None:
        job = self._jobs.get(number)
        if job is None:
            return
        if what == "stepped":
            job.stepped.emit(value)
            return
        del self._jobs[number]
        job.over = True
        if what == "stopped":
            job.stopped.emit()
        else:
            getattr(job, what).emit(value)
            if what == "broke":
                self.broke.emit(value)
        job.ended.emit()
        self._start_last_when_due()


def _run(number: int, act: Act, switch: _Switch, office: _Office) -> None:
    watch = _Watch(number, switch, office)
    try:
        switch.pass_through()
        result = act(watch)
    except Cancelled:
        office.arrived.emit(number, "stopped", None)
    except IntakeError as error:
        watch.last()
        office.arrived.emit(number, "failed", error)
    except Exception as error:  # noqa: BLE001 — a bug is shown on the GUI thread, not lost on this one
        office.arrived.emit(number, "broke", error)
    else:
        watch.last()
        office.arrived.emit(number, "done", result)
