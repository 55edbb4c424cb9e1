"""Locking: from the wish, of a person or of the system, until the vault is closed; covered from the first moment on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QPixmapCache, QShortcut
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from intake.errors import IntakeError
from intake.progress import Progress
from intake.wording.errors import error_words
from intake.wording.language import counted as ngettext
from ui import clipboard, recent, remembered
from ui.absence import system
from ui.absence.idle import Idle
from ui.absence.system import Absence, Unwatched, Watch
from ui.desk import Desk
from ui.jobs import Job, Lane
from ui.widgets.cover import Cover

if TYPE_CHECKING:
    from intake.casework.door import Casework


class _Close:
    """Closes the vault away from the GUI thread, after what ran has stopped."""

    def __init__(self, casework: "Casework") -> None:
        self._casework = casework

    def __call__(self, progress: Progress) -> None:  # noqa: ARG002 — an act
        self._casework.close()


class Locking(QObject):
    """Watches whether anyone is there while the vault is open; closes it once."""

    noticed = Signal(str)  # what the status line says until it locks; "" when someone is back
    over = Signal(bool)  # the vault is closed; True: a fresh entrance follows

    def __init__(self, window: QWidget, desk: Desk, cover: Cover, conceal: Callable[[], None]) -> None:
        """conceal: shows the cover in place of everything in the window."""
        super().__init__(window)
        self._window, self._desk, self._cover, self._conceal = window, desk, cover, conceal
        self.begun = False
        self._again = False
        self._kept: tuple[Job, ...] = ()
        self._watch: Watch = Unwatched()
        self.idle = Idle(remembered.lock_after_minutes, self)
        self.idle.noticed.connect(self._notice)
        self.idle.back.connect(lambda: self.noticed.emit(""))
        self.idle.over.connect(lambda: self.begin(again=True))
        cover.stop_wanted.connect(self.stop_now)

    def watch(self) -> None:
        """From now on the minutes count, and the system is listened to."""
        if not self.begun:
            self.idle.begin()
            self._watch = system.watch(self.absent, int(self._window.winId()))

    def absent(self, absence: Absence) -> None:
        """The system sleeps or its screen is locked. Asleep no key may lie in memory, so then nothing goes on."""
        self.begin(again=True, finish=False if absence is Absence.SLEEP else None)

    def _notice(self, seconds: int) -> None:
        self.noticed.emit(
            ngettext(
                "Nobody was here for a while. In {count} second this locks; any key keeps it open.",
                "Nobody was here for a while. In {count} seconds this locks; any key keeps it open.",
                seconds,
            )
        )

    def begin(self, *, again: bool, finish: bool | None = None) -> None:
        """Cover everything, then close the vault after what may go on behind the lock.

        finish: whether an import or a bundle goes on to its end; None: as the person chose for this computer.
        """
        if self.begun:
            self._again &= again  # closing the window means that no entrance follows
            if finish is False:
                self.stop_now()
            return
        self.begun, self._again = True, again
        self.idle.end()
        self._hide()
        goes_on = remembered.goes_on_behind_lock() if finish is None else finish
        self._kept = self._desk.jobs.outlasting() if goes_on else ()
        for job in self._kept:
            job.ended.connect(self._follow)
        self._follow()
        closing = self._desk.jobs.make(_Close(self._desk.casework), Lane.WORK)
        closing.failed.connect(self._failed)
        closing.ended.connect(self._over)
        self._desk.jobs.start_last(closing, self._kept)

    def stop_now(self) -> None:
        """What goes on behind the lock ends at its next safe point."""
        self._cover.stopping()
        self._desk.jobs.stop_all()

    def _hide(self) -> None:
        """Nothing of the evidence stays in sight, nor anywhere that outlives this process."""
        for shortcut in self._window.findChildren(QShortcut):
            shortcut.setEnabled(False)
        for action in self._window.findChildren(QAction):
            action.setEnabled(False)
        self._conceal()
        for other in QApplication.topLevelWidgets():
            if other is not self._window and other.isVisible():
                other.close()
                other.hide()
        QToolTip.hideText()
        self._cover.setFocus()
        self._window.repaint()  # before the computer sleeps or the task switcher takes its picture
        self._forget()

    @staticmethod
    def _forget() -> None:
        clipboard.forget()
        recent.put_back()
        QPixmapCache.clear()

    def _follow(self) -> None:
        running = [job for job in self._kept if not job.over]
        if running:
            self._cover.follow(running[0])
        else:
            self._cover.closing()

    def _failed(self, error: IntakeError) -> None:
        told = error_words(error)
        self._cover.say(f"{told.message} {told.meaning}")

    def _over(self) -> None:
        self._watch.end()
        self._forget()
        self.over.emit(self._again)
