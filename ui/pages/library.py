"""The library: grid and table over one selection, chips, search as one types; details at the right; viewer and compare in its place."""

import time
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.rows import Filter, Order
from intake.wording.language import translated as _
from ui import remembered
from ui.desk import Desk
from ui.dialogs.days import Days
from ui.models.chosen import Chosen
from ui.models.items import ORDERS, ItemsModel
from ui.models.listing import Listed, Wish, headings, listed, without
from ui.models.pictures import Thumbnails
from ui.models.saved import Saved
from ui.pages.compare import Compare
from ui.pages.copying import copy_out
from ui.pages.details import DetailsPane
from ui.pages.item_menu import ItemMenu
from ui.pages.naming import name_filters
from ui.pages.quick_look import QuickLook
from ui.pages.viewer import Viewer
from ui.theme import tokens
from ui.widgets.buttons import link
from ui.widgets.day_grid import DayGrid
from ui.widgets.filter_row import FilterRow
from ui.widgets.frame import splitter
from ui.widgets.grid_cell import GridCell
from ui.widgets.in_sight import InSight
from ui.widgets.items_table import ItemsTable
from ui.widgets.library_bar import TABLE, LibraryBar
from ui.widgets.nothing import Nothing
from ui.widgets.trouble import Trouble
from ui.widgets.words import rule

SEARCH_MS = 30  # so long after the last key
COMING_MS = (400, 3_000)  # during an import: at least, at most
PAUSE = 12  # times as long as the last list took, between two lists that nobody asked for
EMPTY = 2
PANES = "panes/library"
Flag = QItemSelectionModel.SelectionFlag


