"""Recorded in the file: every claim with its source, narrowed by words, copied with where it comes from."""

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QCursor, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QMenu, QVBoxLayout, QWidget

from intake.casework.door import Details
from intake.records.claims import Claim
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui import clipboard
from ui.models.claims import ClaimsModel
from ui.theme import icons
from ui.widgets.buttons import button
from ui.widgets.cells import COPY_ROOM, ClaimCell
from ui.widgets.views import table
from ui.widgets.words import label

CLAIM_ROW = 24
NAMES = 138


def everything(details: Details) -> tuple[Claim, ...]:
    """The file's claims, and what the file system said of it when it was taken in."""
    claims = details.answer.claims if details.answer else ()
    files = [Claim(time.name, time.value, time.reader) for time in details.times if time.name.startswith(("File:", "System:"))]
    return (*claims, *files)


class Recorded(QWidget):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        self.model = ClaimsModel(self)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        self.words = QLineEdit()
        self.words.setAccessibleName(_("Filter what is recorded"))
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icons.icon("filter"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.textChanged.connect(self._narrow)
        row.addWidget(self.words, 1)
        row.addWidget(button(_("Copy all"), self._copy_all, icon="copy"))
        column.addLayout(row)
        self.said = label(_("As recorded in the file, not checked."), "small", wrap=True)
        self.said.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.said)
        self.view = table(_("Recorded in the file"), row=CLAIM_ROW)
        self.view.setModel(self.model)
        self.view.horizontalHeader().hide()
        self.view.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.view.setColumnWidth(0, NAMES)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cell = ClaimCell()
        self.view.setItemDelegate(self._cell)
        self.view.clicked.connect(self._clicked)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu)
        column.addWidget(self.view, 1)
        copying = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view, self.copy)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)

    def show_details(self, details: Details, own: str) -> None:
        """own: the item's number, which stands in what is copied."""
        self.words.clear()
        self.model.take(everything(details), own)
        self._lay_out()

    def _narrow(self, words: str) -> None:
        self.model.narrow(words)
        self._lay_out()

    def _lay_out(self) -> None:
        """Headings go over both columns."""
        self.view.clearSpans()
        for row in self.model.headings():
            self.view.setSpan(row, 0, 1, 2)
        self.words.setPlaceholderText(ngettext("Filter {count} entry", "Filter {count} entries", self.model.entries))

    def _copy_all(self) -> None:
        clipboard.copy(self.model.text())

    def copy(self) -> None:
        """What is chosen, each value with its name, its reader and the item."""
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        if rows:
            clipboard.copy(self.model.text(rows))
            self.said.setText(_("Copied with its source."))

    def _clicked(self, index: QModelIndex) -> None:
        """On the sign at the right of the chosen row."""
        at = self.view.viewport().mapFromGlobal(QCursor.pos())
        if index.column() == 1 and at.x() > self.view.viewport().width() - COPY_ROOM:
            self.copy()

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy with its source"), self.copy).setEnabled(self.view.selectionModel().hasSelection())
        menu.popup(self.view.viewport().mapToGlobal(place))
