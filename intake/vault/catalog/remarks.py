"""What people added to one item: notes, and the marks that are in force."""

from sqlalchemy import Connection, select

from intake.ids import ItemId
from intake.records.marks import Mark, MarkKind
from intake.records.rows import NoteRow
from intake.vault.catalog import schema


def notes(connection: Connection, wanted: ItemId) -> tuple[NoteRow, ...]:
    """The notes on an item, the oldest first."""
    table, operators = schema.notes, schema.operators
    statement = select(table, operators.c.name).outerjoin(operators, operators.c.key_id == table.c.operator_key)
    rows_ = connection.execute(statement.where(table.c.item == wanted).order_by(table.c.position))
    return tuple(NoteRow(row.position, row.at, row.name or "", row.text) for row in rows_)


def marks(connection: Connection, wanted: ItemId) -> tuple[Mark, ...]:
    """The marks in force on an item, the oldest first."""
    table, operators = schema.marks, schema.operators
    statement = select(table, operators.c.name).outerjoin(operators, operators.c.key_id == table.c.operator_key)
    rows_ = connection.execute(statement.where(table.c.item == wanted).order_by(table.c.position, table.c.kind))
    return tuple(Mark(MarkKind(row.kind), row.reason, row.at, row.name or "", row.position) for row in rows_)
