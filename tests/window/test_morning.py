"""The investigator's morning: she finds the moment, saves two stills, compares two items, corrects a name, flags one; by hand, then by keys."""

import hashlib

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from intake.progress import silent
from intake.records.events import Type
from intake.records.findings import Verdict
from intake.records.marks import MarkKind
from intake.records.rows import Filter
from tests import making
from tests.window.conftest import settled
from tests.window.test_library import library, named  # noqa: F401 — a fixture

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # menus, where no screen is

LEFT, NONE, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
CORRECTED = "Dana Okafor-Lind"


@pytest.fixture
def stick(stick):
    """As it comes from the witness, with the same picture a second time under another name."""
    (stick / "copy of it.jpg").write_bytes((stick / "IMG_0412.JPG").read_bytes())
    (stick / "IMG_0413.JPG").write_bytes(making.jpeg(image=making.corners(96, 64)))
    return stick


@pytest.fixture
def targets(tmp_path, monkeypatch):
    """Where she says that stills go: the first, then the second."""
    wanted = [tmp_path / "moment.png", tmp_path / "after.png"]
    left = list(wanted)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(left.pop(0)), ""))
    return wanted


def click(widget: QWidget, at: QPoint | None = None, keys: Qt.KeyboardModifier = NONE) -> None:
    assert widget.isVisible()
    QTest.mouseClick(widget, LEFT, keys, at or widget.rect().center())


def cell(library, item) -> QPoint:  # noqa: F811
    return library.grid.visualRect(library.model.index(library.model.place(item), 0)).center()


def press(key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    """On whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, keys)


def say(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def tab_to(widget: QWidget, most: int = 80) -> None:
    """By Tab alone."""
    for _time in range(most):
        if QApplication.focusWidget() is widget:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"not reached by Tab: {widget.accessibleName()}")


def arrows_to(library, item) -> None:  # noqa: F811
    press(Qt.Key.Key_Home)
    for _time in range(library.model.rowCount()):
        if library.current() == item:
            return
        press(Qt.Key.Key_Right)
    raise AssertionError(item)


def at_the_end(library, video, photo, targets) -> None:  # noqa: F811
    """What the morning left in the vault, whichever way it was worked."""
    casework = library._desk.casework
    stills = [entry for entry in casework.library.history(video) if entry.type is Type.STILL_MADE]
    assert [entry.value("copy")["sha256"] for entry in stills] == [
        hashlib.sha256(target.read_bytes()).hexdigest() for target in targets
    ]
    assert len({target.read_bytes() for target in targets}) == 2
    assert casework.library.item(photo).giver.name == CORRECTED
    received = casework.library.received(photo)
    assert [entry.value("giver_name") for entry in received] == ["Dana Okafor", CORRECTED]
    assert casework.library.ids(Filter(mark=MarkKind.ATTORNEY)) == (video,)
    assert [mark.reason for mark in casework.noting.marks(video)] == ["the plate is readable"]
    assert casework.verification.vault(None, silent).verdict is Verdict.UNCHANGED


def test_by_hand(qtbot, library, jobs, targets):  # noqa: F811
    video, photo, copy = (named(library, name) for name in ("IMG_0414", "IMG_0412", "copy"))
    click(library.grid.viewport(), cell(library, video))
    QTest.mouseDClick(library.grid.viewport(), LEFT, NONE, cell(library, video))
    settled(qtbot, jobs)
    viewer, stage = library.viewer, library.viewer.stage
    frames = stage.storyboard._times
    for index, seconds in (frames[1], frames[-1]):  # the moment, and what came after it
        click(stage.storyboard, stage.storyboard._place(seconds).center())
        settled(qtbot, jobs)
        assert stage.shown == index
        click(viewer.still)
        settled(qtbot, jobs)
        assert viewer.logged.text() == "saved and logged"
        viewer.logged.setText("")
    click(viewer.back)
    settled(qtbot, jobs)

    click(library.grid.viewport(), cell(library, photo))
    click(library.grid.viewport(), cell(library, copy), CONTROL)
    settled(qtbot, jobs)
    click(library.compare_two)
    settled(qtbot, jobs)
    assert library.compare.said.words.text() == "Identical: the same bytes, digest for digest."
    click(library.compare.back)

    click(library.grid.viewport(), cell(library, photo))
    settled(qtbot, jobs)
    correcting = library.details.summary.correcting
    click(correcting.begin)
    correcting.name.selectAll()
    QTest.keyClicks(correcting.name, CORRECTED)
    click(correcting.why)
    QTest.keyClicks(correcting.why, "spelled out by herself")
    click(correcting.write)
    settled(qtbot, jobs)

    click(library.grid.viewport(), cell(library, video))
    settled(qtbot, jobs)
    click(library.details.mark)
    menu = QApplication.activePopupWidget()
    act = next(one for one in menu.actions() if one.text() == "Tell the attorney…")
    QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(act).center())
    QTest.keyClicks(library.details.marking.reason, "the plate is readable")
    click(library.details.marking.write)
    settled(qtbot, jobs)
    at_the_end(library, video, photo, targets)


def test_by_keys_alone(qtbot, library, jobs, targets):  # noqa: F811
    video, photo, copy = (named(library, name) for name in ("IMG_0414", "IMG_0412", "copy"))
    tab_to(library.grid)
    arrows_to(library, video)
    press(Qt.Key.Key_Return)
    settled(qtbot, jobs)
    stage = library.viewer.stage
    for key in (Qt.Key.Key_Period, Qt.Key.Key_End):
        press(key)
        settled(qtbot, jobs)
        press(Qt.Key.Key_S)
        settled(qtbot, jobs)
        assert library.viewer.logged.text() == "saved and logged"
    assert stage.shown == stage.details.answer.keyframes[-1].index
    press(Qt.Key.Key_Escape)
    settled(qtbot, jobs)

    arrows_to(library, photo)
    first = library.model.place(photo)
    for _step in range(abs(library.model.place(copy) - first)):
        press(Qt.Key.Key_Right if library.model.place(copy) > first else Qt.Key.Key_Left, CONTROL)
    press(Qt.Key.Key_Space, CONTROL)
    settled(qtbot, jobs)
    assert set(library.selected()) == {photo, copy}
    tab_to(library.compare_two)
    press(Qt.Key.Key_Space)
    settled(qtbot, jobs)
    assert library.compare.said.words.text() == "Identical: the same bytes, digest for digest."
    press(Qt.Key.Key_Escape)
    settled(qtbot, jobs)

    arrows_to(library, photo)
    settled(qtbot, jobs)
    correcting = library.details.summary.correcting
    tab_to(correcting.begin)
    press(Qt.Key.Key_Space)
    say(CORRECTED)
    press(Qt.Key.Key_Tab)
    say("spelled out by herself")
    press(Qt.Key.Key_Return)
    settled(qtbot, jobs)

    tab_to(library.grid)
    arrows_to(library, video)
    settled(qtbot, jobs)
    tab_to(library.details.mark)
    press(Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    for _time in range(2):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is library.details.marking.reason
    say("the plate is readable")
    press(Qt.Key.Key_Return)
    settled(qtbot, jobs)
    at_the_end(library, video, photo, targets)
