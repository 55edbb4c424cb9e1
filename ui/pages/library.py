"""The library: grid and table over one selection, search as one types, details at the right, the viewer in its place."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QListView,
    QSlider,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from intake.casework.door import Details
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.claims import Kind
from intake.records.rows import Filter, Order
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Lane
from ui.models.items import KIND, LENGTH, NAME, NUMBER, ORDERS, RECEIVED, SIZE, STATE, TIME, ItemsModel
from ui.models.pictures import Thumbnails
from ui.pages.details import DetailsPane
from ui.pages.viewer import Viewer
from ui.theme import icons, tokens
from ui.widgets.buttons import button, chip, halves, link
from ui.widgets.cells import PicturedCell, SignedCell, item_state
from ui.widgets.frame import Bar, emptied
from ui.widgets.grid_cell import GridCell
from ui.widgets.trouble import Trouble
from ui.widgets.views import listed, table
from ui.widgets.words import label, rule

SEARCH_MS = 150
KINDS = ((Kind.PHOTO, N_("Photos")), (Kind.VIDEO, N_("Videos")), (Kind.AUDIO, N_("Audio")))
GRID, TABLE = 0, 1


class Library(QWidget):
    release_wanted = Signal(object)  # tuple[ItemId, ...]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._where = Filter()
        self._order, self._descending = Order.NUMBER, False
        self._all = 0
        self.model = ItemsModel(desk, self)
        self.thumbnails = Thumbnails(desk, self)
        self.thumbnails.arrived.connect(self.model.picture_arrived)
        self._search = QTimer(self)
        self._search.setSingleShot(True)
        self._search.setInterval(SEARCH_MS)
        self._search.timeout.connect(self.ask)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self._lists())
        self.details = DetailsPane(desk)
        self.details.closed.connect(self.details.hide)
        self.details.open_viewer.connect(self.open_viewer)
        self.details.copy_out.connect(self._copy_out)
        self.details.hide()
        self.split.addWidget(self.details)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([862, tokens.DETAILS])
        self.stack.addWidget(self.split)
        self.viewer = Viewer(desk)
        self.viewer.left.connect(self._back)
        self.viewer.moved.connect(self._move)
        self.stack.addWidget(self.viewer)
        desk.listener.acquired.connect(self._more)
        desk.listener.changed.connect(self._changed)

    def _lists(self) -> QWidget:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(rule())
        column.addWidget(self._filters())
        column.addWidget(rule())
        self.trouble = Trouble()
        column.addWidget(self.trouble)
        self.views = QStackedWidget()
        self._cell = GridCell(self.thumbnails.of, self._desk.own)
        self.grid = listed(_("Items as pictures"))
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setResizeMode(QListView.ResizeMode.Adjust)
        self.grid.setMovement(QListView.Movement.Static)
        self.grid.setUniformItemSizes(True)
        self.grid.setLayoutMode(QListView.LayoutMode.Batched)
        self.grid.setSpacing(2)
        self.grid.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.grid.setItemDelegate(self._cell)
        self.grid.setModel(self.model)
        self.table = self._table()
        self.table.setSelectionModel(self.grid.selectionModel())
        self.grid.selectionModel().selectionChanged.connect(self._selected)
        self.grid.selectionModel().currentChanged.connect(self._selected)
        for view in (self.grid, self.table):
            view.activated.connect(self._activated)
            self.views.addWidget(view)
        self.empty = label(_("Nothing was taken in yet. Drop files anywhere to begin."), "quiet")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.views.addWidget(self.empty)
        column.addWidget(self.views, 1)
        return pane

    def _table(self) -> QTableView:
        view = table(_("Items as a table"))
        view.setSelectionMode(view.SelectionMode.ExtendedSelection)
        view.setModel(self.model)
        self._pictured, self._signed = PicturedCell(self.thumbnails.of, self._desk.own), SignedCell(item_state)
        view.setItemDelegateForColumn(NUMBER, self._pictured)
        view.setItemDelegateForColumn(STATE, self._signed)
        head = view.horizontalHeader()
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(NUMBER, Qt.SortOrder.AscendingOrder)
        head.sortIndicatorChanged.connect(self._sorted)
        head.setStretchLastSection(True)
        for section, width in (
            (NUMBER, 136),
            (KIND, 84),
            (LENGTH, 66),
            (TIME, 206),
            (STATE, 190),
            (NAME, 150),
            (SIZE, 80),
            (RECEIVED, 176),
        ):
            view.setColumnWidth(section, width)
        return view

    def _bar(self) -> QWidget:
        bar = Bar(tokens.PAGE_BAR)
        self.words = QLineEdit()
        self.words.setPlaceholderText(_("Name, number, place, person…"))
        self.words.setAccessibleName(_("Search"))
        self.words.setMaximumWidth(340)
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.textChanged.connect(lambda _text: self._search.start())
        bar.row.addWidget(self.words, 1)
        bar.row.addStretch(1)
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setRange(60, 200)
        self.zoom.setValue(100)
        self.zoom.setFixedWidth(80)
        self.zoom.setAccessibleName(_("Size of the pictures"))
        self.zoom.valueChanged.connect(self._resize)
        bar.row.addWidget(self.zoom)
        pair = Bar(tokens.PAGE_BAR, margin=0)
        pair.row.setSpacing(0)
        self.as_grid = button(_("Grid"), partial(self.show_as, GRID), icon="grid")
        self.as_table = button(_("Table"), partial(self.show_as, TABLE), icon="table")
        halves(self.as_grid, self.as_table)
        self.as_grid.setChecked(True)
        pair.row.addWidget(self.as_grid)
        pair.row.addWidget(self.as_table)
        bar.row.addWidget(pair)
        return bar

    def _filters(self) -> QWidget:
        bar = Bar(tokens.FILTER_ROW)
        self._chips = Bar(tokens.FILTER_ROW, margin=0)
        bar.row.addWidget(self._chips)
        self._adds = [link(f"+ {_(name)}", partial(self._kind, kind)) for kind, name in KINDS]
        for add in self._adds:
            bar.row.addWidget(add)
        bar.row.addStretch(1)
        self.counted = label("", "quiet")
        self.clear = link(_("Clear filters"), self._clear)
        self.clear.hide()
        self.release = link(_("Release…"), self._release)
        bar.row.addWidget(self.counted)
        bar.row.addWidget(self.clear)
        bar.row.addWidget(self.release)
        return bar

    # What is shown

    def begin(self) -> None:
        self.ask()
        self._focus()

    def ask(self) -> None:
        """Ask for the numbers of everything that the filters and words leave."""
        library = self._desk.casework.library
        words = self.words.text().strip()
        question = partial(library.ids, self._where, self._order, descending=self._descending, words=words)
        self._desk.ask(question, self._told, self._failed)
        if words or self._where != Filter():
            self._desk.ask(partial(library.ids, Filter(), Order.NUMBER), self._told_all)

    def _told(self, ids: tuple[ItemId, ...]) -> None:
        self.trouble.hide()
        narrowed = bool(self.words.text().strip()) or self._where != Filter()
        if not narrowed:
            self._all = len(ids)
        kept = self.current() if self.selected() else None
        self.model.take(ids)
        if kept is not None and self.model.place(kept) >= 0:
            self.choose(kept)
        if not ids:
            self.empty.setText(
                _("Nothing matches. Clear the filters to see everything.")
                if narrowed
                else _("Nothing was taken in yet. Drop files anywhere to begin.")
            )
        self.views.setCurrentIndex(self._wanted_view() if ids else 2)
        self.clear.setVisible(narrowed)
        self._count()

    def _told_all(self, ids: tuple[ItemId, ...]) -> None:
        self._all = len(ids)
        self._count()

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)

    def _count(self) -> None:
        shown, chosen = self.model.rowCount(), len(self.selected())
        said = _("{shown:,} of {all:,}").format(shown=shown, all=max(self._all, shown))
        self.counted.setText(said if chosen < 2 else _("{chosen:,} chosen, {said}").format(chosen=chosen, said=said))
        self.release.setEnabled(chosen > 0 and not self._desk.read_only)

    def _more(self, _items: frozenset[ItemId]) -> None:
        """Items came; asked for once in a while, however many notices come."""
        if not self._search.isActive():
            self._search.start()

    def _changed(self, items: frozenset[ItemId]) -> None:
        self.thumbnails.forget(items)
        self.model.refresh(items)
        current = self.current()
        if current in items and self.details.isVisible():
            self.details.refresh()

    # Filters, order, appearance

    def narrow_to(self, where: Filter) -> None:
        self._where = where
        self._show_chips()
        self.ask()

    def _kind(self, kind: Kind) -> None:
        self.narrow_to(
            Filter(case_number=self._where.case_number, kinds=self._where.kinds | {kind}, submission=self._where.submission)
        )

    def _show_chips(self) -> None:
        emptied(self._chips.row)
        where = self._where
        for kind, name in KINDS:
            if kind in where.kinds:
                rest = Filter(case_number=where.case_number, kinds=where.kinds - {kind}, submission=where.submission)
                self._chips.row.addWidget(chip(_(name), partial(self.narrow_to, rest)))
        if where.case_number is not None:
            rest = Filter(kinds=where.kinds, submission=where.submission)
            self._chips.row.addWidget(chip(_("Case {number}").format(number=where.case_number), partial(self.narrow_to, rest)))

    def _clear(self) -> None:
        self.words.clear()
        self.narrow_to(Filter())

    def _sorted(self, section: int, order: Qt.SortOrder) -> None:
        if section in ORDERS:
            self._order, self._descending = ORDERS[section], order is Qt.SortOrder.DescendingOrder
            self.ask()

    def _wanted_view(self) -> int:
        return TABLE if self.as_table.isChecked() else GRID

    def show_as(self, which: int) -> None:
        self.as_grid.setChecked(which == GRID)
        self.as_table.setChecked(which == TABLE)
        self.zoom.setVisible(which == GRID)
        if self.model.rowCount():
            self.views.setCurrentIndex(which)
            self._focus()

    def _focus(self) -> None:
        (self.table if self._wanted_view() == TABLE else self.grid).setFocus()

    def _resize(self, value: int) -> None:
        self._cell.scale = value / 100
        size = self._cell.picture_size()
        self.grid.setIconSize(QSize(size.width(), size.height()))
        self.grid.doItemsLayout()

    # Selection, viewer

    def current(self) -> ItemId | None:
        index = self.grid.selectionModel().currentIndex()
        return self.model.item_at(index.row()) if index.isValid() and index.row() < self.model.rowCount() else None

    def selected(self) -> tuple[ItemId, ...]:
        rows = sorted({index.row() for index in self.grid.selectionModel().selectedIndexes()})
        return tuple(self.model.item_at(row) for row in rows if row < self.model.rowCount())

    def choose(self, item: ItemId) -> None:
        place = self.model.place(item)
        if place >= 0:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.grid.selectionModel().setCurrentIndex(self.model.index(place, 0), flags)

    def _selected(self, *_told: object) -> None:
        """The details follow what is selected; the focus alone opens nothing."""
        self._count()
        index = self.grid.selectionModel().currentIndex()
        if index.isValid() and self.grid.selectionModel().isSelected(index):
            self.details.show_item(self.model.item_at(index.row()))
            if self.details.isHidden():
                self.details.show()

    def _activated(self, index: QModelIndex) -> None:
        self.open_viewer(self.model.item_at(index.row()))

    def open_viewer(self, item: ItemId) -> None:
        if self._desk.read_only:
            return
        place = _("{place:,} of {all:,}").format(place=self.model.place(item) + 1, all=self.model.rowCount())
        self.stack.setCurrentWidget(self.viewer)
        self.viewer.show_item(item, place)

    def _move(self, by: int) -> None:
        current = self.current()
        place = self.model.place(current) + by if current is not None else -1
        if 0 <= place < self.model.rowCount():
            self.choose(self.model.item_at(place))
            self.open_viewer(self.model.item_at(place))

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.stack.currentWidget() is self.viewer:
            self.viewer.leave()
            return
        super().keyPressEvent(event)

    # Acts

    def _release(self) -> None:
        chosen = self.selected()
        if chosen:
            self.release_wanted.emit(chosen)

    def _copy_out(self, details: Details) -> None:
        suffix = Path(details.item.row.name).suffix
        plain = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
        proposal = Path.home() / f"{details.item.row.item}{plain}"
        name, _kind = QFileDialog.getSaveFileName(self, _("Working copy: it is logged before a byte leaves"), str(proposal))
        if name:
            job = self._desk.jobs.make(
                partial(self._desk.casework.library.working_copy, details.item.row.item, Path(name)), Lane.BACKGROUND
            )
            job.failed.connect(self._failed)
            job.done.connect(lambda _sha256: self.details.refresh())
            self._desk.jobs.start(job)
