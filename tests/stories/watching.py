"""Watches every process that descends from this one: its words, its environment, and files that it holds and are deleted."""

import contextlib
import os
import threading
from pathlib import Path


class Watch:
    """Looks all the time while its `with` lasts. told: words with environments. held: contents of deleted files held open."""

    def __init__(self) -> None:
        self.told: set[bytes] = set()
        self.held: dict[str, bytes] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *reason) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.005):
            for pid in _descendants(os.getpid()):
                with contextlib.suppress(OSError):
                    self._look(pid)

    def _look(self, pid: int) -> None:
        place = Path(f"/proc/{pid}")
        told = (place / "cmdline").read_bytes() + b"\n"
        with contextlib.suppress(OSError):
            told += (place / "environ").read_bytes()
        self.told.add(told)  # the words first: between both readings it may become another program, with other words
        for link in (place / "fd").iterdir():
            with contextlib.suppress(OSError):
                name = os.readlink(link)
                if name.endswith(" (deleted)") and name.startswith("/") and not name.startswith(("/dev/zero", "/memfd:")):
                    self.held[name] = link.read_bytes()


def _descendants(root: int) -> list[int]:
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                stat = Path(f"/proc/{entry}/stat").read_text(errors="replace")
                parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    found, fresh = [], [root]
    while fresh:
        fresh = [pid for pid, parent in parents.items() if parent in fresh]
        found += fresh
    return found
