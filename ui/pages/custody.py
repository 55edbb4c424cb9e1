"""Custody: the log as sentences by day, one entry laid out for reading, and the verification of everything, watched and stopped."""

import re
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from intake.errors import IntakeError
from intake.ids import ItemId
from intake.progress import Pace, Step
from intake.records.findings import Report
from intake.records.rows import LogWhere, OperatorRow
from intake.wording.events import operator_name
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.days import Days
from ui.jobs import Job, Lane
from ui.models.last_verified import LastVerified
from ui.models.log import Line, LogModel, Wanted
from ui.models.log_filters import criteria
from ui.pages.checkpoints import CheckpointSaving, save_as
from ui.pages.entry import EntryPane
from ui.pages.log_printing import LogPrinting
from ui.theme import icons, tokens
from ui.widgets.buttons import button, link, primary
from ui.widgets.cells import LogCell
from ui.widgets.frame import Bar, Page, scrolling
from ui.widgets.giving import GivesWay
from ui.widgets.log_filters import LogFilters
from ui.widgets.report import Findings, as_text, counts, headline
from ui.widgets.status_line import told
from ui.widgets.trouble import Trouble
from ui.widgets.views import listed
from ui.widgets.words import Sign, State, ground, label, rule

REFRESH_MS = 1_000
WORDS_MS = 200
NUMBER = re.compile(r"\d+-\d+", re.ASCII)
LOG, RUNNING, REPORT = range(3)


