"""The system calls that a confined child may still make; the kernel refuses all others (seccomp filter, classic BPF).

Refused with EPERM, not killed: libraries probe (`isatty`, `stat`, affinity), and a harmless file must not lose its answer
for that. A call in another architecture's numbering kills, because no library makes one. `clone3` is answered with ENOSYS,
so that the C library falls back to `clone`, whose flags a filter can see: threads yes, processes no.
"""

import ctypes
import errno
import os
import platform
import struct
from typing import Final

# name: (x86-64, AArch64); None where the architecture has no such call. The hot ones first: the filter runs from the top.
ALLOWED: Final[dict[str, tuple[int | None, int | None]]] = {
    "read": (0, 63),
    "write": (1, 64),
    "pread64": (17, 67),
    "futex": (202, 98),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "brk": (12, 214),
    "clock_gettime": (228, 113),
    "lseek": (8, 62),
    "close": (3, 57),
    "readv": (19, 65),
    "writev": (20, 66),
    "preadv": (295, 69),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrandom": (318, 278),
    "poll": (7, None),
    "ppoll": (271, 73),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "restart_syscall": (219, 128),
    "membarrier": (324, 283),
    "getcpu": (309, 168),
}
_MMAP, _MPROTECT, _CLONE, _CLONE3 = (9, 222), (10, 226), (56, 220), (435, 435)
_TGKILL, _PRCTL, _PRLIMIT = (234, 131), (157, 167), (302, 261)
_SECCOMP: Final = (317, 277)
_AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_X32_BIT = 0x40000000
_CLONE_THREAD, _PROT_EXEC = 0x00010000, 0x4
_PR_SET_NAME, _PR_SET_VMA = 15, 0x53564D41
_SET_MODE_FILTER, _FLAG_TSYNC = 1, 1

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, operand


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _low_word(argument: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS_AT + 8 * argument)


def _returns(value: int) -> Instruction:
    return (_RETURN, 0, 0, value)


def _only_if(number: int, argument: int, test: Instruction) -> list[Instruction]:
    """Allow call `number` where `test` holds for the low word of an argument; else refuse it. Begins with the number loaded."""
    code, _, _, operand = test
    refused = _returns(_ERRNO | errno.EPERM)
    return [(_EQUAL, 0, 4, number), _low_word(argument), (code, 0, 1, operand), _returns(_ALLOW), refused]


def _only_unless(number: int, argument: int, bits: int) -> list[Instruction]:
    refused = _returns(_ERRNO | errno.EPERM)
    return [(_EQUAL, 0, 4, number), _low_word(argument), (_ANY_BIT, 0, 1, bits), refused, _returns(_ALLOW)]


def program(machine: str, pid: int) -> list[Instruction]:
    """The filter for a machine (`platform.machine()`) and a process id. KeyError for a machine that is not known here."""
    arch = _AUDIT_ARCH[machine]
    column = 0 if machine == "x86_64" else 1
    lines: list[Instruction] = [(_LOAD, 0, 0, _ARCH_AT), (_EQUAL, 1, 0, arch), _returns(_KILL), (_LOAD, 0, 0, _NUMBER_AT)]
    if machine == "x86_64":
        lines += [(_AT_LEAST, 0, 1, _X32_BIT), _returns(_KILL)]
    for numbers in ALLOWED.values():
        number = numbers[column]
        if number is not None:
            lines += [(_EQUAL, 0, 1, number), _returns(_ALLOW)]
    lines += _only_unless(_MMAP[column], 2, _PROT_EXEC)
    lines += _only_unless(_MPROTECT[column], 2, _PROT_EXEC)
    lines += _only_if(_CLONE[column], 0, (_ANY_BIT, 0, 0, _CLONE_THREAD))
    lines += _only_if(_TGKILL[column], 0, (_EQUAL, 0, 0, pid))  # abort() of its own process
    lines += _only_if(_PRLIMIT[column], 2, (_EQUAL, 0, 0, 0))  # asks, sets nothing
    lines += [(_EQUAL, 0, 5, _PRCTL[column]), _low_word(0), (_EQUAL, 2, 0, _PR_SET_NAME), (_EQUAL, 1, 0, _PR_SET_VMA)]
    lines += [_returns(_ERRNO | errno.EPERM), _returns(_ALLOW)]
    lines += [(_EQUAL, 0, 1, _CLONE3[column]), _returns(_ERRNO | errno.ENOSYS)]
    lines += [_returns(_ERRNO | errno.EPERM)]
    return lines


def count(machine: str) -> int:
    """How many calls the filter allows, wholly or with conditions."""
    column = 0 if machine == "x86_64" else 1
    return sum(numbers[column] is not None for numbers in ALLOWED.values()) + 6


def install(libc: ctypes.CDLL) -> str:
    """Put the filter on every thread of this process. OSError when the kernel refuses, KeyError for an unknown machine.

    Needs PR_SET_NO_NEW_PRIVS. Gives the words for the confinement's details.
    """
    machine = platform.machine()
    lines = program(machine, os.getpid())
    packed = b"".join(struct.pack("=HBBI", *line) for line in lines)
    buffer = ctypes.create_string_buffer(packed, len(packed))
    prog = _Program(len(lines), ctypes.cast(buffer, ctypes.c_void_p))
    number = _SECCOMP[0 if machine == "x86_64" else 1]
    if libc.syscall(number, _SET_MODE_FILTER, _FLAG_TSYNC, ctypes.byref(prog)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return f"{count(machine)} calls allowed"
