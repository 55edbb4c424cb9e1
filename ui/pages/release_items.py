"""The second page of a release: which items go into it; where there is none to choose from yet, how they come here."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.candidates import NAME, Candidates
from ui.pages.release_steps import Step, named
from ui.widgets.buttons import button, link
from ui.widgets.views import table, widths
from ui.widgets.words import label


class WhichItems(Step):
    library_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _("Which items"), _("Ticked items go into the bundle. Those of the same cases without a tick are left out.")
        )
        self.model = Candidates(desk, self)
        head = QHBoxLayout()
        self.counted = label("", "strong")
        head.addWidget(self.counted, 1)
        self.ticks = every, none = link(_("All"), lambda: self._all(True)), link(_("None"), lambda: self._all(False))
        self.other = link(_("Choose others in the Library"), self.library_wanted.emit)
        for name, one in (("all-items", every), ("no-items", none), ("other-items", self.other)):
            one.setObjectName(name)
            head.addWidget(one)
        every.setAccessibleName(_("Tick all items"))
        none.setAccessibleName(_("Tick no item"))
        self.view = table(_("Items for the bundle"))
        self.view.setObjectName("candidates")
        self.view.setModel(self.model)
        self.view.horizontalHeader().setStretchLastSection(True)
        widths(self.view, {0: 130, NAME: 320, 2: 90, 3: 90})
        self.column.addLayout(head)
        self.column.addWidget(self.view, 1)
        self.why_said = label(_("Why the others are left out"), "lead")
        self.why = QLineEdit()
        named(self.why, "left-out-reason", _("Why the others are left out"))
        self.why.setPlaceholderText(_("For this office and its receipt; it is not in the bundle"))
        self.column.addWidget(self.why_said)
        self.column.addWidget(self.why)
        self.empty = self._empty()
        self.column.addWidget(self.empty, 1)
        self.model.chosen_changed.connect(self._told)
        self.why.textChanged.connect(lambda _text: self.changed.emit())
        self._told()

    def _empty(self) -> QWidget:
        """In the table's place while there is nothing to tick."""
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        said = _("No item is here yet. Choose them in the Library, or a case under Cases, and press Release; this draft goes on.")
        column.addWidget(label(said, wrap=True))
        row = QHBoxLayout()
        self.choose = button(_("Choose items in the Library"), self.library_wanted.emit, icon="library")
        self.choose.setObjectName("first-items")
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        return made

    def _all(self, on: bool) -> None:
        self.model.choose([row.item for row in self.model.rows], on=on)

    def _told(self) -> None:
        some = bool(self.model.rows)
        for one in (self.counted, *self.ticks, self.other, self.view):
            one.setVisible(some)
        self.empty.setVisible(not some)
        others = self._left_out()
        self.why_said.setVisible(others)
        self.why.setVisible(others)
        self.counted.setText(self.summary())
        self.changed.emit()

    def begin(self) -> None:
        (self.view if self.model.rows else self.choose).setFocus()

    def reason(self) -> str:
        """Why others are left out, where they are."""
        return self.why.text().strip() if self._left_out() else ""

    def _left_out(self) -> bool:
        """Whether something of a case is left out of which something goes into the bundle."""
        chosen = set(self.model.chosen())
        cases = {number for row in self.model.chosen_rows() for number in row.case_numbers}
        return any(row.item not in chosen and not cases.isdisjoint(row.case_numbers) for row in self.model.rows)

    def clear(self) -> None:
        self.model.take((), ())
        self.why.clear()

    def missing(self) -> str:
        return "" if self.model.chosen() else _("Choose at least one item.")

    def summary(self) -> str:
        chosen = len(self.model.chosen())
        left = len(self.model.rows) - chosen
        said = ngettext("{count} item", "{count} items", chosen)
        return said + (ngettext(", {count} left out", ", {count} left out", left) if left else "")
