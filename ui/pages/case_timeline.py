"""A case in the order of time: a lane for each device above, the same as a list below; what is chosen in one is in both."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QSplitter, QVBoxLayout, QWidget

from intake.ids import ItemId
from intake.records.rows import ItemRow
from intake.wording.language import translated as _
from ui.models.lanes import device_text
from ui.models.timeline import Timeline, TimelineModel
from ui.widgets.buttons import button, icon_button
from ui.widgets.lanes import ZOOM, Lanes
from ui.widgets.moment_cell import MomentCell
from ui.widgets.views import quiet_list
from ui.widgets.words import State, label, rule

LEAST_LIST = 120  # pixels


class Moments(QListView):
    """The list: days, gaps, items with their times and doubts."""

    looked = Signal()  # space

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.looked.emit()
        else:
            super().keyPressEvent(event)


class CaseTimeline(QWidget):
    opened = Signal(object)  # ItemId: in the viewer
    looked = Signal()  # a quick look at the current item
    clock_wanted = Signal(object)  # items of one device, the current one first: the difference of its clock

    def __init__(self, *, read_only: bool = False) -> None:
        super().__init__()
        self._writable = not read_only
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        column.addWidget(rule())
        self.model = TimelineModel()
        self._cell = MomentCell()
        self.lanes = Lanes(_("Timeline of the case in lanes, one for each device"))
        self.list = Moments()
        quiet_list(self.list, _("Timeline of the case"))
        self.list.setMinimumHeight(LEAST_LIST)
        self.list.setItemDelegate(self._cell)
        self.list.setUniformItemSizes(True)
        for view in (self.lanes, self.list):
            view.setModel(self.model)
            view.activated.connect(self._activated)
            view.looked.connect(self.looked)
        self.lanes.setSelectionModel(self.list.selectionModel())
        self.both = QSplitter(Qt.Orientation.Vertical)
        self.both.setChildrenCollapsible(False)
        self.both.setHandleWidth(1)
        for view in (self.lanes, self.list):
            self.both.addWidget(view)
        self.both.setStretchFactor(1, 1)
        column.addWidget(self.both, 1)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        self.hollow = State("attention", _("Hollow: its place in the order is not sure, the list says why"), "small", wrap=False)
        row.addWidget(self.hollow)
        self.cut = label("", "small")
        row.addWidget(self.cut)
        row.addStretch(1)
        self.wider = icon_button("minus", _("Show more time at once"), lambda: self.lanes.zoom(1 / ZOOM))
        self.closer = icon_button("plus", _("Show less time, closer"), lambda: self.lanes.zoom(ZOOM))
        self.whole = button(_("Show everything"), self._show_whole)
        self.clock = button(_("Clock of this device…"), self._want_clock, icon="clock")
        self.clock.setToolTip(
            _("How far the clock was off: for the whole lane of the chosen item, or for it alone where no device is recorded")
        )
        row.addWidget(self.clock)
        for act in (self.wider, self.closer, self.whole):
            row.addWidget(act)
        return row

    def _show_whole(self) -> None:
        self.lanes.show_whole()

    def take(self, found: Timeline) -> None:
        """What was chosen stays chosen, wherever it is now."""
        kept, item = self.list.currentIndex(), self.current()
        at = kept.row()
        self.model.take(found.moments)
        self.lanes.show_chart(found.chart)
        self.hollow.setVisible(any(not bar.sure for bar in found.chart.bars))
        self.clock.setEnabled(self._writable and bool(found.chart.bars))
        left_out = found.total - found.shown
        said = _("The first {shown:,} of {total:,} items are shown.").format(shown=found.shown, total=found.total)
        self.cut.setText(said if left_out else "")
        self._size()
        row = self.model.place(item) if item is not None else -1
        if row < 0:
            row = next((place for place, one in enumerate(found.moments) if one.row is not None), -1)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row, 0))
            if row != at:
                self.list.scrollTo(self.list.currentIndex())

    def _size(self) -> None:
        """The lanes as high as they are, the list what is left, each with its least."""
        tall = self.both.height()
        if tall > 2 * LEAST_LIST:
            wanted = min(self.lanes.sizeHint().height(), tall * 3 // 5)
            self.both.setSizes([wanted, tall - wanted])

    # What is chosen

    def current(self) -> ItemId | None:
        row = self._row(self.list.currentIndex())
        return None if row is None else row.item

    def _want_clock(self) -> None:
        if (item := self.current()) is not None:
            known = (row := self._row(self.list.currentIndex())) is not None and bool(device_text(row))
            rows = [self.model.moment(row).row for row in (self.lanes.lane_of_current() if known else ())]
            self.clock_wanted.emit((item, *(row.item for row in rows if row is not None and row.item != item)))

    def _row(self, index: QModelIndex) -> ItemRow | None:
        return self.model.moment(index.row()).row if index.isValid() else None

    def step(self, by: int) -> ItemId | None:
        """To the item before or after in the list; None where there is none."""
        place = self.list.currentIndex().row() + by
        while 0 <= place < self.model.rowCount():
            index = self.model.index(place, 0)
            if (row := self._row(index)) is not None:
                self.list.setCurrentIndex(index)
                return row.item
            place += by
        return None

    def _activated(self, index: QModelIndex) -> None:
        row = self._row(index)
        if row is not None:
            self.opened.emit(row.item)
