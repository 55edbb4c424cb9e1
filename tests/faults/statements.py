"""Dying inside the catalog, whose writes SQLite makes by itself: at a statement, before a commit, or at any moment at all."""

import os
import signal

from sqlalchemy import Engine, event

from intake.vault.catalog import engine
from tests.faults.systems import KILLED


class Statements:
    """Counts statements and commits of this process; it dies before the one that `at` names, 0 for none."""

    def __init__(self, at: int) -> None:
        self.count = 0
        self._at = at
        event.listen(Engine, "before_cursor_execute", self._next)
        event.listen(Engine, "commit", self._next)

    def _next(self, *_facts) -> None:
        self.count += 1
        if self.count == self._at:
            os._exit(KILLED)


def die_within(seconds: float) -> None:
    """The system kills this process after so long, wherever it is then; nothing of ours runs."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def die_while_encrypting_anew(seconds: float) -> None:
    """The same, so long after SQLCipher began to encrypt the catalog under another key."""
    real = engine.rekey

    def rekey(*facts) -> None:
        die_within(seconds)
        real(*facts)

    engine.rekey = rekey
