"""Manners: what is taken back is said first, windows stay on the screens there are, a bug is told once, every scale is drawn."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import main
from intake.casework import door
from intake.casework.door import ExportRequest, Form, Stage
from intake.errors import IntakeError
from intake.progress import silent
from intake.records.events import Type
from intake.records.people import Person
from intake.records.rows import Filter
from tests.conftest import ROOT
from tests.window.conftest import import_all, settled, shown
from ui import handed, remembered
from ui.dialogs.mishap import MOST_FRAMES, Mishap, report
from ui.handed import Kind
from ui.main_window import MainWindow
from ui.remembered import on_screen

# Taking back


@pytest.fixture
def window(qtbot, desk, stick, jobs):
    import_all(desk.casework, stick)
    return shown(qtbot, desk, jobs)


def notes_of(window: MainWindow) -> list[str]:
    return [str(entry.value("note")) for entry in window.desk.casework.library.log() if entry.type is Type.NOTE_ADDED]


def test_a_note_is_taken_back_by_a_new_one_that_is_said_first(qtbot, window, jobs):
    window.navigation.go("library")
    settled(qtbot, jobs)
    window.library.choose(window.library.model.item_at(0))
    settled(qtbot, jobs)
    notes = window.library.details.notes
    window.library.details.show_tab(3)
    notes.text.setPlainText("The van turns left")
    notes.add.click()
    settled(qtbot, jobs)
    assert notes_of(window) == ["The van turns left"]
    window.library.grid.setFocus()
    QTest.keyClick(window.library.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    strip = window.take_back
    assert strip.isVisible()
    assert strip.words.text().startswith("A new note on item 0001-0")
    assert "is withdrawn.” The first one stays in the log." in strip.words.text()
    assert notes_of(window) == ["The van turns left"]  # said, not written
    assert strip.act.hasFocus()
    QTest.keyClick(strip.act, Qt.Key.Key_Space)
    settled(qtbot, jobs)
    assert not strip.isVisible()
    first, second = notes_of(window)
    assert first == "The van turns left"
    assert second.startswith("The note of ")
    assert second.endswith(" is withdrawn.")
    QTest.keyClick(window.library.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert strip.words.text().startswith("There is nothing to take back.")
    assert not strip.act.isVisible()


def test_in_a_field_the_key_takes_back_what_was_typed(qtbot, window, jobs):
    window.navigation.go("library")
    settled(qtbot, jobs)
    field = window.library.words
    field.setFocus()
    QTest.keyClicks(field, "van")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    assert not window.take_back.isVisible()


# On the screens that there are

ONE, TWO = QRect(0, 0, 1366, 768), QRect(1366, 0, 1920, 1080)


@pytest.mark.parametrize(
    ("wanted", "screens", "placed"),
    [
        (QRect(10, 40, 900, 600), [ONE], QRect(10, 40, 900, 600)),  # where it was
        (QRect(1000, 40, 900, 600), [ONE, TWO], QRect(1000, 40, 900, 600)),  # across two
        (QRect(1500, 100, 900, 600), [ONE], QRect(466, 100, 900, 600)),  # the second one is gone
        (QRect(4000, 3000, 900, 600), [ONE], QRect(466, 168, 900, 600)),
        (QRect(-3000, -3000, 900, 600), [ONE], QRect(0, 32, 900, 600)),
        (QRect(0, 0, 900, 600), [ONE], QRect(0, 32, 900, 600)),  # its title would be out of reach
        (QRect(1400, 100, 1800, 1000), [ONE], QRect(0, 32, 1366, 736)),  # larger than what is left
        (QRect(-500, 100, 900, 600), [ONE, TWO], QRect(0, 100, 900, 600)),
    ],
)
def test_a_window_is_whole_on_the_screens(wanted, screens, placed):
    assert on_screen(wanted, screens) == placed


def test_a_window_of_a_monitor_that_is_gone_comes_back(qtbot):
    first = QWidget()
    qtbot.addWidget(first)
    first.setGeometry(5_000, 4_000, 500, 300)
    QSettings().setValue("geometry/main", first.saveGeometry())
    again = QWidget()
    qtbot.addWidget(again)
    remembered.bring_geometry(again, "main")
    assert again.screen().availableGeometry().contains(again.geometry())
    assert again.size() == first.size()


# A bug


def test_bugs_that_come_one_after_the_other_open_one_window(qtbot, application):
    application.enter()
    for number in range(20):
        try:
            raise ValueError(f"IMG_0412.MOV {number}")
        except ValueError as error:
            application.mishap(error)
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, Mishap) and one.isVisible()]
    assert len(shown) == 1
    assert shown[0].more.text() == "It made 19 more mistakes meanwhile."
    assert shown[0].text.toPlainText().count("ValueError") == 5
    assert "IMG_0412" not in shown[0].text.toPlainText()
    shown[0].accept()
    settled(qtbot, application.jobs)


def test_a_report_is_short_and_names_no_folder():
    def deep(number: int) -> None:
        if number == 0:
            raise KeyError("/home/okafor/IMG_0412.MOV")
        deep(number - 1)

    with pytest.raises(KeyError) as caught:
        deep(300)
    said = report(caught.value)
    assert len(said.splitlines()) <= MOST_FRAMES + 3
    assert " more" in said
    assert "IMG_0412" not in said
    assert os.sep not in said.split("\n", 1)[1]


# Every scale

DRAWN = """
import sys
from PySide6.QtCore import qInstallMessageHandler
said = []
qInstallMessageHandler(lambda kind, where, text: said.append(text))
from PySide6.QtWidgets import QApplication
from intake.settings import LOW_COST, Settings
from ui.app import prepare
from ui.entrance import Entrance
from ui.jobs import Jobs
from ui.listening import Listener
from ui.verify_window import VerifyWindow
qt = QApplication([])
prepare(qt)
lanes = Jobs()
for window in (Entrance(lanes, Listener(), Settings(cost=LOW_COST)), VerifyWindow(lanes)):
    window.show()
    qt.processEvents()
    grab, ratio = window.grab(), float(sys.argv[1])
    assert abs(grab.width() - window.width() * ratio) <= 1, (grab.width(), window.width())
    colours = {grab.toImage().pixelColor(x, y).name() for x in range(0, grab.width(), 7) for y in range(0, grab.height(), 7)}
    assert len(colours) > 8, colours
    least = window.minimumSizeHint()
    assert least.width() <= 1280 and least.height() <= 720, least
