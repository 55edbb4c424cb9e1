"""One running import: how far, each line's stage, what failed in plain words, and when the device can be disconnected."""

import os
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QStorageInfo, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.ids import BatchId, ItemId
from intake.notices import LineMoved
from intake.progress import Progress, Step
from intake.records.items import PlanLine
from intake.records.names import shown, shown_text
from intake.records.rows import BatchRow, ItemRow
from intake.records.submissions import SubmissionDraft
from intake.wording import amounts
from intake.wording.errors import words
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Job, Lane, Outlasts
from ui.models.queue import ACT, CAN_BE_LEFT_OUT, FILE, IN_VAULT, ITEM, OPEN, SIZE, STAGE, LineRole, QueueModel
from ui.theme import tokens
from ui.widgets.buttons import button, primary
from ui.widgets.cells import StageCell
from ui.widgets.gauge import Gauge
from ui.widgets.status_line import told
from ui.widgets.trouble import Trouble
from ui.widgets.views import table, widths
from ui.widgets.words import Elided, Sign, label, rule, set_role

SHOWN_FAILURES = 4
MOST_ROWS = 12


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
    open_submission = Signal(object)  # SubmissionId

    def __init__(self, desk: Desk, batch: BatchRow, lines: tuple[PlanLine, ...], draft: SubmissionDraft | None) -> None:
        super().__init__()
        self._desk, self.batch, self._draft = desk, batch, draft
        self._wanted = Unwanted()
        self._asked, self._told = 0, dict[ItemId, int]()
        self.device_free = False
        self.can_go_on = False
        self._meaning = ""
        self._tell: Callable[[], None] | None = None
        self._device = _device(lines)
        self.queue = QueueModel(lines, batch.outcomes, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(lines))
        column.addWidget(self._box())
        column.addWidget(self._table())
        column.addWidget(rule())
        self.job: Job = self._made(again=False)

    def _head(self, lines: tuple[PlanLine, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(label(_("Submission {number}").format(number=self._desk.own(self.batch.submission)), "section"))
        parts = [ngettext("{count} file", "{count} files", len(lines)), amounts.size(sum(line.size for line in lines))]
        if self._draft is not None and self._draft.case:
            parts.insert(0, _("Case {number}").format(number=self._draft.case))
        row.addWidget(label(" · ".join(parts), "quiet"))
        self.far = Elided(_("Waiting for its turn"), right=True)  # the acts behind it stay in reach in a narrow window
        set_role(self.far, "quiet")
        row.addWidget(self.far, 1)
        self.bar = Gauge(_("Progress of the submission"))
        self.bar.setFixedWidth(120)
        self.pause = button(_("Pause"), self._pause, icon="pause", kind="flat")
        self.stop = button(_("Stop…"), self.stop_all, icon="stop", kind="flat")
        self.receipt = button(_("Receipt…"), lambda: self.open_submission.emit(self.batch.submission), icon="receipt")
        self.receipt.hide()
        self.go_on = primary(_("Go on"), self.run, icon="again")
        self.go_on.setAccessibleName(_("Go on with submission {number}").format(number=self._desk.own(self.batch.submission)))
        self.go_on.hide()
        for part in (self.bar, self.pause, self.stop, self.receipt, self.go_on):
            row.addWidget(part)
        return row

    def _box(self) -> QWidget:
        self.box = QFrame()
        self.box.setProperty("kind", "box")
        column = QVBoxLayout(self.box)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.free_sign = Sign("disconnect", 22)
        row.addWidget(self.free_sign)
        said = QVBoxLayout()
        said.setSpacing(0)
        self.free = label("", "section", wrap=True)
        self.free_more = label("", "quiet", wrap=True)
        said.addWidget(self.free)
        said.addWidget(self.free_more)
        row.addLayout(said, 1)
        column.addLayout(row)
        self.failed_row = QWidget()
        failed = QHBoxLayout(self.failed_row)
        failed.setContentsMargins(0, 0, 0, 0)
        failed.setSpacing(12)
        failed.addWidget(Sign("bad", 22), 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.failed_head = label("", "strong", wrap=True)
        self.failed_means = label("", "quiet", wrap=True)
        self.failed_hint = label("", "quiet", wrap=True)
        for one in (self.failed_head, self.failed_means, self.failed_hint):
            lines.addWidget(one)
        failed.addLayout(lines, 1)
        self.again = primary(_("Try failed again"), self._retry, icon="again")
        failed.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        self.failed_row.hide()
        column.addWidget(self.failed_row)
        outer = QWidget()
        around = QVBoxLayout(outer)
        around.setContentsMargins(16, 0, 16, 8)
        around.setSpacing(8)
        self.trouble = Trouble()
        around.addWidget(self.trouble)
        around.addWidget(self.box)
        self.outer = outer
        outer.hide()
        return outer

    def _table(self) -> QWidget:
        self.view = table(_("Files of this submission"))
        self.view.setModel(self.queue)
        self._cell = StageCell()
        self.view.setItemDelegateForColumn(STAGE, self._cell)
        sizes = self.view.horizontalHeader()
        sizes.setSectionResizeMode(STAGE, QHeaderView.ResizeMode.Stretch)
        widths(self.view, {FILE: 220, ITEM: 104, SIZE: 96, ACT: 72})
        rows = min(MOST_ROWS, len(self.queue.lines))
        self.view.setFixedHeight(tokens.ROW * (rows + 1) + 2)
        self.view.clicked.connect(self._clicked)
        return self.view

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
        job.ended.connect(self.ended.emit)
        return job

    def begin(self) -> Job:
        """Start working; the caller follows the job."""
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
        self.outer.hide()
        self.free.setText("")
        self.trouble.hide()
        self.go_on.hide()
        self._tell_failures()
        self.far.setText(_("Waiting for its turn"))
        self.bar.setRange(0, 0)
        self.pause.setText(_("Pause"))
        for part in (self.bar, self.pause, self.stop):
            part.show()
        self.job = self._made(again=again)
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
        self.free.setText(_("You can disconnect the device now."))
        said = ngettext("{count} file was read and is in the vault.", "{count} files were read and are in the vault.", kept)
        if self._device:
            said = _("“{name}”: {said}").format(name=self._device, said=said)
        if failed := self.queue.failed:
            said += " " + ngettext("{count} file on it was not read.", "{count} files on it were not read.", failed)
            said += " " + _("To try what failed again, leave it connected.")
        self.free_more.setText(said)
        self.free_sign.show_sign("disconnect", None)
        self._show_free_row()
        self.outer.show()

    def _tell_failures(self) -> None:
        self.failed_row.setVisible(bool(self.queue.failed))
        if not self.queue.failed:
            return
        failures = self.queue.failures(SHOWN_FAILURES)
        kept = self.queue.count(IN_VAULT)
        line, code = failures[0]
        told = words(code, {"name": shown(line.name), "reason": _("the system reported an error")})
        heads = [words(c, {"name": shown(one.name), "reason": _("the system reported an error")}).message for one, c in failures]
        if more := self.queue.failed - len(failures):
            heads.append(ngettext("And {count} more, listed below.", "And {count} more, listed below.", more))
        self.failed_head.setText("\n".join(heads))
        self.failed_means.setText(
            ngettext(
                "Nothing was lost; {count} other file is in the vault.",
                "Nothing was lost; {count} other files are in the vault.",
                kept,
            )
            + " "
            + _("Of what failed, no part was kept.")
        )
        self.failed_hint.setText(told.hint)
        self.failed_hint.setVisible(not self.can_go_on)  # then the way on is said once, with what stopped it
        self.again.setVisible(not self.running and not self.can_go_on)
        self.outer.show()
        self._show_free_row()

    def _show_free_row(self) -> None:
        for part in (self.free, self.free_sign, self.free_more):
            part.setVisible(bool(self.free.text()))
        self.box.setVisible(bool(self.free.text() or self.queue.failed))

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
        self.free.setText(_("Stopped. The rest can be taken in later."))
        self.free_more.setText(ngettext("{count} file is in the vault.", "{count} files are in the vault.", kept))
        self._show_free_row()
        self.outer.show()

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
            self.trouble.show_error(error, meaning)
        self._show_free_row()
        self.outer.show()

    def _offer_to_go_on(self) -> None:
        self.can_go_on = bool(self.queue.count(OPEN))
        self.go_on.setVisible(self.can_go_on)
        self._tell_failures()

    def _over(self) -> None:
        self.bar.hide()
        self.pause.hide()
        self.stop.hide()

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

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == ACT:
            self.stop_line(int(index.data(LineRole)))

    def stop_line(self, number: int) -> None:
        """Leave one file out, while it is not yet in the vault."""
        if self.queue.state_of(number) in CAN_BE_LEFT_OUT:
            self._wanted.add(number)
            self.queue.moved(LineMoved(self.batch.batch, number, "withdrawn"))

    def _retry(self) -> None:
        self.run(again=True)
