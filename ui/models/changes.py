"""How one list becomes another by a few steps: runs taken out, those that stay put in another order, runs put in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import gt

from intake.ids import ItemId

MOST_RUNS = 128  # taken out or put in; each is told to two views and their selection
MOST_BREAKS = 1_024  # places at which those that stay are in another order than before

Run = tuple[int, int]  # first and last place


@dataclass(frozen=True, slots=True)
class Change:
    """To be done in this order."""

    removed: tuple[Run, ...]  # of the list before; the last first, so that each still lies where it was
    order: tuple[ItemId, ...] | None  # those that stay, where their order is another
    inserted: tuple[Run, ...]  # of the list after; the first first


def change(before: Mapping[ItemId, int], after: Mapping[ItemId, int]) -> Change | None:
    """The steps from one list to another, each given as the places of its items, in order; None where they are too many."""
    removed = runs(before[item] for item in before.keys() - after.keys())
    inserted = runs(after[item] for item in after.keys() - before.keys())
    if len(removed) + len(inserted) > MOST_RUNS:
        return None
    staying = [item for item in after if item in before] if inserted else list(after)
    places = [before[item] for item in staying]
    breaks = sum(map(gt, places, places[1:]))
    if breaks > MOST_BREAKS or 2 * breaks > len(staying):
        return None
    return Change(removed[::-1], tuple(staying) if breaks else None, inserted)


def first_other(before: Sequence[object], after: Sequence[object]) -> int:
    """The first place at which two lists are not the same."""
    shorter = min(len(before), len(after))
    return next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), shorter)


def runs(places: Iterable[int]) -> tuple[Run, ...]:
    """Places in any order, as runs of neighbours."""
    found: list[Run] = []
    for place in sorted(places):
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return tuple(found)
