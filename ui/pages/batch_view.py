"""One running import: how far, each line's stage, what failed in plain words, and when the device can be disconnected."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QStorageInfo, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.ids import BatchId, ItemId
from intake.notices import LineMoved
from intake.progress import Progress, Step
from intake.records.items import PlanLine
from intake.records.names import shown_text
from intake.records.rows import BatchRow, ItemRow, SubmissionRow
from intake.wording import amounts
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.reason import leaving_out
from ui.jobs import Job, Lane, Outlasts
from ui.models.queue import CAN_BE_LEFT_OUT, IN_VAULT, LEFT_OUT, OPEN, QueueModel
from ui.pages.import_box import ImportBox
from ui.pages.import_lines import ImportLines
from ui.pages.submission_line import for_what, from_whom
from ui.widgets.buttons import button, primary
from ui.widgets.gauge import Gauge
from ui.widgets.status_line import told
from ui.widgets.words import Elided, label, rule, set_role

if TYPE_CHECKING:
    from intake.casework.door import Brought


class Unwanted:
    """The lines that a person stopped; asked from the acting thread."""

    def __init__(self) -> None:
        self._lines: frozenset[int] = frozenset()

    def add(self, line: int) -> None:
        self._lines |= {line}

    def __call__(self, line: int) -> bool:
        """Whether the line is still wanted."""
        return line not in self._lines


def _work(desk: Desk, batch: BatchId, wanted: Callable[[int], bool], again: bool, progress: Progress) -> None:
    """The batch as the vault has it now: what was taken in before is not taken in twice. again: also what failed."""
    receiving = desk.casework.receiving
    desk.casework.agenda.work(receiving.again(batch) if again else receiving.batch(batch), progress, wanted)


def _device(lines: Sequence[PlanLine]) -> str:
    """The label of the medium; nothing for this computer's own disk."""
    volume = QStorageInfo(os.fsdecode(lines[0].path)) if lines else QStorageInfo()
    return shown_text(volume.name(), 40) if volume.isValid() and not volume.isRoot() else ""


