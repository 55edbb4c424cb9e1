"""The lanes of a timeline: one for each device as the files name it, and giver where told; and what of the day lies in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from intake.ids import submission_of
from intake.records.clock import signed
from intake.records.names import shown_text
from intake.records.rows import ItemRow
from intake.wording.language import translated as _
from ui.models.items import giver_text
from ui.models.times import moved

GAP = 300  # seconds without a recording from which it is said
MOST_LENGTH = 7 * 86_400  # seconds of one recording
MOST_DEVICE = 60  # characters

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Lane:
    """device: make and model as recorded, or that none is. giver: who handed it over, and what tells it from others. count: of items."""

    device: str
    giver: str
    count: int
    clock: str = ""  # how far its clock was off, where that is recorded for all of them or for some


@dataclass(frozen=True, slots=True)
class Bar:
    """An item in its lane. row: of the timeline. start, end: seconds since 1970 in UTC, or as if it were; None where no time is known."""

    row: int
    lane: int
    start: float | None
    end: float
    sure: bool
    recorded: float | None = None  # where the file puts it, where a clock difference moved it from there


@dataclass(frozen=True, slots=True)
class Chart:
    """stretches: spans of time with recordings, in order, with at least `GAP` between two."""

    lanes: tuple[Lane, ...] = ()
    bars: tuple[Bar, ...] = ()
    stretches: tuple[tuple[float, float], ...] = ()


EMPTY = Chart()


def device_text(row: ItemRow) -> str:
    """Make and model as recorded, the make once; "" where none is recorded."""
    make, model = shown_text(row.make, MOST_DEVICE), shown_text(row.model, MOST_DEVICE)
    return model if model.casefold().startswith(make.casefold()) and model else f"{make} {model}".strip()


def key(row: ItemRow) -> Key:
    """What makes two items of one lane. Where nobody is named, two submissions may be two people with the same model."""
    giver = row.giver
    if giver.name or giver.alias:
        return row.make, row.model, giver.name, giver.alias
    named = bool(row.make or row.model)
    return row.make, row.model, "", submission_of(row.item) if named else ""


def _giver(row: ItemRow, own: str) -> str:
    said = giver_text(row.giver)
    if row.giver.name or row.giver.alias:
        return said
    if not (row.make or row.model):
        return _("giver not stated")
    return _("{giver}, submission {number}").format(giver=said or _("giver not stated"), number=own)


def start(row: ItemRow) -> float | None:
    """When it began, by the time used for sorting; one without a zone as if it were UTC, as in every order here."""
    for text in (row.sort_utc, row.sort_value):
        if text:
            try:
                found = datetime.fromisoformat(text[:10].replace(":", "-") + text[10:19].rstrip("Z"))
            except ValueError:
                continue
            return found.replace(tzinfo=UTC).timestamp()
    return None


def length(row: ItemRow) -> float:
    """Seconds, as far as they are believed: a file may state any number of them."""
    stated = Fraction(row.duration or 0)
    return float(stated) if 0 <= stated <= MOST_LENGTH else 0.0 if stated < 0 else float(MOST_LENGTH)


def _clock(rows: Sequence[ItemRow]) -> str:
    """`clock +2:02:14`; of some of them only, that it is so."""
    found = {row.clock for row in rows}
    if found == {None}:
        return ""
    (one, *others) = found
    if others or one is None:
        return _("clock: not all alike")
    return _("clock {difference}").format(difference=signed(one.seconds))


def sure(row: ItemRow) -> bool:
    """Whether its place in the order is known: a zone is, and it is not the file's time."""
    return bool(row.sort_utc) and row.sort_reason != "filesystem"


def _stretches(spans: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    found: list[list[float]] = []
    for begun, ended in sorted(spans):
        if found and begun - found[-1][1] < GAP:
            found[-1][1] = max(found[-1][1], ended)
        else:
            found.append([begun, ended])
    return tuple((begun, ended) for begun, ended in found)


def chart(rows: Sequence[tuple[int, ItemRow]], code: str) -> Chart:
    """rows: with their places in the list, by time. code: of the vault, left out of its own numbers."""
    groups: dict[Key, list[ItemRow]] = {}
    for _place, row in rows:
        groups.setdefault(key(row), []).append(row)
    order = sorted(groups, key=lambda one: not (one[0] or one[1]))  # those without a device last, else as they come in time
    lanes = tuple(
        Lane(
            device_text(groups[one][0]) or _("Device not recorded"),
            _giver(groups[one][0], submission_of(groups[one][0].item).removeprefix(f"{code}-")),
            len(groups[one]),
            _clock(groups[one]),
        )
        for one in order
    )
    numbers = {one: number for number, one in enumerate(order)}
    bars = []
    for place, row in rows:
        there = moved(row)
        begun = start(there)
        ended = (begun or 0.0) + length(row)
        recorded = None if there is row else start(row)
        bars.append(Bar(place, numbers[key(row)], begun, ended, sure(there), recorded))
    spans = [(bar.start, bar.end) for bar in bars if bar.start is not None]
    return Chart(lanes, tuple(bars), _stretches(spans))
