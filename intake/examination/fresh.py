"""A fresh process for each question, where a zygote cannot fork: macOS, Windows. Slower by the start of an interpreter.

The question goes to its standard input, the answer comes from its standard output; the object's descriptor is inherited.
Windows: an inheritable handle in the list of those that are passed; written from documentation, not run there.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

from intake.errors import ExaminationError
from intake.examination import wire
from intake.examination.receiving import Budget
from intake.examination.starting import environment
from intake.examination.wire import Question
from intake.examination.zygote import ended_with

END_SECONDS: Final = 5.0


class FreshChild:
    """One process with one question."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._out: IO[bytes] | None = process.stdout

    def fill(self, view: memoryview, budget: Budget) -> None:
        """Fill the view. ExaminationError(worker_died, worker_over_limits)."""
        while view:
            taken = budget.timed(lambda seconds, view=view: self._read(view, seconds))  # type: ignore[misc]
            if taken == 0:
                raise self._end()
            view = view[taken:]

    def _read(self, view: memoryview, seconds: float) -> int:
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            data = os.read(self._out.fileno(), min(len(view), 1 << 20)) if self._out and not self._out.closed else b""
        except (OSError, ValueError):
            data = b""
        finally:
            timer.cancel()
        if late.is_set():
            raise TimeoutError
        view[: len(data)] = data
        return len(data)

    def _end(self) -> ExaminationError:
        try:
            return ended_with(self._process.wait(END_SECONDS))
        except subprocess.TimeoutExpired:
            return ExaminationError("worker_died", reason="stopped")

    def kill(self) -> None:
        """End it. May be called from any thread, and again."""
        self._process.kill()
        with contextlib.suppress(OSError):
            if self._out is not None:
                self._out.close()
        self._process.wait()


class FreshProcesses:
    """Starts one process for each question."""

    def __init__(self, program: Sequence[str]) -> None:
        self._program = tuple(program)

    def begin(self, question: Question, descriptor: int | None) -> FreshChild:
        """A process that has the question. ExaminationError(worker_unavailable)."""
        header = wire.encode_question(question)
        passing: dict[str, Any] = {}
        if descriptor is not None:
            header["descriptor"], passing = _passing(descriptor)
        try:
            process = subprocess.Popen(  # noqa: S603  # our own program, no shell
                [*self._program, "-"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
                cwd=Path(sys.executable).anchor,
                **passing,
            )
        except OSError as error:
            raise ExaminationError("worker_unavailable", errno=error.errno or 0) from error
        if process.stdin is not None:
            with contextlib.suppress(OSError):  # it died at once: the answer that does not come will say so
                process.stdin.write(wire.encode_frame(header))
                process.stdin.close()
        return FreshChild(process)


def _passing(descriptor: int) -> tuple[int, dict[str, Any]]:
    """What the question calls the object, and how the process is made to inherit it."""
    if sys.platform == "win32":
        import msvcrt

        handle = msvcrt.get_osfhandle(descriptor)
        os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO()
        startup.lpAttributeList = {"handle_list": [handle]}
        return handle, {"startupinfo": startup}
    return descriptor, {"pass_fds": (descriptor,), "start_new_session": True}
