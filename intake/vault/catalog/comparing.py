"""Two catalogs row by row, in the order of their keys, so that neither is ever held whole."""

import heapq
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, select

from intake.records.rows import Position
from intake.vault.catalog import schema

AT_ONCE = 500  # rows that are fetched

RANKS = {type(None): 0, int: 1, float: 1, str: 2}
Row = tuple[Any, ...]
Place = list[tuple[int, Any]]


def meta_of(connection: Connection) -> dict[str, str]:
    """What a catalog keeps about itself."""
    return dict(connection.execute(select(schema.meta.c.key, schema.meta.c.value)).all())


class Moment:
    """A catalog as one transaction sees it, whatever is recorded meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def position(self) -> Position:
        """How much of the log the rows reflect."""
        found = meta_of(self._connection)
        return Position(int(found["size"]), found["root"])

    def rows(self, table: Table) -> Iterator[tuple[Row, Row]]:
        """Key and row, by key."""
        keys = tuple(table.primary_key)
        wanted = select(*keys, *table.columns).order_by(*keys)
        for row in self._connection.execution_options(yield_per=AT_ONCE).execute(wanted):
            yield tuple(row[: len(keys)]), tuple(row[len(keys) :])


def differences(mine: Moment, theirs: Moment) -> Iterator[tuple[str, str]]:
    """(table, key) of every row that is not the same in both, missing here or missing there."""
    for table in schema.COMPARED:
        for key in _differing(mine.rows(table), theirs.rows(table)):
            names = (column.name for column in table.primary_key)
            yield table.name, " ".join(f"{name}={value}" for name, value in zip(names, key, strict=True))


def _differing(mine: Iterator[tuple[Row, Row]], theirs: Iterator[tuple[Row, Row]]) -> Iterator[Row]:
    """Keys of rows that have no equal beside them."""
    merged = heapq.merge(_placed(mine), _placed(theirs), key=itemgetter(0))
    for _place, same in groupby(merged, key=itemgetter(0)):
        rows = list(same)
        if len(rows) != 2 or rows[0][2] != rows[1][2]:
            yield rows[0][1]


def _placed(rows: Iterator[tuple[Row, Row]]) -> Iterator[tuple[Place, Row, Row]]:
    return ((_place(key), key, row) for key, row in rows)


def _place(untrusted_key: Row) -> Place:
    """As SQLite orders: nothing, numbers, text by its UTF-8, bytes; a column holds what was put there, whatever it is declared as."""
    return [
        (RANKS.get(type(one), 3), one.encode("utf-8", "surrogatepass") if isinstance(one, str) else one or 0)
        for one in untrusted_key
    ]
