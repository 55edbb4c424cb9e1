"""Intake: one drop zone while there is nothing; else what runs, what was interrupted, and the submissions so far."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from intake.ids import BatchId, ItemId, SubmissionId
from intake.notices import LineMoved
from intake.records.items import PlanLine, VolumeFacts
from intake.records.rows import BatchRow, SubmissionRow
from intake.records.submissions import SubmissionDraft
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.reason import leaving_out
from ui.jobs import Job, Lane
from ui.media import Media, Medium
from ui.pages.batch_view import BatchView
from ui.pages.sheet import Sheet
from ui.pages.submission import SubmissionPage
from ui.pages.submission_line import CLOSED_HEIGHT, act_on, line, said
from ui.widgets.buttons import button, link
from ui.widgets.drop_zone import DropZone
from ui.widgets.frame import Page, emptied, scrolling
from ui.widgets.tab_order import one_after_another
from ui.widgets.trouble import Trouble
from ui.widgets.words import ground

if TYPE_CHECKING:
    from intake.casework.door import Brought, Casework

Stood = tuple[BatchRow, tuple[PlanLine, ...], "Brought"]

SHOWN = 50  # submissions; the others when they are asked for


class Intake(QWidget):
    running = Signal(object)  # Job
    counted = Signal(int)  # what needs a person

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._views: list[BatchView] = []
        self._begun: list[BatchView] = []  # in the order in which they run
        self._interrupted: tuple[BatchRow, ...] = ()
        self._submissions: tuple[SubmissionRow, ...] = ()
        self._there: tuple[Medium, ...] = ()
        self._all = False
        self.media = Media(desk, self)
        self.media.changed.connect(self._told_media)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.stack.addWidget(self._overview())
        self.sheet = Sheet(desk)
        self.sheet.left.connect(self._back)
        self.sheet.began.connect(self._began)
        self.stack.addWidget(self.sheet)
        self.submission = SubmissionPage(desk)
        self.submission.left.connect(self._back)
        self.submission.changed.connect(self._ask_submissions)
        self.submission.brought.again.connect(self._again)
        self.submission.brought.left_out.connect(self._left_out)
        self.stack.addWidget(self.submission)
        desk.listener.lines.connect(self._lines)
        desk.listener.changed.connect(self._changed)
        desk.listener.device_free.connect(self._device_free)

    def _overview(self) -> QWidget:
        self.page = Page(_("Intake"))
        self.page.subtitle.setMinimumWidth(1)  # gives way before the acts
        self.new = button(_("New submission"), self.choose_files, icon="plus")
        self.folder = button(_("A whole folder…"), self.choose_folder, icon="folder", kind="flat")
        self.pause_all = button(_("Pause all"), self._pause_all, icon="pause", kind="flat")
        self.stop_all = button(_("Stop all"), self._stop_all, icon="stop", kind="flat")
        for act in (self.pause_all, self.stop_all, self.folder):
            self.page.bar.row.addWidget(act)
        self.page.bar.row.addWidget(self.new)
        self.trouble = Trouble()
        self.page.body.addWidget(self.trouble)
        self.inside = QStackedWidget()
        empty = ground(QWidget(), "surface")
        centre = QVBoxLayout(empty)
        self.drop = DropZone(self.choose_files, self.choose_folder)
        centre.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.drop, 4)
        middle.addStretch(1)
        centre.addLayout(middle, 4)
        centre.addStretch(1)
        self.inside.addWidget(empty)
        work = ground(QWidget(), "surface")
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._plugged, self._offers, self._running, self._closed = (QVBoxLayout() for _time in range(4))
        for part in (self._plugged, self._offers, self._running, self._closed):
            part.setSpacing(0)
            column.addLayout(part)
        column.addStretch(1)
        self.inside.addWidget(scrolling(work))
        self.page.body.addWidget(self.inside, 1)
        if self._desk.read_only:
            for act in (self.new, self.folder, self.drop.new):
                act.setEnabled(False)
            self.page.subtitle.setText(_("opened read-only: nothing can be taken in"))
        return self.page

    # What there is

    def begin(self) -> None:
        """Ask what was interrupted and what there is."""
        if not self._desk.read_only:
            self._desk.ask(self._desk.casework.receiving.interrupted, self._told_interrupted)
        self._ask_submissions()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.media.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.media.watch(False)

    def _told_media(self, there: tuple[Medium, ...]) -> None:
        """A medium offers itself; nothing on it is read before a person takes the offer, and one that is gone offers nothing."""
        self._there = there
        emptied(self._plugged)
        for point, facts in there:
            act = partial(self.take, [point])
            self._plugged.addWidget(line("disconnect", medium_name(facts), medium_words(facts), (_("Take in…"), act)))
        self._look_again()

    def _ask_submissions(self) -> None:
        self._desk.ask(self._desk.casework.library.submissions, self._told_submissions)

    def _told_interrupted(self, batches: tuple[BatchRow, ...]) -> None:
        now = {view.batch.batch for view in self._views}  # each offers itself to go on
        self._interrupted = tuple(batch for batch in batches if batch.batch not in now)
        emptied(self._offers)
        for batch in self._interrupted:
            self._offers.addWidget(self._offer(batch))
        self._look_again()

    def _offer(self, batch: BatchRow) -> QWidget:
        left = batch.lines - len(batch.outcomes)
        said = ngettext(
            "was interrupted: {count} file was not read yet", "was interrupted: {count} files were not read yet", left
        )
        name = _("Submission {number}").format(number=self._desk.own(batch.submission))
        leave = (_("Leave out…"), partial(self._ask_of, batch, self._ask_to_leave_out))
        return line("attention", name, said, leave, (_("Go on"), partial(self._ask_of, batch, self._resumed)))

    def _told_submissions(self, rows: tuple[SubmissionRow, ...]) -> None:
        self._submissions = rows
        by_number = {row.submission: row for row in rows}
        for view in self._views:
            if (row := by_number.get(view.batch.submission)) is not None:
                view.told_submission(row)
        now = {view.batch.submission for view in self._views}
        emptied(self._closed)
        newest_first = sorted((row for row in rows if row.submission not in now), key=lambda one: one.submission, reverse=True)
        wanted = sorted(newest_first, key=lambda one: (one.closed, not one.failed, not one.missing))
        self._submission_lines = [self._submission_line(row) for row in (wanted if self._all else wanted[:SHOWN])]
        for shown_line in self._submission_lines:
            self._closed.addWidget(shown_line)
        self.more = link("", self._show_all)
        if len(wanted) > SHOWN and not self._all:
            self.more.setText(_("Show all {count:,} submissions").format(count=len(wanted)))
            self._closed.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._look_again()

    def _submission_line(self, row: SubmissionRow) -> QWidget:
        name = _("Submission {number}").format(number=self._desk.own(row.submission))
        state, words = said(row)
        act = (act_on(row), partial(self.open_submission, row.submission))
        made = line(state, name, words, act, above=2 if row.closed else 8)
        if row.closed:
            made.setMinimumHeight(CLOSED_HEIGHT)
        return made

    def _show_all(self) -> None:
        """The others too, which takes longer; the first of them has the focus."""
        self._all = True
        self._told_submissions(self._submissions)
        self._submission_lines[SHOWN].findChildren(QPushButton)[0].setFocus()

    def _in_order(self) -> None:
        """Tab goes down the page, whatever came onto it last."""
        columns = (self._plugged, self._offers, self._running, self._closed)
        items = (column.itemAt(at) for column in columns for at in range(column.count()))
        parts = (item.widget() for item in items if item is not None)
        one_after_another([self.page.bar, *(part for part in parts if part is not None)])

    def _look_again(self) -> None:
        self._in_order()
        some = bool(self._views or self._interrupted or self._submissions or self._there)
        self.inside.setCurrentIndex(1 if some else 0)
        self.new.setVisible(some)
        self.folder.setVisible(some)
        going = self._going()
        running = len(going)
        for act in (self.pause_all, self.stop_all):
            act.setVisible(running > 1)
        held = bool(going) and all(view.job.paused for view in going)
        self.pause_all.setText(" " + (_("All go on") if held else _("Pause all")))
        self.pause_all.setAccessibleName(self.pause_all.text().strip())
        if some and not self._desk.read_only:
            parts = [ngettext("{count} running", "{count} running", running)] if running else []
            closed = sum(row.closed for row in self._submissions)
            if still := len(self._submissions) - closed:
                parts.append(ngettext("{count} open", "{count} open", still))
            if closed:
                parts.append(ngettext("{count} closed", "{count} closed", closed))
            self.page.subtitle.setText(", ".join(parts))
        self._recount()

    def _going(self) -> list[BatchView]:
        return [view for view in self._begun if view.running]

    def _arrange(self, view: BatchView) -> None:
        """It is the last that begun: what runs is on top, what waits below it, then what is over, the newest first."""
        self._begun = [one for one in self._begun if one is not view] + [view]
        going = self._going()
        for place, one in enumerate([*going, *(other for other in self._views if other not in going)]):
            if self._running.indexOf(one) != place:
                self._running.insertWidget(place, one)

    def _pause_all(self) -> None:
        going = self._going()
        held = all(view.job.paused for view in going)
        for view in going:
            if held:
                view.job.go_on()
            elif not view.job.paused:
                view.job.pause()

    def _stop_all(self) -> None:
        for view in self._going():
            view.stop_all()

    def _recount(self) -> None:
        self.counted.emit(len(self._interrupted) + sum(view.asks for view in self._views))

    def open_submission(self, submission: SubmissionId) -> None:
        """What is stated of it, its receipt, and closing it."""
        self.submission.show_submission(submission)
        self.stack.setCurrentWidget(self.submission)
        self.submission.back.setFocus()

    # Taking in

    def choose_files(self) -> None:
        """Ctrl+N."""
        names, _kind = QFileDialog.getOpenFileNames(self, _("Files to take in"), str(Path.home()))
        if names:
            self.take([os.fsencode(name) for name in names])

    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder to take in"), str(Path.home()))
        if name:
            self.take([os.fsencode(name)])

    def take(self, paths: Sequence[bytes]) -> None:
        """Files and folders were dropped or chosen: the sheet comes first, always."""
        if self._desk.read_only or not paths:
            return
        fresh = self.stack.currentWidget() is not self.sheet
        self.stack.setCurrentWidget(self.sheet)
        self.sheet.open_for(paths, fresh=fresh)

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)
        self.new.setFocus()

    def _began(self, batch: BatchRow, lines: tuple[PlanLine, ...], _draft: SubmissionDraft | None = None) -> None:
        self._follow(BatchView(self._desk, batch, lines))

    def _follow(self, view: BatchView, *, again: bool = False) -> None:
        self.stack.setCurrentIndex(0)
        view.went_on.connect(partial(self._running_again, view))
        view.ended.connect(self._ended)
        view.held.connect(self._look_again)
        view.changed_by_hand.connect(self._ask_submissions)
        view.open_submission.connect(self.open_submission)
        self._views.insert(0, view)
        job: Job = view.begin(again=again)
        self.new.setFocus()  # what had it, on the sheet, is out of sight
        self._arrange(view)
        self.running.emit(job)
        self._look_again()
        self._ask_submissions()

    def _running_again(self, view: BatchView, job: Job) -> None:
        self._arrange(view)
        self.running.emit(job)
        self._look_again()

    def _ask_of(self, batch: BatchRow, told: Callable[[Stood], object]) -> None:
        """How a batch of an earlier day stands; then the next step."""
        self.trouble.hide()
        self._desk.ask(partial(stands, self._desk.casework, batch.batch), told, self.trouble.show_error)

    def _resumed(self, stood: Stood, *, again: bool = False) -> None:
        batch, lines, brought = stood
        self._interrupted = tuple(one for one in self._interrupted if one.batch != batch.batch)
        emptied(self._offers)
        for one in self._interrupted:
            self._offers.addWidget(self._offer(one))
        view = BatchView(self._desk, batch, lines)
        view.recall(brought)
        self._follow(view, again=again)

    def _ask_to_leave_out(self, stood: Stood) -> None:
        batch, lines, _brought = stood
        left = [one for one in lines if one.line not in batch.outcomes]
        asking = leaving_out([one.name for one in left], self)
        asking.answered.connect(partial(self._leave_out, batch, [one.line for one in left]))
        asking.ask()

    def _leave_out(self, batch: BatchRow, lines: Sequence[int], reason: str) -> None:
        """Then it goes on: what is in the vault may still have to be compared and examined."""
        act = partial(self._desk.casework.receiving.leave_out, batch.batch, lines, reason)
        gone_on = partial(self._ask_of, batch, self._resumed)
        self._desk.ask(act, lambda _lines: gone_on(), self.trouble.show_error, Lane.BACKGROUND)

    def _again(self, batch: BatchId) -> None:
        """What failed in a batch is tried once more, wherever that was asked for."""
        self.stack.setCurrentIndex(0)
        view = next((one for one in self._views if one.batch.batch == batch), None)
        if view is not None:
            view.run(again=True)
        else:
            question = partial(stands, self._desk.casework, batch)
            self._desk.ask(question, partial(self._resumed, again=True), self.trouble.show_error)

    def _left_out(self, batch: BatchId, lines: tuple[int, ...], reason: str) -> None:
        for view in self._views:
            if view.batch.batch == batch:
                view.were_left_out(reason, lines)
        self._ask_submissions()

    def _lines(self, notices: tuple[LineMoved, ...]) -> None:
        for view in self._views:
            view.moved(notices)
        self._recount()  # what failed may be told after the import has ended

    def _changed(self, items: frozenset[ItemId]) -> None:
        for view in self._views:
            view.changed(items)

    def _device_free(self, batch: str) -> None:
        for view in self._views:
            if view.batch.batch == batch:
                view.free_now()

    def _ended(self) -> None:
        self.begin()


def stands(casework: "Casework", batch: BatchId) -> Stood:
    """A batch, its plan, and what became of its lines so far."""
    row = casework.receiving.batch(batch)
    return row, casework.receiving.plan(row.plan), casework.library.brought(batch)


def medium_name(facts: VolumeFacts) -> str:
    """What is written on it, or what it is."""
    return (
        facts.label or " ".join(part for part in (facts.device_make, facts.device_model) if part) or _("A medium without a name")
    )


def medium_words(facts: VolumeFacts) -> str:
    device = " ".join(part for part in (facts.device_make, facts.device_model) if part) if facts.label else ""
    writable = _("read-only") if facts.read_only else ""
    return " · ".join(part for part in (device, facts.filesystem, writable, _("is connected; nothing on it was read")) if part)
