"""A bundle that is being put together, page by page; back always works and nothing that was answered is lost."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from intake.casework.door import ExportRequest, Medium, Preflight
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.rows import ItemRow
from intake.wording.errors import Words
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Job, Lane
from ui.models.candidates import candidates
from ui.pages import release_check as checks
from ui.pages.release_check import Check, CheckPage
from ui.pages.release_items import WhichItems
from ui.pages.release_steps import Protection, WhatFor, Withhold
from ui.theme import tokens
from ui.widgets.buttons import button, primary
from ui.widgets.frame import Bar, scrolling
from ui.widgets.stepper import Stepper
from ui.widgets.tab_order import comes_after
from ui.widgets.trouble import Trouble
from ui.widgets.words import State, rule

WHAT_FOR, ITEMS, WITHHELD, PROTECTED, CHECK = range(5)


class Draft(QWidget):
    write_wanted = Signal(object)  # ExportRequest
    left = Signal()
    said = Signal(str)  # what it is for, as it is answered
    library_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._case: str | None = None
        self.begun = False
        self._checked: ExportRequest | None = None
        self._looking: Job | None = None
        self._to_write = False  # the focus goes there once the check has been made, or to what must be done before
        self._to_items = False  # others were chosen for a draft that says already what it is for
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.what_for, self.which, self.withheld = WhatFor(), WhichItems(self._desk), Withhold()
        self.protection, self.check = Protection(self._desk), CheckPage()
        self.steps = (self.what_for, self.which, self.withheld, self.protection)
        self.stepper = Stepper([_("What for"), _("Which items"), _("What is withheld"), _("How it is protected"), _("Check")])
        self.stepper.wanted.connect(self.show_step)
        self.pages = QStackedWidget()
        for step in (self.what_for, self.which, self.withheld, self.protection, self.check):
            self.pages.addWidget(step if step is self.which else scrolling(step))
        middle.addWidget(self.stepper)
        middle.addWidget(rule(vertical=True))
        middle.addWidget(self.pages, 1)
        outer.addLayout(middle, 1)
        outer.addWidget(rule())
        self.foot = self._foot()
        outer.addWidget(self.foot)
        self.trouble = Trouble()
        self.again = self.trouble.add_act(_("Try again"), self._write)
        self.again.setObjectName("try-again")
        self.check.above.addWidget(self.trouble)
        self.check.act.connect(self._act)
        self.which.library_wanted.connect(self.library_wanted)
        self.protection.place_named.connect(self._ask_medium)
        self.which.model.chosen_changed.connect(lambda: self.withheld.take(self.which.model.chosen_rows()))
        for step in self.steps:
            step.changed.connect(self._changed)
        # What is asked for everywhere else by these names.
        self.purpose, self.authority, self.target = self.what_for.purpose, self.what_for.authority, self.protection.target
        self.withhold = self.withheld.giver

    def _foot(self) -> QWidget:
        foot = Bar(tokens.ACTION_BAR)
        self.back = button(_("Back"), self.go_back, icon="back")
        self.reason = State("note", "", "quiet", wrap=False)
        self.next = primary(_("Continue"), self.go_on)
        self.write = primary(_("Write bundle"), self._write)
        for name, one in (("back", self.back), ("continue", self.next), ("write-bundle", self.write)):
            one.setObjectName(name)
        foot.row.addWidget(self.back)
        foot.row.addStretch(1)
        foot.row.addWidget(self.reason)
        foot.row.addWidget(self.next)
        foot.row.addWidget(self.write)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._forward)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        return foot

    # What is put together

    def clear(self) -> None:
        """Forget it."""
        for step in (self.what_for, self.which, self.withheld, self.protection):
            step.clear()
        self._stop_looking()
        self.begun, self._case, self._checked = False, None, None
        self.trouble.hide()

    def begin(self, items: tuple[ItemId, ...], case: str | None) -> None:
        """Items that were chosen, or a whole case; what was answered before stays."""
        self._case, self.begun = case, True
        self.trouble.hide()
        self.which.model.take((), ())
        ask = partial(candidates, self._desk.casework, items, case)
        self._desk.ask(ask, partial(self._take, items, case), self.trouble.show_error)
        self._to_items = not self.what_for.missing()
        if not self._to_items:
            self.show_step(WHAT_FOR)

    def summary(self) -> str:
        """In one line, for the list."""
        said = ngettext("Draft: {count} item", "Draft: {count} items", len(self.which.model.chosen()))
        words = self.what_for.words()
        return f"{said} · {words}" if words else said

    def _take(self, items: tuple[ItemId, ...], case: str | None, rows: tuple[ItemRow, ...]) -> None:
        self.which.model.take(rows, items if case is None else [row.item for row in rows if case in row.case_numbers])
        if self._to_items:
            self.show_step(ITEMS)
        elif self.pages.currentIndex() == ITEMS:
            self.which.begin()
        elif self.pages.currentIndex() == CHECK:
            self._look()

    def fill(self, purpose: str, authority: str, target: Path) -> None:
        """Answer the form for a demo; it is written only when a person says so."""
        self.purpose.setEditText(purpose)
        self.authority.setText(authority)
        self.target.setText(str(target))
        self._to_items = False
        self.show_step(CHECK)

    def _request(self) -> ExportRequest | None:
        """What the pages say; None while something is missing."""
        target, items = self.protection.place(), self.which.model.chosen()
        if self._missing() or target is None:
            return None
        return ExportRequest(
            items=items,
            case=self._case,
            target=target,
            form=self.protection.form(),
            encrypt=self.protection.encrypted.isChecked(),
            withhold=("giver",) if self.withhold.isChecked() else (),
            purpose=self.purpose.currentText().strip(),
            recipient=self.what_for.recipient.text().strip(),
            authority=self.authority.text().strip(),
            withheld_by=self.withheld.authority.text().strip() if self.withhold.isChecked() else "",
            left_out_reason=self.which.reason(),
        )

    def _missing(self) -> str:
        return next((said for step in self.steps if (said := step.missing())), "")

    def _changed(self) -> None:
        if self._case is not None and any(self._case not in row.case_numbers for row in self.which.model.chosen_rows()):
            self._case = None
        self.said.emit(self.what_for.words())
        self._show_place()
        if self.pages.currentIndex() == CHECK:
            self._look()

    # The pages

    def show_step(self, number: int) -> None:
        """Go to a page; nothing that was answered is lost."""
        self.pages.setCurrentIndex(number)
        self.write.setEnabled(False)  # until the check says so
        if number == PROTECTED:
            self._ask_medium()
        if number == CHECK:
            self._look()
        else:
            self._stop_looking()
            self.steps[number].begin()
        self._show_place()

    def _forward(self) -> None:
        if self.pages.currentIndex() == CHECK:
            self.write.click()
        else:
            self.next.click()

    def go_on(self) -> None:
        if self.pages.currentIndex() < CHECK and not self.steps[self.pages.currentIndex()].missing():
            self.show_step(self.pages.currentIndex() + 1)
            self._to_write = self.pages.currentIndex() == CHECK

    def go_back(self) -> None:
        if self.pages.currentIndex() > WHAT_FOR:
            self.show_step(self.pages.currentIndex() - 1)
        else:
            self.left.emit()

    def _show_place(self) -> None:
        """The pages at the left, and the foot, as they are now."""
        now = self.pages.currentIndex()
        stops = sum(line.state == "bad" for line in self.check.lines)
        for number, page in enumerate(self.stepper.pages):
            if number < CHECK:
                step = self.steps[number]
                page.say(step.missing() or step.summary(), done=not step.missing(), now=number == now)
            else:
                said = ngettext("{count} stops writing", "{count} stop writing", stops) if stops else ""
                page.say(said, done=False, now=number == now)
        missing = self._missing() if now == CHECK else self.steps[now].missing()
        self.next.setVisible(now != CHECK)
        self.next.setEnabled(not missing)
        self.write.setVisible(now == CHECK)
        if missing:
            self.reason.say("note", missing)
        elif now == CHECK and stops:
            self.reason.say("bad", ngettext("{count} line stops writing", "{count} lines stop writing", stops))
        else:
            self.reason.say("note", "")
        self.reason.setVisible(bool(self.reason.words.text()))

    # The medium and the check

    def _ask_medium(self) -> None:
        place = self.protection.place()
        if place is not None and self.pages.currentIndex() == PROTECTED:
            ask = partial(self._desk.casework.release.medium, place)
            self._desk.ask(ask, partial(self._told_medium, place), lambda _error: None)

    def _told_medium(self, place: Path, found: Medium) -> None:
        if place == self.protection.place():
            self.protection.show_medium(found)

    def _look(self) -> None:
        """Ask what stands before this bundle; what was asked for before is not waited for."""
        self.write.setEnabled(False)
        request = self._request()
        self._stop_looking()
        self._checked = request
        if request is None:
            self.check.waiting(_("Nothing has been written yet. Once the form is answered, the check follows."))
            self._show_place()
            return
        self.check.waiting(_("Looking at the items and the medium…"))
        job = self._desk.jobs.make(partial(self._desk.casework.release.preflight, request), Lane.LOOK)
        job.done.connect(partial(self._told_check, request))
        job.failed.connect(self._not_checked)
        self._looking = job
        self._desk.jobs.start(job)
        self._show_place()

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.stop()
            self._looking = None

    def _told_check(self, request: ExportRequest, found: Preflight) -> None:
        if request != self._checked:
            return
        self._looking = None
        self.check.show_lines(Check(found, request, self._desk.own).lines())
        comes_after(self.foot, self.pages)
        self.write.setEnabled(not found.obstacles and not self._desk.read_only)
        if self._to_write:
            (self.write if self.write.isEnabled() else self.check.first or self.back).setFocus()
        self._to_write = False
        self._show_place()

    def _not_checked(self, error: IntakeError) -> None:
        self._looking = None
        self.again.hide()
        self.trouble.show_error(error)
        self.check.waiting(_("Nothing has been written yet."))
        self._show_place()

    def _act(self, code: str, items: tuple[ItemId, ...]) -> None:
        """What a person wants done about a line of the check."""
        if code == checks.LEAVE_OUT:
            self.which.model.choose(items, on=False)
            if not self.which.model.chosen():
                self.show_step(ITEMS)
        elif code == checks.MEDIUM:
            self.protection.choose()
        elif code == checks.FOLDER:
            self.protection.folder.setChecked(True)
        elif code == checks.ZIP:
            self.protection.zip.setChecked(True)
        else:
            self.show_step({checks.ITEMS: ITEMS, checks.WORDS: WHAT_FOR}.get(code, PROTECTED))
        self._to_write = self._looking is not None  # what was pressed goes with the lines that were

    # Writing

    def _write(self) -> None:
        request = self._request()
        if request is not None:
            self.trouble.hide()
            self.write_wanted.emit(request)

    def show_failed(self, error: IntakeError) -> None:
        """It could not be written; everything is as it was chosen."""
        self.show_step(CHECK)
        self.trouble.show_error(error, _("No bundle was left behind. Everything that was chosen is still here."))
        self.again.show()
        self.again.setFocus()

    def show_stopped(self) -> None:
        self.show_step(CHECK)
        self._to_write = True
        self.again.hide()
        self.trouble.show_words(
            Words(_("Stopped. No bundle was left behind."), _("Everything that was chosen is still here."), ""), sign="note"
        )
