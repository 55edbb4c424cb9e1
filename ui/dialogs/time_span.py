"""From when to when: the time that the medium's directory says of a file, in UTC."""

from PySide6.QtCore import QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QGridLayout, QWidget

from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.widgets.words import label

FORM = "yyyy-MM-dd HH:mm"
MINUTE_NS = 60_000_000_000


class TimeSpan(Asking):
    """since, until: nanoseconds since 1970 that are proposed. The minute that is typed as the end belongs to the span."""

    answered = Signal(object, object)  # int, int: nanoseconds, both included

    def __init__(self, since: int, until: int, parent: QWidget | None = None) -> None:
        super().__init__(_("File times"), 420, parent, heading=_("Files of which time"))
        column = self.column
        how = _(
            "By the file time that the medium states, in UTC. It can be wrong: files without one, or outside, are not listed."
        )
        column.addWidget(label(how, "quiet", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.since, self.until = self._line(grid, 0, _("From this time"), since), self._line(grid, 1, _("To this time"), until)
        column.addLayout(grid)
        self.act = self.finish(_("List these files"), self._give)
        for field in (self.since, self.until):
            field.dateTimeChanged.connect(self._look_again)
        self._look_again()

    @staticmethod
    def _line(grid: QGridLayout, row: int, name: str, ns: int) -> QDateTimeEdit:
        named, field = label(name), QDateTimeEdit()
        field.setTimeZone(QTimeZone(QTimeZone.Initialization.UTC))
        field.setDateTime(QDateTime.fromSecsSinceEpoch(ns // 1_000_000_000, QTimeZone(QTimeZone.Initialization.UTC)))
        field.setDisplayFormat(FORM)
        field.setCalendarPopup(True)
        field.setAccessibleName(name)
        named.setBuddy(field)
        grid.addWidget(named, row, 0)
        grid.addWidget(field, row, 1)
        return field

    def span(self) -> tuple[int, int]:
        since, until = (field.dateTime().toSecsSinceEpoch() * 1_000_000_000 for field in (self.since, self.until))
        return since - since % MINUTE_NS, until - until % MINUTE_NS + MINUTE_NS - 1

    def _look_again(self, *_told: object) -> None:
        since, until = self.span()
        self.act.setEnabled(since <= until)

    def _give(self) -> None:
        self.answered.emit(*self.span())
        self.accept()
