"""Landlock: no file may be opened, no TCP port used, no signal sent outside, by a rule set that allows nothing.

Kernel documentation, userspace-api/landlock.rst; ABI 1 (Linux 5.13) to 7. Only what the running kernel knows is asked for.
"""

import ctypes
import os
from typing import Final

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same number on every architecture
_VERSION_FLAG = 1
NEWEST_KNOWN: Final = 7

# Rights that the rule set handles, and so denies, by the ABI that brought them.
_FILES_ABI_1 = (1 << 13) - 1  # execute, write, read file, read folder, remove, make: bits 0 to 12
_FILES_SINCE: Final = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}  # refer, truncate, device ioctl
_TCP = 0b11  # bind, connect: ABI 4
_SCOPES = 0b11  # abstract UNIX sockets, signals: ABI 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


def abi(libc: ctypes.CDLL) -> int:
    """The kernel's Landlock ABI, 0 where there is none or it is switched off."""
    return max(0, int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG)))


def ruleset(version: int) -> tuple[int, int, int, int]:
    """Files, network, scopes, and the size in bytes of what may be passed to a kernel of this ABI."""
    files = _FILES_ABI_1
    for since, right in _FILES_SINCE.items():
        files |= right if version >= since else 0
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    return files, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0, size


def install(libc: ctypes.CDLL) -> str:
    """Shut this process out of all files. OSError when the kernel has no Landlock or refuses. Needs PR_SET_NO_NEW_PRIVS.

    Gives the words for the confinement's details.
    """
    version = min(abi(libc), NEWEST_KNOWN)
    if version == 0:
        raise OSError("not in this kernel")
    files, network, scoped, size = ruleset(version)
    attributes = _Ruleset(files, network, scoped)
    descriptor = libc.syscall(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), 0)
    if descriptor < 0:
        raise _last_error()
    try:
        if libc.syscall(_RESTRICT_SELF, descriptor, 0) != 0:
            raise _last_error()
    finally:
        os.close(descriptor)
    return f"ABI {version}"


def _last_error() -> OSError:
    code = ctypes.get_errno()
    return OSError(code, os.strerror(code))
