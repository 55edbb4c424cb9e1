"""Release: the bundles written before, and a new one in five pages, with the check, the writing, and what was written."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from intake.casework.door import Exported, ExportRequest
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.progress import Pace, Step
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Job, Lane, Outlasts
from ui.pages.release_draft import Draft
from ui.pages.release_list import ReleaseList
from ui.pages.written import Written
from ui.widgets.buttons import button, fill
from ui.widgets.frame import Page, scrolling
from ui.widgets.status_line import told
from ui.widgets.words import label

EMPTY, FORM, RUNNING, WRITTEN = range(4)


class Release(Page):
    running = Signal(object)  # Job
    library_wanted = Signal()
    verify_wanted = Signal(object)  # Path

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Release"))
        self._desk = desk
        self._pace = Pace()
        self._job: Job | None = None
        self.new = button(_("New bundle"), self._new)
        self.close_draft = button(_("Close"), self.leave, kind="flat")
        for name, one in (("new-bundle", self.new), ("close-draft", self.close_draft)):
            one.setObjectName(name)
            self.bar.row.addWidget(one)
        self.list = ReleaseList(desk)
        self.list.begin_wanted.connect(self.library_wanted)
        self.list.draft_wanted.connect(self._go_on)
        self.list.discard_wanted.connect(self.discard)
        self.list.verify_wanted.connect(self.verify_wanted)
        self.list.told.connect(self._settle)
        self.form = Draft(desk)
        self.form.write_wanted.connect(self._write)
        self.form.left.connect(self.leave)
        self.form.said.connect(self._say)
        self.form.library_wanted.connect(self.library_wanted)
        self.written = Written(desk)
        self.written.another.connect(self._over)
        self.written.verify_wanted.connect(self.verify_wanted)
        self.stack = QStackedWidget()
        for page in (self.list, self.form, self._running_page(), scrolling(self.written)):
            self.stack.addWidget(page)
        self.body.addWidget(self.stack, 1)
        self._show(EMPTY)

    def _running_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 48, 48, 48)
        column.setSpacing(12)
        column.addStretch(1)
        self.doing = label(_("Writing the bundle"), "section")
        self.far = label("", "quiet")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress of writing"))
        self.stop = button(_("Stop"), self._stop, icon="stop")
        self.stop.setObjectName("stop-writing")
        column.addWidget(self.doing)
        column.addWidget(self.progress)
        column.addWidget(self.far)
        column.addWidget(
            label(_("Until it is read back and verified it is named .partial; what is stopped leaves no bundle behind."), "small")
        )
        row = QHBoxLayout()
        row.addWidget(self.stop)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    # Which of the four is shown

    def _show(self, page: int) -> None:
        self.stack.setCurrentIndex(page)
        self.new.setVisible(page == EMPTY)
        self.new.setEnabled(not self._desk.read_only)
        self.close_draft.setVisible(page == FORM)
        self.subtitle.setText(self.form.what_for.words() if page in {FORM, RUNNING} else "")
        if page == EMPTY:
            self.list.show_draft(self.form.summary() if self.form.begun else "")
            self._next_step()

    def _say(self, words: str) -> None:
        if self.stack.currentIndex() == FORM:
            self.subtitle.setText(words)

    def begin(self) -> None:
        """The room is entered; a draft is as it was left."""
        self.list.begin()
        self._show(self.stack.currentIndex())

    def draft(self, items: tuple[ItemId, ...], case: str | None = None) -> None:
        """Items that were chosen, or a whole case; what was answered before stays. Not while one is written."""
        if self._job is None:
            self._show(FORM)
            self.form.begin(items, case)

    def fill(self, purpose: str, authority: str, target: Path) -> None:
        """Answer the form for a demo; it is written only when a person says so."""
        self.form.fill(purpose, authority, target)

    def _new(self) -> None:
        """The pages from the first on; the items are chosen on the second. A draft that was begun goes on."""
        if self.form.begun:
            self._go_on()
        else:
            self.draft(())

    def _go_on(self) -> None:
        self._show(FORM)
        self.form.show_step(self.form.pages.currentIndex())

    def leave(self) -> None:
        """Back to the list; the draft stays."""
        self._show(EMPTY)
        self.new.setFocus()
        self.list.begin()

    def _settle(self) -> None:
        """Where the focus was left here, it goes to what comes next."""
        following = self._next_step()
        if self.new.hasFocus():
            following.setFocus()

    def _next_step(self) -> QPushButton:
        """The one filled button of the list."""
        following = self.list.next_step() or self.new
        for one in (self.new, self.list.go_on, self.list.choose):
            fill(one, on=one is following)
        return following

    def discard(self) -> None:
        """The draft is forgotten."""
        self.form.clear()
        self.leave()

    # Writing

    def _write(self, request: ExportRequest) -> None:
        if self._job is not None:
            return
        job = self._desk.jobs.make(partial(self._desk.casework.release.export, request), Lane.WORK)
        if not request.encrypt:  # its passphrase is shown afterwards, once, and would be lost behind the lock
            job.outlasts = Outlasts.BUNDLE
        job.stepped.connect(self._stepped)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.stopped.connect(self._stopped)
        job.ended.connect(self._ended)
        self._job, self._pace = job, Pace()
        self.progress.setRange(0, 0)
        self.far.setText("")
        self._show(RUNNING)
        self.stop.setFocus()
        self._desk.jobs.start(job)
        self.running.emit(job)

    def _stepped(self, step: Step) -> None:
        total, done = (step.whole_total, step.whole_done) if step.whole_total else (step.total, step.done)
        if total:
            self._pace.note(done)
            self.progress.setRange(0, 1000)
            self.progress.setValue(min(1000, done * 1000 // total))
        self.far.setText(told(step, self._pace))

    def _done(self, exported: Exported) -> None:
        self.form.clear()
        self.written.show_exported(exported)
        self._show(WRITTEN)

    def _failed(self, error: IntakeError) -> None:
        self._show(FORM)
        self.form.show_failed(error)

    def _stopped(self) -> None:
        self._show(FORM)
        self.form.show_stopped()

    def _ended(self) -> None:
        self._job = None

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _over(self) -> None:
        self.written.forget()
        self.leave()
