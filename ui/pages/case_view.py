"""One case: what is not ready for release and why, its items, their order in time, the notes on them."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from intake.casework.door import Casework
from intake.ids import ItemId
from intake.records.names import shown_text
from intake.records.rows import CaseNote, CaseStanding, Filter, Order
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.cases import reasons
from ui.models.items import ORDERS, ItemsModel
from ui.models.pictures import Thumbnails
from ui.models.timeline import Timeline, timeline
from ui.models.times import stamp
from ui.pages.assigning import Assigning
from ui.pages.case_notes import CaseNotes
from ui.pages.case_timeline import CaseTimeline
from ui.pages.clock_setting import ClockSetting
from ui.pages.quick_look import QuickLook
from ui.theme import tokens
from ui.widgets.buttons import button, icon_button, link, primary
from ui.widgets.frame import Bar, emptied
from ui.widgets.items_table import ItemsTable
from ui.widgets.nothing import Nothing
from ui.widgets.tabs import tabs
from ui.widgets.trouble import Trouble
from ui.widgets.words import Elided, State, ground, label, rule

ITEMS, TIMELINE, NOTES = range(3)
MOST = 20_000  # items of a timeline


@dataclass(frozen=True, slots=True)
class About:
    """All that the page shows of a case. standing: None when there is no such case any more."""

    standing: CaseStanding | None
    ids: tuple[ItemId, ...]
    timeline: Timeline
    notes: tuple[CaseNote, ...]


def about(casework: Casework, number: str, order: Order, descending: bool) -> About:
    library, where = casework.library, Filter(case_number=number)
    standing = next((one for one in library.standings() if one.row.number == number), None)
    by_time = library.ids(where, Order.TIME)
    found = timeline(library.rows(by_time[:MOST]), casework.code, len(by_time))
    return About(standing, library.ids(where, order, descending=descending), found, library.case_notes(number))


class CaseView(QWidget):
    left = Signal()
    narrowed = Signal(object)  # Filter: those items in the library
    opened = Signal(object, object)  # Filter, ItemId: in the viewer
    release_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._number = ""
        self._order, self._descending = Order.TIME, False
        self.trouble = Trouble()
        self.assigning = Assigning(desk, self, self.trouble.show_error)
        self.clock = ClockSetting(desk, self, self.trouble.show_error)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(rule())
        column.addWidget(self._ready_part())
        column.addWidget(rule())
        column.addWidget(self.trouble)
        column.addLayout(self._tabs())
        column.addWidget(rule())
        self.stack = QStackedWidget()
        for part in (self._items_part(), self._timeline_part(), self._notes_part()):
            self.stack.addWidget(part)
        column.addWidget(self.stack, 1)
        self.look = QuickLook(desk, self)
        self.look.moved.connect(self._look_further)
        self.look.opened.connect(self._open_looked)
        self.look.closed.connect(self._look_closed)
        desk.listener.changed.connect(self._changed)

    def _bar(self) -> QWidget:
        bar = Bar(tokens.PAGE_BAR)
        self.title = label("", "page")
        self.subtitle = Elided()
        self.show_all = button(_("Show in the library"), lambda: self.narrowed.emit(self._where()), icon="library")
        self.release = primary(_("Release…"), lambda: self.release_wanted.emit(self._number))
        bar.row.addWidget(icon_button("back", _("Back to the cases"), self.left.emit))
        bar.row.addWidget(self.title)
        bar.row.addWidget(self.subtitle, 1)
        bar.row.addWidget(self.show_all)
        bar.row.addWidget(self.release)
        return bar

    def _ready_part(self) -> QWidget:
        made = QWidget()
        self._ready = QHBoxLayout(made)
        self._ready.setContentsMargins(16, 8, 16, 8)
        self._ready.setSpacing(16)
        return made

    def _tabs(self) -> QHBoxLayout:
        row, self._group = tabs((_("Items"), _("Timeline"), _("Notes")), ITEMS, self.show_tab, self)
        return row

    def _items_part(self) -> QWidget:
        self.model = ItemsModel(self._desk, self)
        self.thumbnails = Thumbnails(self._desk, self)
        self.thumbnails.arrived.connect(self.model.picture_arrived)
        self.table = ItemsTable(self.model, self.thumbnails.of, self._desk.own)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu_at)
        self.table.sorted_by.connect(self._sorted)
        self.table.activated.connect(self._activated)
        self.table.looked.connect(self.quick_look)
        self.empty = Nothing()
        self.empty.say(
            _("No item belongs to this case yet."),
            _("Choose items in the library and press the menu key: Assign to a case. Or name the case when a submission begins."),
        )
        self.items = QStackedWidget()
        self.items.addWidget(self.table)
        self.items.addWidget(self.empty)
        return self.items

    def _timeline_part(self) -> QWidget:
        self.timeline = CaseTimeline(read_only=self._desk.read_only)
        self.timeline.clock_wanted.connect(self.clock.begin)
        self.timeline.opened.connect(self._open)
        self.timeline.looked.connect(self.quick_look)
        return self.timeline

    def _notes_part(self) -> QWidget:
        self.notes = CaseNotes(self._desk)
        self.notes.opened.connect(self._open)
        self.notes.added.connect(self.refresh)
        return self.notes

    # What is shown

    def _where(self) -> Filter:
        return Filter(case_number=self._number)

    def show_case(self, number: str) -> None:
        self._number = number
        self.title.setText(_("Case {number}").format(number=shown_text(number)))
        self.subtitle.setText("")
        self.notes.show_case(number)
        self.show_tab(ITEMS)
        self.refresh()
        self.table.setFocus()

    def show_tab(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        chosen = self._group.button(number)
        if chosen is not None:
            chosen.setChecked(True)

    def refresh(self) -> None:
        question = partial(about, self._desk.casework, self._number, self._order, self._descending)
        self._desk.ask(question, partial(self._told, self._number), self.trouble.show_error)

    def _changed(self, items: frozenset[ItemId]) -> None:
        self.thumbnails.forget(items)
        self.model.refresh(items)
        if self.isVisible():
            self.refresh()

    def _told(self, number: str, found: About) -> None:
        if number != self._number or found.standing is None:
            return
        row = found.standing.row
        many = ngettext("{count} item", "{count} items", row.items)
        last = _("last entry {time}").format(time=stamp(found.standing.last_at))
        self.subtitle.setText(" · ".join(part for part in (shown_text(row.title), many, last) if part))
        self.release.setEnabled(row.items > 0 and not self._desk.read_only)
        self.show_all.setEnabled(row.items > 0)
        self._show_ready(found.standing)
        self.model.take(found.ids)
        self.items.setCurrentIndex(0 if found.ids else 1)
        if found.ids and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.timeline.take(found.timeline)
        self.notes.take(found.notes)

    def _show_ready(self, standing: CaseStanding) -> None:
        emptied(self._ready)
        found = reasons(standing)
        if not found:
            said = _("Ready for release: every item was read again, matched, and was examined.")
            ready = State("good", said) if standing.row.items else State("note", _("Nothing to release yet."))
            self._ready.addWidget(ready, 1)
            return
        self._ready.addWidget(label(_("Not yet ready for release:"), "strong"))
        for state, said, where in found:
            part = QHBoxLayout()
            part.setSpacing(4)
            part.addWidget(State(state, said, wrap=False))
            show = link(_("Show"), partial(self.narrowed.emit, where))
            show.setAccessibleName(_("Show in the library: {what}").format(what=said))
            part.addWidget(show)
            self._ready.addLayout(part)
        self._ready.addStretch(1)

    def _sorted(self, column: int, order: Qt.SortOrder) -> None:
        self._order, self._descending = ORDERS[column], order is Qt.SortOrder.DescendingOrder
        self.refresh()

    # Looking

    def current(self) -> ItemId | None:
        if self.stack.currentIndex() == TIMELINE:
            return self.timeline.current()
        index = self.table.currentIndex()
        return self.model.item_at(index.row()) if index.isValid() else None

    def selected(self) -> tuple[ItemId, ...]:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return tuple(self.model.item_at(row) for row in rows)

    def _open(self, item: ItemId) -> None:
        self.opened.emit(self._where(), item)

    def _activated(self, index: QModelIndex) -> None:
        self._open(self.model.item_at(index.row()))

    def quick_look(self) -> None:
        current = self.current()
        if current is not None:
            self.look.show_item(current)

    def _look_closed(self) -> None:
        (self.timeline.list if self.stack.currentIndex() == TIMELINE else self.table).setFocus()

    def _look_further(self, by: int) -> None:
        if self.stack.currentIndex() == TIMELINE:
            if (item := self.timeline.step(by)) is not None:
                self.look.show_item(item)
            return
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.table.selectRow(row)
            self.look.show_item(self.model.item_at(row))

    def _open_looked(self) -> None:
        current = self.current()
        self.look.close_look()
        if current is not None:
            self._open(current)

    def cover(self) -> None:
        """Nothing of the evidence stays in sight or in memory here."""
        self.thumbnails.clear()
        self.look.close_look()

    # Acts

    def menu(self) -> QMenu:
        """What can be done with the chosen items."""
        chosen, menu = self.selected(), QMenu(self)
        if len(chosen) == 1:
            menu.addAction(_("Open in the viewer"), partial(self._open, chosen[0]))
            menu.addAction(_("Quick look"), self.quick_look)
            menu.addSeparator()
        for name, out in ((_("Assign to another case…"), ""), (_("Take out of this case…"), self._number)):
            act = menu.addAction(name, partial(self.assigning.begin, chosen, out))
            act.setEnabled(bool(chosen) and not self._desk.read_only)
        return menu

    def _menu_at(self, place: QPoint) -> None:
        if self.selected():
            menu = self.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.table.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.look.isVisible():
            self.left.emit()
        else:
            super().keyPressEvent(event)
