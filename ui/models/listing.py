"""What the library lists: asked for in one go away from the window, so that list, days and counts agree."""

from dataclasses import dataclass, replace

from intake.casework.door import Casework
from intake.ids import ItemId
from intake.records.rows import CaseRow, Filter, Order
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.models.filters import criteria
from ui.models.times import day_text

EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    where: Filter = EVERYTHING
    order: Order = Order.TIME
    descending: bool = False
    words: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.words) or self.where != EVERYTHING


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids, the runs of days where they are by time, how many items there are in all, and all cases."""

    wish: Wish
    ids: tuple[ItemId, ...]
    days: tuple[tuple[str, int], ...]
    every: int
    cases: tuple[CaseRow, ...]


def listed(casework: Casework, wish: Wish) -> Listed:
    library = casework.library
    every, cases = library.count(), library.cases()
    if wish.order is Order.TIME:
        found = library.days(wish.where, descending=wish.descending, words=wish.words)
        return Listed(wish, found.ids, found.runs, every, cases)
    ids = library.ids(wish.where, wish.order, descending=wish.descending, words=wish.words)
    return Listed(wish, ids, (), every, cases)


def without(casework: Casework, wish: Wish) -> tuple[tuple[str, Wish, int], ...]:
    """For each condition its words, the wish without it, and how many items that would list."""
    ways = [(one.said, replace(wish, where=one.rest)) for one in criteria(wish.where)]
    if wish.words:
        ways.append((wish.words, replace(wish, words="")))
    return tuple((said, rest, len(casework.library.ids(rest.where, words=rest.words))) for said, rest in ways)


def headings(listed: Listed) -> list[tuple[str, str, int]]:
    """Heading, quiet words behind it, and count of each run of the grid."""
    if not listed.ids:
        return []
    if not listed.days:
        return [("", "", len(listed.ids))]
    return [(_heading(day), _behind(count, first=at == 0), count) for at, (day, count) in enumerate(listed.days)]


def _heading(day: str) -> str:
    return day_text(day, long=True) if day else _("No time is known")


def _behind(count: int, *, first: bool) -> str:
    many = ngettext("{count} item", "{count} items", count)
    return _("{many}, by time used for sorting").format(many=many) if first else many
