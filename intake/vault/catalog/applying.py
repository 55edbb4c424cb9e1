"""Applies entries of the log to the tables: one function for each type of event, and the only writer.

The same entries give the same rows, in whatever groups they arrive: there is no clock, no counter and no memory here.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, NoResultFound, ProgrammingError

from intake.errors import TamperError
from intake.records.clock import Difference, placed
from intake.records.clock import from_json as clock_from_json
from intake.records.digests import from_json as digests_from_json
from intake.records.digests import sha256_in
from intake.records.events import Entry, Outcome, SubjectKind, Type
from intake.records.names import from_base64
from intake.vault.catalog import schema, search

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_items, _submissions, _cases, _notes = schema.items, schema.submissions, schema.cases, schema.notes

# What is done for every item is made once: composing a statement took longer than its execution.
_PUT_ENTRY = insert(schema.entries)
_PUT_ITEM = insert(_items)
_CHANGE_ITEM = _items.update().where(_items.c.item == bindparam("of"))
_PUT_ITEM_CASE = insert(schema.item_cases).on_conflict_do_nothing()
_PUT_OUTCOME = insert(schema.outcomes)
_PUT_OUTCOME = _PUT_OUTCOME.on_conflict_do_update(
    index_elements=["batch", "line"], set_={name: _PUT_OUTCOME.excluded[name] for name in ("item", "code", "position")}
)
_ORDINAL = select(_submissions.c.ordinal).where(_submissions.c.submission == bindparam("of"))
_SAID_OF = (
    select(
        *(_items.c[name] for name in ("item", "name", "digests", "make", "model", "place", "media_type", "position")),
        _submissions.c.giver_name,
        _submissions.c.giver_alias,
    )
    .join(_submissions, _submissions.c.submission == _items.c.submission)
    .where(_items.c.item == bindparam("of"))
)
_CASES_OF = (
    select(_cases.c.number, _cases.c.title)
    .join(schema.item_cases, schema.item_cases.c.case == _cases.c.case)
    .where(schema.item_cases.c.item == bindparam("of"))
)
_CLOCK_OF = select(_items.c.clock_seconds, _items.c.clock_offset).where(_items.c.item == bindparam("of"))
_SORTED_BY = select(_items.c.sort_value, _items.c.sort_utc, _items.c.sort_reason).where(_items.c.item == bindparam("of"))
_NOTES_OF = select(_notes.c.text).where(_notes.c.item == bindparam("of"))

UNKNOWN_TIME = "~"  # sorts after every time


def _object(entry: Entry, name: str) -> dict[str, Any]:
    """A disclosure whose value is an object; empty when it is absent."""
    value = entry.value(name)
    return dict(value) if isinstance(value, Mapping) else {}


def _text(entry: Entry, name: str) -> str:
    value = entry.value(name)
    return value if isinstance(value, str) else ""


def _failed(entry: Entry) -> bool:
    return str(_object(entry, "outcome").get("outcome", "done")) != Outcome.DONE.value


def _enrolled(connection: Connection, entry: Entry) -> None:
    enrolment = _object(entry, "enrolment")
    row = {
        "name": _text(entry, "enrolled_name"),
        "agency": _text(entry, "enrolled_agency"),
        "role": enrolment["role"],
        "key_id": enrolment["key_id"],
        "position": entry.position,
    }
    statement = insert(schema.operators).values(operator=enrolment["operator"], **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["operator"], set_=row))


def _case_opened(connection: Connection, entry: Entry) -> None:
    case = _object(entry, "case")
    connection.execute(
        insert(schema.cases).values(
            case=case["case"],
            number=case["number"],
            title=_text(entry, "case_title"),
            opened_at=entry.time,
            position=entry.position,
        )
    )


def _submission_opened(connection: Connection, entry: Entry) -> None:
    submission = _object(entry, "submission")
    cases = entry.subjects(SubjectKind.CASE)
    connection.execute(
        insert(schema.submissions).values(
            submission=submission["submission"],
            ordinal=submission["ordinal"],
            kind=submission["kind"],
            reach=submission.get("reach"),
            opened_at=entry.time,
            giver_name=_text(entry, "giver_name"),
            giver_alias=_text(entry, "giver_alias"),
            giver_declined=entry.value("giver_declined") is True,
            authority=_text(entry, "authority"),
            recorded_by=_text(entry, "recorded_by"),
            case=cases[0] if cases else None,
            closed=False,
            closed_at="",
            closed_reason="",
            position=entry.position,
        )
    )


def _submission_closed(connection: Connection, entry: Entry) -> None:
    row = {"closed": True, "closed_at": entry.time, "closed_reason": _text(entry, "reason")}
    for submission in entry.subjects(SubjectKind.SUBMISSION):
        connection.execute(schema.submissions.update().where(schema.submissions.c.submission == submission).values(**row))


def _corrected(connection: Connection, entry: Entry) -> None:
    """A correction of a submission's words, or of a device's clock: the old entry stays, the rows show what is new."""
    columns = {"giver_name": str, "giver_alias": str, "authority": str, "recorded_by": str, "giver_declined": bool}
    changed: dict[str, Any] = {
        name: entry.value(name) for name, wanted in columns.items() if isinstance(entry.value(name), wanted)
    }
    for submission in entry.subjects(SubjectKind.SUBMISSION):
        if changed:
            connection.execute(schema.submissions.update().where(schema.submissions.c.submission == submission).values(**changed))
        for (item,) in connection.execute(select(schema.items.c.item).where(schema.items.c.submission == submission)):
            _index(connection, item)
    if entry.value("clock_difference") is not None:
        _clock_set(connection, entry)


def _batch_opened(connection: Connection, entry: Entry) -> None:
    batch = _object(entry, "batch")
    connection.execute(
        insert(schema.batches).values(
            batch=batch["batch"],
            submission=entry.subjects(SubjectKind.SUBMISSION)[0],
            plan=batch["plan_object"],
            lines=batch["lines"],
            only_acquire=batch["only_acquire"],
            algorithms=",".join(batch["digests"]),
            position=entry.position,
        )
    )


def _outcome(connection: Connection, entry: Entry, item: str | None, code: str | None) -> None:
    """The newest outcome of a plan line is the one that counts: a line that failed may be tried again."""
    line = _object(entry, "line")
    if not line:
        return
    row = {"batch": line["batch"], "line": line["line"], "item": item, "code": code, "position": entry.position}
    connection.execute(_PUT_OUTCOME, row)


def _acquired(connection: Connection, entry: Entry) -> None:
    item, name, line = _object(entry, "item"), _object(entry, "name"), _object(entry, "line")
    digests = digests_from_json(_object(entry, "digests"))
    ordinal = connection.execute(_ORDINAL, {"of": item["submission"]}).scalar_one()
    row = {
        "item": item["item"],
        "submission": item["submission"],
        "submission_ordinal": ordinal,
        "ordinal": item["ordinal"],
        "object": item["object"],
        "size": item["size"],
        "sha256": sha256_in(digests),
        "digests": json.dumps({digest.algorithm.value: digest.value for digest in digests}),
        "name_raw": from_base64(name["raw"]),
        "name": name["shown"],
        "duplicate_of": entry.value("duplicate_of"),
        "acquired_at": entry.time,
        "position": entry.position,
        "batch": line.get("batch"),
        "line": line.get("line"),
        "media_type": "",
        "sort_reason": "",
        "sort_day": "",
        "sort_key": UNKNOWN_TIME,
        "make": "",
        "model": "",
        "place": "",
        "observations": 0,
        "signs": "",
        "marks": "",
    }
    connection.execute(_PUT_ITEM, row)
    for case in entry.subjects(SubjectKind.CASE):
        connection.execute(_PUT_ITEM_CASE, {"item": item["item"], "case": case, "position": entry.position})
    _outcome(connection, entry, item["item"], None)
    _index(connection, item["item"])


def _acquisition_failed(connection: Connection, entry: Entry) -> None:
    _outcome(connection, entry, None, str(_object(entry, "outcome").get("code", "")))


def _compared(connection: Connection, entry: Entry) -> None:
    comparison = _object(entry, "comparison")
    column = "stored" if comparison["what"] == "stored" else "source"
    if comparison["made"]:
        state = "identical" if comparison["identical"] else "differs"
    elif column == "stored":
        return
    else:
        state = "not_made"
    for item in entry.subjects(SubjectKind.ITEM):
        connection.execute(_CHANGE_ITEM, {"of": item, column: state})


def _sort_key(value: str, utc: str) -> str:
    """UTC where it is known, else the value as written brought into the same order; items without a time come last."""
    if utc:
        return utc
    return value[:10].replace(":", "-") + "T" + value[11:] if len(value) >= 10 else UNKNOWN_TIME


def _sort_day(value: str, utc: str) -> str:
    """The day as recorded, else that of the UTC; "" where neither says one."""
    for text in (value, utc):
        day = text[:10].replace(":", "-")
        if _DAY.fullmatch(day):
            return day
    return ""


def _sorted(value: str | None, utc: str | None, reason: str, difference: Difference | None) -> dict[str, str]:
    """Where an item stands in the order of time: as recorded, or where the difference of its device's clock puts it."""
    where = None if difference is None else placed(difference, value, utc, reason)
    if where is not None:
        value, utc = where.value, where.utc
    return {"sort_key": _sort_key(value or "", utc or ""), "sort_day": _sort_day(value or "", utc or "")}


