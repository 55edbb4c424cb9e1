"""What the log is narrowed to: chips that can be taken away, one menu that adds."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from intake.records.names import shown_text
from intake.records.rows import LogWhere
from intake.wording.language import translated as _
from ui.models.log_filters import KINDS, criteria
from ui.widgets.buttons import chip, link

MOST_PEOPLE = 30


class LogFilters(QWidget):
    narrowed = Signal(object)  # LogWhere
    days_wanted = Signal()

    def __init__(self, own: Callable[[str], str]) -> None:
        super().__init__()
        self._own = own
        self.where = LogWhere()
        self.people: dict[str, str] = {}  # names by key
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.chips: list[QPushButton] = []
        self.add = link(_("+ Filter"), self._open)
        self.add.setAccessibleName(_("Add a filter"))
        self._row.addWidget(self.add)
        self._row.addStretch(1)

    def show_where(self, where: LogWhere) -> None:
        """Chips for these conditions."""
        self.where = where
        for made in self.chips:
            self._row.removeWidget(made)
            made.hide()
            made.deleteLater()
        item = self._own(where.item) if where.item is not None else ""
        self.chips = [chip(said, partial(self.narrow, rest)) for said, rest in criteria(where, self.people, item)]
        for at, made in enumerate(self.chips):
            made.setAccessibleName(_("Remove the filter {name}").format(name=made.text().strip()))
            self._row.insertWidget(at, made)

    def narrow(self, where: LogWhere) -> None:
        self.add.setFocus()  # the chip that was pressed goes away
        self.narrowed.emit(where)

    def _open(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """All conditions that can be added."""
        menu = QMenu(self)
        kinds = menu.addMenu(_("Kind"))
        for name, types in KINDS:
            kinds.addAction(_(name), partial(self.narrow, replace(self.where, types=types)))
        people = menu.addMenu(_("Person"))
        for key, name in list(self.people.items())[:MOST_PEOPLE]:
            people.addAction(shown_text(name), partial(self.narrow, replace(self.where, operator_key=key)))
        menu.addAction(_("Days…"), self.days_wanted.emit)
        return menu
