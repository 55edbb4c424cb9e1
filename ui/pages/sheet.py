"""The submission sheet: the form at the left, the files before copying at the right; nothing is copied before Start."""

import os
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QStorageInfo, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from intake import durable
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.progress import Progress
from intake.records.items import PlanLine
from intake.records.names import shown_text
from intake.records.rows import BatchRow
from intake.records.submissions import SubmissionDraft
from intake.wording import amounts
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.clock_reading import ClockReading
from ui.dialogs.time_span import TimeSpan
from ui.jobs import Job, Lane
from ui.models.plan import KIND, NAME, NOTE, SIZE, TIME, PlanModel, kinds_said
from ui.models.plan_files import PlanFiles
from ui.pages.sheet_form import WIDTH, SheetForm
from ui.theme import tokens
from ui.widgets.buttons import button, icon_button, link, primary
from ui.widgets.cells import SignedCell, plan_state
from ui.widgets.frame import Bar, scrolling
from ui.widgets.giving import GivesWay
from ui.widgets.nothing import Nothing
from ui.widgets.plan_bar import PlanBar
from ui.widgets.plan_table import PlanTable
from ui.widgets.trouble import Trouble
from ui.widgets.views import widths
from ui.widgets.words import Elided, Sign, State, label, rule, set_role


def _survey(desk: Desk, paths: tuple[bytes, ...], progress: Progress) -> PlanFiles:
    return PlanFiles.of(desk.casework.receiving.survey(paths, progress))


def _begin(
    desk: Desk,
    lines: Sequence[PlanLine],
    draft: SubmissionDraft,
    new_case: bool,
    progress: Progress,  # noqa: ARG001 — an act
) -> tuple[BatchRow, tuple[PlanLine, ...]]:
    """The batch and its plan as the vault has it: there the lines have other numbers than in the survey."""
    receiving = desk.casework.receiving
    if new_case and draft.case is not None:
        receiving.open_case(draft.case, "")
    batch = receiving.begin(lines, draft, ())
    return batch, receiving.plan(batch.plan)