class Custody(Page):
    running = Signal(object)  # Job
    verified = Signal(object)  # Report
    item_wanted = Signal(object)  # ItemId

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Custody"))
        self._desk = desk
        self._pace = Pace()
        self._job: Job | None = None
        self._report: Report | None = None
        self._last = LastVerified(desk.casework)
        self.result = State(*self._last.briefly(), "quiet", wrap=False)
        self.checkpoints = CheckpointSaving(desk, self)
        self.checkpoints.failed.connect(self._failed)
        self.checkpoint = button(_("Save checkpoint…"), self.checkpoints.begin, icon="save")
        self.print = button(_("Print…"), self.begin_printing, icon="print")
        self.verify = primary(_("Verify log"), self.begin_verifying)

        self.bar.row.addWidget(self.result)
        self.bar.row.addWidget(self.print)
        self.bar.row.addWidget(self.checkpoint)
        self.bar.row.addWidget(self.verify)
        GivesWay(self.bar, (self.print, self.checkpoint, self.result))
        self.trouble = Trouble()
        self.body.addWidget(self.trouble)
        self.printing = LogPrinting(desk, self)
        self.printing.told.connect(lambda said: self.result.say("good", said))
        self.printing.failed.connect(self._failed)
        self.stack = QStackedWidget()
        for page in (self._log_page(), self._running_page(), self._report_page()):
            self.stack.addWidget(page)
        self.body.addWidget(self.stack, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REFRESH_MS)
        self._later.timeout.connect(self.model.begin)
        desk.listener.log_grew.connect(self._grew)

    def _log_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Bar(44)
        bar.row.setContentsMargins(16, 8, 16, 8)
        bar.setMaximumHeight(4 * 32)  # chips go on in further lines
        self.words = QLineEdit()
        self.words.setPlaceholderText(_("Number, person, word…"))
        self.words.setAccessibleName(_("Filter the log"))
        self.words.setMaximumWidth(260)
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._narrowing = QTimer(self)
        self._narrowing.setSingleShot(True)
        self._narrowing.setInterval(WORDS_MS)
        self.words.textChanged.connect(lambda _text: self._narrowing.start())
        bar.row.addWidget(self.words, 1)
        self.filters = LogFilters(self._desk.own)
        self.filters.narrowed.connect(self._narrowed)
        self.filters.days_wanted.connect(self._ask_days)
        bar.row.addWidget(self.filters, 1)
        self.counted = label("", "quiet")
        self.clear = link(_("Clear filters"), self._clear)
        self.clear.hide()
        bar.row.addWidget(self.counted)
        bar.row.addWidget(self.clear)
        column.addWidget(bar)
        column.addWidget(rule())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        self.model = LogModel(self._desk, self)
        self.model.grown.connect(self._count)
        self.model.failed.connect(self._failed)
        self._narrowing.timeout.connect(self._narrow)
        self._cell = LogCell()
        self.view: QListView = listed(_("Custody log"))
        self.view.setItemDelegate(self._cell)
        self.view.setModel(self.model)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self.view.activated.connect(self._activated)
        self.view.clicked.connect(self._activated)
        split.addWidget(self.view)
        self.entry = EntryPane(self._desk)
        self.entry.hide()
        self.entry.closed.connect(self.entry.hide)
        self.entry.item_wanted.connect(self.item_wanted)
        split.addWidget(self.entry)
        split.setStretchFactor(0, 1)
        split.setSizes([862, tokens.DETAILS])
        column.addWidget(split, 1)
        return page

    def _running_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 48, 48, 48)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(label(_("Reading every object and every entry again"), "section"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress of the verification"))
        self.far = label("", "quiet")
        column.addWidget(self.progress)
        column.addWidget(self.far)
        row = QHBoxLayout()
        self.stop = button(_("Stop"), self._stop, icon="stop")
        row.addWidget(self.stop)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    def _report_page(self) -> QWidget:
        inner = ground(QWidget(), "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 24)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.sign = Sign("good", 24)
        self.head = label("", "page", wrap=True)
        head.addWidget(self.sign)
        head.addWidget(self.head, 1)
        head.addWidget(button(_("Back to the log"), partial(self._show, LOG), icon="back"))
        head.addWidget(button(_("Save report…"), self._save_report, icon="save"))
        column.addLayout(head)
        self.checked = label("", "quiet", wrap=True)
        column.addWidget(self.checked)
        self.findings = Findings()
        column.addWidget(self.findings, 1)
        return scrolling(inner)

    def _show(self, page: int) -> None:
        self.stack.setCurrentIndex(page)

    # The log

    def begin(self) -> None:
        self.model.begin()
        self._desk.ask(self._desk.casework.library.operators, self._told_people, self._failed)

    def _told_people(self, people: tuple[OperatorRow, ...]) -> None:
        self.filters.people = {one.key_id: operator_name(one.name) for one in people}

    def _narrow(self) -> None:
        """Words and conditions; a number alone is that item, whose entries are found without reading the others."""
        words, where = self.words.text().strip(), self.filters.where
        if NUMBER.fullmatch(words):
            where, words = replace(where, item=ItemId(f"{self._desk.casework.code}-{words}")), ""
        self.model.narrow(words, where)

    def _narrowed(self, where: LogWhere) -> None:
        self.filters.show_where(where)
        self._narrow()

    def show_item(self, item: ItemId) -> None:
        """Only the entries about this item."""
        self.words.clear()
        self._narrowed(LogWhere(item=item))

    def _clear(self) -> None:
        self.words.clear()
        self._narrowed(LogWhere())
        self.view.setFocus()

    def _ask_days(self) -> None:
        where = self.filters.where
        dialog = Days(where.first_day or "", where.last_day or "", self, log=True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._take_days(*dialog.days()))
        dialog.open()

    def _take_days(self, first: str | None, last: str | None) -> None:
        self._narrowed(replace(self.filters.where, first_day=first, last_day=last))

    def begin_printing(self) -> None:
        """Say what of the log would stand on paper."""
        wanted = self.model.wanted
        said = [one for one, _rest in criteria(wanted.where, self.filters.people)]
        said += [f"“{word}”" for word in wanted.words]
        self.printing.begin(wanted, said, self.model.matching, whole=self.model.whole or not wanted.words)

    def _grew(self, _size: int) -> None:
        if self.isVisible():
            self._later.start()

    def _count(self) -> None:
        wanted, model = self.model.wanted, self.model
        if wanted == Wanted():
            self.counted.setText(ngettext("{count} entry", "{count} entries", model.size))
        elif model.whole or not wanted.words:
            self.counted.setText(_("{shown:,} of {all:,}").format(shown=model.matching, all=model.size))
        else:
            self.counted.setText(_("{shown:,} of {all:,} so far").format(shown=model.matching, all=model.size))
        self.clear.setVisible(wanted != Wanted())

    def _chosen(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        line: Line = self.model.line(index.row())
        if len(line.entries) == 1:
            self.entry.show_entry(line.entries[0])
            self.entry.show()

    def _activated(self, index: QModelIndex) -> None:
        if len(self.model.line(index.row()).entries) > 1:
            self.model.unfold(index.row())

    # Verification

    def begin_verifying(self, held: bytes | None = None) -> None:
        """held: a checkpoint that was kept elsewhere."""
        if self._job is not None:
            self._show(RUNNING)
            return
        self.trouble.hide()
        self._pace = Pace()
        job = self._desk.jobs.make(partial(self._desk.casework.verification.vault, held), Lane.WORK)
        job.stepped.connect(self._stepped)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.stopped.connect(partial(self._show, LOG))
        job.ended.connect(self._ended)
        self._job = job
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

    def _done(self, report: Report) -> None:
        self._report = report
        state, said = headline(report)
        self._last.keep(report, state)
        self.result.say(state, said)
        self.sign.show_sign(state)
        self.head.setText(said)
        self.checked.setText(_("Checked: {what}").format(what=counts(report)))
        self.findings.show_report(report, _("Everything that the log names is here."))
        self._show(REPORT)
        self.verified.emit(report)

    def _failed(self, error: IntakeError) -> None:
        self._show(LOG)
        self.trouble.show_error(error)

    def _ended(self) -> None:
        self._job = None

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    # Papers

    def _save_report(self) -> None:
        if self._report is None:
            return
        text = as_text(self._report, _("Verification of the vault"))
        try:
            save_as(self, _("Save the report"), "verification of the vault.txt", text.encode())
        except IntakeError as error:
            self.trouble.show_error(error)