def _signs(examination: Mapping[str, Any]) -> str:
    """Codes between commas, so that one can be looked for as `,code,`."""
    codes = sorted({str(code) for code in examination.get("observations", [])})
    return f",{','.join(codes)}," if codes else ""


def _examined(connection: Connection, entry: Entry) -> None:
    examination, summary, place = (_object(entry, n) for n in ("examination", "recorded_summary", "recorded_place"))
    value, utc = summary.get("sorting_value") or None, summary.get("sorting_utc") or None
    why = summary.get("sorting_reason") or ""
    values = {
        "examined": entry.position,
        "readers": ",".join(examination.get("readers", [])),
        "media_type": examination.get("media_type", ""),
        "kind": examination.get("kind"),
        "readable": examination.get("readable"),
        "pack": examination.get("pack"),
        "duration": examination.get("duration"),
        "width": examination.get("width"),
        "height": examination.get("height"),
        "observations": len(examination.get("observations", [])),
        "signs": _signs(examination),
        "sort_utc": utc,
        "sort_value": value,
        "sort_reason": why,
        "make": summary.get("make") or "",
        "model": summary.get("model") or "",
        "place": f"{place['latitude']},{place['longitude']}" if place else "",
    }
    for item in entry.subjects(SubjectKind.ITEM):
        seconds, offset = connection.execute(_CLOCK_OF, {"of": item}).one()
        difference = None if seconds is None else Difference(seconds, offset)
        connection.execute(_CHANGE_ITEM, {"of": item, **values, **_sorted(value, utc, why, difference)})
        _index(connection, item)


