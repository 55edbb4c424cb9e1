"""The parent's hold on a zygote: starts it, has it fork a child for a question, ends it. Linux.

The zygote starts with an empty environment and no descriptor but its control socket, so it inherits no lock and no secret.
The question goes straight to the child, over a channel that the zygote only passes on: the zygote never sees a key.
"""

import contextlib
import socket
import struct
import subprocess
from collections.abc import Sequence
from typing import Final

from intake.errors import ExaminationError
from intake.examination.receiving import Budget
from intake.examination.starting import environment

STATUS: Final = struct.Struct(">i")
READY: Final = b"ready"
FORK: Final = b"fork"
START_SECONDS: Final = 60.0  # a cold disk and a virus scanner
END_SECONDS: Final = 5.0
_SIGXCPU = 24


class ZygoteGone(Exception):
    """Not the child's doing: the process that forks is not there any more."""


class ForkedChild:
    """One child: its channel, and the leash by which the zygote kills it when we let go."""

    def __init__(self, channel: socket.socket, leash: socket.socket) -> None:
        self._channel = channel
        self._leash = leash

    def fill(self, view: memoryview, budget: Budget) -> None:
        """Fill the view. ExaminationError(worker_died, worker_over_limits); ZygoteGone."""
        while view:

            def wait(seconds: float, view: memoryview = view) -> int:
                self._channel.settimeout(seconds)
                return self._channel.recv_into(view)

            try:
                taken = budget.timed(wait)
            except ConnectionError:
                taken = 0
            except OSError as error:  # closed by `kill` from another thread
                raise ExaminationError("worker_died", reason="stopped") from error
            if taken == 0:
                raise self._end()
            view = view[taken:]

    def _end(self) -> ExaminationError:
        """How the child ended, before its last message."""
        try:
            self._leash.settimeout(END_SECONDS)
            data = self._leash.recv(STATUS.size)
        except OSError:
            data = b""
        if len(data) != STATUS.size:
            raise ZygoteGone
        return ended_with(*STATUS.unpack(data))

    def kill(self) -> None:
        """Let go of it; the zygote kills it if it still runs. May be called from any thread, and again."""
        for end in (self._leash, self._channel):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def ended_with(status: int) -> ExaminationError:
    """The error for an exit status, negative for a signal."""
    if status == -_SIGXCPU:
        return ExaminationError("worker_over_limits", limit="time")
    return ExaminationError("worker_died", status=status)


class Zygote:
    """A running zygote; one thread at a time."""

    def __init__(self, program: Sequence[str]) -> None:
        """Start it, without waiting. ExaminationError(worker_unavailable)."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ready = False
        try:
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603  # our own program, no shell
                    [*program, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,  # decoders print what they find in a file
                    pass_fds=(theirs.fileno(),),
                    env=environment(),
                    cwd="/",
                    start_new_session=True,
                )
        except OSError as error:
            self._control.close()
            raise ExaminationError("worker_unavailable", errno=error.errno or 0) from error

    def begin(self, frame: bytes, descriptor: int | None) -> ForkedChild:
        """A child that has the question. ExaminationError(worker_unavailable), ZygoteGone."""
        self._wait_until_ready()
        channel, child_end = socket.socketpair()
        leash, zygote_end = socket.socketpair()
        try:
            with child_end, zygote_end:
                socket.send_fds(self._control, [FORK], [child_end.fileno(), zygote_end.fileno()])
        except OSError as error:
            channel.close()
            leash.close()
            raise ZygoteGone from error
        with contextlib.suppress(OSError):  # a child that is gone already says so by the answer that does not come
            channel.settimeout(END_SECONDS)
            sent = socket.send_fds(channel, [frame], [] if descriptor is None else [descriptor])
            channel.sendall(frame[sent:])
        return ForkedChild(channel, leash)

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        self._control.settimeout(START_SECONDS)
        try:
            self._ready = self._control.recv(16) == READY
        except OSError as error:
            raise ExaminationError("worker_unavailable", reason="no answer") from error
        if not self._ready:
            raise ExaminationError("worker_unavailable", status=self._process.poll() or 0)
        self._control.settimeout(END_SECONDS)

    @property
    def pid(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """End it, and every child with it."""
        self._control.close()
        try:
            self._process.wait(END_SECONDS if self._ready else 0.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
