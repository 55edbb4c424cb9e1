"""From when to when: the time that the medium's directory says of a file, in UTC."""

from PySide6.QtCore import QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button, primary
from ui.widgets.words import label

FORM = "yyyy-MM-dd HH:mm"
MINUTE_NS = 60_000_000_000


class TimeSpan(QDialog):
    """since, until: nanoseconds since 1970 that are proposed. The minute that is typed as the end belongs to the span."""

    answered = Signal(object, object)  # int, int: nanoseconds, both included

    def __init__(self, since: int, until: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("File times"))
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(_("Files of which time"), "section"))
        how = _(
            "By the file time that the medium states, in UTC. It can be wrong: files without one, or outside, are not listed."
        )
        column.addWidget(label(how, "quiet", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.since, self.until = self._line(grid, 0, _("From"), since), self._line(grid, 1, _("To"), until)
        column.addLayout(grid)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(_("Cancel"), self.reject))
        self.act = primary(_("List these files"), self._give)
        foot.addWidget(self.act)
        column.addLayout(foot)
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
