"""The lock where there is `flock(2)`: Linux and macOS."""

import fcntl


def lock(fd: int, *, shared: bool) -> bool:
    """Whether the lock was had. It belongs to this open of the file, so a second open in the same process is refused too.

    shared: with others who only read, for a descriptor that is open for reading.
    """
    try:
        fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def unlock(fd: int) -> None:
    """Gives it up at once, also where a forked child has not come to closing its copy of the descriptor yet."""
    fcntl.flock(fd, fcntl.LOCK_UN)
