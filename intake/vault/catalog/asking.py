"""Answers questions from the tables: frozen rows out, ids for long lists, pages for the rest."""

import itertools
import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, select, text

from intake.ids import BatchId, ItemId, ObjectId, SubmissionId
from intake.records.claims import Kind
from intake.records.clock import Difference
from intake.records.digests import from_json as digests_from_json
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.rows import (
    CaseRow,
    Days,
    Filter,
    Item,
    ItemRow,
    OperatorRow,
    Order,
    Pending,
    Work,
)
from intake.records.submissions import Giver, Reach
from intake.vault.catalog import schema, search
from intake.vault.catalog.read_again import compares, unread

SIZES_AT_ONCE = 500

MOST_VARIABLES = 10_000  # SQLite takes 32,766 in one statement

items, item_cases, cases, submissions = schema.items, schema.item_cases, schema.cases, schema.submissions

_ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    Order.NUMBER: (items.c.submission_ordinal, items.c.ordinal),
    Order.TIME: (items.c.sort_key, items.c.submission_ordinal, items.c.ordinal),
    Order.NAME: (func.lower(items.c.name), items.c.submission_ordinal, items.c.ordinal),
    # An expression, so that the list comes from the index that has all of it, not from the one over size and name.
    Order.SIZE: (items.c.size + 0, items.c.submission_ordinal, items.c.ordinal),
    Order.RECEIVED: (items.c.position,),
}


def comparison_of(stored: str | None, source: str | None) -> Comparison:
    """Identical only when both were made and both were; one that differs outweighs everything."""
    if "differs" in (stored, source):
        return Comparison.DIFFERS
    return Comparison.IDENTICAL if stored == source == "identical" else Comparison.NOT_MADE


def _narrowed(statement: Select[Any], where: Filter, words: str) -> Select[Any] | None:
    """The statement with a filter's conditions; None when the words leave nothing to look for but punctuation."""
    if words.strip():
        expression = search.expression(words)
        if expression is None:
            return None
        statement = statement.where(text(search.MATCHING).bindparams(words=expression))
    conditions: list[ColumnElement[bool]] = []
    if where.case_number is not None:
        inside = select(item_cases.c.item).join(cases, cases.c.case == item_cases.c.case)
        conditions.append(items.c.item.in_(inside.where(cases.c.number == where.case_number)))
    if where.kinds:
        conditions.append(items.c.kind.in_(sorted(kind.value for kind in where.kinds)))
    if where.examined is not None:
        conditions.append(items.c.examined.is_not(None) if where.examined else items.c.examined.is_(None))
    if where.comparison is not None:
        conditions.append(compares(where.comparison))
    if where.unread is not None:
        conditions.append(unread(where.unread))
    if where.with_observations is not None:
        conditions.append(items.c.observations > 0 if where.with_observations else items.c.observations == 0)
    if where.items:
        statement = statement.where(text(search.AMONG).bindparams(among=json.dumps(sorted(where.items))))
    if where.submission is not None:
        conditions.append(items.c.submission == where.submission)
    if where.readable is not None:
        conditions.append(items.c.readable.is_(where.readable))
    if where.sign is not None:
        conditions.append(items.c.signs.contains(f",{where.sign},", autoescape=True))
    if where.mark is not None:
        conditions.append(items.c.marks.contains(f",{where.mark.value},", autoescape=True))
    if where.first_day is not None:
        conditions.append(items.c.sort_day >= where.first_day)
    if where.last_day is not None:
        conditions.append(and_(items.c.sort_day != "", items.c.sort_day <= where.last_day))
    return statement.where(*conditions)


def ids(connection: Connection, where: Filter, order: Order, descending: bool, words: str) -> tuple[ItemId, ...]:
    """The ids of all items that match, in order."""
    statement = _narrowed(select(items.c.item), where, words)
    if statement is None:
        return ()
    columns = [column.desc() if descending else column for column in _ORDERS[order]]
    return tuple(map(ItemId, search.in_one(connection, statement.order_by(*columns))[0]))


def days(connection: Connection, where: Filter, descending: bool, words: str) -> Days:
    """The ids of all items that match, by time, with the runs of their days."""
    statement = _narrowed(select(items.c.item, items.c.sort_day), where, words)
    if statement is None:
        return Days((), ())
    columns = [column.desc() if descending else column for column in _ORDERS[Order.TIME]]
    found, days_ = search.in_one(connection, statement.order_by(*columns))
    return Days(tuple(map(ItemId, found)), tuple((day, sum(1 for _one in run)) for day, run in itertools.groupby(days_)))


