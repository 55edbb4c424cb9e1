"""What was handed over: submissions, their batches, and the outcome of each line of their plans."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from intake.ids import BatchId, ItemId, ObjectId, SubmissionId
from intake.records.rows import BatchRow, OutcomeRow, SubmissionRow
from intake.records.submissions import Giver, Reach
from intake.vault.catalog import schema

items, cases, submissions = schema.items, schema.cases, schema.submissions
WITHDRAWN = "source_withdrawn"  # the code of a line that a person left out


def batches(connection: Connection, only: ColumnElement[bool] | None = None) -> tuple[BatchRow, ...]:
    """All batches, or those for which a condition holds, the newest first, with the lines that have an outcome."""
    wanted = select(schema.batches).where(*(() if only is None else (only,))).order_by(schema.batches.c.position.desc())
    done: dict[str, set[int]] = {}
    outcome = schema.outcomes.c
    for batch, line in connection.execute(
        select(outcome.batch, outcome.line).where(
            outcome.batch.in_(wanted.with_only_columns(schema.batches.c.batch).order_by(None))
        )
    ):
        done.setdefault(batch, set()).add(line)
    return tuple(
        BatchRow(
            batch=BatchId(row.batch),
            submission=SubmissionId(row.submission),
            plan=ObjectId(row.plan),
            lines=row.lines,
            outcomes=frozenset(done.get(row.batch, ())),
            only_acquire=row.only_acquire,
            algorithms=tuple(row.algorithms.split(",")),
        )
        for row in connection.execute(wanted)
    )


def batch_of(connection: Connection, wanted: BatchId) -> BatchRow | None:
    """One batch."""
    return next(iter(batches(connection, schema.batches.c.batch == wanted)), None)


def batches_of(connection: Connection, submission: SubmissionId) -> tuple[BatchRow, ...]:
    """The batches of one submission, the oldest first."""
    return tuple(reversed(batches(connection, schema.batches.c.submission == submission)))


def interrupted(connection: Connection) -> tuple[BatchRow, ...]:
    """Batches with lines that have no outcome, the newest first."""
    outcome = schema.outcomes.c
    done = select(func.count()).where(outcome.batch == schema.batches.c.batch).scalar_subquery()
    return batches(connection, done < schema.batches.c.lines)


def outcomes(connection: Connection, batch: BatchId) -> tuple[OutcomeRow, ...]:
    """The newest outcome of each line of a batch that has one, in the order of the lines."""
    table = schema.outcomes
    return tuple(
        OutcomeRow(row.line, ItemId(row.item) if row.item else None, row.code, row.position)
        for row in connection.execute(select(table).where(table.c.batch == batch).order_by(table.c.line))
    )


def _missing(row: Row[Any]) -> tuple[str, ...]:
    unnamed = not (row.giver_name or row.giver_alias or row.giver_declined)
    stated = {
        "reach": row.reach,
        "authority": row.authority,
        "giver": not unnamed,
        "recorded_by": row.recorded_by,
        "case": row.case,
    }
    return tuple(name for name, value in stated.items() if not value)


_BY_BATCH = (
    select(
        schema.outcomes.c.batch,
        func.count().label("done"),
        func.count().filter(schema.outcomes.c.code == WITHDRAWN).label("left_out"),
        func.count().filter(schema.outcomes.c.code != WITHDRAWN).label("failed"),
    )
    .group_by(schema.outcomes.c.batch)
    .subquery()
)
# How the lines of each submission's plans stand. An item has no code, so it is neither left out nor failed.
_LINES = (
    select(
        schema.batches.c.submission,
        func.sum(schema.batches.c.lines - func.coalesce(_BY_BATCH.c.done, 0)).label("waiting"),
        func.sum(func.coalesce(_BY_BATCH.c.left_out, 0)).label("left_out"),
        func.sum(func.coalesce(_BY_BATCH.c.failed, 0)).label("failed"),
    )
    .outerjoin(_BY_BATCH, _BY_BATCH.c.batch == schema.batches.c.batch)
    .group_by(schema.batches.c.submission)
)


def submission_rows(connection: Connection) -> tuple[SubmissionRow, ...]:
    """All submissions, the newest first."""
    counted_items: dict[str, int] = dict(
        connection.execute(select(items.c.submission, func.count()).group_by(items.c.submission)).all()
    )
    lines = {row.submission: row for row in connection.execute(_LINES)}
    statement = select(submissions, cases.c.number).outerjoin(cases, cases.c.case == submissions.c.case)
    return tuple(
        SubmissionRow(
            submission=SubmissionId(row.submission),
            opened_at=row.opened_at,
            giver=Giver(row.giver_name, row.giver_alias, row.giver_declined),
            reach=Reach(row.reach) if row.reach else None,
            authority=row.authority,
            case_number=row.number,
            closed=row.closed,
            items=counted_items.get(row.submission, 0),
            failed=lines[row.submission].failed if row.submission in lines else 0,
            missing=_missing(row),
            left_out=lines[row.submission].left_out if row.submission in lines else 0,
            waiting=lines[row.submission].waiting if row.submission in lines else 0,
            closed_at=row.closed_at,
            closed_reason=row.closed_reason,
        )
        for row in connection.execute(statement.order_by(submissions.c.ordinal.desc()))
    )
