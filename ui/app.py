"""The application: appearance, lanes, collector, and which window comes when."""

import os
import sys
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from intake.host.freed import give_back
from intake.progress import Progress
from intake.settings import STANDARD_COST, TOOL, VERSION, Settings
from intake.wording import language
from ui import clipboard, handed, recent, remembered, spoken, starting
from ui.collecting import Collector
from ui.dialogs.mishap import Mishap, report
from ui.entrance import Entrance
from ui.handed import Kind
from ui.instance import Instance, first
from ui.jobs import Jobs, Lane
from ui.listening import Listener
from ui.theme import chosen
from ui.theme.chosen import Appearance

if TYPE_CHECKING:
    from intake.casework.door import Casework
    from ui.first_minute import FirstMinute
    from ui.main_window import MainWindow
    from ui.verify_window import VerifyWindow

SWITCH_SECONDS = 0.001  # how long a lane may keep the interpreter when the window wants it
APPEARANCE = "INTAKE_APPEARANCE"  # `light` or `dark`, for pictures and tests
_words: QTranslator | None = None  # Qt's own, in the language in use


class Application(QObject):
    """Owns the lanes and the one window that is open."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings(cost=STANDARD_COST)
        self.jobs = Jobs(self)
        self.jobs.broke.connect(self.mishap)
        self.listener = Listener(self)
        self.window: QWidget | None = None
        self._left: list[QWidget] = []
        self._beside: list[tuple[VerifyWindow, Jobs]] = []
        self._told: Mishap | None = None
        self._demo: Path | None = None  # the vault of a demo
        self._hint = ""  # the sentence about it
        self._first_minute: FirstMinute | None = None
        self._offered: tuple[bytes, ...] = ()  # files that wait until a vault is unlocked
        self.exit_code = 0

    def enter(self, vault: Path | None = None, operator: str = "", hint: str = "") -> None:
        """Show the entrance; hint: a sentence about this vault, which is that of a demo."""
        if hint:
            self._demo, self._hint = vault, hint
        entrance = Entrance(self.jobs, self.listener, self.settings)
        entrance.unlocked.connect(self._unlocked)
        entrance.verify_wanted.connect(self.verify)
        entrance.language_wanted.connect(partial(self._speak, entrance))
        entrance.preselect(vault, operator, hint)
        entrance.offered(len(self._offered))
        self._show(entrance)

    def _speak(self, entrance: Entrance, wanted: spoken.Language) -> None:
        """The entrance once more, in this language; it stays the choice of this person on this computer."""
        spoken.keep(wanted)
        speak()
        vault, operator = entrance.chosen()
        place = entrance.pos()
        self.enter(vault, operator, self._hint if vault == self._demo else "")
        if self.window is not None:
            self.window.move(place)  # where the one before stood

    def begin(self, paths: tuple[bytes, ...]) -> None:
        """The first window: the check of a bundle where one was named, else the entrance."""
        kind = handed.kind(paths)
        if kind is Kind.BUNDLE:
            self.verify(handed.path(paths))
            return
        if kind is Kind.FILES:
            self._offered = paths
        self.enter(handed.path(paths) if kind is Kind.VAULT else None)

    def offer(self, paths: tuple[bytes, ...]) -> None:
        """A second start named these, or none: the window comes forward and offers them as if they were dropped on it."""
        if self.window is not None:
            to_front(self.window)
        if paths and self.jobs.closing:
            starting.left_over[:] = [os.fsdecode(path) for path in paths]
        elif paths:
            job = self.jobs.make(partial(_kind, paths), Lane.LOOK)
            job.done.connect(partial(self._offer, paths))
            self.jobs.start(job)

    def _offer(self, paths: tuple[bytes, ...], kind: Kind) -> None:
        from ui.main_window import MainWindow

        window = self.window
        if kind is Kind.BUNDLE:
            self._verify_beside(handed.path(paths))
        elif isinstance(window, MainWindow):
            if kind is Kind.FILES:
                window.offer(paths)
        else:
            if not isinstance(window, Entrance) and not self.jobs.busy:
                self.enter()
            if kind is Kind.FILES:
                self._offered = paths
            if isinstance(self.window, Entrance):
                self.window.offered(len(self._offered))
                if kind is Kind.VAULT:
                    self.window.preselect(handed.path(paths))

    def _verify_beside(self, bundle: Path) -> None:
        """In a window and with lanes of its own: what runs elsewhere goes on."""
        if isinstance(self.window, Entrance) and not self.jobs.busy:
            self.verify(bundle)
            return
        free = next((window for window, lanes in self._beside if not lanes.busy), None)  # one that was closed serves again
        window = free or self._another()
        to_front(window)
        window.check(bundle)

    def _another(self) -> "VerifyWindow":
        from ui.verify_window import VerifyWindow

        lanes = Jobs(self)
        lanes.broke.connect(self.mishap)
        window = VerifyWindow(lanes, beside=True)
        window.left.connect(window.close)
        self._beside.append((window, lanes))
        if self._first_minute is not None:
            self._first_minute.follow(window)
        return window

    def verify(self, bundle: Path | None) -> None:
        """Show the window that verifies a bundle; it needs no vault."""
        from ui.verify_window import VerifyWindow

        window = VerifyWindow(self.jobs)
        window.left.connect(self.enter)
        self._show(window)
        if bundle is not None:
            window.check(bundle)

    def _show(self, window: QWidget) -> None:
        before, self.window = self.window, window
        window.show()
        if before is not None:
            before.close()
            self._left.append(before)  # it may be the sender of the signal that is being answered
            QTimer.singleShot(0, self._left.clear)

    def _unlocked(self, casework: "Casework", vault: Path) -> None:
        from ui.main_window import MainWindow

        window = MainWindow(casework, vault, self.jobs, self.listener)
        window.locked.connect(self._locked)
        window.verify_wanted.connect(self._verify_beside)
        if vault == self._demo and not casework.read_only and not remembered.hints_dismissed(vault.parent):
            self._guide(window, vault.parent)
        self._show(window)
        self._settled(window)

    def _guide(self, window: "MainWindow", root: Path) -> None:
        """The first steps of a demo."""
        from ui.first_minute import FirstMinute

        self._first_minute = FirstMinute(window, root)
        self._first_minute.verify_wanted.connect(self._verify_beside)
        window.put_above(self._first_minute.strip)

    def _settled(self, window: "MainWindow") -> None:
        QTimer.singleShot(0, window.begin)
        if self._offered:
            QTimer.singleShot(0, partial(window.offer, self._offered))
            self._offered = ()

    def _locked(self, again: bool) -> None:
        """The vault is closed. again: a fresh entrance in a new process, since keys cannot be wiped from this one."""
        self.exit_code = starting.LOCKED if again else 0
        self.close()
        QApplication.exit(self.exit_code)

    def close(self) -> None:
        """Everything that runs in any window ends."""
        for lanes in (self.jobs, *(lanes for _window, lanes in self._beside)):
            lanes.close()

    def mishap(self, error: BaseException) -> None:
        """A bug: a report that can be read before it is sent, and the vault as it was."""
        if self._told is not None and self._told.isVisible():
            self._told.again(error)
            return
        self._told = Mishap(error, self.window)
        self._told.open()


def _kind(paths: tuple[bytes, ...], progress: Progress) -> Kind:  # noqa: ARG001 — an act
    return handed.kind(paths)


def to_front(window: QWidget) -> None:
    window.setWindowState((window.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()


def prepare(application: QApplication) -> None:
    """Names, settings as a file, appearance, Qt's own words in the language in use; the window comes before the lanes."""
    sys.setswitchinterval(SWITCH_SECONDS)
    give_back()
    application.setApplicationName(TOOL)
    application.setOrganizationName(TOOL)
    application.setApplicationVersion(VERSION)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    recent.note()
    speak()
    forced = os.environ.get(APPEARANCE, "")
    chosen.apply(Appearance(forced) if forced in set(Appearance) else chosen.chosen())


