"""Our clock, large, to be photographed by the giver's device; or what the device shows, taken by hand at the press of a button."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from PySide6.QtCore import QDateTime, Qt, QTimer, Signal
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QWidget

from intake.records import clock
from intake.records.moments import Moment
from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.models.times import offset_text
from ui.widgets.buttons import button
from ui.widgets.words import State, fixed, label, rule

TICK_MS = 100
LARGE = 40  # pixels
FORM = "yyyy-MM-dd HH:mm:ss"


def local(moment: Moment) -> datetime:
    """In this computer's zone, to the second below."""
    utc = datetime.fromisoformat(moment.utc).astimezone(UTC).replace(microsecond=0)
    return utc.astimezone(timezone(timedelta(minutes=moment.offset_minutes)))


def difference(device: datetime, ours: datetime) -> int:
    """Seconds by which the device's face is ahead of our local time; neither zone plays a part. Negative: behind."""
    return round((device.replace(tzinfo=None) - ours.replace(tzinfo=None)).total_seconds())


def signed(seconds: int) -> str:
    """`+2:02:14`."""
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else '+'}{hours}:{rest // 60:02d}:{rest % 60:02d}"


def reading(device: datetime, ours: Moment) -> str:
    """What is recorded, the same in every language of the window."""
    here = local(ours)
    follows = {True: "synchronised", False: "not synchronised", None: "synchronisation unknown"}[ours.synchronised]
    return (
        f"device showed {device:%Y-%m-%d %H:%M:%S}, this computer {here.isoformat(sep=' ')} ({follows}), "
        f"device minus computer {signed(difference(device, here))}"
    )


_READ = re.compile(
    r"device showed (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d), this computer (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)([+-]\d\d:\d\d) .*", re.ASCII
)


def read_back(text: str) -> tuple[datetime, datetime, int] | None:
    """What `reading` wrote: the two faces, and the offset of this computer in minutes; None where a person wrote something else."""
    found = _READ.fullmatch(text)
    try:
        ours = datetime.fromisoformat(f"{found[2]}{found[3]}") if found else None
        offset = ours.utcoffset() if ours is not None else None
        if found is None or ours is None or offset is None:
            return None
        return datetime.fromisoformat(found[1]), ours.replace(tzinfo=None), int(offset.total_seconds()) // 60
    except ValueError:
        return None


def in_words(seconds: int, same: str = "") -> str:
    """For a person. same: what is said where there is no difference, if it is not this computer that it was read against."""
    if not seconds:
        return same or _("The device and this computer show the same.")
    if same:
        said = _("The device was {time} ahead.") if seconds > 0 else _("The device was {time} behind.")
        return said.format(time=clock.signed(seconds)[1:])
    said = _("The device is {time} ahead of this computer.") if seconds > 0 else _("The device is {time} behind this computer.")
    return said.format(time=signed(seconds)[1:])


class ClockReading(Asking):
    answered = Signal(str)

    def __init__(self, now: Callable[[], Moment], parent: QWidget | None = None) -> None:
        super().__init__(
            _("The clock of the device"), 560, parent, heading=_("This computer now: let the device photograph it"), wrap=True
        )
        self._now = now
        self._taken = ""
        column = self.column
        self.ours = fixed(size=LARGE)
        self.ours.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.ours.setAccessibleName(_("Time of this computer"))
        self.utc = fixed()
        self.utc.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.ours)
        column.addWidget(self.utc)
        self.follows = State(wrap=False)
        column.addWidget(self.follows)
        column.addWidget(rule())
        column.addWidget(label(_("Or by hand"), "section"))
        how = _("Set a time that the device will show in a moment, and press the button when it does.")
        column.addWidget(label(how, "quiet", wrap=True))
        row = QHBoxLayout()
        self.device = QDateTimeEdit()
        self.device.setDisplayFormat(FORM)
        self.device.setCalendarPopup(True)
        self.device.setAccessibleName(_("What the device shows"))
        self.press = button(_("It shows this now"), self._take, icon="clock")
        row.addWidget(self.device)
        row.addWidget(self.press)
        row.addStretch(1)
        column.addLayout(row)
        self.said = State("good", "", wrap=True)
        self.said.hide()
        column.addWidget(self.said)
        self.act = self.finish(_("Use this reading"), self._give)
        self.act.setEnabled(False)
        shown = self._tick()
        ahead = local(shown) + timedelta(minutes=1)
        self.device.setDateTime(QDateTime(ahead.year, ahead.month, ahead.day, ahead.hour, ahead.minute, 0))
        self.device.dateTimeChanged.connect(self._changed)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)
        self.device.setFocus()

    def _tick(self) -> Moment:
        now = self._now()
        here = local(now)
        self.ours.setText(f"{here:%H:%M:%S}")
        self.utc.setText(f"{here:%Y-%m-%d} {offset_text(now.offset_minutes)} · {here.astimezone(UTC):%H:%M:%S} UTC")
        if now.synchronised:
            self.follows.say("good", _("This clock follows a time server."))
        else:
            self.follows.say("attention", _("This clock follows no time server: it can be wrong."))
        return now

    def _take(self) -> None:
        ours = self._now()
        typed = self.device.dateTime()
        day, time = typed.date(), typed.time()
        device = datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), time.second())  # noqa: DTZ001 — a face
        self._taken = reading(device, ours)
        self.said.say("good", in_words(difference(device, local(ours))))
        self.said.show()
        self.act.setEnabled(True)
        self.act.setFocus()

    def _changed(self, *_told: object) -> None:
        """Another time was typed: what was taken is not of it."""
        self._taken = ""
        self.said.hide()
        self.act.setEnabled(False)

    def _give(self) -> None:
        self.answered.emit(self._taken)
        self.accept()