class BatchView(QWidget):
    ended = Signal()
    went_on = Signal(object)  # Job
    held = Signal()  # paused, or going on
    changed_by_hand = Signal()  # something was left out
    open_submission = Signal(object)  # SubmissionId

    def __init__(self, desk: Desk, batch: BatchRow, lines: tuple[PlanLine, ...]) -> None:
        super().__init__()
        self._desk, self.batch = desk, batch
        self._wanted = Unwanted()
        self._asked, self._told = 0, dict[ItemId, int]()
        self.device_free = False
        self.can_go_on = False
        self._meaning = ""
        self._tell: Callable[[], None] | None = None
        self._device = _device(lines)
        self._row: SubmissionRow | None = None
        self.queue = QueueModel(lines, batch.outcomes, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(lines))
        self.box = ImportBox()
        self.box.again.connect(self._retry)
        self.box.leave_out.connect(self._leave_failed)
        column.addWidget(self.box)
        self.lines = ImportLines(self.queue)
        self.lines.stop.connect(self.stop_line)
        self.lines.leave_out.connect(lambda line: self._ask_to_leave_out([line]))
        column.addWidget(self.lines)
        column.addWidget(rule())
        self.job: Job = self._made(again=False)

    def _head(self, lines: tuple[PlanLine, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(label(_("Submission {number}").format(number=self._desk.own(self.batch.submission)), "section"))
        self._what = [ngettext("{count} file", "{count} files", len(lines)), amounts.size(sum(line.size for line in lines))]
        self.about = Elided(" · ".join(self._what))
        set_role(self.about, "quiet")
        row.addWidget(self.about, 1)
        self.far = Elided(_("Waiting for its turn"), right=True)  # the acts behind it stay in reach in a narrow window
        set_role(self.far, "quiet")
        row.addWidget(self.far, 1)
        self.bar = Gauge(_("Progress of the submission"))
        self.bar.setFixedWidth(120)
        self.pause = button(_("Pause"), self._pause, icon="pause", kind="flat")
        self.stop = button(_("Stop…"), self.stop_all, icon="stop", kind="flat")
        self.receipt = button(_("Receipt…"), lambda: self.open_submission.emit(self.batch.submission), icon="receipt")
        self.receipt.hide()
        self.leave_rest = button(_("Leave the rest out…"), self._leave_rest)
        self.leave_rest.setObjectName("leave_rest")
        self.leave_rest.hide()
        self.go_on = primary(_("Go on"), self.run, icon="again")
        self.go_on.setAccessibleName(_("Go on with submission {number}").format(number=self._desk.own(self.batch.submission)))
        self.go_on.hide()
        for part in (self.bar, self.pause, self.stop, self.receipt, self.leave_rest, self.go_on):
            row.addWidget(part)
        return row

    # Running

    def _made(self, *, again: bool) -> Job:
        job = self._desk.jobs.make(partial(_work, self._desk, self.batch.batch, self._wanted, again), Lane.WORK)
        job.outlasts = Outlasts.IMPORT
        job.stepped.connect(self._stepped)
        job.held.connect(self._held)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.stopped.connect(self._stopped)
        job.ended.connect(self.receipt.show)
        job.ended.connect(partial(self.lines.set_moving, False))
        job.ended.connect(self.ended.emit)
        return job

    def begin(self, *, again: bool = False) -> Job:
        """Start working; the caller follows the job. again: also with what failed before."""
        if again:
            self.job = self._made(again=True)
        self.lines.set_moving(True)
        self._desk.jobs.start(self.job)
        return self.job

    def run(self, *, again: bool = False) -> None:
        """Go on with what has not been read; again: and with what failed, in the same submission, both attempts in the log."""
        if self.running:
            return
        self.can_go_on = self.device_free = False
        self._tell, self._meaning = None, ""
        if again:
            self.queue.moved(*(LineMoved(self.batch.batch, line.line, "waiting") for line, _code in self.queue.failures()))
        self.bar.restart()
        self.box.clear()
        self.go_on.hide()
        self.leave_rest.hide()
        self._tell_failures()
        self.far.setText(_("Waiting for its turn"))
        self.bar.setRange(0, 0)
        self.pause.setText(_("Pause"))
        for part in (self.bar, self.pause, self.stop):
            part.show()
        self.job = self._made(again=again)
        self.lines.set_moving(True)
        self._desk.jobs.start(self.job)
        self.went_on.emit(self.job)

    def moved(self, notices: tuple[LineMoved, ...]) -> None:
        mine = [notice for notice in notices if notice.batch == self.batch.batch]
        if not mine:
            return
        self.queue.moved(*mine)
        self._tell_failures()
        if self._tell is not None:
            self._tell()  # notices may come behind what they tell of

    def changed(self, items: frozenset[ItemId]) -> None:
        """Some items were compared or examined: ask how those of this batch stand."""
        mine = self.queue.own(items)
        if mine:
            self._asked += 1
            self._desk.ask(partial(self._desk.casework.library.rows, mine), partial(self._took, self._asked))

    def _took(self, number: int, rows: tuple[ItemRow, ...]) -> None:
        """Answers may overtake each other: of each item only what was asked later than what is shown."""
        newer = tuple(row for row in rows if self._told.get(row.item, 0) < number)
        self._told.update(dict.fromkeys((row.item for row in newer), number))
        self.queue.took(newer)
        if self.device_free:
            self.free_now()

    def _stepped(self, step: Step) -> None:
        self.queue.stepped(step)
        self.bar.take(step)
        if not self.job.paused:  # a step that was on its way
            self.far.setText(told(step, self.bar.pace))

    def free_now(self) -> None:
        """Everything that needs the source has been read. While a file on it waits, nothing says that it can go."""
        if self._tell is None:  # what stopped it goes on being told with its counts
            self._tell = self.free_now
        if self.queue.count(OPEN):
            return
        self.device_free = True
        kept = self.queue.count(IN_VAULT)
        said = ngettext("{count} file was read and is in the vault.", "{count} files were read and are in the vault.", kept)
        if self._device:
            said = _("“{name}”: {said}").format(name=self._device, said=said)
        if failed := self.queue.failed:
            said += " " + ngettext("{count} file on it was not read.", "{count} files on it were not read.", failed)
            if not self.closed:
                said += " " + _("To try what failed again, leave it connected.")
        if left := self.queue.count(LEFT_OUT):
            said += " " + ngettext("{count} file was left out.", "{count} files were left out.", left)
        self.box.tell_free(_("You can disconnect the device now."), said)

    def _tell_failures(self) -> None:
        acts = not self.running and not self.closed and not self._desk.read_only
        self.queue.allow_leaving_out(acts)
        # Where it can go on the way on is said once, with what stopped it.
        self.box.tell_failures(self.queue, acts=acts and not self.can_go_on, hint=not (self.can_go_on or self.closed))

    def _done(self, _result: object) -> None:
        self.far.setText(_("Done"))
        self._over()
        self.free_now()
        self._tell_failures()
        self.changed(self.queue.items())

    def _stopped(self) -> None:
        self.far.setText(_("Stopped"))
        self._over()
        self._tell = self._tell_stopped
        self._tell_stopped()

    def _tell_stopped(self) -> None:
        self._offer_to_go_on()
        kept = self.queue.count(IN_VAULT)
        said = ngettext("{count} file is in the vault.", "{count} files are in the vault.", kept)
        self.box.tell_free(_("Stopped. The rest can be taken in later."), said)

    def _failed(self, error: IntakeError) -> None:
        self.far.setText(_("Stopped by an error"))
        self._over()
        self._tell = partial(self._tell_error, error)
        self._tell_error(error)

    def _tell_error(self, error: IntakeError) -> None:
        """What is safe and what is not."""
        self._offer_to_go_on()
        meaning = ngettext(
            "Nothing was lost; {count} file is in the vault.",
            "Nothing was lost; {count} files are in the vault.",
            self.queue.count(IN_VAULT),
        )
        if left := self.queue.count(OPEN):
            meaning += " " + ngettext("{count} file is not, and waits.", "{count} files are not, and wait.", left)
        if meaning != self._meaning:
            self._meaning = meaning
            self.box.trouble.show_error(error, meaning)
        self.box.show_rows()
        self.box.show()

    def _offer_to_go_on(self) -> None:
        self.can_go_on = bool(self.queue.count(OPEN))
        for act in (self.go_on, self.leave_rest):
            act.setVisible(self.can_go_on)
        self._tell_failures()

    def _over(self) -> None:
        self.bar.hide()
        self.pause.hide()
        self.stop.hide()

    @property
    def closed(self) -> bool:
        """Whether its submission is: then nothing is asked for any more."""
        return self._row is not None and self._row.closed

    @property
    def asks(self) -> bool:
        """Whether a person is needed: it can go on, or something failed."""
        return self.can_go_on or (bool(self.queue.failed) and not self.closed)

    @property
    def running(self) -> bool:
        return not self.job.over

    def _pause(self) -> None:
        if self.job.paused:
            self.job.go_on()
        else:
            self.job.pause()

    def _held(self, held: bool) -> None:
        self.pause.setText(_("Go on") if held else _("Pause"))
        if held:
            self.far.setText(_("Paused"))
        self.held.emit()

    def stop_all(self) -> None:
        """Ask it to end at its next step; the rest can be taken in later."""
        self.job.stop()
        self.far.setText(_("Stopping at the next step…"))

    def stop_line(self, number: int) -> None:
        """Leave one file out, while it is not yet in the vault."""
        if self.queue.state_of(number) in CAN_BE_LEFT_OUT:
            self._wanted.add(number)
            self.queue.moved(LineMoved(self.batch.batch, number, "withdrawn"))

    def _retry(self) -> None:
        self.run(again=True)

    # Left out for good

    def _leave_failed(self) -> None:
        self._ask_to_leave_out([line.line for line, _code in self.queue.failures()])

    def _leave_rest(self) -> None:
        self._ask_to_leave_out([line.line for line in self.queue.lines if self.queue.state_of(line.line) in OPEN])

    def _ask_to_leave_out(self, lines: Sequence[int]) -> None:
        wanted = frozenset(lines)
        asking = leaving_out([line.name for line in self.queue.lines if line.line in wanted], self.window())
        asking.answered.connect(partial(self._leave_out, lines))
        asking.ask()

    def _leave_out(self, lines: Sequence[int], reason: str) -> None:
        act = partial(self._desk.casework.receiving.leave_out, self.batch.batch, lines, reason)
        self._desk.ask(act, partial(self.were_left_out, reason), self._not_left_out, Lane.BACKGROUND)

    def were_left_out(self, reason: str, lines: tuple[int, ...]) -> None:
        """By hand, here or on the page of the submission."""
        self.queue.left_out(lines, reason)
        self.moved(tuple(LineMoved(self.batch.batch, line, "withdrawn") for line in lines))
        self.changed_by_hand.emit()
        if self.can_go_on and not self.queue.count(OPEN):
            self.run()  # nothing is read any more, but what is in the vault is still to be compared and examined

    def _not_left_out(self, error: IntakeError) -> None:
        self.box.trouble.show_error(error)
        self.box.show()

    # What the vault knows of it

    def told_submission(self, row: SubmissionRow) -> None:
        """From whom and for what it is, and whether it is closed."""
        self._row = row
        self.about.setText(" · ".join([from_whom(row.giver), for_what(row), *self._what]))
        if not self.running:
            self._tell_failures()
            if self._tell is not None:
                self._tell()

    def recall(self, brought: "Brought") -> None:
        """What became of its lines before: which are items, which failed, which were left out and why."""
        batch = self.batch.batch
        for one in brought.left_out:
            self.queue.left_out([one.line], one.reason)
        self.queue.moved(
            *(LineMoved(batch, line, "acquired", item) for line, item in zip(brought.lines, brought.items, strict=True)),
            *(LineMoved(batch, one.line, "failed", None, one.code) for one in brought.failed),
            *(LineMoved(batch, one.line, "withdrawn") for one in brought.left_out),
        )
        self.changed(self.queue.items())