lanes.close()
said = [one for one in said if "propagateSizeHints" not in one]
assert not said, said
"""


@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "2", "3"])
def test_every_scale_is_drawn(scale):
    done = subprocess.run(
        [sys.executable, "-c", DRAWN, scale], cwd=ROOT, env={**os.environ, "QT_SCALE_FACTOR": scale, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# Places that the system has no names for


@pytest.mark.parametrize("name", ["a" * 300, "a" * 5_000])
def test_a_place_that_cannot_be_is_said_and_is_no_bug(desk, stick, tmp_path, settings, name):
    import_all(desk.casework, stick)
    items = desk.casework.library.ids(Filter())
    for request in (
        ExportRequest(items, None, tmp_path / name, Form.FOLDER, encrypt=False, withhold=(), purpose="x", authority="y"),
        ExportRequest(items, None, tmp_path / name / "below", Form.ZIP, encrypt=False, withhold=(), purpose="x", authority="y"),
    ):
        desk.casework.release.preflight(request)
        with pytest.raises(IntakeError):
            desk.casework.release.export(request, silent)
    with pytest.raises(IntakeError):
        door.create(tmp_path / name, "x", Person("A", ""), bytearray(b"six words that nobody guesses"), settings)
    assert handed.kind((os.fsencode(tmp_path / name),)) is Kind.FILES
    assert not main.is_path(name + ".mov")


def test_the_status_line_says_what_is_unfinished(qtbot, window, jobs, monkeypatch):
    casework = window.desk.casework
    moment = casework.upkeep.moment()
    for synchronised, left, said in (
        (True, {}, "Log not verified since it was unlocked"),
        (None, {}, "Log not verified since it was unlocked"),
        (False, {}, "The clock of this computer is not synchronised · Log not verified since it was unlocked"),
        (False, {Stage.EXAMINE: 2, Stage.COMPARE: 0}, "2 items are not examined yet, the clock of this computer is not"),
    ):
        monkeypatch.setattr(casework.upkeep, "moment", lambda known=synchronised: replace(moment, synchronised=known))
        monkeypatch.setattr(casework.agenda, "left", lambda known=left: known)
        window._look_for_what_is_left()
        settled(qtbot, jobs)
        assert window.status.words.text().startswith(said)
