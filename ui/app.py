"""The application: appearance, lanes, collector, and which window comes when."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from intake.settings import STANDARD_COST, TOOL, VERSION, Settings
from ui import recent, starting
from ui.collecting import Collector
from ui.dialogs.mishap import Mishap, report
from ui.entrance import Entrance
from ui.jobs import Jobs
from ui.listening import Listener
from ui.theme import chosen
from ui.theme.chosen import Appearance

if TYPE_CHECKING:
    from intake.casework.door import Casework
    from ui.main_window import MainWindow

APPEARANCE = "INTAKE_APPEARANCE"  # `light` or `dark`, for pictures and tests


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
        self.exit_code = 0

    def enter(self, vault: Path | None = None, operator: str = "", hint: str = "") -> None:
        """Show the entrance; hint: a sentence about this vault."""
        entrance = Entrance(self.jobs, self.listener, self.settings)
        entrance.unlocked.connect(self._unlocked)
        entrance.verify_wanted.connect(self.verify)
        entrance.preselect(vault, operator, hint)
        self._show(entrance)

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
        self._show(window)
        self._settled(window)

    def _settled(self, window: "MainWindow") -> None:
        QTimer.singleShot(0, window.begin)

    def _locked(self, again: bool) -> None:
        """The vault is closed. again: a fresh entrance in a new process, since keys cannot be wiped from this one."""
        self.exit_code = starting.LOCKED if again else 0
        self.jobs.close()
        QApplication.exit(self.exit_code)

    def mishap(self, error: BaseException) -> None:
        """A bug: a report that can be read before it is sent, and the vault as it was."""
        told = Mishap(error, self.window)
        told.open()


def prepare(application: QApplication) -> None:
    """Names, settings as a file, appearance."""
    application.setApplicationName(TOOL)
    application.setOrganizationName(TOOL)
    application.setApplicationVersion(VERSION)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    recent.note()
    forced = os.environ.get(APPEARANCE, "")
    chosen.apply(Appearance(forced) if forced in set(Appearance) else chosen.chosen())


def run(arguments: list[str], known: tuple[Path, str, str] | None = None) -> int:
    """Nothing opens the entrance, a path the check of a bundle; the exit code.

    known: the vault, the operator and a sentence to enter with, where they are known from elsewhere.
    """
    qt = QApplication([TOOL])
    prepare(qt)
    collector = Collector(qt)
    application = Application()

    def unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        sys.stderr.write(f"{report(error)}\n")
        application.mishap(error)

    sys.excepthook = unexpected
    if arguments:
        application.verify(Path(arguments[0]))
    elif known is not None:
        application.enter(*known)
    else:
        application.enter()
    code = qt.exec()
    collector.stop()
    application.jobs.close()
    recent.put_back()
    return code