_CASES_OF = (
    select(item_cases.c.item, cases.c.number)
    .join(cases, cases.c.case == item_cases.c.case)
    .where(item_cases.c.item.in_(bindparam("some", expanding=True)))
    .order_by(item_cases.c.position)
)


def _case_numbers(connection: Connection, wanted: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for item, number in connection.execute(_CASES_OF, {"some": list(wanted)}):
        found.setdefault(item, []).append(number)
    return {item: tuple(numbers) for item, numbers in found.items()}


def _item_row(row: Row[Any], numbers: tuple[str, ...]) -> ItemRow:
    return ItemRow(
        item=ItemId(row.item),
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        media_type=row.media_type,
        kind=Kind(row.kind) if row.kind else None,
        case_numbers=numbers,
        acquired_at=row.acquired_at,
        examined=row.examined is not None,
        readable=row.readable,
        comparison=comparison_of(row.stored, row.source),
        duration=row.duration,
        sort_utc=row.sort_utc,
        sort_value=row.sort_value,
        observations=row.observations,
        pack=ObjectId(row.pack) if row.pack else None,
        sort_reason=row.sort_reason,
        sort_day=row.sort_day,
        giver=Giver(row.giver_name, row.giver_alias, row.giver_declined),
        signs=tuple(row.signs.strip(",").split(",")) if row.signs else (),
        marks=tuple(MarkKind(kind) for kind in row.marks.strip(",").split(",")) if row.marks else (),
        make=row.make,
        model=row.model,
        clock=None if row.clock_seconds is None else Difference(row.clock_seconds, row.clock_offset),
    )


# Everything of some items, and of their submission what is shown with them.
_WHOLE = (
    select(items, submissions.c.reach, submissions.c.giver_name, submissions.c.giver_alias, submissions.c.giver_declined)
    .join(submissions, submissions.c.submission == items.c.submission)
    .where(items.c.item.in_(bindparam("some", expanding=True)))
)


def rows(connection: Connection, wanted: Sequence[ItemId]) -> tuple[ItemRow, ...]:
    """The rows of these items, in the order asked for; unknown ones are left out."""
    numbers: dict[str, tuple[str, ...]] = {}
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(wanted), MOST_VARIABLES):
        some = list(wanted[start : start + MOST_VARIABLES])
        numbers |= _case_numbers(connection, some)
        found |= {row.item: row for row in connection.execute(_WHOLE, {"some": some})}
    return tuple(_item_row(found[item], numbers.get(item, ())) for item in wanted if item in found)


def whole(connection: Connection, wanted: Sequence[ItemId]) -> tuple[Item, ...]:
    """Everything that is known of these items, in the order asked for; unknown ones are left out."""
    found: dict[str, Item] = {}
    for start in range(0, len(wanted), MOST_VARIABLES):
        some = list(wanted[start : start + MOST_VARIABLES])
        numbers = _case_numbers(connection, some)
        found |= {row.item: _item(row, numbers.get(row.item, ())) for row in connection.execute(_WHOLE, {"some": some})}
    return tuple(found[item] for item in wanted if item in found)


def _item(row: Row[Any], numbers: tuple[str, ...]) -> Item:
    return Item(
        row=_item_row(row, numbers),
        submission=SubmissionId(row.submission),
        ordinal=row.ordinal,
        object=ObjectId(row.object),
        name_raw=row.name_raw,
        digests=digests_from_json(json.loads(row.digests)),
        duplicate_of=ItemId(row.duplicate_of) if row.duplicate_of else None,
        reach=Reach(row.reach) if row.reach else None,
        giver=Giver(row.giver_name, row.giver_alias, row.giver_declined),
        acquired_position=row.position,
        clock_position=row.clock_position,
    )


def held(connection: Connection, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], tuple[ItemId, ...]]:
    """Items by size and name, the oldest first, for those of these sizes and names that there are."""
    found: dict[tuple[int, str], list[ItemId]] = {}
    columns = select(items.c.size, items.c.name, items.c.item).order_by(items.c.position)
    sizes = sorted({size for size, _name in wanted})
    for at in range(0, len(sizes), SIZES_AT_ONCE):
        for size, name, item in connection.execute(columns.where(items.c.size.in_(sizes[at : at + SIZES_AT_ONCE]))):
            if (size, name) in wanted:
                found.setdefault((size, name), []).append(ItemId(item))
    return {key: tuple(one) for key, one in found.items()}


