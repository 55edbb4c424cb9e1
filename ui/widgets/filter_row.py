"""What the list is narrowed to: chips that can be taken away, one menu that adds, and how many are left of how many."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from intake.records.names import shown_text
from intake.records.rows import CaseRow, Filter
from intake.wording.language import translated as _
from ui.models import filters
from ui.models.saved import LONGEST_NAME, Saved
from ui.models.signs import short
from ui.theme import tokens
from ui.widgets.buttons import link
from ui.widgets.chips import Chips
from ui.widgets.words import ground, label

MOST_CASES = 30  # in the menu; the others are found by searching


class FilterRow(QWidget):
    narrowed = Signal(object)  # Filter
    days_wanted = Signal()
    naming_wanted = Signal()

    def __init__(self, saved: Saved) -> None:
        super().__init__()
        ground(self, "surface")
        self.where, self.saved = Filter(), saved
        self.cases: tuple[CaseRow, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(12)
        self._chips = Chips(self.menu)
        self._chips.narrowed.connect(self.narrowed)
        self.add = self._chips.add
        row.addWidget(self._chips, 1)
        self.acts = QHBoxLayout()
        self.acts.setSpacing(8)
        self.counted = label("", "quiet")
        self.clear = link(_("Clear filters"), partial(self.narrow, Filter()))
        self.clear.hide()
        for part in (self.counted, self.clear):
            self.acts.addWidget(part)
        row.addLayout(self.acts)
        self.setMinimumHeight(tokens.FILTER_ROW)

    @property
    def chips(self) -> list[QPushButton]:
        return self._chips.chips

    def show_filter(self, where: Filter) -> None:
        """Chips for these conditions."""
        self.where = where
        self._chips.show_conditions([(one.said, one.rest) for one in filters.criteria(where)])

    def narrow(self, where: Filter) -> None:
        self._chips.narrow(where)

    # The menu

    def menu(self) -> QMenu:
        """All conditions that can be added, in groups."""
        menu, where = QMenu(self), self.where
        self._offer_saved(menu)
        kinds = menu.addMenu(_("Kind"))
        for kind, name in filters.KINDS:
            self._offer(kinds, _(name), replace(where, kinds=where.kinds | {kind}), chosen=kind in where.kinds)
        if self.cases:
            cases = menu.addMenu(_("Case"))
            for case in self.cases[:MOST_CASES]:
                chosen = where.case_number == case.number
                self._offer(cases, case.number, replace(where, case_number=case.number), chosen=chosen)
        menu.addAction(_("Days…"), self.days_wanted.emit)
        group = menu
        for choice in filters.CHOICES:
            group = menu.addMenu(_(choice.title))
            for value, name in choice.words:
                self._offer(group, _(name), choice.put(where, value), chosen=choice.of(where) == value)
        group.addSeparator()  # the last one: what was noted, in particular
        for code in filters.SIGNS:
            self._offer(group, short(code), replace(where, sign=code), chosen=where.sign == code)
        return menu

    def _offer(self, menu: QMenu, name: str, wanted: Filter, *, chosen: bool) -> None:
        act = menu.addAction(name, partial(self.narrow, wanted))
        act.setEnabled(not chosen)

    def _offer_saved(self, menu: QMenu) -> None:
        """What has a name, first; then how to give one and take one away."""
        names = list(self.saved.filters)
        for name in names:
            self._offer(menu, _literal(name), self.saved.filters[name], chosen=self.saved.filters[name] == self.where)
        if filters.criteria(self.where):
            menu.addAction(_("Save these filters…"), self.naming_wanted.emit)
        if names:
            forget = menu.addMenu(_("Forget saved filters"))
            for name in names:
                forget.addAction(_literal(name), partial(self.saved.forget, name))
        if not menu.isEmpty():
            menu.addSeparator()


def _literal(name: str) -> str:
    """For a menu, which takes `&` for the key of what follows."""
    return shown_text(name, LONGEST_NAME).replace("&", "&&")
