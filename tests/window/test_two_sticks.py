"""Two sticks with four hundred files of five people: imports go on one after another while she looks; what is damaged stops none of it."""

import hashlib
import os
import threading
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from intake.acquisition import reading
from intake.ids import ItemId
from intake.progress import silent
from intake.records.claims import Kind
from intake.records.events import Type
from intake.records.findings import Verdict
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.rows import Filter
from tests.window import gathering
from tests.window.conftest import settled
from tests.window.gathering import GIVERS
from ui.jobs import Jobs, Lane
from ui.main_window import MainWindow
from ui.pages.batch_view import BatchView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # menus, where no screen is

LEFT, NONE, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
DANA, JOSE, ZOE, LUKASZ, ANH = (name for _stick, name, _count in GIVERS)
CORRECTED = "Dana Okafor-Lind"


@pytest.fixture(params=[4, pytest.param(1, marks=pytest.mark.slow)], ids=["100 files", "400 files"])
def handed_over(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Path]:
    return gathering.hand_over(tmp_path, request.param)


@pytest.fixture
def targets(tmp_path, monkeypatch) -> list[Path]:
    wanted = [tmp_path / "moment.png", tmp_path / "after.png"]
    left = list(wanted)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(left.pop(0)), ""))
    return wanted


class Slow:
    """The second stick's reader stands still before one file until it is told to go on, as a worn medium does."""

    def __init__(self, path: Path) -> None:
        self._path = os.fsencode(path)
        self.reached, self.go_on = threading.Event(), threading.Event()

    def acquire(self, source, *rest):
        if source.path == self._path:
            self.reached.set()
            assert self.go_on.wait(60)
        return _acquire(source, *rest)


_acquire = reading.acquire


@pytest.fixture
def slow(handed_over, monkeypatch):
    held = Slow(handed_over[JOSE] / "IMG_0010.JPG")
    monkeypatch.setattr(reading, "acquire", held.acquire)
    yield held
    held.go_on.set()


def shot(window: MainWindow, name: str) -> None:
    """A picture for a person who wants to look, where INTAKE_STORY_PICTURES names a folder."""
    if folder := os.environ.get("INTAKE_STORY_PICTURES"):
        QApplication.processEvents()
        window.grab().save(f"{folder}/two-sticks-{name}.png")


def item(window: MainWindow, folder_name: str, giver: str = "") -> ItemId:
    library = window.desk.casework.library
    return next(
        row.item for row in library.rows(library.ids(Filter())) if row.name == folder_name and giver in ("", row.giver.name)
    )


def cell(window: MainWindow, wanted: ItemId) -> QPoint:
    grid = window.library.grid
    index = window.library.model.index(window.library.model.place(wanted), 0)
    grid.scrollTo(index)
    return grid.visualRect(index).center()


def click(window: MainWindow, wanted: ItemId, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(window.library.grid.viewport(), LEFT, keys, cell(window, wanted))


def looked_for(qtbot, window: MainWindow, words: str) -> None:
    """Typed into the library's one field; imports may go on meanwhile."""
    library = window.library
    library.words.setFocus()
    library.words.selectAll()
    QTest.keyClicks(library.words, words)
    qtbot.waitUntil(lambda: not library._search.isActive() and not library._coming.isActive(), timeout=5_000)
    looks_done(qtbot, window.desk.jobs)


def looks_done(qtbot, jobs: Jobs) -> None:
    """Waits for what she asked for, not for the imports."""
    qtbot.waitUntil(lambda: not [job for job in jobs._jobs.values() if job.lane is Lane.LOOK], timeout=20_000)
    QApplication.processEvents()


def started(qtbot, window: MainWindow, jobs: Jobs, folder: Path, giver: str) -> BatchView:
    """A folder is chosen, what is known is said, and Start."""
    window.intake.take([os.fsencode(folder)])
    sheet = window.intake.sheet
    qtbot.waitUntil(lambda: sheet.plan.rowCount() == len(list(folder.iterdir())), timeout=20_000)
    sheet.form._group.button(2).click()
    sheet.form.authority.setEditText("Consent, these files only")
    sheet.form.giver.setText(giver)  # QTest types no letter beyond ASCII
    before = len(window.intake._views)
    qtbot.waitUntil(sheet.start.isEnabled, timeout=20_000)
    QTest.mouseClick(sheet.start, LEFT)
    qtbot.waitUntil(lambda: len(window.intake._views) == before + 1, timeout=20_000)
    return window.intake._views[0]


def stepped_and_saved(qtbot, window: MainWindow, jobs: Jobs) -> None:
    """The moment by the storyboard, two keyframes, each saved as a still."""
    library = window.library
    viewer, stage = library.viewer, library.viewer.stage
    for key in (Qt.Key.Key_Period, Qt.Key.Key_End):
        QTest.keyClick(QApplication.focusWidget(), key)
        looks_done(qtbot, jobs)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S)
        qtbot.waitUntil(lambda: viewer.logged.text() == "saved and logged", timeout=20_000)
        shot(window, f"still-{stage.shown}")
        viewer.logged.setText("")
    assert stage.shown == stage.details.answer.keyframes[-1].index


def compared(qtbot, window: MainWindow, jobs: Jobs, one: ItemId, other: ItemId) -> None:
    click(window, one)
    click(window, other, CONTROL)
    looks_done(qtbot, jobs)
    QTest.mouseClick(window.library.compare_two, LEFT)
    looks_done(qtbot, jobs)


