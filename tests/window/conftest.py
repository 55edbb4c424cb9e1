"""A vault of one operator behind the real door, and what a window needs around it."""

import gc
import os
import time
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from intake.casework import door
from intake.records.people import Person
from intake.records.submissions import Giver, Reach, SubmissionDraft
from intake.settings import Settings
from tests import making, making_videos
from tests.window import capturing
from ui import app
from ui.app import Application
from ui.collecting import Collector
from ui.desk import Desk
from ui.jobs import Act, Job, Jobs, Lane
from ui.listening import Listener
from ui.main_window import MainWindow
from ui.theme import chosen
from ui.theme.chosen import Appearance

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before the one application of the session is made

PASSPHRASE = "six unrelated words of a test"
OPERATOR = "R. Alvarez"
SAID = SubmissionDraft(reach=Reach.MEDIUM, giver=Giver(name="Dana Okafor"), authority="Consent, these files only")


@pytest.fixture(scope="module")
def collector(qapp: QApplication):
    """As in the product: what a lane's thread collected, widgets of an earlier test among it, would be destroyed there."""
    kept = Collector(qapp)
    yield kept
    gc.collect()
    kept.stop()


@pytest.fixture(autouse=True)
def _acts_hold_no_widget(monkeypatch):
    make = Jobs.make

    def watched(jobs: Jobs, act: Act, lane: Lane) -> Job:
        assert list(capturing.held(act)) == []
        return make(jobs, act, lane)

    monkeypatch.setattr(Jobs, "make", watched)


@pytest.fixture(autouse=True)
def _window(qapp: QApplication, tmp_path: Path, collector: Collector):
    qapp.setApplicationName("Evidence Intake")
    qapp.setOrganizationName("Evidence Intake")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    chosen.apply(Appearance.LIGHT)
    qapp.clipboard().clear()
    yield
    collector.collect()


@pytest.fixture
def settings(cheapest) -> Settings:
    return Settings(cost=cheapest)


@pytest.fixture
def made(tmp_path: Path, settings: Settings) -> tuple[Path, door.Created]:
    """A new vault and what is told of it once."""
    path = tmp_path / "Field laptop 7"
    return path, door.create(
        path, "Hennepin County", Person(OPERATOR, "Investigations"), bytearray(PASSPHRASE.encode()), settings
    )


@pytest.fixture
def vault(made) -> Path:
    return made[0]


@pytest.fixture
def jobs():
    lanes = Jobs()
    yield lanes
    lanes.close()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def casework(vault: Path, settings: Settings, listener: Listener):
    with door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), settings, listener.hear) as opened:
        yield opened


@pytest.fixture
def desk(casework, vault: Path, jobs: Jobs, listener: Listener):
    yield Desk(casework, vault, jobs, listener)
    jobs.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder as it comes from a witness: two photos, a video, a text, and a link that cannot be taken in."""
    folder = tmp_path / "stick"
    folder.mkdir()
    taken = making.tiff_block(
        {0x010F: making.text("Apple"), 0x0110: making.text("iPhone 13")}, {0x9003: making.text("2026:11:22 14:03:11")}
    )
    (folder / "IMG_0412.JPG").write_bytes(making.jpeg(taken))
    (folder / "IMG_0413.JPG").write_bytes(making.jpeg(image=making.corners(96, 64)))
    (folder / "IMG_0414.MP4").write_bytes(making_videos.video())
    (folder / "note.txt").write_text("what I saw")
    (folder / "shortcut").symlink_to(folder / "note.txt")
    return folder


@pytest.fixture
def application(qtbot, settings, monkeypatch):
    ended = []
    monkeypatch.setattr(app.QApplication, "exit", staticmethod(ended.append))
    running = Application(settings)
    running.ended = ended
    yield running
    running.close()
    if isinstance(running.window, MainWindow) and not running.window._closed:
        running.window.desk.casework.close()
        running.window._closed = True
    for window in (running.window, *running._left, *(beside for beside, _lanes in running._beside)):
        if window is not None:
            window.close()
            shiboken6.delete(window)


def shown(qtbot, desk: Desk, jobs: Jobs) -> MainWindow:
    """The main window as it stands after unlocking."""
    opened = MainWindow(desk.casework, desk.vault, jobs, desk.listener)
    qtbot.addWidget(opened)
    opened.show()
    opened.begin()
    settled(qtbot, jobs)
    return opened


@pytest.fixture
def window(qtbot, desk, jobs):
    """Over a vault with nothing in it, unless a test's own fixture of this name puts something there first."""
    yield shown(qtbot, desk, jobs)
    jobs.stop_all()


def in_room(qtbot, casework, vault: Path, jobs: Jobs, listener: Listener, room: str):
    """The main window with this room in front, until the test has ended."""
    made = MainWindow(casework, vault, jobs, listener)
    qtbot.addWidget(made)
    made.show()
    made.navigation.go(room)
    settled(qtbot, jobs, listener)
    yield made
    made._closed = True
    jobs.close()  # before the vault, whatever the order of the fixtures: pytest-qt has closed the window, and that closes the vault


def import_all(casework, stick: Path) -> None:
    """What the window does in a lane, at once."""
    lines = [line for line in casework.receiving.survey([str(stick).encode()], lambda _step: None) if line.refusal is None]
    casework.agenda.work(casework.receiving.begin(lines, SAID, ()), lambda _step: None)


def settled(qtbot, jobs: Jobs, listener: Listener | None = None) -> None:
    """Waits until no job runs and nothing is left to be told."""
    qtbot.waitUntil(
        lambda: not jobs._jobs and (listener is None or (not listener._heard and not listener._timer.isActive())), timeout=60_000
    )
    QApplication.processEvents()


def until(condition, seconds: float = 20) -> None:
    """Waits in a thread of its own."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)
