"""From which day to which: the time used for sorting, as recorded."""

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QDateEdit, QGridLayout, QWidget

from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.widgets.words import label

FORM = "yyyy-MM-dd"


class Days(Asking):
    """first, last: days that are proposed, `2026-11-22`, or "" for today. log: of entries, not of items."""

    def __init__(self, first: str, last: str, parent: QWidget | None = None, *, log: bool = False) -> None:
        title = _("Entries of which days") if log else _("Recorded on which days")
        super().__init__(_("Days"), 420, parent, heading=title)
        column = self.column
        how = _("By the time of the entry, in UTC.")
        if not log:
            how = _("By the time used for sorting, as recorded. Items without a time are left out.")
        column.addWidget(label(how, "quiet", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.since, self.first = self._line(grid, 0, _("From this day"), first)
        self.until, self.last = self._line(grid, 1, _("To this day"), last)
        column.addLayout(grid)
        self.narrow = self.finish(_("Show these days"), self.accept)
        for told in (self.since.toggled, self.until.toggled, self.first.dateChanged, self.last.dateChanged):
            told.connect(self._check)
        self._check()

    def _line(self, grid: QGridLayout, row: int, name: str, day: str) -> tuple[QCheckBox, QDateEdit]:
        box = QCheckBox(name)
        box.setChecked(True)
        field = QDateEdit(QDate.fromString(day, FORM) if day else QDate.currentDate())
        field.setDisplayFormat(FORM)
        field.setCalendarPopup(True)
        field.setAccessibleName(name)
        box.toggled.connect(field.setEnabled)
        grid.addWidget(box, row, 0)
        grid.addWidget(field, row, 1)
        return box, field

    def _check(self, *_told: object) -> None:
        both = self.since.isChecked() and self.until.isChecked()
        some = self.since.isChecked() or self.until.isChecked()
        self.narrow.setEnabled(some and (not both or self.first.date() <= self.last.date()))

    def days(self) -> tuple[str | None, str | None]:
        """The first and the last day, None where it is open."""
        return (
            self.first.date().toString(FORM) if self.since.isChecked() else None,
            self.last.date().toString(FORM) if self.until.isChecked() else None,
        )
