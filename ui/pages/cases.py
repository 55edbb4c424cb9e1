"""Cases: a list of them with what needs a person; one is opened to its items, its order in time and its notes."""

from functools import partial

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.records.rows import CaseStanding
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Lane
from ui.models.cases import CASE, ITEMS, LAST, NEEDS, OPENED, TITLE, CasesModel, Index, StateRole
from ui.pages.case_view import CaseView
from ui.widgets.buttons import button, fill, primary
from ui.widgets.cells import SignedCell
from ui.widgets.frame import Page
from ui.widgets.nothing import Nothing
from ui.widgets.trouble import Trouble
from ui.widgets.views import table, widths
from ui.widgets.words import rule

WIDTHS = {CASE: 140, TITLE: 200, ITEMS: 64, NEEDS: 380, LAST: 190, OPENED: 100}
LISTS, ONE = range(2)


def _state(index: Index) -> str:
    return str(index.data(StateRole) or "")


class CaseList(Page):
    opened = Signal(str)  # number

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Cases"))
        self._desk = desk
        self._body_form()
        self.trouble = Trouble()
        self.body.addWidget(self.trouble)
        self.model = CasesModel()
        self.view = table(_("Cases"))
        self.view.setModel(self.model)
        self._signed = SignedCell(_state)
        self.view.setItemDelegateForColumn(NEEDS, self._signed)
        head = self.view.horizontalHeader()
        widths(self.view, WIDTHS)
        head.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        self.view.activated.connect(self._activated)
        self.empty = Nothing()
        self.empty.say(
            _("No case is open yet."),
            _("Give a number above to open one. Items that belong to no case are kept all the same."),
        )
        self.views = QStackedWidget()
        self.views.addWidget(self.view)
        self.views.addWidget(self.empty)
        self.body.addWidget(self.views, 1)

    def _body_form(self) -> None:
        form = QHBoxLayout()
        form.setContentsMargins(16, 8, 16, 8)
        form.setSpacing(8)
        self.number, self.name = QLineEdit(), QLineEdit()
        self.number.setPlaceholderText(_("Number"))
        self.number.setAccessibleName(_("Number of the new case"))
        self.number.setMaximumWidth(180)
        self.name.setPlaceholderText(_("Title, if it should have one"))
        self.name.setAccessibleName(_("Title of the new case"))
        self.open = primary(_("New case"), self._open)
        self.number.textChanged.connect(lambda _text: self._look_again())
        self.number.returnPressed.connect(self._open)
        self.name.returnPressed.connect(self._open)
        for part in (self.number, self.name):
            form.addWidget(part, 1)
            part.setEnabled(not self._desk.read_only)
        form.addWidget(self.open)
        self.show_one = button(_("Open the chosen case"), self._show_chosen)
        self.show_one.setEnabled(False)
        self._look_again()
        form.addWidget(self.show_one)
        self.body.addLayout(form)
        self.body.addWidget(rule())

    def begin(self) -> None:
        self._desk.ask(self._desk.casework.library.standings, self._told, self.trouble.show_error)
        self.view.setFocus()

    def _told(self, rows: tuple[CaseStanding, ...]) -> None:
        chosen = self.model.standing(self.view.currentIndex().row()).row.number if self.view.currentIndex().isValid() else ""
        self.model.take(rows)
        needing = sum(one.needs_a_person for one in rows)
        said = [ngettext("{count} case", "{count} cases", len(rows))]
        said += [ngettext("{count} needs a person", "{count} need a person", needing)] if needing else []
        self.subtitle.setText(" · ".join(said))
        self.views.setCurrentIndex(0 if rows else 1)
        self.show_one.setEnabled(bool(rows))
        self._look_again()
        if rows:
            self.view.selectRow(max(self.model.place(chosen), 0))

    def _look_again(self) -> None:
        """The filled button is the next step: the case that is being named, else the one that is chosen."""
        named = bool(self.number.text().strip()) and not self._desk.read_only
        self.open.setEnabled(named)
        fill(self.open, on=named or not self.show_one.isEnabled())
        fill(self.show_one, on=self.show_one.isEnabled() and not named)

    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.standing(index.row()).row.number)

    def _show_chosen(self) -> None:
        if self.view.currentIndex().isValid():
            self._activated(self.view.currentIndex())

    def _open(self) -> None:
        number = self.number.text().strip()
        if number and not self._desk.read_only:
            question = partial(self._desk.casework.receiving.open_case, number, self.name.text().strip())
            self._desk.ask(question, self._opened, self._failed, Lane.BACKGROUND)

    def _opened(self, _case: str) -> None:
        self.trouble.hide()
        self.number.clear()
        self.name.clear()
        self.begin()

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)


class Cases(QWidget):
    narrowed = Signal(object)  # Filter: those items in the library
    item_wanted = Signal(object, object)  # Filter, ItemId: in the viewer
    release_case = Signal(str)  # number

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        self.list, self.one = CaseList(desk), CaseView(desk)
        for part in (self.list, self.one):
            self.stack.addWidget(part)
        column.addWidget(self.stack)
        self.list.opened.connect(self.show_case)
        self.one.left.connect(self._back)
        self.one.narrowed.connect(self.narrowed)
        self.one.opened.connect(self.item_wanted)
        self.one.release_wanted.connect(self.release_case)

    def begin(self) -> None:
        """The list, or the case that was open."""
        if self.stack.currentIndex() == ONE:
            self.one.refresh()
        else:
            self.list.begin()

    def show_case(self, number: str) -> None:
        self.stack.setCurrentIndex(ONE)
        self.one.show_case(number)

    def _back(self) -> None:
        self.stack.setCurrentIndex(LISTS)
        self.list.begin()

    def cover(self) -> None:
        """Nothing of the evidence stays in sight or in memory here."""
        self.one.cover()
