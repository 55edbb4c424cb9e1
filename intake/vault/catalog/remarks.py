"""What people added to one item: notes, and the marks that are in force."""

from sqlalchemy import Connection, select

from intake.ids import ItemId
from intake.records.marks import Mark, MarkKind
from intake.records.rows import LogWhere, NoteRow
from intake.vault.catalog import schema


def notes(connection: Connection, wanted: ItemId) -> tuple[NoteRow, ...]:
    """The notes on an item, the oldest first."""
    table, operators = schema.notes, schema.operators
    statement = select(table, operators.c.name).outerjoin(operators, operators.c.key_id == table.c.operator_key)
    rows_ = connection.execute(statement.where(table.c.item == wanted).order_by(table.c.position))
    return tuple(NoteRow(row.position, row.at, row.name or "", row.text) for row in rows_)


def log_positions(connection: Connection, where: LogWhere) -> tuple[int, ...]:
    """Positions of the entries that match, in order; the item of a condition is not looked at here."""
    table = schema.entries
    statement = select(table.c.position).order_by(table.c.position)
    if where.types:
        statement = statement.where(table.c.type.in_(sorted(one.value for one in where.types)))
    if where.operator_key is not None:
        statement = statement.where(table.c.operator_key == where.operator_key)
    if where.first_day is not None:
        statement = statement.where(table.c.time >= where.first_day)
    if where.last_day is not None:
        statement = statement.where(table.c.time < f"{where.last_day}U")  # behind every time of that day, which go on with T
    return tuple(connection.execute(statement).scalars())


def marks(connection: Connection, wanted: ItemId) -> tuple[Mark, ...]:
    """The marks in force on an item, the oldest first."""
    table, operators = schema.marks, schema.operators
    statement = select(table, operators.c.name).outerjoin(operators, operators.c.key_id == table.c.operator_key)
    rows_ = connection.execute(statement.where(table.c.item == wanted).order_by(table.c.position, table.c.kind))
    return tuple(Mark(MarkKind(row.kind), row.reason, row.at, row.name or "", row.position) for row in rows_)