class Sheet(QWidget):
    left = Signal()
    began = Signal(object, object, object)  # BatchRow, tuple[PlanLine, ...], SubmissionDraft

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._free: int | None = None
        self._cases: tuple[str, ...] = ()
        self._survey: Job | None = None
        self._held: Job | None = None
        self.plan = PlanModel(parent=self)
        self.plan.chosen_changed.connect(self._look_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(rule())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.form = SheetForm()
        self.form.changed.connect(self._look_again)
        self.form.clock_wanted.connect(self._read_clock)
        self.form.unfolded.connect(lambda part: QTimer.singleShot(0, part, partial(self._show_more, part)))
        self.form.offer_places((desk.casework.operator.person.agency, desk.casework.office))
        self._side = scrolling(self.form)
        self._widen()
        middle.addWidget(self._side)
        middle.addWidget(rule(vertical=True))
        middle.addWidget(self._files(), 1)
        column.addLayout(middle, 1)
        column.addWidget(rule())
        column.addWidget(self._foot())

    def _widen(self) -> None:
        """As wide as the form in this language, with room for the scroll bar beside it."""
        bar = self._side.verticalScrollBar().sizeHint().width()
        self._side.setFixedWidth(max(WIDTH, self.form.minimumSizeHint().width() + bar))

    def _show_more(self, part: QWidget) -> None:
        self._widen()
        self._side.ensureWidgetVisible(part, 0, 16)

    def _head(self) -> QWidget:
        bar = Bar(tokens.PAGE_BAR, margin=12)
        bar.row.addWidget(icon_button("back", _("Back to Intake"), self.leave))
        bar.row.addWidget(label(_("New submission"), "page"))
        self.source = label("", "quiet")
        bar.row.addWidget(self.source)
        bar.row.addStretch(1)
        return bar

    def _files(self) -> QWidget:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = Bar(44)
        name = label(_("Files"), "section")
        head.row.addWidget(name)
        self.counted = Elided()
        set_role(self.counted, "quiet")
        head.row.addWidget(self.counted, 1)
        head.row.addWidget(link(_("Choose all"), partial(self.plan.choose_all, True)))
        head.row.addWidget(link(_("Choose none"), partial(self.plan.choose_all, False)))
        GivesWay(head, (name, self.counted))
        column.addWidget(head)
        self.bar = PlanBar()
        self.bar.narrowed.connect(self.plan.narrow)
        self.bar.span_wanted.connect(self._ask_for_span)
        column.addWidget(self.bar)
        self.view = PlanTable(self.plan)
        self.bar.down.connect(self._into_the_list)
        self._note_cell = SignedCell(plan_state, Qt.TextElideMode.ElideMiddle)  # of which item is at the end
        self.view.setItemDelegateForColumn(NOTE, self._note_cell)
        sizes = self.view.horizontalHeader()
        sizes.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        widths(self.view, {KIND: 92, TIME: 156, SIZE: 84, NOTE: 236})
        self.nothing = Nothing()
        self.nothing.hide()
        column.addWidget(self.view, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(rule())
        column.addWidget(self._checks())
        return pane

    def _into_the_list(self) -> None:
        self.view.setFocus()
        if not self.view.currentIndex().isValid():
            self.view.selectRow(0)

    def _checks(self) -> QWidget:
        pane = QWidget()
        grid = QGridLayout(pane)
        grid.setContentsMargins(16, 8, 16, 8)
        grid.setVerticalSpacing(4)
        self.space, self.mounted, self.looks, self.held, self.twice, self.unlisted = (State() for _time in range(6))
        self.kinds = label("", "quiet", wrap=True)
        grid.addWidget(self.kinds, 0, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._said = (self.space, self.looks, self.unlisted, self.held, self.twice, self.mounted)
        self._packed: list[State] = []
        self._grid = grid
        for state in self._said:
            grid.addWidget(state, 1, 0)  # a part of this pane before it is ever shown
            state.hide()
        self.trouble = Trouble()
        grid.addWidget(self.trouble, 4, 0, 1, 2)
        return pane

    def _foot(self) -> QWidget:
        bar = Bar(tokens.ACTION_BAR)
        bar.row.addWidget(Sign("lock"))
        self.promise = label("", "quiet", wrap=True)
        bar.row.addWidget(self.promise, 1)
        self.cancel = button(_("Cancel"), self.leave)
        bar.row.addWidget(self.cancel)
        self.start = primary(_("Start"), self._start)
        bar.row.addWidget(self.start)
        return bar

    # Before Start

    def open_for(self, paths: Sequence[bytes], *, fresh: bool = True) -> None:
        """List these files and folders by what their directories say. fresh: begin the form anew."""
        self.trouble.hide()
        self._stop_asking()  # other files were dropped before these were listed
        self.bar.clear()
        if fresh:
            self.form.begin()
        self.plan.take(PlanFiles())
        self.counted.setText(_("being listed…"))
        self._volume(paths)
        self._desk.ask(self._desk.casework.library.cases, self._told_cases)
        self._desk.ask(partial(durable.free_space, self._desk.vault), self._told_free)
        self._survey = job = self._desk.jobs.make(partial(_survey, self._desk, tuple(paths)), Lane.LOOK)
        job.done.connect(partial(self._listed, job))
        job.failed.connect(self.trouble.show_error)
        self._desk.jobs.start(job)

    def _volume(self, paths: Sequence[bytes]) -> None:
        """What the system says of the medium; shown here and nowhere else."""
        volume = QStorageInfo(os.fsdecode(paths[0])) if paths else QStorageInfo()
        name = shown_text(volume.displayName(), 40)
        kind = bytes(volume.fileSystemType().data()).decode("ascii", "replace")
        self.source.setText(
            _("from “{name}”, {kind}, {size}").format(name=name, kind=kind, size=amounts.size(volume.bytesTotal()))
            if volume.isValid() and not volume.isRoot()
            else _("from this computer")
        )
        read_only = volume.isValid() and volume.isReadOnly()
        self.mounted.say("good", _("The medium is mounted read-only"))
        self.mounted.setVisible(read_only)

    def _listed(self, job: Job, files: PlanFiles) -> None:
        if job is not self._survey:
            return
        self._survey = None
        self.plan.take(files)
        self._held = job = self._desk.jobs.make(partial(self._desk.casework.receiving.held, files.lines), Lane.LOOK)
        job.done.connect(partial(self._told_held, job))
        self._desk.jobs.start(job)

    def _told_held(self, job: Job, held: dict[int, tuple[ItemId, ...]]) -> None:
        if job is self._held:
            self.plan.take_held(held)

    def _stop_asking(self) -> None:
        for job in (self._survey, self._held):
            if job is not None and not job.over:
                job.stop()
        self._survey = self._held = None

    def _ask_for_span(self) -> None:
        times = [line.modified_ns for line in self.plan.lines if line.modified_ns is not None] or [0]
        dialog = TimeSpan(min(times), max(times), self)
        dialog.answered.connect(self.bar.take_span)
        dialog.ask()

    def _told_cases(self, cases: tuple) -> None:  # type: ignore[type-arg]
        self._cases = tuple(row.number for row in cases)
        self.form.offer_cases(cases)

    def _told_free(self, free: int) -> None:
        self._free = free
        self._look_again()

    def _look_again(self) -> None:
        """What is chosen, whether it fits, and whether it may start."""
        lines, chosen = self.plan.lines, self.plan.chosen()
        size = sum(line.size for line in chosen)
        hidden = bool(lines) and not self.plan.rowCount()
        self.nothing.setVisible(hidden)
        if hidden:
            self.nothing.say(_("Nothing matches."), _("Change what is asked for above, or press List all."))
        self.view.setVisible(not hidden)
        if self._survey is None:
            said = _("{chosen:,} of {all:,} chosen, {size}")
            if self.plan.rowCount() < len(lines):
                said = _("{chosen:,} of {listed:,} listed chosen, {size}; {all:,} in all")
            self.counted.setText(
                said.format(chosen=len(chosen), listed=self.plan.rowCount(), all=len(lines), size=amounts.size(size))
            )
        enough = self._free is None or size < self._free
        self.kinds.setText(kinds_said(self.plan.chosen_kinds()))
        self.kinds.setVisible(bool(chosen))
        if self._free is not None:
            self.space.say(
                "good" if enough else "bad",
                (
                    _("Enough space: {size} of {free} free") if enough else _("Not enough space: {size}, and {free} are free")
                ).format(size=amounts.size(size), free=amounts.size(self._free)),
            )
            self.space.show()
        self._say_what_needs_a_look()
        self._pack()
        missing = self.form.missing()
        self.start.setEnabled(bool(chosen) and enough and not missing)
        self.start.setText(ngettext("Start with {count} file", "Start with {count} files", len(chosen)))
        if chosen and missing:
            self.promise.setText(_("Still to be answered: {what}.").format(what=_(" and ").join(missing)))
        elif lines and not chosen:
            self.promise.setText(_("No file is chosen yet."))
        else:
            self.promise.setText(_("Nothing is changed on the source. What you do not choose leaves no trace but its count."))

    def _pack(self) -> None:
        """What is said stands two in a row, without gaps."""
        said = [state for state in self._said if not state.isHidden()]
        if said != self._packed:
            self._packed = said
            for at, state in enumerate(said):
                self._grid.addWidget(state, 1 + at // 2, at % 2)

    def _say_what_needs_a_look(self) -> None:
        plan = self.plan
        refused, held, twice, empty, unlisted = plan.refused(), plan.held_count(), plan.repeated(), plan.empty(), plan.unlisted()
        said = []
        if refused:
            said.append(
                ngettext("{count} needs a look and cannot be taken in", "{count} need a look and cannot be taken in", refused)
            )
        if empty:
            said.append(ngettext("{count} file is empty", "{count} files are empty", empty))
        self.looks.say("attention", "; ".join(said))
        self.looks.setVisible(bool(said))
        self.held.say(
            "duplicate",
            ngettext(
                "{count} may be held already; it is taken in all the same",
                "{count} may be held already; they are taken in all the same",
                held,
            ),
        )
        self.held.setVisible(held > 0)
        self.twice.say(
            "duplicate",
            ngettext(
                "{count} has the name and size of another one here",
                "{count} have the name and size of another one here",
                twice,
            ),
        )
        self.twice.setVisible(twice > 0)
        self.unlisted.say(
            "note", ngettext("{count} is not listed and not taken in", "{count} are not listed and not taken in", unlisted)
        )
        self.unlisted.setVisible(unlisted > 0)

    def _read_clock(self) -> None:
        dialog = ClockReading(self._desk.casework.upkeep.moment, self)
        dialog.answered.connect(self.form.take_clock)
        dialog.ask()

    # Start

    def _start(self) -> None:
        chosen, draft = self.plan.chosen(), self.form.draft()
        new_case = draft.case is not None and draft.case not in self._cases
        self.start.setEnabled(False)
        job = self._desk.jobs.make(partial(_begin, self._desk, chosen, draft, new_case), Lane.BACKGROUND)
        job.done.connect(partial(self._begun, draft))
        job.failed.connect(self._failed)
        self._desk.jobs.start(job)

    def _begun(self, draft: SubmissionDraft, begun: tuple[BatchRow, tuple[PlanLine, ...]]) -> None:
        batch, lines = begun
        self.began.emit(batch, lines, draft)

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)
        self._look_again()

    def leave(self) -> None:
        self._stop_asking()
        self.left.emit()
