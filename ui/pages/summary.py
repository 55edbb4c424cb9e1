"""The summary of an item: from whom and when, the table of times, what disagrees, place, case and digest."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.casework.door import Details
from intake.records.claims import Observation, State
from intake.records.digests import sha256_in
from intake.records.names import shown_text
from intake.records.submissions import Reach
from intake.wording import amounts, codes
from intake.wording.events import clock_text
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models import moments, signs
from ui.models.items import kind_text
from ui.models.moments import Moment
from ui.models.times import day_text, stamp, with_utc
from ui.pages.correcting import Correcting
from ui.widgets.buttons import link
from ui.widgets.digests import DigestBox
from ui.widgets.frame import emptied
from ui.widgets.words import State as Said
from ui.widgets.words import fixed, ground, label, rule

WIDEST = 820  # beyond it eyes lose the line
MOST_TIMES = 6  # more stand under Recorded
MOST_NAMED = 4  # details of one observation
MOST_PLACES = 3
TIMES = frozenset({"time_not_set", "clock_difference", "clock_difference_not_used"})  # said with the times
REACHES = {
    Reach.DEVICE: N_("read from the recording device itself"),
    Reach.MEDIUM: N_("read from a medium that was handed over"),
    Reach.COPY: N_("a received copy"),
    Reach.EXPORT: N_("an export by another system"),
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
    how = f", {_(REACHES[item.reach])}" if item.reach is not None else ""
    return _("{who}, {when}{how}.").format(who=who, when=stamp(item.row.acquired_at), how=how)


def _zone(one: Moment) -> str:
    """UTC, with its date where that is another one than the recorded one."""
    if one.utc is None:
        return _("no zone recorded")
    date, clock = one.utc[:10], one.utc[11:19]
    return f"{clock} UTC" if one.value[:10].replace(":", "-") == date else f"{day_text(date)} {clock} UTC"


def _named(one: Observation) -> str:
    """What an observation was made of, in a person's words where they are names of times."""
    parts = [part.strip() for part in one.detail.split(",")]
    if parts and all(part in moments.WHERE for part in parts):
        return ", ".join(moments.where(part) for part in parts)
    return shown_text(one.detail, 120)


def observed(details: Details) -> list[tuple[str, str]]:
    """State and sentence of each observation once, with what it was made of; what needs a person first."""
    found: dict[str, list[str]] = {}
    for one in details.observations:
        if one.code not in TIMES:
            found.setdefault(one.code, []).append(_named(one))
    said = []
    for code, parts in found.items():
        named = [part for part in dict.fromkeys(parts) if part]
        more = [f"+{len(named) - MOST_NAMED}"] if len(named) > MOST_NAMED else []
        behind = f" ({', '.join(named[:MOST_NAMED] + more)})" if named else ""
        said.append(("attention" if signs.needs_a_person(code) else "note", codes.observation(code) + behind))
    return sorted(said, key=lambda pair: pair[0] != "attention")


