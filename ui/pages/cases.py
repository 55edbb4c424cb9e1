"""Cases: their numbers, titles and how many items each holds; one opens in the library."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.records.names import shown_text
from intake.records.rows import CaseRow
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Lane
from ui.widgets.buttons import link, primary
from ui.widgets.frame import Page, emptied, scrolling
from ui.widgets.trouble import Trouble
from ui.widgets.words import Sign, ground, label, rule


class Cases(Page):
    show_case = Signal(str)  # number
    release_case = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Cases"))
        self._desk = desk
        form = QHBoxLayout()
        form.setContentsMargins(16, 8, 16, 8)
        self.number, self.name = QLineEdit(), QLineEdit()
        self.number.setPlaceholderText(_("Number"))
        self.number.setAccessibleName(_("Number of the new case"))
        self.number.setMaximumWidth(180)
        self.name.setPlaceholderText(_("Title, if it should have one"))
        self.name.setAccessibleName(_("Title of the new case"))
        self.open = primary(_("Open case"), self._open)
        self.open.setEnabled(False)
        self.number.textChanged.connect(lambda text: self.open.setEnabled(bool(text.strip()) and not desk.read_only))
        self.number.returnPressed.connect(self._open)
        for part in (self.number, self.name):
            form.addWidget(part, 1)
            part.setEnabled(not desk.read_only)
        form.addWidget(self.open)
        self.body.addLayout(form)
        self.body.addWidget(rule())
        self.trouble = Trouble()
        self.body.addWidget(self.trouble)
        inner = ground(QWidget(), "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        column.addStretch(1)
        self.body.addWidget(scrolling(inner), 1)

    def begin(self) -> None:
        self._desk.ask(self._desk.casework.library.cases, self._told, self.trouble.show_error)

    def _told(self, rows: tuple[CaseRow, ...]) -> None:
        emptied(self._rows)
        self.subtitle.setText(ngettext("{count} open", "{count} open", len(rows)))
        if not rows:
            said = _(
                "No case is open yet. Items that belong to no case are kept all the same; a case can be named when a submission begins."
            )
            empty = label(said, "quiet", wrap=True)
            empty.setContentsMargins(16, 16, 16, 16)
            self._rows.addWidget(empty)
        for row in rows:
            self._rows.addWidget(self._row(row))

    def _row(self, row: CaseRow) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(8)
        line.addWidget(Sign("cases"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(_("Case {number}").format(number=shown_text(row.number)), "strong"))
        parts = [shown_text(row.title)] if row.title else []
        parts += [ngettext("{count} item", "{count} items", row.items), _("opened {date}").format(date=row.opened_at[:10])]
        line.addWidget(label(" · ".join(parts), "quiet", wrap=True), 1)
        show, release = (
            link(_("Show its items"), partial(self.show_case.emit, row.number)),
            link(_("Release…"), partial(self.release_case.emit, row.number)),
        )
        release.setEnabled(row.items > 0 and not self._desk.read_only)
        for act in (show, release):
            act.setAccessibleName(f"{act.text()} {row.number}")
            line.addWidget(act)
        column.addLayout(line)
        column.addWidget(rule())
        return made

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
