"""How a confined process is started: which program, with which environment, and nothing of the evidence in either."""

import os
import sys
from pathlib import Path
from typing import Final

from intake.errors import ExaminationError

_FIXED: Final = {
    "OPENBLAS_NUM_THREADS": "1",  # read when numpy loads; a pool of threads does not survive a fork
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # else each decoder thread reserves 64 MiB of the address space that is allowed
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # a forked child faults its memory in anew: a quarter of the faults for large photos
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/nonexistent",
    "PATH": os.defpath,
}
_NEEDED_BY_SYSTEM: Final = ("SYSTEMROOT", "WINDIR")  # Windows loads no library without them
_NEEDED_WHEN_FROZEN: Final = ("LD_LIBRARY_PATH",)


def command() -> tuple[str, ...]:
    """The program up to the word that says which socket."""
    if getattr(sys, "frozen", False):
        return sys.executable, "--confined"
    main = Path(__file__).resolve().parents[2] / "main.py"
    return sys.executable, "-s", "-E", "-B", str(main), "--confined"


def require_read_only(descriptor: int) -> None:
    """The descriptor is shared with a child, which must not be able to write by it. ExaminationError(worker_unavailable)."""
    if sys.platform != "win32":
        import fcntl

        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY:
            raise ExaminationError("worker_unavailable", reason="the object is open for writing")


def environment() -> dict[str, str]:
    """Fixed values; of ours only what the system cannot do without."""
    passed = (*_NEEDED_BY_SYSTEM, *(_NEEDED_WHEN_FROZEN if getattr(sys, "frozen", False) else ()))
    return {**_FIXED, **{name: os.environ[name] for name in passed if name in os.environ}}