class Summary(QWidget):
    case_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self.setMaximumWidth(WIDEST)
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 6, 16)  # with the scroll bar as much as at the left
        self._column.setSpacing(2)
        self.digest = DigestBox("SHA-256", comparing=True)
        self.correcting = Correcting(desk)

    def show_details(self, details: Details) -> None:
        emptied(self._column)
        self.correcting.show_details(details, received(details))
        self._column.addWidget(self.correcting)
        self.correcting.show()
        self._part(_("Name on the device"), shown_text(details.item.row.name))
        self._times(details)
        self._duplicate(details)
        for state, said in observed(details):
            self._column.addWidget(Said(state, said))
            self._column.addSpacing(4)
        self._places(details)
        self._not_understood(details)
        self._belongs(details)
        self.digest.show_digest(sha256_in(details.item.digests))
        self._column.addWidget(self.digest)
        self.digest.show()
        self._column.addStretch(1)

    def _part(self, name: str, said: str) -> None:
        self._column.addWidget(label(name, "label"))
        self._column.addWidget(label(said, wrap=True))
        self._column.addSpacing(8)

    # Times

    def _times(self, details: Details) -> None:
        self._column.addWidget(label(_("Times"), "label"))
        found, unset = moments.moments(details), moments.never_set(details)
        if not found:
            said = _("No time is recorded in it.") if details.item.row.examined else _("Not examined yet.")
            self._column.addWidget(label(said, "quiet"))
        for one in found[:MOST_TIMES]:
            self._column.addWidget(rule())
            self._column.addWidget(self._time(one))
            if one.used:
                self._clock(details)
        self._column.addWidget(rule())
        rest = []
        if len(found) > MOST_TIMES:
            rest.append(_("{count:,} more under Recorded").format(count=len(found) - MOST_TIMES))
        if unset:
            rest.append(ngettext("{count} time never set", "{count} times never set", len(unset)))
        if rest:
            line = label(" · ".join(rest), "small")
            line.setToolTip("\n".join(unset))
            line.setContentsMargins(0, 3, 0, 0)
            self._column.addWidget(line)
        self._column.addSpacing(8)

    @staticmethod
    def _time(one: Moment) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 3, 0, 3)
        column.setSpacing(0)
        first, second = QHBoxLayout(), QHBoxLayout()
        value = fixed(shown_text(one.value, 40))
        first.addWidget(value, 0, Qt.AlignmentFlag.AlignTop)
        zone = label(_zone(one), "small", wrap=True)
        zone.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        first.addWidget(zone, 1)
        where = label(one.where(), "small", wrap=True)
        where.setToolTip("\n".join((*one.names, *one.readers)))
        second.addWidget(where, 1)
        if one.used:
            second.addWidget(label(_("used for sorting"), "used"), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        column.addLayout(second)
        return row

    def _clock(self, details: Details) -> None:
        """Below the time that is used for sorting: where the difference of its device's clock puts it."""
        row = details.item.row
        if row.clock is None:
            return
        if row.placed is None:
            said = _("Clock of the device {said}; this time is not of that clock and stays where it is.")
        else:
            said = _("By the difference of its clock: {time}. The device's clock was {said}.")
        words = said.format(time=f"{day_text(row.sort_day)} {with_utc(row)}", said=clock_text(row.clock))
        self._column.addWidget(Said("clock", words, "small"))
        self._column.addSpacing(4)

    # The rest

    def _duplicate(self, details: Details) -> None:
        if details.item.duplicate_of is None:
            return
        same = _("The same content as item {item}, which was taken in before.").format(
            item=self._desk.own(details.item.duplicate_of)
        )
        self._column.addWidget(Said("duplicate", same))
        self._column.addSpacing(4)

    def _places(self, details: Details) -> None:
        places = details.answer.places if details.answer else ()
        if not places:
            return
        seen = list(dict.fromkeys((place.latitude, place.longitude, place.name) for place in places))
        said = "\n".join(
            _("{latitude}, {longitude}, recorded in the file ({name})").format(latitude=a, longitude=o, name=n)
            for a, o, n in seen[:MOST_PLACES]
        )
        if len(seen) > MOST_PLACES:
            said += "\n" + _("and {count:,} more positions, under Recorded").format(count=len(seen) - MOST_PLACES)
        self._part(_("Place"), said)

    def _not_understood(self, details: Details) -> None:
        """Four answers: absent is silence; zeroed, not parsed and failed are said."""
        claims = details.answer.claims if details.answer else ()
        count = sum(claim.state in {State.FAILED, State.NOT_PARSED} for claim in claims)
        if count:
            said = ngettext(
                "{count} recorded entry could not be understood by a reader here; it is listed under Recorded.",
                "{count} recorded entries could not be understood by a reader here; they are listed under Recorded.",
                count,
            )
            self._column.addWidget(Said("note", said))
            self._column.addSpacing(8)

    def _belongs(self, details: Details) -> None:
        self._column.addWidget(label(_("Belongs to"), "label"))
        numbers = details.item.row.case_numbers
        if not numbers:
            self._column.addWidget(label(_("No case yet"), "quiet"))
        for number in numbers:
            shown = link(_("Case {number}").format(number=shown_text(number)), partial(self.case_wanted.emit, number))
            self._column.addWidget(shown, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addSpacing(8)
