"""The log narrowed to what is wanted: positions from the catalog and the chains, entries read where they lie together."""

from collections.abc import Sequence
from dataclasses import replace

from intake.casework.opened import Opened
from intake.records.events import Entry, Subject, SubjectKind
from intake.records.rows import LogWhere

EVERYTHING = LogWhere()


def positions(opened: Opened, where: LogWhere) -> Sequence[int]:
    """Positions of the entries that match, in order; of everything without reading anything."""
    if where == EVERYTHING:
        return range(opened.ledger.size)
    if where.item is None:
        return opened.catalog.log_positions(where)
    about = opened.ledger.positions([Subject(SubjectKind.ITEM, where.item)])
    rest = replace(where, item=None)
    if rest == EVERYTHING:
        return tuple(about)
    among = set(opened.catalog.log_positions(rest))
    return tuple(position for position in about if position in among)


def entries(opened: Opened, wanted: Sequence[int]) -> tuple[Entry, ...]:
    """The entries at these positions, which are in order; what lies together is read together. TamperError."""
    found: list[Entry] = []
    at = 0
    while at < len(wanted):
        end = at + 1
        while end < len(wanted) and wanted[end] == wanted[end - 1] + 1:
            end += 1
        found += opened.ledger.entries(wanted[at], wanted[end - 1] + 1)
        at = end
    return tuple(found)
