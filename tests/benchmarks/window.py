"""The window over many items, offscreen: python -m tests.benchmarks.window SCRATCH [--items N] [--import N] [--only PART …].

SCRATCH keeps the furnished vault between runs; what is measured is a copy of it. The key costs next to nothing to derive here.
Parts: `looking` (opening, scrolling, filters, search, sorting, selecting, memory), `importing` and `verifying` (the longest
pauses of the event loop meanwhile). A pause is how much later than due a timer of 5 ms fires. The one who looks goes on
looking: during import and verification the library is scrolled now and then.
"""

import argparse
import io
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake.records.claims import Kind
from intake.records.items import Comparison
from intake.records.rows import Filter
from tests.benchmarks import furnished, ground
from tests.benchmarks.table import Table
from ui import app
from ui.app import Application
from ui.collecting import Collector
from ui.entrance import Entrance
from ui.main_window import MainWindow
from ui.models.items import NAME, NUMBER, RECEIVED, SIZE, TIME
from ui.pages.library import EMPTY, Library
from ui.widgets.library_bar import GRID, TABLE

TICK_MS = 5
LONGEST = 1_800.0  # seconds for any one act
SCROLL_EVERY = 0.7
FILTERS = {
    "a kind": Filter(kinds=frozenset({Kind.VIDEO})),
    "a case": Filter(case_number="24-203"),
    "days": Filter(first_day="2026-10-01", last_day="2026-10-07"),
    "something noted": Filter(with_observations=True),
    "one sign": Filter(sign="times_disagree"),
    "compared": Filter(comparison=Comparison.IDENTICAL),
    "not examined": Filter(examined=False),
}
WORDS = {
    "a name": "IMG_04321",
    "a number": "0007-123",
    "a person, without accents": "jose munoz",
    "a place": "44.97",
    "a note, without accents": "calle nunoa",
    "a device": "iphone",
    "a case": "24-118",
    "what nothing has": "zeppelin",
}
PARTS = ("looking", "importing", "verifying")


