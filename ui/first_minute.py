"""The first minute with a demo: look at a storyboard, see one conflict of times, hand over a bundle and see a changed byte found.

Each hint goes on by itself when what it speaks of was done, however it was done. A vault that is no demo never shows it.
"""

from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from intake.casework.door import Details, Exported
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.progress import Progress
from intake.records.claims import Kind
from intake.records.findings import Report, Verdict
from intake.records.rows import Filter
from intake.wording.errors import error_words
from intake.wording.language import translated as _
from ui import remembered
from ui.jobs import Job, Lane
from ui.main_window import MainWindow
from ui.models import signs
from ui.verify_window import VerifyWindow
from ui.widgets.hint_strip import HintStrip

if TYPE_CHECKING:
    from intake.casework.door import Casework

MOST_LOOKED_AT = 100  # items in which a video and a conflict are looked for


class At(IntEnum):
    STORYBOARD = 1
    CONFLICT = 2
    WRITE = 3
    VERIFY = 4
    CHANGE = 5
    FOUND = 6


def _telling(casework: "Casework") -> tuple[ItemId | None, ItemId | None]:
    """The video with the most pictures, and an item in which times contradict each other."""
    rows = casework.library.rows(casework.library.ids(Filter())[:MOST_LOOKED_AT])
    videos = [row.item for row in rows if row.kind is Kind.VIDEO and row.pack is not None]
    conflicts = [row.item for row in rows if set(row.signs) & set(signs.CONFLICTS)]
    video = max(videos, key=lambda item: len(casework.library.details(item).storyboard), default=None)
    return video, next(iter(conflicts), None)


def _changed(bundle: Path, root: Path, progress: Progress) -> Path:  # noqa: ARG001 — an act
    from intake.demo import place

    return place.changed_copy(bundle, root)


class FirstMinute(QObject):
    """Lives as long as the main window."""

    verify_wanted = Signal(object)  # Path

    def __init__(self, window: MainWindow, root: Path) -> None:
        """root: the folder of the demo, where the bundle is written beside the vault."""
        super().__init__(window)
        self._window, self._desk, self._root = window, window.desk, root
        self._done: set[At] = set()
        self._bundle: Path | None = None
        self._telling: tuple[ItemId | None, ItemId | None] = (None, None)
        self.strip = HintStrip(_("First steps"))
        self._strips = [self.strip]
        self.strip.dismissed.connect(self.dismiss)
        library = window.library
        library.viewer.stage.told.connect(self._looked)
        library.details.told.connect(self._detailed)
        window.release.running.connect(self._writing)
        self._say()
        self._desk.ask(partial(_telling, self._desk.casework), self._told)

    def _told(self, found: tuple[ItemId | None, ItemId | None]) -> None:
        self._telling = found

    @property
    def at(self) -> At:
        """The first that was not done yet."""
        return next((one for one in At if one not in self._done), At.FOUND)

    def dismiss(self) -> None:
        """For good, as far as this demo goes."""
        remembered.keep_hints_dismissed(self._root)
        for strip in self._strips:
            strip.hide()

    def _did(self, what: At) -> None:
        if what not in self._done:
            self._done.add(what)
            self._say()

    # What was done

    def _looked(self, details: Details) -> None:
        if details.storyboard:
            self._did(At.STORYBOARD)

    def _detailed(self, details: Details) -> None:
        if At.STORYBOARD in self._done and any(one.code in signs.CONFLICTS for one in details.observations):
            self._did(At.CONFLICT)

    def _writing(self, job: Job) -> None:
        job.done.connect(self._written)

    def _written(self, result: object) -> None:
        if isinstance(result, Exported):
            self._bundle = result.path
            self._did(At.WRITE)

    def follow(self, window: VerifyWindow) -> None:
        """The window that verifies shows the hints too: they go on there."""
        strip = HintStrip(_("First steps"))
        strip.dismissed.connect(self.dismiss)
        strip.setHidden(self.strip.isHidden())
        window.put_above(strip)
        window.checked.connect(self._checked)
        window.destroyed.connect(partial(self._forget, strip))
        self._strips.append(strip)
        self._say()

    def _forget(self, strip: HintStrip, *_told: object) -> None:
        self._strips.remove(strip)

    def _checked(self, report: Report) -> None:
        if report.verdict is Verdict.UNCHANGED and At.WRITE in self._done:
            self._did(At.VERIFY)
        elif At.CHANGE in self._done:
            self._did(At.FOUND)

    # Acts

    def _show_storyboard(self) -> None:
        video = self._telling[0]
        self._window.navigation.go("library")
        if video is not None:
            self._window.library.choose(video)
            self._window.library.open_viewer(video)

    def _show_conflict(self) -> None:
        item = self._telling[1]
        self._window.navigation.go("library")
        self._window.library.viewer.leave()
        if item is not None:
            self._window.library.choose(item)
            self._window.library.details.refresh()

    def _prepare(self) -> None:
        from intake.demo.way import CASE

        self._window.release_case(CASE)
        self._window.release.fill(_("to be tried"), _("none: a demo"), self._root / "handed-over")

    def _verify(self) -> None:
        if self._bundle is not None:
            self.verify_wanted.emit(self._bundle)

    def _change(self) -> None:
        if self._bundle is None:
            return
        for strip in self._strips:
            strip.act.setEnabled(False)
        job = self._desk.jobs.make(partial(_changed, self._bundle, self._root), Lane.BACKGROUND)
        job.done.connect(self._was_changed)
        job.failed.connect(self._not_changed)
        self._desk.jobs.start(job)

    def _was_changed(self, copy: Path) -> None:
        self._did(At.CHANGE)
        self.verify_wanted.emit(copy)

    def _not_changed(self, error: IntakeError) -> None:
        for strip in self._strips:
            strip.say("", error_words(error).message, _("Try again"), self._change, "attention")

    # What is said

    def _say(self) -> None:
        of = _("{number} of 3")
        first, second, third = (of.format(number=number) for number in (1, 2, 3))
        count, words, act, pressed = {
            At.STORYBOARD: (
                first,
                _("Look at a video: its storyboard shows what is in it without playing it."),
                _("Show a video"),
                self._show_storyboard,
            ),
            At.CONFLICT: (
                second,
                _("In one file two recorded times do not fit each other. The details say so in one sentence."),
                _("Show the conflict"),
                self._show_conflict,
            ),
            At.WRITE: (
                third,
                _("Hand the case over: fill in the release, then write the bundle."),
                _("Fill in the release"),
                self._prepare,
            ),
            At.VERIFY: (
                third,
                _("It is written. Now verify it as whoever receives it would: without this vault."),
                _("Verify the bundle"),
                self._verify,
            ),
            At.CHANGE: (
                third,
                _("Nothing differs. Now see what becomes of it when one byte is another one."),
                _("Change one byte of a copy"),
                self._change,
            ),
        }.get(
            self.at, ("", _("The changed byte was found, and its file is named. That is the whole way."), _("Done"), self.dismiss)
        )
        over = self.at is At.FOUND
        if over and At.FOUND not in self._done:
            words, act, pressed = _("The copy is being checked."), "", self.dismiss
        for strip in self._strips:
            strip.say(count, words, act, pressed, "good" if At.FOUND in self._done else "note")