class Library(QWidget):
    release_wanted = Signal(object)  # tuple[ItemId, ...]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wish = Wish()
        self._asked, self._since = 0, 0.0
        self._every = 0
        self._days = ("", "")  # the first and the last day in the list
        self.model = ItemsModel(desk, self)
        self.thumbnails = Thumbnails(desk, self, lambda: len(self.grid.in_sight()))
        self.thumbnails.arrived.connect(self.model.picture_arrived)
        self._search, self._coming = self._timer(SEARCH_MS), self._timer(COMING_MS[0])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.details = DetailsPane(desk)
        self.details.closed.connect(self._hide_details)
        self.details.open_viewer.connect(self.open_viewer)
        self.details.copy_out.connect(lambda details: copy_out(self, desk, details, self.details.refresh, self._failed))
        self.details.case_wanted.connect(lambda number: self.narrow_to(Filter(case_number=number)))
        self.details.marking.wanted.connect(self.details.show)
        self.details.hide()
        self._pane = self._lists()
        self.details.widened.connect(self._pane.setHidden)
        self.split = splitter(self._pane, self.details)
        remembered.bring_panes(self.split, PANES, [tokens.LISTS, tokens.DETAILS])
        self.split.splitterMoved.connect(lambda *_told: remembered.keep_panes(self.split, PANES))
        self.stack.addWidget(self.split)
        self.viewer, self.compare = Viewer(desk), Compare(desk)
        self.viewer.moved.connect(self._move)
        self.viewer.copy_out.connect(self.details.copy_out)
        for page in (self.viewer, self.compare):
            page.left.connect(self._back)
            self.stack.addWidget(page)
        self.look = QuickLook(desk, self._pane)
        self.look.moved.connect(self._look_further)
        self.look.opened.connect(self._open_looked)
        self.look.closed.connect(self._focus)
        desk.listener.acquired.connect(self._more)
        desk.listener.changed.connect(self._changed)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.ask)
        return timer

    def _lists(self) -> QWidget:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = LibraryBar()
        self.words = self.bar.words
        self.words.textChanged.connect(lambda _text: self._search.start())
        self.bar.down.connect(self._focus)
        self.bar.shown_as.connect(self.show_as)
        self.bar.zoomed.connect(self._resize)
        self.filters = FilterRow(Saved(self._desk.casework))
        self.filters.narrowed.connect(self._narrowed)
        self.filters.days_wanted.connect(self._ask_days)
        self.filters.naming_wanted.connect(partial(name_filters, self.filters))
        self.compare_two = link(_("Compare"), self.compare_chosen)
        self.release = link(_("Release…"), self.release_chosen)
        for act in (self.compare_two, self.release):
            self.filters.acts.addWidget(act)
        self.trouble = Trouble()
        for part in (self.bar, rule(), self.filters, rule(), self.trouble):
            column.addWidget(part)
        self.views, self.menu = QStackedWidget(), ItemMenu(self, self._desk)
        self._cell = GridCell(self.thumbnails.of, self._desk.own)
        self.grid = DayGrid(self._cell, self.model.find)
        self.grid.setModel(self.model)
        self.chosen = Chosen(self.model, self.grid.selectionModel())
        self.table = ItemsTable(self.model, self.thumbnails.of, self._desk.own)
        self.bar.columns_wanted.connect(self._columns)
        self.table.setSelectionModel(self.grid.selectionModel())
        self.table.sorted_by.connect(self._sorted)
        self.grid.selectionModel().selectionChanged.connect(self._selected)
        self.grid.selectionModel().currentChanged.connect(self._selected)
        for view in (self.grid, self.table):
            self.menu.serve(view)
            view.activated.connect(self._activated)
            view.looked.connect(self.quick_look)
            self.views.addWidget(view)
        self.empty = Nothing()
        self.views.addWidget(self.empty)
        column.addWidget(self.views, 1)
        self._resize(self.bar.zoom.value())
        return pane

    # What is shown

    def begin(self) -> None:
        self.ask()
        self._focus()

    def ask(self) -> None:
        """Ask for the numbers of everything that the filters and words leave."""
        self._wish = replace(self._wish, words=self.words.text().strip())
        self._asked += 1
        self._since = time.monotonic()
        self._desk.ask(partial(listed, self._desk.casework, self._wish), partial(self._told, self._asked), self._failed)

    def _told(self, asked: int, found: Listed) -> None:
        if asked != self._asked:
            return  # something else was asked for meanwhile
        self.trouble.hide()
        self._every = found.every
        seen = InSight(self._view(), self._view().in_sight())
        few = self.chosen.through(found.ids)
        self._cell.days = bool(found.days)
        self.grid.show_runs(headings(found))
        if few:
            seen.hold()
        known = [day for day, _count in found.days if day]
        self._days = (min(known), max(known)) if known else ("", "")
        self.filters.cases = found.cases
        self.filters.clear.setVisible(found.wish.narrowed)
        took = round(PAUSE * 1000 * (time.monotonic() - self._since))
        self._coming.setInterval(min(max(COMING_MS[0], took), COMING_MS[1]))
        self.views.setCurrentIndex(self.bar.which() if found.ids else EMPTY)
        if not found.ids:
            self._nothing(found)
        self._count()

    def _nothing(self, found: Listed) -> None:
        if not found.wish.narrowed:
            self.empty.say(_("Nothing was taken in yet."), _("Drop files anywhere to begin, or press Ctrl+N."))
            return
        self.empty.say(_("Nothing matches."))
        question = partial(without, self._desk.casework, found.wish)
        self._desk.ask(question, partial(self._told_without, self._asked))

    def _told_without(self, asked: int, ways: tuple[tuple[str, Wish, int], ...]) -> None:
        if asked == self._asked:
            self.empty.offer([(said, count, partial(self._wish_for, wish)) for said, wish, count in ways])

    def _wish_for(self, wish: Wish) -> None:
        self._wish = wish
        self.filters.show_filter(wish.where)
        if self.words.text().strip() != wish.words:
            self.words.setText(wish.words)
        self.ask()
        self._focus()

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)

    def _count(self) -> None:
        shown, chosen = self.model.rowCount(), len(self.chosen.rows())
        said = _("{shown:,} of {all:,}").format(shown=shown, all=max(self._every, shown))
        self.filters.counted.setText(said if chosen < 2 else _("{chosen:,} chosen, {said}").format(chosen=chosen, said=said))
        self.compare_two.setVisible(chosen == 2)
        self.release.setEnabled(chosen > 0 and not self._desk.read_only)

    def _more(self, _items: frozenset[ItemId]) -> None:
        """Items came; asked for once in a while, however many notices come."""
        if not self._coming.isActive():
            self._coming.start()

    def _changed(self, items: frozenset[ItemId]) -> None:
        self.thumbnails.forget(items)
        self.model.refresh(items)
        if self._wish.order is Order.TIME or self._wish.narrowed:
            self._more(items)  # examined, an item has its time and its day
        if self.current() in items:
            if self.details.isVisible():
                self.details.refresh()
            self.viewer.refresh()

    # Filters, order, appearance

    def narrow_to(self, where: Filter) -> None:
        """Only what meets these conditions."""
        self._wish = replace(self._wish, where=where)
        self.filters.show_filter(where)
        self.ask()

    def _narrowed(self, where: Filter) -> None:
        if where == Filter():
            self.words.clear()
        self.narrow_to(where)

    def _ask_days(self) -> None:
        where = self._wish.where
        dialog = Days(where.first_day or self._days[0], where.last_day or self._days[1], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._take_days(dialog))
        dialog.open()

    def _take_days(self, dialog: QDialog) -> None:
        if isinstance(dialog, Days):
            first, last = dialog.days()
            self.narrow_to(replace(self._wish.where, first_day=first, last_day=last))

    def _sorted(self, column: int, order: Qt.SortOrder) -> None:
        self._wish = replace(self._wish, order=ORDERS[column], descending=order is Qt.SortOrder.DescendingOrder)
        self.ask()

    def show_as(self, which: int) -> None:
        self.bar.choose(which)
        if self.model.rowCount():
            self.views.setCurrentIndex(which)
            current = self.grid.currentIndex()
            if current.isValid():
                self._view().scrollTo(current)
        self._focus()

    def _view(self) -> DayGrid | ItemsTable:
        return self.table if self.bar.which() == TABLE else self.grid

    def _focus(self) -> None:
        view = self._view()
        view.setFocus()
        if self.model.rowCount() and not view.currentIndex().isValid():
            self.grid.selectionModel().setCurrentIndex(self.model.index(0, 0), Flag.NoUpdate)

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.DevicePixelRatioChange, QEvent.Type.Show}:
            self._draw_sharp()
        return super().event(event)

    def _draw_sharp(self) -> None:
        self.thumbnails.draw_within(self._cell.picture_size() * self.devicePixelRatioF())

    def _resize(self, value: int) -> None:
        self._cell.scale = value / 100
        self._draw_sharp()
        self.grid.arrange()
        current = self.grid.currentIndex()
        if current.isValid():
            self.grid.scrollTo(current)

    def _columns(self) -> None:
        menu = self.table.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.bar.columns.mapToGlobal(self.bar.columns.rect().bottomLeft()))

    # Selection

    def current(self) -> ItemId | None:
        return self.chosen.current()

    def selected(self) -> tuple[ItemId, ...]:
        """In the order of the list."""
        return self.chosen.items()

    def choose(self, item: ItemId) -> None:
        self.chosen.choose(item)

    def _selected(self, *_told: object) -> None:
        """The details follow what is selected; the focus alone opens nothing."""
        self._count()
        index = self.grid.selectionModel().currentIndex()
        if index.isValid() and self.grid.selectionModel().isSelected(index):
            self.details.show_item(self.model.item_at(index.row()))
            if self.details.isHidden():
                self.details.show()

    def _hide_details(self) -> None:
        self.details.wide.setChecked(False)
        self.details.hide()
        self._focus()

    # Looking

    def _activated(self, index: QModelIndex) -> None:
        self.open_viewer(self.model.item_at(index.row()))

    def open_viewer(self, item: ItemId) -> None:
        self.stack.setCurrentWidget(self.viewer)
        self.viewer.show_item(item, self.model.place(item), self.model.rowCount())

    def _step(self, by: int) -> ItemId | None:
        """The item so many places on, chosen; None at the ends."""
        current = self.current()
        place = self.model.place(current) + by if current is not None else -1
        if not 0 <= place < self.model.rowCount():
            return None
        self.choose(self.model.item_at(place))
        return self.model.item_at(place)

    def _move(self, by: int) -> None:
        item = self._step(by)
        if item is not None:
            self.open_viewer(item)

    def quick_look(self) -> None:
        current = self.current()
        if current is not None:
            self.choose(current)
            self.look.show_item(current)

    def _look_further(self, by: int) -> None:
        item = self._step(by)
        if item is not None:
            self.look.show_item(item)

    def _open_looked(self) -> None:
        current = self.current()
        self.look.close_look()
        if current is not None:
            self.open_viewer(current)

    def compare_chosen(self) -> None:
        chosen = self.selected()
        if len(chosen) == 2:
            self.stack.setCurrentWidget(self.compare)
            self.compare.show_pair(*chosen)

    def cover(self) -> None:
        """Nothing of the evidence stays in sight or in memory here."""
        self.thumbnails.clear()
        self._cell.forget()
        self.look.close_look()
        self.compare.leave()
        self.viewer.leave()

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.stack.currentIndex() == 0 and self.details.isVisible():
            self._hide_details()
            return
        super().keyPressEvent(event)

    # Acts

    def release_chosen(self) -> None:
        chosen = self.selected()
        if chosen:
            self.release_wanted.emit(chosen)