_LEFT: dict[Work, ColumnElement[bool]] = {
    Work.COMPARE_STORED: items.c.stored.is_(None),
    Work.COMPARE_SOURCE: items.c.source.is_(None),
    Work.EXAMINE: items.c.examined.is_(None),
}


def pending(
    connection: Connection, work: Work, readers: str | None, count: int, batch: BatchId | None = None
) -> tuple[Pending, ...]:
    """Items for which this work is left, of one batch or of all, in the order in which they were acquired.

    `only_acquire` batches are left alone until someone resumes them, so they count here as any other.
    """
    condition = _LEFT[work] if readers is None else func.coalesce(items.c.readers, "") != readers
    return _pending(connection, work, condition, count, batch)


def not_made(connection: Connection) -> tuple[Pending, ...]:
    """Items whose source could not be read again when that was tried."""
    return _pending(connection, Work.COMPARE_SOURCE, items.c.source == "not_made", -1, None)


def _pending(
    connection: Connection, work: Work, condition: ColumnElement[bool], count: int, batch: BatchId | None
) -> tuple[Pending, ...]:
    statement = select(items.c.item, items.c.batch, items.c.line).where(condition).order_by(items.c.position).limit(count)
    if batch is not None:
        statement = statement.where(items.c.batch == batch)
    return tuple(
        Pending(ItemId(row.item), work, BatchId(row.batch) if row.batch else None, row.line)
        for row in connection.execute(statement)
    )


def left(connection: Connection) -> dict[Work, int]:
    """How many items are left of each work."""
    counts = connection.execute(
        select(*(func.count().filter(condition) for condition in _LEFT.values())).select_from(items)
    ).one()
    return dict(zip(_LEFT, counts, strict=True))


def lines_left(connection: Connection) -> int:
    """How many lines of all plans have no outcome."""
    planned = select(func.coalesce(func.sum(schema.batches.c.lines), 0)).scalar_subquery()
    done = select(func.count()).select_from(schema.outcomes).scalar_subquery()
    return int(connection.execute(select(planned - done)).scalar_one())


_SAME = and_(items.c.sha256 == bindparam("sha256"), items.c.size == bindparam("size"))
_SOUND = (
    select(func.coalesce(items.c.duplicate_of, items.c.item), items.c.object, func.min(items.c.position))
    .where(_SAME, items.c.object.not_in(select(items.c.object).where(_SAME, items.c.stored == "differs")))
    .group_by(items.c.object)
    .order_by(func.min(items.c.position))
)


def sound(connection: Connection, *, sha256: str, size: int) -> tuple[tuple[ItemId, ObjectId], ...]:
    """Stored copies of this content, each with its first item; none that was ever found to differ, for whichever of its items."""
    rows_ = connection.execute(_SOUND, {"sha256": sha256, "size": size})
    return tuple((ItemId(item), ObjectId(object_)) for item, object_, _position in rows_)


def case_rows(connection: Connection) -> tuple[CaseRow, ...]:
    """All cases, the newest first."""
    statement = select(cases, func.count(item_cases.c.item).label("items")).outerjoin(
        item_cases, item_cases.c.case == cases.c.case
    )
    return tuple(
        CaseRow(row.case, row.number, row.title, row.opened_at, row.items)
        for row in connection.execute(statement.group_by(cases.c.case).order_by(cases.c.position.desc()))
    )


def operator_rows(connection: Connection) -> tuple[OperatorRow, ...]:
    """Everyone who was ever enrolled, in order of enrolment."""
    return tuple(
        OperatorRow(row.operator, row.name, row.agency, row.role, row.key_id, row.position)
        for row in connection.execute(select(schema.operators).order_by(schema.operators.c.position))
    )


def counted(connection: Connection) -> tuple[int, int, int]:
    """(submissions, largest submission ordinal, items)."""
    count, largest = connection.execute(select(func.count(), func.max(submissions.c.ordinal)).select_from(submissions)).one()
    return count, largest or 0, connection.execute(select(func.count()).select_from(items)).scalar_one()


def largest_ordinal(connection: Connection, submission: SubmissionId) -> int:
    """The largest ordinal given to an item of this submission, 0 before the first."""
    statement = select(func.max(items.c.ordinal)).where(items.c.submission == submission)
    return connection.execute(statement).scalar_one() or 0
