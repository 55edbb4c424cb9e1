"""Hardening on Linux: beside the core limit, `PR_SET_DUMPABLE 0`.

A core limit of 0 does not stop a core handler that is a program (core(5), `|` patterns); not being dumpable does
(prctl(2)), and it forbids ptrace and /proc/PID/mem to processes of the same account. The files in /proc/PID then belong
to root: a child that sets up a user namespace must make itself dumpable first.
"""

import ctypes
from collections.abc import Callable

from intake.host.hardening_posix import core_dumps_off, private_files

__all__ = ["core_dumps_off", "not_inspectable", "private_files"]

PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4


def _prctl(option: int, argument: int) -> int:
    zero = ctypes.c_ulong(0)
    return int(ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(argument), zero, zero, zero))


def not_inspectable(prctl: Callable[[int, int], int] = _prctl) -> bool:
    """Whether the process is not dumpable after asking for it."""
    return prctl(PR_SET_DUMPABLE, 0) == 0 and prctl(PR_GET_DUMPABLE, 0) == 0