def _clock_set(connection: Connection, entry: Entry) -> None:
    """The newest entry about the clock behind an item counts; what the file says stays as it is."""
    difference = clock_from_json(entry.value("clock_difference"))
    row = {
        "clock_seconds": None if difference is None else difference.seconds,
        "clock_offset": None if difference is None else difference.offset_minutes,
        "clock_position": entry.position,
    }
    for item in entry.subjects(SubjectKind.ITEM):
        value, utc, reason = connection.execute(_SORTED_BY, {"of": item}).one()
        connection.execute(_CHANGE_ITEM, {"of": item, **row, **_sorted(value, utc, reason, difference)})


def _assigned(connection: Connection, entry: Entry) -> None:
    """The newest entry about an item and a case counts: it assigns the item, or takes that back."""
    table, set_ = schema.item_cases, _object(entry, "assignment").get("set") is not False
    for item in entry.subjects(SubjectKind.ITEM):
        for case in entry.subjects(SubjectKind.CASE):
            if not set_:
                connection.execute(table.delete().where(table.c.item == item, table.c.case == case))
                continue
            connection.execute(_PUT_ITEM_CASE, {"item": item, "case": case, "position": entry.position})
        _index(connection, item)


def _note_added(connection: Connection, entry: Entry) -> None:
    row = {"position": entry.position, "at": entry.time, "operator_key": entry.operator_key, "text": _text(entry, "note")}
    for item in entry.subjects(SubjectKind.ITEM):
        connection.execute(insert(schema.notes).values(item=item, **row))
        _index(connection, item)
    for case in entry.subjects(SubjectKind.CASE):
        connection.execute(insert(schema.case_notes).values(case=case, **row))