def corrected(qtbot, window: MainWindow, jobs: Jobs, wanted: ItemId) -> None:
    click(window, wanted)
    looks_done(qtbot, jobs)
    correcting = window.library.details.summary.correcting
    QTest.mouseClick(correcting.begin, LEFT)
    correcting.name.selectAll()
    QTest.keyClicks(correcting.name, CORRECTED)
    QTest.keyClicks(correcting.why, "spelled out by herself")
    QTest.mouseClick(correcting.write, LEFT)
    settled(qtbot, jobs)


def flagged(qtbot, window: MainWindow, jobs: Jobs, wanted: ItemId) -> None:
    click(window, wanted)
    looks_done(qtbot, jobs)
    QTest.mouseClick(window.library.details.mark, LEFT)
    menu = QApplication.activePopupWidget()
    act = next(one for one in menu.actions() if one.text() == "Tell the attorney…")
    QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(act).center())
    QTest.keyClicks(window.library.details.marking.reason, "the van from the other side")
    QTest.mouseClick(window.library.details.marking.write, LEFT)
    settled(qtbot, jobs)


def test_imports_go_on_while_she_looks(qtbot, window, jobs, handed_over, slow, targets):
    window.resize(1366, 768)
    library, casework = window.library, window.desk.casework

    started(qtbot, window, jobs, handed_over[DANA], DANA)
    settled(qtbot, jobs, window.desk.listener)
    second = started(qtbot, window, jobs, handed_over[JOSE], JOSE)
    qtbot.waitUntil(slow.reached.is_set, timeout=20_000)
    third = started(qtbot, window, jobs, handed_over[ZOE], ZOE)
    assert third.far.text() == "Waiting for its turn"
    assert window.status.words.text().startswith("Importing "), "of what runs, not of what waits"
    shot(window, "queue")

    # While one import stands in the middle and another waits, she finds the moment and saves it.
    window.navigation.go("library")
    looks_done(qtbot, jobs)
    looked_for(qtbot, window, "IMG_0900")
    first_angle = item(window, gathering.FIRST_ANGLE)
    assert library.model.rowCount() == 1
    shot(window, "found")
    click(window, first_angle)
    QTest.keyClick(library.grid, Qt.Key.Key_Return)
    looks_done(qtbot, jobs)
    stepped_and_saved(qtbot, window, jobs)
    QTest.mouseClick(library.viewer.back, LEFT)
    assert second.running
    assert third.far.text() == "Waiting for its turn"

    slow.go_on.set()
    for giver in (LUKASZ, ANH):
        window.navigation.go("intake")
        started(qtbot, window, jobs, handed_over[giver], giver)
    qtbot.waitUntil(lambda: not any(view.running for view in window.intake._views), timeout=120_000)
    settled(qtbot, jobs, window.desk.listener)
    shot(window, "all in")
    told = list(casework.library.history(first_angle))
    stills = [entry for entry in told if entry.type is Type.STILL_MADE]
    assert [entry.value("copy")["sha256"] for entry in stills] == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in targets
    ]
    taken = [casework.library.item(one).acquired_position for one in casework.library.ids(Filter())]
    assert all(min(taken) < entry.position < max(taken) for entry in stills), "recorded in the middle of what was taken in"

    # Everything is there; what is damaged is told of and stopped nothing.
    rows = casework.library.rows(casework.library.ids(Filter()))
    assert Counter(row.giver.name for row in rows) == {name: len(list(folder.iterdir())) for name, folder in handed_over.items()}
    assert {row.comparison for row in rows} == {Comparison.IDENTICAL}
    for name, folder in handed_over.items():
        kept = {row.name: row.sha256 for row in rows if row.giver.name == name}
        assert kept == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert {row.name for row in rows if row.unreadable} == {"NO_INDEX.MP4", "EMPTY.JPG"}
    signs = {row.name: row.signs for row in rows}
    assert signs["CUT.JPG"] == ("file_cut_short", "picture_damaged")
    assert signs["NO_INDEX.MP4"] == ("container_not_opened", "index_missing")
    assert signs[gathering.WIDE] == ("picture_too_large",)
    assert next(row.kind for row in rows if row.name == gathering.BOMB) is Kind.ARCHIVE
    received = {name for name, found in signs.items() if "name_states_day_received" in found}
    assert received == {f"IMG-20261122-WA{number:04}.jpg" for number in range(gathering.FROM_MESSENGERS)}
    assert third.queue.count(frozenset({"unreadable"})) == 2
    assert third.box.free.text() == "You can disconnect the device now."

    window.navigation.go("library")
    looked_for(qtbot, window, "0900")
    second_angle = item(window, gathering.SECOND_ANGLE)
    compared(qtbot, window, jobs, first_angle, second_angle)
    shot(window, "two angles")
    stages = library.compare.stages
    assert library.compare.said.words.text() == "Two different files: their digests differ."
    assert "dimensions (160 × 96, 176 × 96)" in library.compare.differ.text()
    for step in (0, 1):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Period)
        looks_done(qtbot, jobs)
        assert [stage.shown for stage in stages] == [step, step], "both go together"
    QTest.mouseClick(library.compare.back, LEFT)
    corrected(qtbot, window, jobs, first_angle)
    flagged(qtbot, window, jobs, second_angle)
    assert library.selected() == (second_angle,)
    shot(window, "flagged")
    assert [entry.value("giver_name") for entry in casework.library.received(first_angle)] == [DANA, CORRECTED]
    assert casework.library.ids(Filter(mark=MarkKind.ATTORNEY)) == (second_angle,)
    assert casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED
