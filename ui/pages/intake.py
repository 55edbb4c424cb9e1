"""Intake: one drop zone while there is nothing; else what runs, what was interrupted, and the submissions so far."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from intake.ids import ItemId, SubmissionId
from intake.notices import LineMoved
from intake.records.items import PlanLine, VolumeFacts
from intake.records.names import shown_text
from intake.records.rows import BatchRow, SubmissionRow
from intake.records.submissions import SubmissionDraft
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Job
from ui.media import Media, Medium
from ui.pages.batch_view import BatchView
from ui.pages.sheet import Sheet
from ui.pages.submission import SubmissionPage
from ui.widgets.buttons import button, link
from ui.widgets.drop_zone import DropZone
from ui.widgets.frame import Page, emptied, scrolling
from ui.widgets.words import Sign, ground, label, rule

SHOWN = 50  # submissions; the others when they are asked for
CLOSED_HEIGHT = 36

MISSING = {
    "giver": N_("from whom it was received"),
    "recorded_by": N_("who recorded it"),
    "device": N_("the device"),
    "clock": N_("the reading of its clock"),
    "authority": N_("the authority"),
    "reach": N_("how near to the recording device"),
    "place": N_("the place"),
    "hops": N_("the path to us"),
    "account": N_("their account"),
    "safety": N_("safety"),
    "case": N_("the case"),
}


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
            self._plugged.addWidget(_line("disconnect", medium_name(facts), medium_words(facts), _("Take in…"), act))
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
        return _line(
            "attention",
            _("Submission {number}").format(number=self._desk.own(batch.submission)),
            said,
            _("Go on"),
            partial(self._resume, batch),
        )

    def _told_submissions(self, rows: tuple[SubmissionRow, ...]) -> None:
        self._submissions = rows
        now = {view.batch.submission for view in self._views}
        emptied(self._closed)
        newest_first = sorted((row for row in rows if row.submission not in now), key=lambda one: one.submission, reverse=True)
        wanted = sorted(newest_first, key=lambda one: (one.closed, not one.failed, not one.missing))
        self._submission_lines = [self._submission_line(row) for row in (wanted if self._all else wanted[:SHOWN])]
        for line in self._submission_lines:
            self._closed.addWidget(line)
        self.more = link("", self._show_all)
        if len(wanted) > SHOWN and not self._all:
            self.more.setText(_("Show all {count:,} submissions").format(count=len(wanted)))
            self._closed.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._look_again()

    def _submission_line(self, row: SubmissionRow) -> QWidget:
        act = _("Receipt…") if row.closed else _("Open")
        made = _line(*self._said(row), act, partial(self.open_submission, row.submission), above=2 if row.closed else 8)
        if row.closed:
            made.setMinimumHeight(CLOSED_HEIGHT)
        return made

    def _show_all(self) -> None:
        """The others too, which takes longer; the first of them has the focus."""
        self._all = True
        self._told_submissions(self._submissions)
        self._submission_lines[SHOWN].findChildren(QPushButton)[0].setFocus()

    def _said(self, row: SubmissionRow) -> tuple[str, str, str]:
        giver = row.giver
        parts = [
            _("giver declines to be named")
            if giver.declined
            else _("from {name}").format(name=shown_text(giver.name))
            if giver.name
            else _("giver not stated"),
            _("Case {number}").format(number=shown_text(row.case_number)) if row.case_number else _("no case yet"),
            ngettext("{count} item", "{count} items", row.items),
        ]
        if row.failed:
            parts.append(ngettext("{count} not acquired", "{count} not acquired", row.failed))
        if row.missing:
            parts.append(_("not stated: {what}").format(what=", ".join(_(MISSING.get(one, one)) for one in row.missing)))
        if row.closed:
            parts.append(_("closed"))
        state = "attention" if row.failed and not row.closed else "receipt"
        return state, _("Submission {number}").format(number=self._desk.own(row.submission)), " · ".join(parts)

    def _look_again(self) -> None:
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
            parts.append(ngettext("{count} submission", "{count} submissions", len(self._submissions)))
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
        self.counted.emit(len(self._interrupted) + sum(view.can_go_on or bool(view.queue.failed) for view in self._views))

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

    def _began(self, batch: BatchRow, lines: tuple[PlanLine, ...], draft: SubmissionDraft | None) -> None:
        self.stack.setCurrentIndex(0)
        view = BatchView(self._desk, batch, lines, draft)
        view.went_on.connect(partial(self._running_again, view))
        view.ended.connect(self._ended)
        view.held.connect(self._look_again)
        view.open_submission.connect(self.open_submission)
        self._views.insert(0, view)
        job: Job = view.begin()
        self._arrange(view)
        self.running.emit(job)
        self._look_again()
        self._ask_submissions()

    def _running_again(self, view: BatchView, job: Job) -> None:
        self._arrange(view)
        self.running.emit(job)
        self._look_again()

    def _resume(self, batch: BatchRow) -> None:
        question = partial(self._desk.casework.receiving.plan, batch.plan)
        self._desk.ask(question, partial(self._resumed, batch))

    def _resumed(self, batch: BatchRow, lines: tuple[PlanLine, ...]) -> None:
        self._interrupted = tuple(one for one in self._interrupted if one.batch != batch.batch)
        emptied(self._offers)
        for one in self._interrupted:
            self._offers.addWidget(self._offer(one))
        self._began(batch, lines, None)

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


def medium_name(facts: VolumeFacts) -> str:
    """What is written on it, or what it is."""
    return (
        facts.label or " ".join(part for part in (facts.device_make, facts.device_model) if part) or _("A medium without a name")
    )


def medium_words(facts: VolumeFacts) -> str:
    device = " ".join(part for part in (facts.device_make, facts.device_model) if part) if facts.label else ""
    writable = _("read-only") if facts.read_only else ""
    return " · ".join(part for part in (device, facts.filesystem, writable, _("is connected; nothing on it was read")) if part)


def _line(  # type: ignore[no-untyped-def]
    state: str,
    name: str,
    said: str,
    act: str = "",
    pressed=None,  # noqa: ANN001
    *,
    above: int = 8,
) -> QWidget:
    row = QWidget()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    line = QHBoxLayout()
    line.setContentsMargins(16, above, 16, above)
    line.setSpacing(8)
    line.addWidget(Sign(state))
    line.addWidget(label(name, "strong"))
    line.addWidget(label(said, "quiet", wrap=True), 1)
    if act:
        doing = link(act, pressed)
        doing.setAccessibleName(f"{act}: {name}")
        line.addWidget(doing)
    column.addLayout(line)
    column.addWidget(rule())
    return row
