"""The bar above the library: search, size of the pictures or columns of the table, grid or table."""

from functools import partial

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from intake.wording.language import translated as _
from ui.theme import tokens
from ui.widgets.buttons import button, halves
from ui.widgets.frame import Bar
from ui.widgets.giving import GivesWay
from ui.widgets.search_field import SearchField
from ui.widgets.words import Sign

GRID, TABLE = 0, 1
SMALLEST, LARGEST = 60, 220  # per cent
VIEW, ZOOM = "library/view", "library/zoom"


class LibraryBar(Bar):
    shown_as = Signal(int)
    zoomed = Signal(int)
    columns_wanted = Signal()
    down = Signal()  # from the words into the list

    def __init__(self) -> None:
        super().__init__(tokens.PAGE_BAR)
        self.words = SearchField(_("Name, number, place, person…"), _("Search"), 340, enter=True, key="Ctrl+F")
        self.words.down.connect(self.down)
        self.row.addWidget(self.words, 1)
        self.row.addStretch(1)
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setRange(SMALLEST, LARGEST)
        self.zoom.setPageStep(20)
        kept = str(QSettings().value(ZOOM, ""))
        self.zoom.setValue(int(kept) if kept.isascii() and kept.isdigit() else 100)
        self.zoom.setFixedSize(96, 24)  # the handle is higher than the groove
        self.zoom.setAccessibleName(_("Size of the pictures"))
        self.zoom.setToolTip(_("Size of the pictures"))
        self.zoom.valueChanged.connect(self._zoomed)
        self.columns = button(_("Columns…"), self.columns_wanted.emit, icon="columns", kind="flat")
        self.sizes = QWidget()
        sizes = QHBoxLayout(self.sizes)
        sizes.setContentsMargins(0, 0, 0, 0)
        sizes.setSpacing(6)
        for part in (Sign("photo", 12), self.zoom, Sign("photo", 18)):
            sizes.addWidget(part)
        self.row.addWidget(self.sizes)
        self.row.addWidget(self.columns)
        pair = Bar(tokens.PAGE_BAR, margin=0)
        pair.row.setSpacing(0)
        self.as_grid = button(_("Grid"), partial(self.shown_as.emit, GRID), icon="grid")
        self.as_table = button(_("Table"), partial(self.shown_as.emit, TABLE), icon="table")
        halves(self.as_grid, self.as_table)
        pair.row.addWidget(self.as_grid)
        pair.row.addWidget(self.as_table)
        self.row.addWidget(pair)
        GivesWay(self, (self.sizes, self.columns, self.as_table, self.as_grid))
        self.choose(TABLE if QSettings().value(VIEW) == "table" else GRID)

    def which(self) -> int:
        return TABLE if self.as_table.isChecked() else GRID

    def choose(self, which: int) -> None:
        self.as_grid.setChecked(which == GRID)
        self.as_table.setChecked(which == TABLE)
        self.sizes.setVisible(which == GRID)
        self.columns.setVisible(which == TABLE)
        QSettings().setValue(VIEW, "table" if which == TABLE else "grid")

    def _zoomed(self, value: int) -> None:
        QSettings().setValue(ZOOM, value)
        self.zoomed.emit(value)
