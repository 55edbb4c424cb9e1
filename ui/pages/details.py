"""The pane at the right: one item in summary, as recorded in the file, and its custody as sentences."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QHeaderView, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from intake.casework.door import Details
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.claims import Kind
from intake.records.events import Entry
from intake.wording.events import sentence
from intake.wording.language import translated as _
from ui import clipboard
from ui.desk import Desk
from ui.models.claims import ClaimsModel
from ui.models.items import state
from ui.models.log import state_of
from ui.pages.summary import Summary, first_line
from ui.theme import faces, tokens
from ui.widgets.buttons import button, icon_button, primary
from ui.widgets.cells import ClaimCell
from ui.widgets.frame import Bar, emptied, scrolling
from ui.widgets.trouble import Trouble
from ui.widgets.views import table
from ui.widgets.words import State, ground, label, rule

CLAIM_ROW = 24
MOST_HISTORY = 500


class Recorded(QWidget):
    """Every claim with its source: filterable, copyable."""

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
        self.words.textChanged.connect(self._narrow)
        row.addWidget(self.words, 1)
        row.addWidget(button(_("Copy all"), self._copy_all, icon="copy"))
        column.addLayout(row)
        said = label(_("As recorded in the file, not checked against anything."), "small")
        said.setContentsMargins(16, 0, 16, 0)
        column.addWidget(said)
        self.view = table(_("Recorded in the file"), row=CLAIM_ROW)
        self.view.setModel(self.model)
        self.view.horizontalHeader().hide()
        self.view.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.view.setColumnWidth(0, 138)
        self._cell = ClaimCell()
        self.view.setItemDelegate(self._cell)
        column.addWidget(self.view, 1)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view, self._copy, context=Qt.ShortcutContext.WidgetShortcut)

    def show_details(self, details: Details) -> None:
        self.words.clear()
        self.model.take(details.answer.claims if details.answer else ())
        self._count()

    def _narrow(self, words: str) -> None:
        self.model.narrow(words)
        self._count()

    def _count(self) -> None:
        self.words.setPlaceholderText(_("Filter {count:,} entries").format(count=self.model.entries))

    def _copy_all(self) -> None:
        clipboard.copy(self.model.text())

    def _copy(self) -> None:
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        if rows:
            clipboard.copy(self.model.text(rows))


class History(QWidget):
    """An item's custody, newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._own = desk.own_words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(0)

    def show_history(self, entries: tuple[Entry, ...]) -> None:
        emptied(self._column)
        for entry in list(reversed(entries))[:MOST_HISTORY]:
            self._column.addWidget(State(state_of(entry) or "note", self._own(sentence(entry))))
            when = label(
                f"{entry.time[:22].replace('T', ' ')} UTC · {_('entry {number:,}').format(number=entry.position + 1)}", "small"
            )
            when.setContentsMargins(26, 0, 0, 6)
            self._column.addWidget(when)
            self._column.addWidget(rule())
            self._column.addSpacing(6)
        if len(entries) > MOST_HISTORY:
            self._column.addWidget(label(_("Older entries stand under Custody."), "quiet"))
        self._column.addStretch(1)


class DetailsPane(QWidget):
    open_viewer = Signal(object)  # ItemId
    closed = Signal()
    copy_out = Signal(object)  # Details

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._item: ItemId | None = None
        self.details: Details | None = None
        self.setMinimumWidth(300)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Bar(tokens.PAGE_BAR)
        self.title = label("", "section")
        bar.row.addWidget(self.title, 1)
        bar.row.addWidget(icon_button("close", _("Close the details"), self.closed.emit))
        column.addWidget(bar)
        column.addWidget(rule())
        column.addWidget(self._head())
        column.addLayout(self._tabs())
        column.addWidget(rule())
        self.stack = QStackedWidget()
        self.summary, self.recorded, self.history = Summary(desk), Recorded(), History(desk)
        self.stack.addWidget(scrolling(self.summary))
        self.stack.addWidget(self.recorded)
        self.stack.addWidget(scrolling(self.history))
        column.addWidget(self.stack, 1)
        column.addWidget(rule())
        column.addWidget(self._foot())

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 8, 16, 4)
        column.setSpacing(2)
        self.what = label("", "quiet")
        self.state = State()
        self.trouble = Trouble()
        for part in (self.what, self.state, self.trouble):
            column.addWidget(part)
        return head

    def _tabs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(20)
        self._group = QButtonGroup(self)
        for number, name in enumerate((_("Summary"), _("Recorded"), _("Custody"))):
            tab = button(name, partial(self.show_tab, number), kind="tab")
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            tab.setMinimumWidth(QFontMetrics(faces.face(weight=faces.SEMIBOLD)).horizontalAdvance(name) + 8)
            self._group.addButton(tab, number)
            row.addWidget(tab)
        row.addStretch(1)
        return row

    def _foot(self) -> QWidget:
        bar = Bar(tokens.ACTION_BAR)
        self.viewer = primary(_("Open in the viewer"), self._open)
        self.copy = button(_("Working copy…"), self._copy_out)
        bar.row.addWidget(self.viewer)
        bar.row.addWidget(self.copy)
        bar.row.addStretch(1)
        return bar

    def show_tab(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        chosen = self._group.button(number)
        if chosen is not None:
            chosen.setChecked(True)

    # Which item

    def show_item(self, item: ItemId | None) -> None:
        if item is None:
            self._item = None
            return
        self._item = item
        self.viewer.setEnabled(False)
        self.copy.setEnabled(False)
        self.title.setText(_("Item {number}").format(number=self._desk.own(item)))
        self.refresh()

    def refresh(self) -> None:
        """Ask again for what is shown."""
        if self._item is None:
            return
        library = self._desk.casework.library
        self._desk.ask(partial(library.details, self._item), self._told, self._failed)
        self._desk.ask(partial(library.history, self._item), partial(self._told_history, self._item))

    def _told(self, details: Details) -> None:
        if details.item.row.item != self._item:
            return  # another one was chosen meanwhile
        self.details = details
        self.trouble.hide()
        self.what.setText(first_line(details))
        self.state.say(*state(details.item.row))
        self.summary.show_details(details)
        self.recorded.show_details(details)
        viewable = (
            details.item.row.pack is not None and details.item.row.kind in {Kind.PHOTO, Kind.VIDEO} and bool(details.pictures)
        )
        self.viewer.setEnabled(viewable and not self._desk.read_only)
        self.viewer.setToolTip("" if viewable else _("There is no picture of it to show."))
        self.copy.setEnabled(not self._desk.read_only)

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)

    def _told_history(self, item: ItemId, entries: tuple[Entry, ...]) -> None:
        if item == self._item:
            self.history.show_history(entries)

    def _open(self) -> None:
        if self._item is not None:
            self.open_viewer.emit(self._item)

    def _copy_out(self) -> None:
        if self.details is not None:
            self.copy_out.emit(self.details)
