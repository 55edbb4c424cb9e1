"""A newcomer's first minute with the demo, by mouse and by keyboard alone; and that no other vault ever shows it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from intake import durable
from intake.casework import door
from intake.demo import place
from intake.demo.place import Places
from intake.demo.telling import Telling
from intake.demo.way import OPERATOR as DEMO_OPERATOR
from intake.demo.way import PASSPHRASE as DEMO_PASSPHRASE
from intake.demo.way import Way
from intake.records.findings import Verdict
from tests.window.conftest import OPERATOR, PASSPHRASE, settled
from ui import remembered
from ui.first_minute import At
from ui.jobs import Outlasts
from ui.main_window import MainWindow


@pytest.fixture(scope="module")
def furnished(tmp_path_factory) -> Places:
    """What `--demo` leaves behind for the window."""
    places = Places(tmp_path_factory.mktemp("demo") / "root")
    durable.make_folder(places.root)
    assert Way(places, Telling()).go(None)
    return places


@pytest.fixture
def demo(furnished, tmp_path) -> Places:
    """A copy of it, so that each story begins anew."""
    places = Places(tmp_path / "demo")
    places.root.mkdir()
    place.copy(furnished.vault, places.vault)
    for path in furnished.vault.rglob("*"):
        if path.is_dir():
            (places.vault / path.relative_to(furnished.vault)).mkdir(parents=True, exist_ok=True)
    places.handed_over.mkdir()
    return places


def opened(qtbot, application, demo: Places) -> MainWindow:
    application.enter(demo.vault, DEMO_OPERATOR, "The vault of a demo.")
    settled(qtbot, application.jobs)
    QTest.keyClicks(application.window.passphrase, DEMO_PASSPHRASE)
    QTest.keyClick(application.window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(application.window, MainWindow), timeout=20_000)
    calm(qtbot, application)
    return application.window


def calm(qtbot, application) -> None:
    settled(qtbot, application.jobs, application.listener)
    for _window, lanes in application._beside:
        settled(qtbot, lanes)


def by_mouse(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def by_keys(widget: QWidget) -> None:
    """Tab to it, then press it."""
    window = widget.window()
    window.activateWindow()
    assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    for _turn in range(200):
        if QApplication.focusWidget() is widget:
            break
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is widget, f"{widget} is not reached"
    QTest.keyClick(widget, Qt.Key.Key_Space)


@pytest.mark.parametrize("press", [by_mouse, by_keys])
def test_the_first_minute(qtbot, application, demo, press):
    window = opened(qtbot, application, demo)
    guide = application._first_minute
    strip = guide.strip
    assert strip.isVisible()
    assert strip.count.text() == "1 of 3"
    press(strip.act)
    calm(qtbot, application)
    assert window.library.viewer.stage.storyboard.isVisible()
    assert (guide.at, strip.count.text()) == (At.CONFLICT, "2 of 3")

    press(strip.act)
    calm(qtbot, application)
    assert window.library.stack.currentIndex() == 0
    assert "probably not written in UTC" in "\n".join(
        label.text() for label in window.library.details.summary.findChildren(type(strip.words)) if label.isVisible()
    )
    assert (guide.at, strip.count.text()) == (At.WRITE, "3 of 3")

    press(strip.act)
    calm(qtbot, application)
    assert window.navigation.room == "release"
    assert list(demo.handed_over.iterdir()) == []  # nothing is written before a person says so
    written = []
    window.release.running.connect(written.append)
    press(window.release.form.write)
    calm(qtbot, application)
    assert [job.outlasts for job in written] == [Outlasts.BUNDLE]  # it would go on behind the lock
    assert guide.at is At.VERIFY
    (bundle,) = demo.handed_over.iterdir()

    press(strip.act)
    calm(qtbot, application)
    ((beside, _lanes),) = application._beside
    assert beside.head.text() == "Nothing differs and nothing is missing."
    inside = guide._strips[1]
    assert inside.isVisible()
    assert inside.window() is beside
    assert guide.at is At.CHANGE
    assert inside.act.text() == "Change one byte of a copy"

    press(inside.act)
    qtbot.waitUntil(lambda: guide.at is At.FOUND, timeout=20_000)
    calm(qtbot, application)
    assert beside.head.text().startswith("1 file differs.")
    assert inside.words.text().startswith("The changed byte was found")
    assert door.verify_bundle(bundle, None, None).verdict is Verdict.UNCHANGED  # the bundle itself is as it was
    (changed,) = demo.altered.iterdir()
    assert door.verify_bundle(changed, None, None).verdict is Verdict.DIFFERS

    press(inside.act)
    assert not strip.isVisible()
    assert not inside.isVisible()
    beside.close()
    assert window.isVisible()


def test_what_is_done_in_another_way_counts_too(qtbot, application, demo):
    window = opened(qtbot, application, demo)
    video = next(row.item for row in window.desk.casework.library.rows(tuple(window.library.model._ids)) if row.kind == "video")
    window.navigation.go("library")
    window.library.open_viewer(video)
    calm(qtbot, application)
    assert application._first_minute.at is At.CONFLICT


def test_it_can_be_sent_away_and_stays_away(qtbot, application, demo):
    opened(qtbot, application, demo)
    strip = application._first_minute.strip
    by_mouse(strip.close_button)
    assert not strip.isVisible()
    assert remembered.hints_dismissed(demo.root)
    assert not remembered.hints_dismissed(demo.root.parent)


def test_sent_away_it_does_not_come_back(qtbot, application, demo):
    remembered.keep_hints_dismissed(demo.root)
    opened(qtbot, application, demo)
    assert application._first_minute is None


def test_no_other_vault_shows_it(qtbot, application, demo, vault):
    application.enter(demo.vault, DEMO_OPERATOR, "The vault of a demo.")
    settled(qtbot, application.jobs)
    application.window._take(vault)
    settled(qtbot, application.jobs)
    application.window.operator.setCurrentText(OPERATOR)
    QTest.keyClicks(application.window.passphrase, PASSPHRASE)
    QTest.keyClick(application.window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(application.window, MainWindow), timeout=20_000)
    calm(qtbot, application)
    assert application._first_minute is None


def test_a_changed_copy_of_a_zip(tmp_path):
    bundle = tmp_path / "b.zip"
    bundle.write_bytes(b"PK" + bytes(999))
    for number in ("altered", "altered-2"):
        made = place.changed_copy(bundle, tmp_path)
        assert made == tmp_path / number / "b.zip"
        assert sum(a != b for a, b in zip(bundle.read_bytes(), made.read_bytes(), strict=True)) == 1
