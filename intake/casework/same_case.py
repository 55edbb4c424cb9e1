"""What else is in the cases of a bundle's items, and so is left out of it."""

from collections.abc import Collection, Sequence

from intake.casework.opened import Opened
from intake.ids import ItemId
from intake.records.rows import Filter, ItemRow


def left_out(opened: Opened, rows: Sequence[ItemRow], cases: Collection[str]) -> tuple[ItemId, ...]:
    """Items of these cases that are not among these rows, in order of their numbers."""
    theirs = {item for number in cases for item in opened.catalog.ids(Filter(case_number=number))}
    return tuple(sorted(theirs.difference(row.item for row in rows)))


def cases_of(rows: Sequence[ItemRow]) -> frozenset[str]:
    """The numbers of all cases that any of them is in."""
    return frozenset(number for row in rows for number in row.case_numbers)
