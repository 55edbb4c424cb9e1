"""The summary of an item: from whom and when, the table of times, what disagrees, place and digest."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from intake.casework.door import Details
from intake.records.claims import Meaning, State, TimeClaim
from intake.records.digests import sha256_in
from intake.records.names import shown_text
from intake.records.submissions import Reach
from intake.wording import amounts, codes
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.items import kind_text
from ui.widgets.digests import DigestBox
from ui.widgets.frame import emptied
from ui.widgets.words import State as Said
from ui.widgets.words import fixed, ground, label, rule

MOST_TIMES = 24
MOST_NAMED = 6  # details of one observation
REACHES = {
    Reach.DEVICE: N_("read from the recording device itself"),
    Reach.MEDIUM: N_("read from a medium that was handed over"),
    Reach.COPY: N_("a received copy"),
    Reach.EXPORT: N_("an export by another system"),
}
MEANINGS = {
    Meaning.UTC: N_("UTC"),
    Meaning.OFFSET: N_("with its offset"),
    Meaning.LOCAL: N_("local"),
    Meaning.UTC_OR_LOCAL: N_("UTC by the standard, often local"),
    Meaning.FILESYSTEM: N_("file system"),
    Meaning.UNSET: N_("never set"),
}


def first_line(details: Details) -> str:
    """`Video · 1:42 · 1920 × 1080 · 148.2 MB`."""
    row, answer = details.item.row, details.answer
    parts = [kind_text(row) or row.media_type]
    if answer is not None and answer.duration is not None:
        parts.append(amounts.duration(answer.duration))
    if answer is not None and answer.width and answer.height:
        parts.append(f"{answer.width} × {answer.height}")
    parts.append(amounts.size(row.size))
    return " · ".join(part for part in parts if part)


def received(details: Details) -> str:
    """From whom, when and how near, as a sentence."""
    item = details.item
    giver = item.giver
    if giver.declined:
        who = _("From someone who declines to be named")
    elif giver.name or giver.alias:
        who = _("From {name}").format(name=shown_text(giver.name or giver.alias))
    else:
        who = _("Giver not stated")
    when = item.row.acquired_at[:19].replace("T", " ")
    how = f", {_(REACHES[item.reach])}" if item.reach is not None else ""
    return _("{who}, {when} UTC{how}.").format(who=who, when=when, how=how)


def shown_times(details: Details) -> list[TimeClaim]:
    """The time used for sorting first, then each name and value once."""
    seen: set[tuple[str, str]] = set()
    times = []
    for time in details.times:
        if time.meaning is not Meaning.UNSET and (time.name, time.value) not in seen:  # an observation says what was never set
            seen.add((time.name, time.value))
            times.append(time)
    used = details.sorting
    times.sort(key=lambda time: used is None or (time.name, time.value) != (used.name, used.value))
    return times[:MOST_TIMES]


def _zone(time: TimeClaim) -> str:
    """UTC, with its date where that is another one than the recorded one."""
    if time.utc is None:
        return _("no zone recorded")
    date, clock = time.utc[:10], time.utc[11:19]
    return f"{clock} UTC" if time.value[:10].replace(":", "-") == date else f"{date} {clock} UTC"


def observed(details: Details) -> list[str]:
    """Each observation once, with everything that it was made of."""
    found: dict[str, list[str]] = {}
    for one in details.observations:
        found.setdefault(one.code, []).append(shown_text(one.detail, 120))
    said = []
    for code, parts in found.items():
        named = [part for part in dict.fromkeys(parts) if part]
        more = [f"+{len(named) - MOST_NAMED}"] if len(named) > MOST_NAMED else []
        said.append(codes.observation(code) + (f" ({', '.join(named[:MOST_NAMED] + more)})" if named else ""))
    return said


class Summary(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(2)

    def show_details(self, details: Details) -> None:
        emptied(self._column)
        self._part(_("Received"), received(details))
        self._part(_("Name on the device"), shown_text(details.item.row.name))
        if details.item.duplicate_of is not None:
            same = _("The same content as item {item}, which was taken in before.").format(
                item=self._desk.own(details.item.duplicate_of)
            )
            self._column.addWidget(Said("duplicate", same))
        self._times(details)
        for said in observed(details):
            self._column.addWidget(Said("attention", said))
            self._column.addSpacing(4)
        self._places(details)
        self._zeroed(details)
        digest = DigestBox("SHA-256")
        digest.show_digest(sha256_in(details.item.digests))
        self._column.addWidget(digest)
        self._column.addStretch(1)

    def _part(self, name: str, said: str) -> None:
        self._column.addWidget(label(name, "label"))
        self._column.addWidget(label(said, wrap=True))
        self._column.addSpacing(8)

    def _times(self, details: Details) -> None:
        self._column.addWidget(label(_("Times"), "label"))
        times = shown_times(details)
        if not times:
            self._column.addWidget(label(_("No time is recorded in it.") if details.answer else _("Not examined yet."), "quiet"))
        for time in times:
            used = details.sorting is not None and (time.name, time.value) == (details.sorting.name, details.sorting.value)
            self._column.addWidget(rule())
            self._column.addWidget(self._time(time, used=used))
        self._column.addWidget(rule())
        self._column.addSpacing(8)

    @staticmethod
    def _time(time: TimeClaim, *, used: bool) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 3, 0, 3)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(fixed(shown_text(time.value, 40)), 0, 0)
        zone = label(_zone(time), "small", wrap=True)
        zone.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(zone, 0, 1)
        where = label(f"{time.name} · {_(MEANINGS[time.meaning])}", "small", wrap=True)
        where.setToolTip(time.reader)
        grid.addWidget(where, 1, 0)
        if used:
            grid.addWidget(label(_("used for sorting"), "used"), 1, 1, Qt.AlignmentFlag.AlignRight)
        return row

    def _places(self, details: Details) -> None:
        places = details.answer.places if details.answer else ()
        if not places:
            return
        seen = list(dict.fromkeys((place.latitude, place.longitude, place.name) for place in places))
        said = "\n".join(
            _("{latitude}, {longitude}, recorded in the file ({name})").format(latitude=a, longitude=o, name=n)
            for a, o, n in seen[:4]
        )
        if len(seen) > 4:
            said += "\n" + _("and {count:,} more positions, under Recorded").format(count=len(seen) - 4)
        self._part(_("Place"), said)

    def _zeroed(self, details: Details) -> None:
        """Four answers: absent is silence; zeroed, not parsed and failed are said."""
        if details.answer is None:
            return
        found = [claim for claim in details.answer.claims if claim.state in {State.FAILED, State.NOT_PARSED}]
        if found:
            row = QHBoxLayout()
            said = _("{count:,} recorded entries could not be understood by a reader here; they are listed under Recorded.")
            row.addWidget(Said("note", said.format(count=len(found))))
            self._column.addLayout(row)
            self._column.addSpacing(8)