class Heartbeat(QObject):
    """A timer of 5 ms; how much later than due each tick came."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0
        self.late: list[float] = []

    def begin(self) -> None:
        self.late, self._last = [], time.perf_counter()
        self._timer.start(TICK_MS)

    def end(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - TICK_MS))
        self._last = now

    def tell(self, table: Table, when: str) -> None:
        """How long one waits at a moment taken at random would be milder: each pause counts once."""
        ordered = sorted(self.late)
        table.alone(f"pauses {when}: 99th percentile", [ordered[int(len(ordered) * 0.99)]], "ms", most=50)
        table.alone(f"pauses {when}: the longest", [ordered[-1]], "ms", most=200)


class Seat:
    """The person before the window."""

    def __init__(self, vault: Path) -> None:
        self.application = Application(furnished.settings())
        self.collector = Collector(self.application)
        self.heart = Heartbeat()
        self._vault = vault

    def unlock(self, table: Table) -> None:
        """From the press to the library with all its thumbnails in sight."""
        start = time.perf_counter()
        self.application.enter(self._vault, furnished.OPERATOR)
        entrance = self.application.window
        assert isinstance(entrance, Entrance)
        until(lambda: entrance.operator.count() > 0)
        table.alone("entrance with its field", [time.perf_counter() - start], "s", most=0.8)
        entrance.passphrase.setText(furnished.PASSPHRASE.decode())
        start = time.perf_counter()
        QTest.mouseClick(entrance.unlock, Qt.MouseButton.LeftButton)
        until(lambda: isinstance(self.application.window, MainWindow))
        unlocked = time.perf_counter()
        self.window.resize(1366, 768)
        until(lambda: self.library._asked > 0)  # it has begun, in its first room
        self.window.navigation.go("library")
        until(lambda: self.library.model.rowCount() > 0)
        self.rest(thumbnails=False)
        shown = time.perf_counter()
        self.rest()
        table.alone("from the press of Unlock to the window", [unlocked - start], "s")
        table.alone("from the window to the list painted", [shown - unlocked], "s", most=0.5)
        table.alone("from the press of Unlock to all thumbnails in sight", [time.perf_counter() - start], "s", most=1.5)

    @property
    def window(self) -> MainWindow:
        window = self.application.window
        assert isinstance(window, MainWindow)
        return window

    @property
    def library(self) -> Library:
        return self.window.library

    def painted(self, *, thumbnails: bool) -> bool:
        """Whether everything in sight is known."""
        library = self.library
        if library.views.currentIndex() == EMPTY:
            return True
        if library.views.currentIndex() == GRID:
            top = library.grid.verticalOffset()
            rows = library.grid.rows_between(top, top + library.grid.viewport().height() - 1)
        else:
            table = library.table
            first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
            rows = range(max(0, first), last + 1 if last >= 0 else library.model.rowCount())
        found = [library.model.row_at(row) for row in rows]
        if any(one is None for one in found):
            return False
        return not thumbnails or all(one.item in library.thumbnails._kept for one in found if one and one.pack)

    def rest(self, *, thumbnails: bool = True) -> None:
        until(lambda: self.painted(thumbnails=thumbnails))
        self.library.views.currentWidget().repaint()

    def timed(self, act: Callable[[], object], *, thumbnails: bool = True) -> float:
        """Milliseconds until everything in sight is painted."""
        start = time.perf_counter()
        act()
        self.rest(thumbnails=thumbnails)
        return (time.perf_counter() - start) * 1000

    def listed(self, act: Callable[[], object]) -> float:
        """Milliseconds until another list is there and painted, thumbnails aside."""
        library, before = self.library, self.library._asked
        answered: list[int] = []
        told = library._told

        def tell(asked: int, found: object) -> None:
            told(asked, found)
            answered.append(asked)

        library._told = tell
        start = time.perf_counter()
        act()
        until(lambda: library._asked > before and bool(answered) and answered[-1] == library._asked)
        self.rest(thumbnails=False)
        library._told = told
        return (time.perf_counter() - start) * 1000

    def quiet(self) -> None:
        until(lambda: not self.window.desk.jobs._jobs)

    def scrolling(self) -> Callable[[], None]:
        """What the person does meanwhile: to another place, now and then."""
        bar, dice, last = self.library.grid.verticalScrollBar(), np.random.default_rng(3), [0.0]

        def scroll() -> None:
            if time.monotonic() - last[0] > SCROLL_EVERY:
                last[0] = time.monotonic()
                bar.setValue(int(dice.integers(0, bar.maximum() + 1)))

        return scroll


def until(done: Callable[[], bool], meanwhile: Callable[[], object] = lambda: None) -> None:
    end = time.monotonic() + LONGEST
    while not done():
        QApplication.processEvents()
        meanwhile()
        if time.monotonic() > end:
            raise RuntimeError("it never came")
        time.sleep(0.0005)


def memory() -> tuple[float, float]:
    """VmRSS and PSS, MB."""
    parts = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    return ground.resident(), next(int(line.split()[1]) for line in parts.splitlines() if line.startswith("Pss:")) / 1000


def looking(seat: Seat, table: Table) -> None:
    library, bar = seat.library, seat.library.grid.verticalScrollBar()
    seat.quiet()
    table.alone(
        "to the end, its rows painted", [seat.timed(lambda: bar.setValue(bar.maximum()), thumbnails=False)], "ms", most=100
    )
    bar.setValue(0)
    seat.rest()
    places = [bar.maximum() // 7 * part for part in range(1, 8)]
    jumps = [seat.timed(lambda place=place: bar.setValue(place)) for place in places]
    table.alone("to another place, with all its thumbnails", jumps, "ms", most=100)
    seat.heart.begin()
    for step in range(300):
        bar.setValue(step * 97)
        QTest.qWait(10)
    seat.heart.end()
    seat.heart.tell(table, "while scrolling")
    for name, where in FILTERS.items():
        times = []
        for _time in range(3):
            times.append(seat.listed(lambda where=where: library.narrow_to(where)))
            seat.listed(lambda: library.narrow_to(Filter()))
        table.alone(f"filter: {name}", times, "ms", most=100)
    for name, words in WORDS.items():
        typed = [seat.listed(lambda part=words[:end]: library.words.setText(part)) for end in range(1, len(words) + 1)]
        table.alone(f"search: {name} ({library.model.rowCount():,} found)", typed, "ms", most=100)
        seat.listed(library.words.clear)
    _table(seat, table)
    rss, pss = memory()
    table.alone("memory: resident", [rss], "MB", most=400)
    table.alone("memory: proportional (PSS)", [pss], "MB")


def _table(seat: Seat, table: Table) -> None:
    library = seat.library
    library.show_as(TABLE)
    seat.rest()
    head = library.table.horizontalHeader()
    for name, column in (("number", NUMBER), ("name", NAME), ("size", SIZE), ("received", RECEIVED), ("time", TIME)):
        times = [
            seat.listed(lambda c=column, o=order: head.setSortIndicator(c, o))
            for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder)
        ]
        table.alone(f"table: sorted by {name}", times, "ms", most=100)
    bar = library.table.verticalScrollBar()
    table.alone("table: to the end", [seat.timed(lambda: bar.setValue(bar.maximum()), thumbnails=False)], "ms", most=100)
    table.alone("all of them selected", [seat.timed(library.table.selectAll, thumbnails=False)], "ms", most=100)
    library.table.selectionModel().select(library.model.index(0, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    library.show_as(GRID)


def importing(seat: Seat, table: Table, folder: Path, count: int) -> None:
    window = seat.window
    window.offer([os.fsencode(folder)])
    sheet = window.intake.sheet
    until(lambda: len(sheet.plan.chosen()) == count)
    seat.quiet()
    sheet.form._group.button(2).click()
    sheet.form.authority.setEditText("Consent, these files only")
    sheet.form.giver.setText("Dana Okafor")
    seat.heart.begin()
    start = time.perf_counter()
    QTest.mouseClick(sheet.start, Qt.MouseButton.LeftButton)
    until(lambda: bool(window.intake._views))
    job = window.intake._views[0].job
    window.navigation.go("library")
    until(lambda: job.over, seat.scrolling())
    seconds = time.perf_counter() - start
    seat.heart.end()
    table.alone(f"{count:,} files imported, compared and examined", [seconds], "s")
    table.alone("the same", [count / seconds], "files a second")
    seat.heart.tell(table, "while importing")
    table.alone("memory after the import: resident", [memory()[0]], "MB")
    left = window.desk.casework.agenda.left()
    assert not any(left.values()), left


def verifying(seat: Seat, table: Table) -> None:
    window = seat.window
    window.navigation.go("custody")
    seat.heart.begin()
    start = time.perf_counter()
    window.custody.begin_verifying()
    window.navigation.go("library")
    until(lambda: window.custody._job is None, seat.scrolling())
    table.alone("the whole vault verified", [time.perf_counter() - start], "s")
    seat.heart.end()
    seat.heart.tell(table, "while verifying")
    highest = Path("/proc/self/status").read_text(encoding="ascii").partition("VmHWM:")[2].split()[0]
    table.alone("memory at its highest so far: resident", [int(highest) / 1000], "MB")
    assert not window.custody._report.findings, window.custody._report.findings


def small_files(folder: Path, count: int) -> None:
    """Photos of some hundred bytes, all different."""
    folder.mkdir()
    dice = np.random.default_rng(11)
    for at in range(count):
        out = io.BytesIO()
        Image.fromarray(dice.integers(0, 255, (8, 8, 3), dtype=np.uint8)).save(out, "JPEG")
        (folder / f"CAM_{at:05d}.JPG").write_bytes(out.getvalue())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scratch", type=Path, help="a folder in which the furnished vault is kept")
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--import", type=int, default=20_000, dest="files", metavar="N", help="how many files are imported")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    words = parser.parse_args()
    words.scratch.mkdir(exist_ok=True)
    kept = words.scratch.absolute() / f"furnished-{words.items}"
    table = Table(f"The window over {words.items:,} items")
    with ground.ground(words.scratch) as top:
        furnished.make(kept, words.items)
        vault, source = top / "vault", top / "source"
        shutil.copytree(kept, vault)
        if "importing" in words.only:
            small_files(source, words.files)
        qt = QApplication(["Evidence Intake"])
        app.prepare(qt)
        seat = Seat(vault)
        seat.unlock(table)
        if "looking" in words.only:
            looking(seat, table)
        if "importing" in words.only:
            importing(seat, table, source, words.files)
        if "verifying" in words.only:
            verifying(seat, table)
        code = table.end()
        seat.window.close()
        until(lambda: seat.window._closed)
    return code


if __name__ == "__main__":
    sys.exit(main())