def _marked(connection: Connection, entry: Entry) -> None:
    """The newest entry about a kind of mark counts: it sets the mark, with its reason, or withdraws it."""
    mark, table = _object(entry, "mark"), schema.marks
    kind = str(mark["kind"])
    row = {
        "at": entry.time,
        "operator_key": entry.operator_key,
        "reason": _text(entry, "mark_reason"),
        "position": entry.position,
    }
    for item in entry.subjects(SubjectKind.ITEM):
        if mark["set"] is True:
            connection.execute(
                insert(table).values(item=item, kind=kind, **row).on_conflict_do_update(index_elements=["item", "kind"], set_=row)
            )
        else:
            connection.execute(table.delete().where(table.c.item == item, table.c.kind == kind))
        kinds = connection.execute(select(table.c.kind).where(table.c.item == item).order_by(table.c.kind)).scalars().all()
        connection.execute(_CHANGE_ITEM, {"of": item, "marks": f",{','.join(kinds)}," if kinds else ""})


def _index(connection: Connection, item: str) -> None:
    """Brings what is searchable of an item up to date."""
    row = connection.execute(_SAID_OF, {"of": item}).one()
    words = [row.item, row.name, row.giver_name, row.giver_alias, row.make, row.model, row.place, row.media_type]
    words += [word for pair in connection.execute(_CASES_OF, {"of": item}) for word in pair]
    words += json.loads(row.digests).values()
    words += connection.execute(_NOTES_OF, {"of": item}).scalars()
    search.put(connection, row.position, "\n".join(words))


_APPLY: Mapping[Type, Callable[[Connection, Entry], None]] = {
    Type.VAULT_CREATED: _enrolled,
    Type.OPERATOR_ENROLLED: _enrolled,
    Type.CASE_OPENED: _case_opened,
    Type.SUBMISSION_OPENED: _submission_opened,
    Type.SUBMISSION_CLOSED: _submission_closed,
    Type.BATCH_OPENED: _batch_opened,
    Type.ACQUIRED: _acquired,
    Type.ACQUISITION_FAILED: _acquisition_failed,
    Type.COMPARED: _compared,
    Type.EXAMINED: _examined,
    Type.ASSIGNED: _assigned,
    Type.NOTE_ADDED: _note_added,
    Type.MARKED: _marked,
    Type.CORRECTED: _corrected,
}


_ALSO_FAILED = frozenset({Type.ACQUISITION_FAILED, Type.COMPARED})


def _row_of(entry: Entry) -> dict[str, object]:
    return {"position": entry.position, "type": entry.type.value, "time": entry.time, "operator_key": entry.operator_key}


def apply(connection: Connection, entry: Entry) -> None:
    """Brings every table up to this entry. KeyError or ValueError when an entry of a known type lacks what it must have."""
    connection.execute(_PUT_ENTRY, _row_of(entry))
    # A refused or failed act changes nothing but the log, except where the failure itself is what is to be known.
    if (act := _APPLY.get(entry.type)) and (entry.type in _ALSO_FAILED or not _failed(entry)):
        act(connection, entry)


# What an entry raises that lacks what it must have, or has it in another form; never what the disk or the database refuses.
MALFORMED: tuple[type[Exception], ...] = (
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, TamperError),
    *(NoResultFound, IntegrityError, InterfaceError, ProgrammingError, DataError),
)


def try_to(connection: Connection, entry: Entry) -> bool:
    """Whether its rows could be made; of one of which none can be, only that it is there."""
    savepoint = connection.begin_nested()
    try:
        apply(connection, entry)
    except MALFORMED:
        savepoint.rollback()
        connection.execute(_PUT_ENTRY, _row_of(entry))
        return False
    savepoint.commit()
    return True
