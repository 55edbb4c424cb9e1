"""From nothing to something to look at: python -m tests.benchmarks.start [RUNS].

The window: from the start of `main.py` to the first paint of the entrance, on a virtual screen whose memory is looked at every
few milliseconds, so that neither a hook in the program nor a tool that asks the server is part of what is measured. The same
of a bare Qt window says what of it is the toolkit's. The command line: whole processes. All of them from the page cache.
"""

import mmap
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from intake.settings import LOW_COST, Settings
from tests.benchmarks import ground
from tests.benchmarks.table import Table, in_turn

LIMIT = 1.0
SCREEN = (1024, 768)
COLOURS = 8  # of a grid of samples: words are painted, not only a ground
LONGEST = 60.0  # seconds
TICK = 0.002
BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
application = QApplication([])
window = QWidget()
column = QVBoxLayout(window)
for part in (QLabel("Passphrase, " * 5), QLineEdit(), QPushButton("Unlock " * 5), QLabel("Read-only, " * 20)):
    column.addWidget(part)
window.resize(520, 440)
window.show()
application.exec()
"""


class Screen:
    """A virtual screen: what is in its memory, and the name of its display."""

    def __init__(self, display: str, memory: mmap.mmap) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._pixels = np.frombuffer(memory, np.uint32)[-SCREEN[0] * SCREEN[1] :].reshape(SCREEN[1], SCREEN[0])

    def painted(self) -> bool:
        return len(np.unique(self._pixels[::3, ::3])) >= COLOURS

    def until_painted(self, command: Sequence[str]) -> float:
        """Seconds from the start of a program to its first paint; the program is stopped."""
        self._until(False)
        start = time.perf_counter()
        program = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL)
        try:
            self._until(True, program)
            return time.perf_counter() - start
        finally:
            program.kill()
            program.wait()

    def _until(self, painted: bool, program: "subprocess.Popen[bytes] | None" = None) -> None:
        end = time.monotonic() + LONGEST
        while self.painted() is not painted:
            if time.monotonic() > end or (program is not None and program.poll() is not None):
                raise RuntimeError("nothing was painted" if painted else "the screen is not empty")
            time.sleep(TICK)


@contextmanager
def screen(top: Path) -> Iterator[Screen]:
    """Xvfb with its memory in a file."""
    words, said = os.pipe()
    size = f"{SCREEN[0]}x{SCREEN[1]}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(said), "-screen", "0", size, "-fbdir", str(top), "-nolisten", "tcp"],
        pass_fds=[said],
        stderr=subprocess.DEVNULL,
    )
    os.close(said)
    try:
        with os.fdopen(words) as answer:
            display = f":{answer.readline().strip()}"
        with (top / "Xvfb_screen0").open("rb") as file:
            yield Screen(display, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ))
    finally:
        server.terminate()
        server.wait()


def main() -> int:
    runs, folder = ground.arguments(5, "runs of each")
    table = Table(f"Starting, medians of {runs}")
    with ground.ground(folder) as top:
        vault, words = top / "vault", ground.unlocking(top)
        with ground.unlocked(vault, Settings(cost=LOW_COST), examines=False):
            pass
        if ground.installed("Xvfb"):
            with screen(top) as shown:
                shown.until_painted(ground.program())  # the first is slower: fonts and icons are cached
                window, bare = in_turn(
                    [lambda: shown.until_painted(ground.program()), lambda: shown.until_painted([sys.executable, "-c", BARE])],
                    runs,
                )
            table.alone("main.py to the first paint of the entrance", window, "s", most=LIMIT)
            table.against("the same", window, "a bare Qt window", bare)
        version, listing, python = in_turn(
            [
                lambda: ground.run(ground.program("--version")),
                lambda: ground.run(ground.program("list", vault, *words)),
                lambda: ground.run([sys.executable, "-c", ""]),
            ],
            runs,
        )
        table.alone("main.py --version", version, "s")
        table.alone("main.py list, an empty vault, `--kdf low`", listing, "s")
        table.alone("python -c '' (what every start costs)", python, "s")
    return table.end()


if __name__ == "__main__":
    sys.exit(main())
