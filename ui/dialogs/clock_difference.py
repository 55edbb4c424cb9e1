"""How far the clock of a device was off: what it showed and what was right, by whose word, and why it is recorded now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from PySide6.QtCore import QDate, QDateTime, QTime, Signal
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from intake.records.clock import MOST_SECONDS, Difference
from intake.records.marks import MOST_REASON
from intake.records.names import shown_text
from intake.wording.events import clock_text
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.dialogs.clock_reading import FORM, difference, in_words, read_back
from ui.models.times import offset_text
from ui.widgets.buttons import button, link
from ui.widgets.words import State, label

ZONES = (
    *(-720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -150, -120, -60, 0, 60, 120, 180, 210, 240, 270),
    *(300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 825, 840),
)  # minutes east of UTC that are in use


QUARTER, NEAR = 900, 90  # seconds; zones lie whole quarter hours apart, and a clock that is kept by a network hardly errs by more


def perhaps_a_zone(seconds: int) -> bool:
    """Whether a difference looks like that of two zones, half an hour apart or more, rather than of a clock that is wrong."""
    quarters = round(seconds / QUARTER)
    return 2 <= abs(quarters) <= 26 * 4 and abs(seconds - quarters * QUARTER) <= NEAR


def _field(name: str, at: datetime) -> QDateTimeEdit:
    made = QDateTimeEdit()
    made.setDisplayFormat(FORM)
    made.setCalendarPopup(True)
    made.setAccessibleName(name)
    made.setDateTime(_to_qt(at))
    return made


def _to_qt(at: datetime) -> QDateTime:
    return QDateTime(QDate(at.year, at.month, at.day), QTime(at.hour, at.minute, at.second))


def _of(field: QDateTimeEdit) -> datetime:
    day, time = field.date(), field.time()
    return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), time.second())  # noqa: DTZ001 — a clock's face


def _earlier(at: datetime, seconds: int) -> datetime:
    """Itself where it would leave the calendar: a file may name its last day."""
    try:
        return at - timedelta(seconds=seconds)
    except OverflowError:
        return at


class ClockDifference(Asking):
    answered = Signal(object)  # Difference
    taken_back = Signal()

    def __init__(
        self, count: int, shown: datetime, before: Sequence[Difference | None], read: str = "", parent: QWidget | None = None
    ) -> None:
        """shown: what one of the items records. before: what counts now, each once. read: its clock as it was read at intake."""
        title = ngettext(
            "The clock of the device that recorded {count} item", "The clock of the device that recorded {count} items", count
        )
        super().__init__(title, 640, parent)
        self._read = read_back(read)
        said = _(
            "What the files say stays. Only the place in the order of time follows, and both times are shown. "
            "Source and reason leave with the items unless the giver is withheld."
        )
        quiet = label(said, "quiet", wrap=True)
        quiet.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.column.addWidget(quiet)
        self._say_before(before)
        self._offer_reading(read)
        self._fields(shown, next((one for one in before if one is not None), None) if len(before) == 1 else None)
        self.back = button(_("Take back"), self._take_back)
        self.back.setToolTip(_("What is recorded now no longer counts; it stays in the log."))
        self.back.setVisible(any(one is not None for one in before))
        self.record = self.finish(_("Record the difference"), self._give)
        foot = self.column.itemAt(self.column.count() - 1)
        if foot is not None:
            cast("QHBoxLayout", foot.layout()).insertWidget(0, self.back)
        self._check()
        self.right.setFocus()

    def _say_before(self, before: Sequence[Difference | None]) -> None:
        known = [one for one in before if one is not None]
        if len(before) > 1 and known:
            self.column.addWidget(State("attention", _("Not all of these items have the same difference now."), wrap=False))
        elif known:
            self.column.addWidget(State("clock", _("Recorded now: {said}").format(said=clock_text(known[0])), wrap=False))

    def _offer_reading(self, read: str) -> None:
        self.use = link(_("Use this reading"), self._use)
        self.use.setVisible(self._read is not None)
        if read:
            said = _("Its clock as read when it was received: {said}").format(said=shown_text(read, 300))
            if self._read is not None:
                shown, ours, minutes = self._read
                said = _("Read when it was received: it showed {shown} when this computer showed {ours}, UTC{zone}.").format(
                    shown=f"{shown:%Y-%m-%d %H:%M:%S}", ours=f"{ours:%H:%M:%S}", zone=offset_text(minutes)
                )
            note = State("note", said)
            note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.column.addWidget(note)
            row = QHBoxLayout()
            row.setContentsMargins(24, 0, 0, 0)
            row.addWidget(self.use)
            row.addStretch(1)
            self.column.addLayout(row)

    def _fields(self, shown: datetime, now: Difference | None) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self.shown = _field(_("When the device showed"), shown)
        right = _earlier(shown, now.seconds) if now is not None else shown
        self.right = _field(_("it was"), right)
        self.zone = QComboBox()
        self.zone.setAccessibleName(_("Zone of its times that have none"))
        self.zone.addItem(_("not known"), None)
        for minutes in ZONES:
            self.zone.addItem(f"UTC{offset_text(minutes)}", minutes)
        self.zone.setCurrentIndex(max(0, self.zone.findData(now.offset_minutes)) if now is not None else 0)
        self.source, self.why = QLineEdit(), QLineEdit()
        hints = (_("Who or what says so, for example: the station's clock in the picture"), _("Why, in a few words"))
        for line, hint in zip((self.source, self.why), hints, strict=True):
            line.setMaxLength(MOST_REASON)
            line.setPlaceholderText(hint)
            line.textChanged.connect(self._check)
        self.source.setAccessibleName(_("Source"))
        self.why.setAccessibleName(_("Why"))
        self.said = State("note", "")
        self.said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        named: tuple[QWidget, ...] = (self.shown, self.right, self.zone, self.source, self.why)
        for row, field in enumerate(named):
            words = label(field.accessibleName())
            words.setBuddy(field)
            grid.addWidget(words, row, 0)
            grid.addWidget(field, row, 1)
        self.column.addLayout(grid)
        self.column.addWidget(self.said)
        for face in (self.shown, self.right):
            face.dateTimeChanged.connect(self._check)

    def difference(self) -> Difference | None:
        """What the fields say; None where no clock is that far off."""
        seconds = difference(_of(self.shown), _of(self.right))
        return Difference(seconds, self.zone.currentData()) if abs(seconds) <= MOST_SECONDS else None

    def _check(self, *_told: object) -> None:
        found = self.difference()
        if found is None:
            self.said.say("attention", _("No clock is that far off."))
        else:
            said = in_words(found.seconds, _("The clock of the device was right."))
            if perhaps_a_zone(found.seconds):
                said += " " + _("These are about whole quarter hours: if only its time zone was another, its clock was right.")
            self.said.say("attention" if perhaps_a_zone(found.seconds) else "clock", said)
        given = bool(self.source.text().strip() and self.why.text().strip())
        self.record.setEnabled(found is not None and given)
        self.back.setEnabled(given)

    def _use(self) -> None:
        if self._read is not None:
            shown, right, minutes = self._read
            self.shown.setDateTime(_to_qt(shown))
            self.right.setDateTime(_to_qt(right))
            self.zone.setCurrentIndex(max(0, self.zone.findData(minutes)))
            self.source.setText(_("the reading of its clock when it was received"))
            self.why.setFocus()

    def _give(self) -> None:
        if (found := self.difference()) is not None:
            self.answered.emit(found)
            self.accept()

    def _take_back(self) -> None:
        self.taken_back.emit()
        self.accept()