def speak() -> None:
    """The language that is chosen, in our sentences, in Qt's own words and in its dates; from now on."""
    global _words  # noqa: PLW0603 — one language for the whole process
    spoken.speak()
    if _words is not None:
        QApplication.removeTranslator(_words)
        _words = None
    if language.in_use() != "en":
        words = QTranslator()
        if words.load(f"qtbase_{language.in_use()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            QApplication.installTranslator(words)
            _words = words
    QLocale.setDefault(QLocale(language.in_use()))


def run(arguments: list[str], known: tuple[Path, str, str] | None = None) -> int:
    """Nothing opens the entrance, the path of a bundle its check, other paths are offered after unlocking; the exit code.

    Where a window is open already, it is handed the paths instead. known: the vault, the operator and a sentence to enter with, where they are known from elsewhere.
    """
    qt = QApplication([TOOL])
    prepare(qt)
    paths = tuple(os.fsencode(Path(argument).absolute()) for argument in arguments)
    instance = Instance() if known is not None else first(paths)
    if instance is None:
        return 0
    collector = Collector(qt)
    application = Application()

    def unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        sys.stderr.write(f"{report(error)}\n")
        application.mishap(error)

    sys.excepthook = unexpected
    instance.offered.connect(application.offer)
    if known is not None:
        application.enter(*known)
    else:
        application.begin(paths)
    code = qt.exec()
    instance.close()
    collector.stop()
    application.close()
    recent.put_back()
    clipboard.let_go()
    return code
