"""The status line: the one running thing, else what is unfinished, else the last verification."""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from intake.progress import Pace, Step
from intake.wording import amounts
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.jobs import Job
from ui.theme import tokens
from ui.widgets.buttons import link
from ui.widgets.frame import Bar
from ui.widgets.gauge import Gauge
from ui.widgets.words import Sign, State, label

SPOKEN_EVERY = 30.0  # seconds
STAGES = {
    "survey": N_("Listing files"),
    "acquire": N_("Importing"),
    "compare_stored": N_("Reading the stored copies again"),
    "compare_source": N_("Reading the sources again"),
    "examine": N_("Examining"),
    "write": N_("Writing the bundle"),
    "read_back": N_("Reading the bundle back"),
    "verify": N_("Verifying"),
    "verify_history": N_("Verifying the custody entries"),
    "rebuild": N_("Rebuilding the catalog from the log"),
    "still": N_("Decoding"),
}


def told(step: Step, pace: Pace) -> str:
    """Where an act stands, as one line."""
    total, done = (step.whole_total, step.whole_done) if step.whole_total else (step.total, step.done)
    parts = [_(STAGES.get(step.stage, step.stage))]
    if step.items_total and not step.stage.startswith("compare"):  # there each file counts twice
        parts[0] += " " + _("{done:,} of {total:,}").format(done=step.items_done, total=step.items_total)
    if total and step.unit == "bytes":
        parts.append(_("{done} of {total}").format(done=amounts.size(done), total=amounts.size(total)))
    elif total and not step.items_total:
        parts.append(f"{done * 100 // total} %")
    parts.append(amounts.time_left(pace.seconds_left(total)))
    return " · ".join(part for part in parts if part)


class StatusLine(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._bar = Bar(tokens.STATUS_LINE, "ground")
        self.setFixedHeight(tokens.STATUS_LINE)
        self._bar.setParent(self)
        self._sign = Sign("good", 14)
        self.words = label("", "small")
        self._progress = Gauge(_("Progress"))
        self._progress.setFixedWidth(140)
        self.pause = link(_("Pause"), self._pause)
        row = self._bar.row
        self._notice = State("attention", "", "small", wrap=False)
        self._notice.hide()
        row.addWidget(self._notice)
        row.addWidget(self._sign)
        row.addWidget(self.words)
        row.addWidget(self._progress)
        row.addStretch(1)
        row.addWidget(self.pause)
        self._spoken, self._spoken_at = "", 0.0
        self._jobs: list[Job] = []  # the first is shown: the lane works them off in the order in which they were begun
        self._rest: Callable[[], tuple[str, str]] = lambda: ("good", _("No network is used."))
        self._idle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._bar.resize(self.size())
        super().resizeEvent(event)

    def rest(self, said: Callable[[], tuple[str, str]]) -> None:
        """What is said while nothing runs: the state's icon and a sentence."""
        self._rest = said
        if not self._jobs:
            self._idle()

    def notice(self, words: str) -> None:
        """Something that must be read now, in the place of everything else; "" takes it away."""
        self._notice.say("attention", words)
        self._notice.setVisible(bool(words))
        self._sign.setVisible(not words)
        self.words.setVisible(not words)
        if words:
            self.speak(words)

    def speak(self, words: str) -> None:
        """To whoever listens instead of looking."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @property
    def noticed(self) -> str:
        """What is said in the place of everything else, or ""."""
        return self._notice.words.text()

    def follow(self, job: Job) -> None:
        """Show this job until it ends; while others run that were begun before, they are shown first."""
        self._jobs.append(job)
        job.stepped.connect(partial(self._stepped, job))
        job.held.connect(partial(self._held, job))
        job.ended.connect(partial(self._ended, job))
        if job is self._jobs[0]:
            self._begin()

    def _begin(self) -> None:
        self._progress.restart()
        self._sign.show_sign("importing")
        self.words.setText(_("Beginning…"))
        self._progress.setRange(0, 0)
        self._progress.show()
        self.pause.setText(_("Go on") if self._jobs[0].paused else _("Pause"))
        self.pause.show()

    def _stepped(self, job: Job, step: Step) -> None:
        if job is self._jobs[0]:
            self._progress.take(step)
            self._speak_of(step)
            if not job.paused:  # a step that was on its way
                self.words.setText(told(step, self._progress.pace) + " · " + _("you can go on working"))

    def _speak_of(self, step: Step) -> None:
        """Sparingly: what begins, and then how far it is, twice a minute at most."""
        now = time.monotonic()
        if step.stage != self._spoken:
            self._spoken, self._spoken_at = step.stage, now
            self.speak(_(STAGES.get(step.stage, step.stage)))
        elif now - self._spoken_at >= SPOKEN_EVERY:
            self._spoken_at = now
            self.speak(told(step, self._progress.pace))

    def _ended(self, job: Job) -> None:
        shown = job is self._jobs[0]
        if shown and self._spoken:
            self.speak(_("Ended: {what}").format(what=_(STAGES.get(self._spoken, self._spoken))))
            self._spoken = ""
        self._jobs.remove(job)
        if not self._jobs:
            self._idle()
        elif shown:
            self._begin()

    def _idle(self) -> None:
        state, said = self._rest()
        self._sign.show_sign(state)
        self.words.setText(said)
        self._progress.hide()
        self.pause.hide()

    def _pause(self) -> None:
        if not self._jobs:
            return
        job = self._jobs[0]
        if job.paused:
            job.go_on()
        else:
            job.pause()

    def _held(self, job: Job, held: bool) -> None:
        """Paused or going on, wherever that was asked for."""
        if self._jobs[:1] != [job]:
            return
        self.pause.setText(_("Go on") if held else _("Pause"))
        if held:
            self.words.setText(_("Paused. Nothing is lost; it goes on when you say so."))
