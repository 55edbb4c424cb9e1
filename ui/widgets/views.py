"""Views with the manners of this window: rows of 28, no grid lines, whole rows, keyboard first."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QListView, QTableView

from ui.theme import tokens


def table(name: str, *, row: int = tokens.ROW) -> QTableView:
    """A quiet table; name: spoken."""
    view = QTableView()
    quiet_table(view, name, row=row)
    return view


def quiet_table(view: QTableView, name: str, *, row: int = tokens.ROW) -> None:
    """Give a table the manners of this window; name: spoken."""
    view.setAccessibleName(name)
    view.setShowGrid(False)
    view.setAlternatingRowColors(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(row)
    view.verticalHeader().setMinimumSectionSize(row)
    head = view.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setFixedHeight(tokens.ROW)
    view.setCornerButtonEnabled(False)


def widths(view: QTableView, wanted: Mapping[int, int]) -> None:
    """Columns as wide as wanted, in pixels, and never narrower than their headings, whatever the language."""
    head = view.horizontalHeader()
    for section, width in wanted.items():
        head.resizeSection(section, max(width, head.sectionSizeHint(section)))


def listed(name: str) -> QListView:
    """A quiet list; name: spoken."""
    view = QListView()
    quiet_list(view, name)
    return view


def quiet_list(view: QListView, name: str) -> None:
    """Give a list the manners of this window; name: spoken."""
    view.setAccessibleName(name)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
