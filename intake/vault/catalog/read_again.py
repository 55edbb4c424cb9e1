"""How an item's digests stand, as conditions of a question: what matched, what differs, what was not read again."""

from sqlalchemy import ColumnElement, and_, func

from intake.records.items import Comparison
from intake.records.rows import Unread
from intake.vault.catalog.schema import items


def compares(wanted: Comparison) -> ColumnElement[bool]:
    """The condition under which an item has this comparison."""
    differs = func.coalesce(items.c.stored, "") == "differs", func.coalesce(items.c.source, "") == "differs"
    both = and_(func.coalesce(items.c.stored, "") == "identical", func.coalesce(items.c.source, "") == "identical")
    if wanted is Comparison.DIFFERS:
        return differs[0] | differs[1]
    return both if wanted is Comparison.IDENTICAL else ~both & ~differs[0] & ~differs[1]


def unread(wanted: Unread) -> ColumnElement[bool]:
    """The condition under which this of an item was not read again."""
    stored = func.coalesce(items.c.stored, "") == "identical"
    return and_(compares(Comparison.NOT_MADE), stored if wanted is Unread.SOURCE else ~stored)
