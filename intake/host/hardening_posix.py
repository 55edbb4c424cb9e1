"""Hardening that Linux and macOS share: no core files, new files for their owner alone."""

import os
import resource

PRIVATE = 0o077


def core_dumps_off() -> bool:
    """RLIMIT_CORE 0, soft and hard: setrlimit(2)."""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def private_files() -> bool:
    """The mask for new files is 077: umask(2)."""
    os.umask(PRIVATE)
    return True
