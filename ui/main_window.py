"""The main window: the rail, six rooms, the status line; drops anywhere lead to the submission sheet; Ctrl+L locks."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from intake.ids import ItemId
from intake.records.findings import Report
from intake.records.people import Role
from intake.records.rows import Filter
from intake.settings import TOOL
from intake.wording.events import operator_name
from intake.wording.language import translated as _
from ui import remembered
from ui.desk import Desk
from ui.dialogs.keys import Keys
from ui.jobs import Job, Jobs
from ui.listening import Listener
from ui.locking import Locking
from ui.models.last_verified import LastVerified, found_words
from ui.models.unfinished import unfinished
from ui.navigation import Navigation
from ui.pages.cases import Cases
from ui.pages.custody import Custody
from ui.pages.intake import Intake
from ui.pages.library import Library
from ui.pages.release import Release
from ui.pages.vault import Vault
from ui.widgets.cover import Cover
from ui.widgets.hint_strip import HintStrip
from ui.widgets.rail import Rail
from ui.widgets.report import headline
from ui.widgets.status_line import StatusLine
from ui.widgets.words import ground, rule

if TYPE_CHECKING:
    from intake.casework.door import Casework

SIZE = (1366, 740)
LEAST = (860, 480)  # so that 1366 × 768 serves at 150 % too


class MainWindow(QWidget):
    locked = Signal(bool)  # True: a fresh entrance follows
    verify_wanted = Signal(object)  # Path

    def __init__(self, casework: "Casework", vault: Path, jobs: Jobs, listener: Listener) -> None:
        super().__init__()
        self.desk = Desk(casework, vault, jobs, listener)
        self._closed = False
        self._unfinished: tuple[str, ...] = ()
        self._report: Report | None = None
        self._last = LastVerified(casework)
        self.setWindowTitle(TOOL)
        self.setAcceptDrops(True)
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        remembered.bring_geometry(self, "main")
        ground(self, "surface")
        self._rooms()
        self._lay_out()
        self._keys()

    def _rooms(self) -> None:
        desk = self.desk
        self.rail = Rail(
            desk.vault.name, desk.casework.office, desk.casework.code, operator_name(desk.casework.operator.person.name)
        )
        self.stack = QStackedWidget()
        self.status = StatusLine()
        self.status.rest(self._rest)
        self.navigation = Navigation(self, self.rail, self.stack)
        self.intake, self.library, self.cases = Intake(desk), Library(desk), Cases(desk)
        self.release, self.custody, self.vault = Release(desk), Custody(desk), Vault(desk)
        for room, page in (
            ("intake", self.intake),
            ("library", self.library),
            ("cases", self.cases),
            ("release", self.release),
            ("custody", self.custody),
            ("vault", self.vault),
        ):
            self.navigation.add(room, page, page.begin)
        for page in (self.intake, self.release, self.custody, self.vault):
            page.running.connect(self._follow)
        self.intake.counted.connect(lambda number: self.rail.count("intake", number))
        self.library.release_wanted.connect(self._release)
        self.cases.narrowed.connect(self._show_items)
        self.cases.item_wanted.connect(self._show_item)
        self.cases.release_case.connect(self.release_case)
        self.release.verify_wanted.connect(self.verify_wanted)
        self.release.library_wanted.connect(lambda: self.navigation.go("library"))
        self.vault.held_given.connect(self._verify_against)
        self.custody.verified.connect(self._verified)
        self.custody.item_wanted.connect(self._show_in_library)
        self.library.details.log_wanted.connect(self._show_in_log)
        self.rail.lock.connect(self.lock)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.covered = QStackedWidget()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(rule(vertical=True))
        self._right = QVBoxLayout()
        self._right.setSpacing(0)
        self.take_back = HintStrip(_("Take back"))
        self.take_back.hide()
        self.take_back.dismissed.connect(self.take_back.hide)
        self.desk.undo.changed.connect(self.take_back.hide)
        self._right.addWidget(self.take_back)
        self._right.addWidget(self.stack, 1)
        row.addLayout(self._right, 1)
        column.addLayout(row, 1)
        column.addWidget(rule())
        column.addWidget(self.status)
        self.covered.addWidget(inside)
        self.cover = Cover()
        self.covered.addWidget(self.cover)
        outer.addWidget(self.covered)
        self.locking = Locking(self, self.desk, self.cover, self._conceal)
        self.locking.noticed.connect(self.status.notice)
        self.locking.over.connect(self._over)

    def _keys(self) -> None:
        QShortcut(QKeySequence("Ctrl+L"), self, self.lock)
        QShortcut(QKeySequence("Ctrl+N"), self, self._new)
        QShortcut(QKeySequence("Ctrl+F"), self, self._search)
        QShortcut(QKeySequence("Ctrl+Z"), self, self._undo)
        QShortcut(QKeySequence("F1"), self, lambda: Keys(self).open())

    def begin(self) -> None:
        """What there is is asked for; the room that has work is shown."""
        self.navigation.go("intake")
        self.library.begin()
        self._look_for_what_is_left()
        self.locking.watch()
        if self.desk.casework.operator.role is Role.RECOVERY and not self.desk.read_only:
            self.navigation.go("vault")
            self.vault.add_operator()

    def put_above(self, widget: QWidget) -> None:
        """Something above the rooms."""
        self._right.insertWidget(0, widget)

    # The status line

    def _follow(self, job: Job) -> None:
        self.status.follow(job)
        job.ended.connect(self._look_for_what_is_left)

    def _look_for_what_is_left(self) -> None:
        self.desk.ask(partial(unfinished, self.desk.casework), self._told_what_is_left)

    def _told_what_is_left(self, said: tuple[str, ...]) -> None:
        self._unfinished = said
        self.status.rest(self._rest)

    def _rest(self) -> tuple[str, str]:
        if self.desk.read_only:
            return "note", _("Opened read-only: evidence is shown only where the access can be logged · no network is used")
        if self._report is not None:
            state, _sentence = headline(self._report)
            said = _("Log verified: {found} · no network is used").format(found=found_words(state))
        elif self._last.kept is not None:
            state, said = self._last.briefly()
            said = _("{said} · no network is used").format(said=said)
        else:
            state, said = "note", _("Log not verified since it was unlocked · no network is used")
        if not self._unfinished:
            return state, said
        left = ", ".join(self._unfinished)
        return "bad" if state == "bad" else "attention", f"{left[:1].upper()}{left[1:]} · {said}"

    def _verified(self, report: Report) -> None:
        self._report = report
        self.vault.told_report(report)
        self.status.rest(self._rest)

    def _verify_against(self, held: bytes) -> None:
        self.navigation.go("custody")
        self.custody.begin_verifying(held)

    # From room to room

    def _new(self) -> None:
        self.navigation.go("intake")
        self.intake.choose_files()

    def _search(self) -> None:
        field = self.custody.words if self.navigation.room == "custody" else self.library.words
        if self.navigation.room != "custody":
            self.navigation.go("library")
        field.setFocus()
        field.selectAll()

    def _undo(self) -> None:
        """Ctrl+Z says what it would write; only the button writes it."""
        said = self.desk.undo.said
        if said:
            self.take_back.say("", said, _("Write it"), self._write_undo)
        else:
            self.take_back.say("", _("There is nothing to take back. What is written stays; a new entry can answer it."))
        self.take_back.show()
        (self.take_back.act if said else self.take_back.close_button).setFocus()

    def _write_undo(self) -> None:
        write = self.desk.undo.take()
        if write is not None:
            write()

    def _show_items(self, where: Filter) -> None:
        self.navigation.go("library")
        self.library.narrow_to(where)

    def _show_in_library(self, item: ItemId) -> None:
        self._show_items(Filter(items=frozenset({item})))

    def _show_in_log(self, item: ItemId) -> None:
        self.navigation.go("custody")
        self.custody.show_item(item)

    def _show_item(self, where: Filter, item: ItemId) -> None:
        self._show_items(where)
        self.library.open_viewer(item)

    def _release(self, items: tuple) -> None:  # type: ignore[type-arg] # of ItemId
        self.navigation.go("release")
        self.release.draft(items)

    def release_case(self, number: str) -> None:
        self.navigation.go("release")
        self.release.draft((), number)

    # Drops anywhere

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self.desk.read_only and not self.locking.begun:
            event.acceptProposedAction()
            self.intake.drop.mark(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.intake.drop.mark(over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.intake.drop.mark(over=False)
        paths = [os.fsencode(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.offer(paths)

    def offer(self, paths: Sequence[bytes]) -> None:
        """The sheet for these files, as if they were dropped here; nothing starts by itself."""
        if not self.locking.begun:
            self.navigation.go("intake")
            self.intake.take(paths)

    # Locking

    def lock(self) -> None:
        """Cover everything, close the vault after what may go on behind the lock; a new process shows the entrance."""
        self.locking.begin(again=True)

    def _conceal(self) -> None:
        self.covered.setCurrentWidget(self.cover)
        self.library.cover()
        self.cases.cover()

    def _over(self, again: bool) -> None:
        self._closed = True
        remembered.keep_geometry(self, "main")
        self.locked.emit(again)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is locking without a new entrance; nothing goes on, and the window goes when the vault is closed."""
        if self._closed:
            super().closeEvent(event)
        else:
            event.ignore()
            self.locking.begin(again=False, finish=False)
