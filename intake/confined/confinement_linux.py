"""Linux: a child that opens nothing, reaches nothing, starts nothing and ends in time; what is in force, as a value.

Two layers hold each door, because kernels differ: files by Landlock and by the list of system calls, network by namespace,
Landlock and that list, programs by the list and by limits. What could not be set is said with its cause.
"""

import ctypes
import math
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from intake.confined import landlock_linux, seccomp_linux
from intake.examination.wire import Limits
from intake.records.confinement import Confinement, Layer

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS = 1, 4, 38, 39
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3 = 0x20080522
_NEW_USER, _NEW_NET, _NEW_IPC, _NEW_UTS = 0x10000000, 0x40000000, 0x08000000, 0x04000000
_NAMESPACES: Final = "user net ipc uts"
MOST_THREADS = 128

_libc = ctypes.CDLL(None, use_errno=True)
_namespaces: str | OSError = OSError("not asked for")


def _error() -> OSError:
    code = ctypes.get_errno()
    return OSError(code, os.strerror(code))


def prepare() -> None:
    """Once, in the zygote, before there is a second thread: namespaces of its own, in which no network is."""
    global _namespaces  # noqa: PLW0603  # one process, one set of namespaces
    done = _libc.unshare(_NEW_USER | _NEW_NET | _NEW_IPC | _NEW_UTS) == 0
    _namespaces = _NAMESPACES if done else _error()


def die_with(parent: int) -> None:
    """This child ends when the process `parent` does. OSError when it already has."""
    if _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise _error()
    if os.getppid() != parent:
        raise OSError("the parent is gone")


class _Found:
    """Gathers what was set and what was not."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.missing: dict[Layer, str] = {}
        self.details: dict[str, str] = {}

    def note(self, layer: Layer, cause: str | None) -> None:
        if cause is None:
            self.layers.append(layer)
        else:
            self.missing[layer] = cause


def apply(limits: Limits, descriptors: int) -> Confinement:
    """Confine this process for good; `descriptors` is the first number that it may not use. Nothing is raised."""
    found = _Found()
    found.note(Layer.OWN_PROCESS, None)
    found.note(Layer.LIMITED_OUTPUT, None)
    found.note(Layer.OWN_NAMESPACES, None if isinstance(_namespaces, str) else _cause(_namespaces))
    if isinstance(_namespaces, str):
        found.details["namespaces"] = _namespaces
    _limits(found, limits)
    privileges = _drop_privileges()
    found.note(Layer.NO_PRIVILEGES, privileges)
    landlock = _try(found, "landlock", landlock_linux.install)
    _set(resource.RLIMIT_NOFILE, descriptors, descriptors)  # now that Landlock's own is closed, no further one can be made
    filtered = _try(found, "seccomp", seccomp_linux.install)
    found.note(Layer.SYSTEM_CALLS, filtered)
    both = None if landlock is None or filtered is None else f"{landlock}; {filtered}"
    found.note(Layer.NO_FILES, both)
    found.note(Layer.NO_NETWORK, None if filtered is None or isinstance(_namespaces, str) else filtered)
    found.note(Layer.NO_PROGRAMS, filtered)  # Landlock stops programs, but not further processes
    return Confinement("Linux", tuple(found.layers), found.missing, found.details)


def _cause(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:100]
    return str(error)[:100] or type(error).__name__


def _set(kind: int, soft: int, hard: int) -> str | None:
    """None, or the cause why the limit stands where it was."""
    try:
        resource.setrlimit(kind, (soft, hard))
    except (OSError, ValueError) as error:
        return _cause(error)
    return None


def _limits(found: _Found, limits: Limits) -> None:
    memory = _address_space() + limits.memory
    seconds = math.ceil(limits.seconds) * (os.cpu_count() or 1) + 1
    found.note(Layer.LIMITED_MEMORY, _set(resource.RLIMIT_AS, memory, memory))
    found.note(Layer.LIMITED_TIME, _set(resource.RLIMIT_CPU, seconds, seconds + 1))
    _set(resource.RLIMIT_FSIZE, 0, 0)
    _set(resource.RLIMIT_CORE, 0, 0)
    if isinstance(_namespaces, str):  # elsewhere the count is of everything that this person runs
        _set(resource.RLIMIT_NPROC, MOST_THREADS, MOST_THREADS)
    found.details["memory"] = f"{limits.memory} bytes beyond what is shared"
    found.details["processor"] = f"{seconds} s"


def _address_space() -> int:
    """Bytes that are mapped already, before anything of the object is read."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        return pages * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0  # no /proc: the limit is then that of the whole


def _drop_privileges() -> str | None:
    """None when none are left and none can be gained; else the cause."""
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    number = _CAPSET.get(os.uname().machine)
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or _libc.prctl(_PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1:
        return _cause(_error())
    if number is None or _libc.syscall(number, ctypes.byref(header), ctypes.byref(nothing)) != 0:
        return "capabilities are unknown here" if number is None else _cause(_error())
    return None


def _try(found: _Found, name: str, install: Callable[[ctypes.CDLL], str]) -> str | None:
    try:
        found.details[name] = install(_libc)
    except (OSError, KeyError) as error:
        return f"{name}: {_cause(error)}"
    return None
