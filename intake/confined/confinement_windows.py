"""Windows: one job object around the process, for memory, time and further processes; written from documentation.

Not run on that system here. Microsoft's *Job Objects*: JOBOBJECT_EXTENDED_LIMIT_INFORMATION; jobs may be nested since
Windows 8.
"""

import ctypes
import math
import os
import sys
from typing import Any

from intake.examination.wire import Limits
from intake.records.confinement import Confinement, Layer

_NOT_BUILT = "not set by this version on Windows"
_EXTENDED_LIMITS = 9
_PROCESS_TIME, _ACTIVE_PROCESS, _PROCESS_MEMORY, _DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x2, 0x8, 0x100, 0x400, 0x2000
_HUNDRED_NANOSECONDS = 10_000_000


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_set", ctypes.c_size_t),
        ("maximum_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def prepare() -> None:
    """Nothing is shared between children here."""


def die_with(parent: int) -> None:
    """The end of the question's pipe ends the child."""


def job_limits(limits: Limits, processors: int) -> _Extended:
    """Memory in bytes, processor time in 100 ns, one process."""
    seconds = math.ceil(limits.seconds) * processors + 1
    wanted = _Extended()
    wanted.basic.flags = _PROCESS_TIME | _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_EXCEPTION | _KILL_ON_CLOSE
    wanted.basic.process_time = seconds * _HUNDRED_NANOSECONDS
    wanted.basic.active_processes = 1
    wanted.process_memory = limits.memory
    return wanted


def apply(limits: Limits, _descriptors: int) -> Confinement:
    """Put this process into a job of its own; descriptors are not what it is limited by here."""
    missing = dict.fromkeys(
        (Layer.NO_FILES, Layer.NO_NETWORK, Layer.NO_PRIVILEGES, Layer.SYSTEM_CALLS, Layer.OWN_NAMESPACES), _NOT_BUILT
    )
    always = (Layer.OWN_PROCESS, Layer.LIMITED_OUTPUT)
    by_job = (Layer.NO_PROGRAMS, Layer.LIMITED_MEMORY, Layer.LIMITED_TIME)
    kernel32 = _kernel32()
    job = kernel32.CreateJobObjectW(None, None)
    wanted = job_limits(limits, os.cpu_count() or 1)
    if (
        job
        and kernel32.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(wanted), ctypes.sizeof(wanted))
        and kernel32.AssignProcessToJobObject(job, kernel32.GetCurrentProcess())
    ):
        return Confinement("Windows", (*always, *by_job), missing, {"job": "one process"})
    return Confinement("Windows", always, {**missing, **dict.fromkeys(by_job, "the job was refused")}, {})


def _kernel32() -> Any:
    if sys.platform == "win32":
        library = ctypes.WinDLL("kernel32", use_last_error=True)
        library.CreateJobObjectW.restype = ctypes.c_void_p
        library.GetCurrentProcess.restype = ctypes.c_void_p
        library.SetInformationJobObject.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
        library.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        return library
    raise OSError("not Windows")
