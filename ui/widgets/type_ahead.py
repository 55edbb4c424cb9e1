"""Keys that follow each other quickly make one word, with which a list is searched from where it stands."""

import time

from PySide6.QtWidgets import QApplication


class TypeAhead:
    def __init__(self) -> None:
        self._word, self._last = "", 0.0

    def feed(self, typed: str) -> str:
        """What was typed so far."""
        now = time.monotonic()
        quick = now - self._last < QApplication.keyboardInputInterval() / 1000
        self._word = self._word + typed if quick else typed
        self._last = now
        return self._word
