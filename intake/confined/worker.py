"""The confined side's process: a zygote that forks one child for each question, or one process for one question.

The zygote loads the readers once, holds no key, reads no evidence, and has one thread. It is told to fork by a packet with
two descriptors: the child's end of the channel on which the question comes, and a leash. When the child has ended, its
status is written on the leash; when the parent lets go of the leash, the child is killed. When the parent is gone the zygote
ends, and every child with it.
"""

import faulthandler
import gc
import os
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import Final, NoReturn, Protocol

from intake.confined import confinement
from intake.confined.answering import Channel, HeldFile, Reader, answer
from intake.examination import wire
from intake.examination.wire import Confined, Probe, Question, Told
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.claims import Kind

STATUS: Final = struct.Struct(">i")
READY: Final = b"ready"
FORK: Final = b"fork"
AFTER_SECONDS: Final = 2.0
_CHANNEL, _OBJECT, _FIRST_FREE = 3, 4, 5


class Readers(Protocol):
    """Which reader opens which kind; `warm` loads them all and decodes a sample of each, because later nothing can be loaded."""

    def warm(self) -> None: ...

    def __call__(self, kind: Kind, /) -> Reader | None: ...


def main(arguments: list[str], readers: Callable[[], Readers]) -> int:
    """`--confined N`: a zygote on socket N. `--confined -`: one question on standard input, answered on standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's affair
    if arguments == ["-"]:
        _one_question(readers())
        return 0
    _zygote(socket.socket(fileno=int(arguments[0])), readers())
    return 0


def _zygote(control: socket.socket, readers: Readers) -> None:
    """Serve until the parent closes its end."""
    confinement.here().prepare()
    readers.warm()
    gc.collect()
    gc.freeze()  # what is shared with the children stays shared
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    leashes: dict[int, socket.socket] = {}
    control.send(READY)
    while True:
        poll = select.poll()
        poll.register(control, select.POLLIN)
        poll.register(wake, select.POLLIN)
        for leash in leashes.values():
            poll.register(leash, 0)  # a hang-up is always told
        told = {descriptor for descriptor, _event in poll.poll()}
        for pid, leash in leashes.items():
            if leash.fileno() in told:
                os.kill(pid, signal.SIGKILL)
        if wake in told:
            os.read(wake, 4096)
        _reap(leashes)
        if control.fileno() in told:
            if not (request := _receive_request(control)):
                return
            channel, leash = request
            with channel:
                try:
                    leashes[_fork(channel, readers)] = leash
                except OSError:  # no process to be had now; a leash without a status says so
                    leash.close()


def _reap(leashes: dict[int, socket.socket]) -> None:
    while leashes:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        with leashes.pop(pid) as leash:
            try:
                leash.send(STATUS.pack(os.waitstatus_to_exitcode(status)), socket.MSG_NOSIGNAL)
            except OSError:
                continue  # nobody waits for it any more


def _receive_request(control: socket.socket) -> tuple[socket.socket, socket.socket] | None:
    """The two descriptors of a packet, or None when the parent is gone."""
    message, descriptors, _flags, _address = socket.recv_fds(control, 16, 2)
    if message != FORK or len(descriptors) != 2:
        return None
    return socket.socket(fileno=descriptors[0]), socket.socket(fileno=descriptors[1])


def _fork(channel: socket.socket, readers: Readers) -> int:
    """The child's process id; the child never comes back from here."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        confinement.here().die_with(parent)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _child(channel, readers)
    finally:
        os._exit(1)


def _child(channel: socket.socket, readers: Readers) -> NoReturn:
    """One question, one answer, the end."""
    header, descriptor = _receive_question(channel)
    _keep_only(channel.fileno(), descriptor)
    _answer(header, _CHANNEL, None if descriptor is None else _OBJECT, readers)
    os._exit(0)


def _keep_only(channel: int, descriptor: int | None) -> None:
    """Leave nothing open but the standard streams (all null), the channel as 3, the object as 4."""
    import fcntl  # not on Windows, where nothing forks

    moved = [fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 64) for number in (channel, descriptor) if number is not None]
    for number, target in zip(moved, (_CHANNEL, _OBJECT), strict=False):
        os.dup2(number, target, inheritable=False)
    os.closerange(_CHANNEL + len(moved), 1 << 16)


def _receive_question(channel: socket.socket) -> tuple[dict[str, JSON], int | None]:
    """The header of the question and the object's descriptor, if one came with it. OSError, ValueError."""
    data, descriptors, _flags, _address = socket.recv_fds(channel, wire.PREFIX.size, 1)
    while len(data) < wire.PREFIX.size:
        data += _some(channel.recv(wire.PREFIX.size - len(data)))
    length, _payload = wire.parse_prefix(data)
    body = b""
    while len(body) < length:
        body += _some(channel.recv(length - len(body)))
    return canonical.parse_object(body), descriptors[0] if descriptors else None


def _some(data: bytes) -> bytes:
    if not data:
        raise OSError("the parent is gone")
    return data


def _answer(header: dict[str, JSON], channel: int, descriptor: int | None, readers: Readers) -> None:
    question: Question = wire.parse_question(header)
    held = None if descriptor is None else HeldFile(descriptor)
    out = Channel(channel, question.limits)
    out.send(Confined(confinement.here().apply(question.limits, _FIRST_FREE)))
    if isinstance(question, Probe):
        out.send(Told())
    elif held is None:
        raise ValueError("a question without its object")
    else:
        answer(out, question, held, readers)


def _one_question(readers: Readers) -> None:
    """Where a process cannot be forked: this process is the child."""
    data = sys.stdin.buffer.read(wire.PREFIX.size)
    length, _payload = wire.parse_prefix(data)
    header = canonical.parse_object(sys.stdin.buffer.read(length))
    confinement.here().prepare()
    readers.warm()
    seconds = wire.parse_question(header).limits.seconds + AFTER_SECONDS
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.stderr)  # a hung reader must not outlive a parent that died
    named = header.get("descriptor")
    descriptor = _inherited(named) if isinstance(named, int) else None
    _answer(header, sys.stdout.fileno(), descriptor, readers)


def _inherited(named: int) -> int:
    """The object's descriptor; on Windows the question names a handle."""
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.open_osfhandle(named, os.O_RDONLY | os.O_BINARY)
    return named
