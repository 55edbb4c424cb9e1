"""The pane at the right: one item in summary, as recorded in the file, its custody as sentences, and the notes on it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from intake.casework.door import Casework, Details
from intake.errors import IntakeError, TamperError
from intake.ids import ItemId
from intake.records.claims import Kind
from intake.records.events import Entry, Type
from intake.records.items import Comparison
from intake.wording.events import who
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Lane
from ui.models.items import state
from ui.models.times import day_text
from ui.pages.entry import EntryPane
from ui.pages.history import History
from ui.pages.marking import Marking
from ui.pages.notes import Notes
from ui.pages.recorded import Recorded
from ui.pages.summary import Summary, first_line
from ui.theme import tokens
from ui.widgets.buttons import button, icon_button, primary
from ui.widgets.frame import Bar, scrolling
from ui.widgets.giving import GivesWay
from ui.widgets.tab_order import comes_after
from ui.widgets.tabs import tabs
from ui.widgets.trouble import Trouble
from ui.widgets.words import State, ground, label, rule

SUMMARY, RECORDED, CUSTODY, NOTES = range(4)
ALL, ENTRY = 0, 1


def last_match(entries: tuple[Entry, ...]) -> Entry | None:
    """The newest entry in which a digest of it was compared and matched."""
    for entry in reversed(entries):
        comparison = entry.value("comparison")
        compared = entry.type is Type.COMPARED and isinstance(comparison, dict) and comparison.get("identical") is True
        if compared or entry.type is Type.FIXITY_OK:
            return entry
    return None


def _all_about(casework: Casework, item: ItemId) -> tuple[Entry, ...]:
    """The entries about an item and about how it was handed over, in order."""
    entries = {entry.position: entry for entry in (*casework.library.history(item), *casework.library.received(item))}
    return tuple(entries[position] for position in sorted(entries))


class DetailsPane(QWidget):
    open_viewer = Signal(object)  # ItemId
    closed = Signal()
    copy_out = Signal(object)  # Details
    case_wanted = Signal(str)
    log_wanted = Signal(object)  # ItemId: its entries in Custody
    told = Signal(object)  # Details: they are shown
    widened = Signal(bool)  # to the full width, or back

    def __init__(self, desk: Desk, *, inside_viewer: bool = False) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._inside = inside_viewer
        self._item: ItemId | None = None
        self.details: Details | None = None
        self._match: Entry | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.over = QStackedWidget()
        outer.addWidget(self.over)
        self.over.addWidget(self._all())
        self.entry = EntryPane(desk)
        self.entry.closed.connect(self._close_entry)
        self.over.addWidget(self.entry)

    def _all(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStrut(tokens.DETAILS)
        bar = Bar(tokens.PAGE_BAR)
        self.title = label("", "section")
        bar.row.addWidget(self.title, 1)
        self.mark = button(_("Mark…"), self._mark, icon="flag", kind="flat")
        bar.row.addWidget(self.mark)
        self.wide = icon_button("wide", _("Full width"), None)
        self.wide.setCheckable(True)
        self.wide.toggled.connect(self.widened)
        bar.row.addWidget(self.wide)
        bar.row.addWidget(icon_button("close", _("Close the details"), self.closed.emit))
        GivesWay(bar, (self.mark,))
        column.addWidget(bar)
        column.addWidget(rule())
        column.addWidget(self._head())
        column.addLayout(self._tabs())
        column.addWidget(rule())
        self.stack = QStackedWidget()
        self.summary, self.recorded = Summary(self._desk), Recorded()
        self.history, self.notes = History(self._desk), Notes(self._desk)
        self.summary.case_wanted.connect(self.case_wanted)
        self.history.entry_wanted.connect(self._show_entry)
        self.history.log_wanted.connect(self._want_log)
        for part in (scrolling(self.summary, always=True), self.recorded, scrolling(self.history, always=True), self.notes):
            self.stack.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(rule())
        self.foot = self._foot()
        column.addWidget(self.foot)
        return made

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 8, 16, 4)
        column.setSpacing(2)
        self.what = label("", "quiet", wrap=True)
        self.state = State()
        self.trouble = Trouble()
        self.again = button(_("Examine again"), self._examine_again)
        self.again.hide()
        self.marking = Marking(self._desk)
        self.marking.finished.connect(self.mark.setFocus)
        for part in (self.what, self.state, self.marking, self.trouble):
            column.addWidget(part)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        return head

    def _tabs(self) -> QHBoxLayout:
        row, self._group = tabs((_("Summary"), _("Recorded"), _("Custody"), _("Notes")), SUMMARY, self.show_tab, self)
        return row

    def _foot(self) -> QWidget:
        bar = Bar(tokens.ACTION_BAR)
        self.viewer = primary(_("Open in the viewer"), self._open)
        self.copy = button(_("Working copy…"), self._copy_out)
        bar.row.addWidget(self.viewer)
        if self._inside:
            self.viewer.hide()
        bar.row.addWidget(self.copy)
        bar.row.addStretch(1)
        return bar

    def _mark(self) -> None:
        menu = self.marking.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mark.mapToGlobal(self.mark.rect().bottomLeft()))

    def show_tab(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        chosen = self._group.button(number)
        if chosen is not None:
            chosen.setChecked(True)

    # The signed entry behind a sentence

    def _show_entry(self, entry: Entry) -> None:
        self.entry.show_entry(entry)
        self.over.setCurrentIndex(ENTRY)
        self.entry.text.setFocus()

    def _close_entry(self) -> None:
        self.over.setCurrentIndex(ALL)
        if self.history.lines:
            self.history.lines[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.over.currentIndex() == ENTRY:
            self._close_entry()
        else:
            super().keyPressEvent(event)

    # Which item

    def show_item(self, item: ItemId | None) -> None:
        if item is None or item == self._item:
            self._item = item
            return
        self._item, self._match = item, None
        self.over.setCurrentIndex(ALL)
        self.viewer.setEnabled(False)
        self.copy.setEnabled(False)
        self.title.setText(_("Item {number}").format(number=self._desk.own(item)))
        self.refresh()

    def refresh(self) -> None:
        """Ask again for what is shown."""
        if self._item is None:
            return
        library = self._desk.casework.library
        self._desk.ask(partial(library.details, self._item), self._told, partial(self._failed, self._item))
        self._desk.ask(partial(_all_about, self._desk.casework, self._item), partial(self._told_history, self._item))
        self.notes.show_item(self._item)
        self.marking.show_item(self._item)

    def _told(self, details: Details) -> None:
        row = details.item.row
        if row.item != self._item:
            return  # another one was chosen meanwhile
        self.details = details
        self._say_damage(details)
        self.what.setText(first_line(details))
        self._say_state()
        self.summary.show_details(details)
        self.recorded.show_details(details, self._desk.own(row.item))
        comes_after(self.foot, self.stack)
        viewable = row.pack is not None and row.kind in {Kind.PHOTO, Kind.VIDEO} and bool(details.pictures)
        self.viewer.setEnabled(viewable)
        self.viewer.setToolTip("" if viewable else _("There is no picture of it to show."))
        self.copy.setEnabled(not self._desk.read_only)
        self.told.emit(details)

    def _failed(self, item: ItemId, error: IntakeError) -> None:
        if item == self._item:
            self.again.hide()
            self.trouble.show_error(error)

    def _say_damage(self, details: Details) -> None:
        """What an examination left may be damaged while the item is not: said, with the way out beside it."""
        self.trouble.setVisible(bool(details.damaged))
        self.again.setVisible(bool(details.damaged) and not self._desk.read_only)
        if details.damaged:
            item = self._desk.own(details.item.row.item)
            self.trouble.show_error(TamperError("examination_damaged", item=item, reason=details.damaged))

    def _examine_again(self) -> None:
        item = self._item
        if item is not None:
            self.again.hide()
            job = self._desk.jobs.make(partial(self._desk.casework.agenda.examine, [item]), Lane.BACKGROUND)
            job.failed.connect(partial(self._failed, item))
            job.done.connect(self._examined_again)
            self._desk.jobs.start(job)

    def _examined_again(self, _result: object) -> None:
        self.refresh()

    def _want_log(self) -> None:
        if self._item is not None:
            self.log_wanted.emit(self._item)

    def _told_history(self, item: ItemId, entries: tuple[Entry, ...]) -> None:
        if item != self._item:
            return
        self.history.show_history(entries, self._desk.own(item))
        comes_after(self.foot, self.stack)
        self._match = last_match(entries)
        self._say_state()

    def _say_state(self) -> None:
        """From both answers; either may come first."""
        if self.details is None or self.details.item.row.item != self._item:
            return
        row, match = self.details.item.row, self._match
        if match is None or row.comparison is Comparison.DIFFERS:
            self.state.say(*state(row))
        elif row.comparison is Comparison.NOT_MADE:
            self.state.say("attention", _("Stored copy matched; the source was not read again"))
        else:
            said = _("Digest matched, {day} {time} UTC, by {who}").format(
                day=day_text(match.time[:10]), time=match.time[11:16], who=who(match)
            )
            self.state.say("good", said)

    def _open(self) -> None:
        if self._item is not None:
            self.open_viewer.emit(self._item)

    def _copy_out(self) -> None:
        if self.details is not None:
            self.copy_out.emit(self.details)
