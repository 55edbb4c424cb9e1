"""The vault that the hands work on, the application around it, and the loop that lets them act."""

import sys
import threading
import time
import traceback
from functools import partial
from pathlib import Path
from random import Random

from PySide6.QtCore import QSettings, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from intake.casework import door
from intake.progress import silent
from intake.records.findings import Verdict
from intake.records.people import Person
from intake.records.submissions import Giver, Reach, SubmissionDraft
from intake.settings import KeyCost, Settings
from tests import making, making_videos
from tests.endurance.hands import BEAT_MS, IGNORED, MARKED_NAME, MARKER, Told, Watchdog
from tests.endurance.hands_acts import Hands
from ui import app, clipboard, remembered
from ui.app import Application, prepare
from ui.collecting import Collector

PASSPHRASE, OPERATOR = "six unrelated words of a test", "R. Alvarez"
SETTINGS = Settings(cost=KeyCost("cheapest", 8 * 1024, 1, 1))
END_SECONDS = 60


def furnish(folder: Path) -> None:
    """A vault with a few items, and a stick with more of them."""
    stick = folder / "stick"
    stick.mkdir()
    (folder / "out").mkdir()
    for number in range(6):
        taken = making.tiff_block({0x010F: making.text("Apple")}, {0x9003: making.text(f"2026:11:22 14:0{number}:11")})
        (stick / f"{MARKED_NAME}_{number}.JPG").write_bytes(making.jpeg(taken) + MARKER * 40)
    (stick / f"{MARKED_NAME}_7.MP4").write_bytes(making_videos.video() + MARKER * 3)
    (stick / f"{MARKED_NAME}_8.bin").write_bytes(MARKER * 60_000)
    (stick / f"{MARKED_NAME} note.txt").write_bytes(MARKER + b" what I saw")
    (stick / "empty.mov").touch()
    (stick / "loop").symlink_to(stick)
    vault = folder / "vault"
    door.create(vault, "Hennepin County", Person(OPERATOR, "Investigations"), bytearray(PASSPHRASE.encode()), SETTINGS)
    with door.unlock(vault, OPERATOR, bytearray(PASSPHRASE.encode()), SETTINGS) as casework:
        casework.receiving.open_case("24-118", "The van at the corner")
        lines = [line for line in casework.receiving.survey([str(stick).encode()], silent) if line.refusal is None]
        said = SubmissionDraft(reach=Reach.MEDIUM, giver=Giver(name="Dana Okafor"), authority="Consent", case="24-118")
        casework.agenda.work(casework.receiving.begin(lines, said, ()), silent)


def verified(folder: Path) -> list[str]:
    """Whether the vault is as sound as it was."""
    with door.unlock(folder / "vault", OPERATOR, bytearray(PASSPHRASE.encode()), SETTINGS, examines=False) as casework:
        report = casework.verification.vault(None, silent)
    if report.verdict is Verdict.UNCHANGED:
        return []
    return [f"the vault does not verify: {report.verdict}, {[one.code for one in report.findings]}"]


class World:
    """One application, from the entrance to the lock."""

    def __init__(self, folder: Path, told: Told, dog: Watchdog, luck: Random) -> None:
        self.folder, self.told, self._dog = folder, told, dog
        self._luck = luck
        self._locked = False
        self._ending = False
        self.qt = QApplication(["hands"])
        prepare(self.qt)
        qInstallMessageHandler(self._said)
        sys.excepthook = self._raised
        sys.unraisablehook = lambda raised: self._raised(raised.exc_type, raised.exc_value, raised.exc_traceback)
        threading.excepthook = lambda raised: self._raised(raised.exc_type, raised.exc_value, raised.exc_traceback)
        self._dialogs(luck)
        app.QApplication.exit = staticmethod(self._exit)
        self._collector = Collector(self.qt)
        self.application = Application(SETTINGS)
        self.application.mishap = lambda error: self._raised(type(error), error, error.__traceback__)
        self.application.jobs.broke.disconnect()
        self.application.jobs.broke.connect(self.application.mishap)
        remembered.remember(folder / "vault", OPERATOR)
        self.hands = Hands(self, luck)

    def _dialogs(self, luck: Random) -> None:
        """The system's own dialogs answer by chance: nothing, something of the stick, or a new name."""
        stick, out = self.folder / "stick", self.folder / "out"

        def files(*_asked: object, **_more: object) -> tuple[list[str], str]:
            names = sorted(str(path) for path in stick.iterdir())
            return luck.sample(names, luck.randint(0, 4)), ""

        def new(*_asked: object, **_more: object) -> tuple[str, str]:
            return luck.choice(["", str(out / f"file {luck.randrange(10**9)}.txt")]), ""

        def folder(*_asked: object, **_more: object) -> str:
            made = out / f"folder {luck.randrange(10**9)}"
            made.mkdir()
            return luck.choice(["", str(made), str(stick), str(self.folder / "vault")])

        QFileDialog.getOpenFileNames = staticmethod(files)
        QFileDialog.getOpenFileName = staticmethod(lambda *_asked, **_more: (luck.choice(["", str(stick / "empty.mov")]), ""))
        QFileDialog.getSaveFileName = staticmethod(new)
        QFileDialog.getExistingDirectory = staticmethod(folder)
        QPrintDialog.exec = lambda _dialog: 0

    def _said(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg and not any(part in text for part in IGNORED):
            self.told.found(f"Qt said: {text}\n{''.join(traceback.format_stack(limit=12))}")

    def _raised(self, kind, error, trace) -> None:
        self.told.found("".join(traceback.format_exception(kind, error, trace)))
        self._end()

    def _exit(self, code: int = 0) -> None:
        self._locked = True
        self.told.state["done"]["ended"] = self.told.state["done"].get("ended", 0) + 1
        QTimer.singleShot(0, self.qt.quit)

    def live(self, until: float) -> bool:
        """Whether it ended by being locked. Afterwards nothing of it runs any more."""
        beat = QTimer()
        beat.timeout.connect(self._beat)
        beat.start(BEAT_MS)
        self._until = until
        hint = self._luck.choice(["", "", "The vault of a demo."])
        self.application.enter(self.folder / "vault", OPERATOR, hint)
        QTimer.singleShot(0, self._act)
        self.qt.exec()
        beat.stop()
        self._collector.stop()
        self._dog.beat = time.monotonic()
        self.application.close()
        self._dog.beat = time.monotonic()
        QSettings().sync()
        clipboard.let_go()
        qInstallMessageHandler(None)  # it would be called after the interpreter is gone
        sys.excepthook, sys.unraisablehook, threading.excepthook = (
            sys.__excepthook__,
            sys.__unraisablehook__,
            threading.__excepthook__,
        )
        return self._locked

    def _beat(self) -> None:
        self._dog.beat = time.monotonic()

    def _act(self) -> None:
        """One act; the next is on its way before it, so that it also comes in a dialog's own loop."""
        if self._locked:
            return
        if time.monotonic() >= self._until or self.told.state["found"]:
            self._end()
            return
        QTimer.singleShot(self.hands.pause(), self._act)
        self.hands.act()

    def _end(self) -> None:
        """Lock as a person would at the end of the day, and wait for it."""
        if self._ending:
            return
        self._ending = True
        window = self.application.window
        if hasattr(window, "lock"):
            window.locking.begin(again=True, finish=False)
            QTimer.singleShot(END_SECONDS * 1000, partial(self._too_long, window))
        else:
            self._exit()

    def _too_long(self, window: QWidget) -> None:
        if not self._locked:
            self.told.found("locking took more than a minute")
            window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            self._exit()
