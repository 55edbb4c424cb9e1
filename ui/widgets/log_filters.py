"""What the log is narrowed to: chips that can be taken away, one menu that adds."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from intake.records.names import shown_text
from intake.records.rows import LogWhere
from intake.wording.language import translated as _
from ui.models.log_filters import KINDS, criteria
from ui.widgets.chips import Chips

MOST_PEOPLE = 30


class LogFilters(Chips):
    days_wanted = Signal()

    def __init__(self, own: Callable[[str], str]) -> None:
        super().__init__(self.menu)
        self._own = own
        self.where = LogWhere()
        self.people: dict[str, str] = {}  # names by key

    def show_where(self, where: LogWhere) -> None:
        """Chips for these conditions."""
        self.where = where
        item = self._own(where.item) if where.item is not None else ""
        self.show_conditions(criteria(where, self.people, item))

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
