"""How the cases stand: what of each is not ready for release, when something was last recorded about it, the notes in it."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from intake.ids import ItemId
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.rows import CaseNote, CaseRow, CaseStanding, NoteRow, Unread
from intake.vault.catalog import schema
from intake.vault.catalog.read_again import compares, unread

cases, items, inside = schema.cases, schema.items, schema.item_cases


def _many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.count(items.c.item).filter(condition)


def standings(connection: Connection) -> tuple[CaseStanding, ...]:
    """All cases: first those with something that needs a person, then the one with the newest entry."""
    of_notes = (
        select(inside.c.case, func.max(schema.notes.c.position).label("position"))
        .join(schema.notes, schema.notes.c.item == inside.c.item)
        .group_by(inside.c.case)
        .subquery()
    )
    of_marks = (
        select(inside.c.case, func.max(schema.marks.c.position).label("position"))
        .join(schema.marks, schema.marks.c.item == inside.c.item)
        .group_by(inside.c.case)
        .subquery()
    )
    of_cases = (
        select(schema.case_notes.c.case, func.max(schema.case_notes.c.position).label("position"))
        .group_by(schema.case_notes.c.case)
        .subquery()
    )
    latest = func.max(
        cases.c.position,
        func.coalesce(func.max(inside.c.position), 0),
        func.coalesce(func.max(items.c.examined), 0),
        func.coalesce(func.max(items.c.clock_position), 0),
        func.coalesce(of_notes.c.position, 0),
        func.coalesce(of_marks.c.position, 0),
        func.coalesce(of_cases.c.position, 0),
    )
    statement = (
        select(
            cases,
            func.count(items.c.item).label("items"),
            _many(compares(Comparison.DIFFERS)).label("differs"),
            _many(unread(Unread.STORED)).label("stored_unread"),
            _many(unread(Unread.SOURCE)).label("source_unread"),
            _many(items.c.examined.is_(None)).label("unexamined"),
            _many(items.c.marks.contains(f",{MarkKind.ATTORNEY.value},")).label("attorney"),
            latest.label("latest"),
        )
        .select_from(cases)
        .outerjoin(inside, inside.c.case == cases.c.case)
        .outerjoin(items, items.c.item == inside.c.item)
        .outerjoin(of_notes, of_notes.c.case == cases.c.case)
        .outerjoin(of_marks, of_marks.c.case == cases.c.case)
        .outerjoin(of_cases, of_cases.c.case == cases.c.case)
        .group_by(cases.c.case)
        .subquery()
    )
    found = connection.execute(
        select(statement, schema.entries.c.time.label("last_at"))
        .outerjoin(schema.entries, schema.entries.c.position == statement.c.latest)
        .order_by(statement.c.latest.desc())
    )
    standing = [
        CaseStanding(
            CaseRow(row.case, row.number, row.title, row.opened_at, row.items),
            row.last_at or row.opened_at,
            row.differs,
            row.stored_unread,
            row.source_unread,
            row.unexamined,
            row.attorney,
        )
        for row in found
    ]
    return tuple(sorted(standing, key=lambda one: not one.needs_a_person))


def notes(connection: Connection, number: str) -> tuple[CaseNote, ...]:
    """The notes on a case and on its items, the newest first."""
    found = [*_on_items(connection, number), *_on_case(connection, number)]
    return tuple(sorted(found, key=lambda one: -one.note.position))


def _note(row: Row[Any]) -> NoteRow:
    return NoteRow(row.position, row.at, row.name or "", row.text)


def _on_items(connection: Connection, number: str) -> list[CaseNote]:
    table, operators = schema.notes, schema.operators
    statement = (
        select(table, operators.c.name)
        .join(inside, inside.c.item == table.c.item)
        .join(cases, cases.c.case == inside.c.case)
        .outerjoin(operators, operators.c.key_id == table.c.operator_key)
        .where(cases.c.number == number)
        .order_by(table.c.position, table.c.item)
    )
    return [CaseNote(ItemId(row.item), _note(row)) for row in connection.execute(statement)]


def _on_case(connection: Connection, number: str) -> list[CaseNote]:
    table, operators = schema.case_notes, schema.operators
    statement = (
        select(table, operators.c.name)
        .join(cases, cases.c.case == table.c.case)
        .outerjoin(operators, operators.c.key_id == table.c.operator_key)
        .where(cases.c.number == number)
    )
    return [CaseNote(None, _note(row)) for row in connection.execute(statement)]
