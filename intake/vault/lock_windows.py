"""The lock on Windows: `LockFile` through `msvcrt.locking`, on a byte far behind the content. Written from documentation, not tested there."""

import os
import sys

PLACE = 2**30  # the locked byte cannot be read by others, and what the holder wrote must be

if sys.platform == "win32":
    import msvcrt

    def lock(fd: int, *, shared: bool) -> bool:  # noqa: ARG001 — every lock is exclusive there
        """Whether the lock was had."""
        os.lseek(fd, PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock(fd: int) -> None:
        """Gives it up."""
        os.lseek(fd, PLACE, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
