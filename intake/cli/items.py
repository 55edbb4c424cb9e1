"""Commands about cases and items: open a case, import, resume, list, show, get, keyframes."""

import argparse
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from intake.casework import door
from intake.cli.command import Telling, answer, item_named, unlocked
from intake.cli.entries import as_document
from intake.cli.output import FOUND, Output, safe
from intake.errors import CommandError, ExaminationError
from intake.records.digests import Algorithm
from intake.records.rows import Filter, ItemRow, Order
from intake.records.submissions import Giver, Reach, SubmissionDraft
from intake.wording import amounts
from intake.wording.codes import observation
from intake.wording.errors import error_words
from intake.wording.errors import words as words_of
from intake.wording.events import sentence
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _


def case(words: argparse.Namespace, output: Output) -> int:
    if not words.number.strip():
        raise CommandError("usage", reason=_("a case has a number"))
    with unlocked(words, output) as casework:
        casework.receiving.open_case(words.number, words.title)
    output.line(_("Case {number} is open.").format(number=safe(words.number)))
    output.result({"case": words.number})
    return 0


def _algorithms(text: str) -> list[Algorithm]:
    try:
        return [Algorithm(name.strip().lower()) for name in text.split(",") if name.strip()]
    except ValueError as error:
        raise CommandError("usage", reason=_("digests are sha512, sha1 and md5, with commas between")) from error


def take(words: argparse.Namespace, output: Output) -> int:
    """Acquires, compares, examines. What is absent on the command line is *not stated*."""
    started = time.monotonic()
    algorithms = _algorithms(words.digests)
    missing = [path for path in words.paths if not os.path.lexists(path)]
    if missing:
        raise CommandError("usage", reason=_("there is nothing at {path}").format(path=safe(missing[0])))
    telling = Telling(output)
    with unlocked(words, output, telling, examines=words.only != "acquire") as casework:
        if words.case is not None:
            casework.receiving.require_case(words.case)
        lines = casework.receiving.survey([os.fsencode(path) for path in words.paths], output.progress())
        said = SubmissionDraft(
            reach=None if words.reach is None else Reach(words.reach),
            giver=Giver(name=words.giver or ""),
            authority=words.authority,
            case=words.case,
        )
        only = words.only == "acquire"
        batch = casework.receiving.begin(lines, said, algorithms, only_acquire=only)
        telling.about(casework, batch)
        stopped = _worked(lambda: casework.agenda.work(batch, output.progress()), output)
        return answer(casework, [batch], [], started, output, only_acquired=only, stopped=stopped)


def _worked(act: Callable[[], None], output: Output) -> ExaminationError | None:
    """Does it; the error when everything is acquired and only a reader could not be started: that can be resumed."""
    try:
        act()
    except ExaminationError as error:
        return error
    finally:
        output.finish()
    return None


def resume(words: argparse.Namespace, output: Output) -> int:
    """Goes on with what was interrupted, or never compared or examined."""
    started = time.monotonic()
    telling = Telling(output)
    with unlocked(words, output, telling, examines=True) as casework:
        batches = list(casework.receiving.interrupted())
        for batch in batches:
            telling.about(casework, batch)
        unfinished = dict.fromkeys([*casework.library.unfinished(), *casework.agenda.again()])
        stopped = _worked(lambda: casework.agenda.resume(output.progress()), output)
        return answer(casework, batches, list(casework.library.rows(list(unfinished))), started, output, stopped=stopped)


def examine(words: argparse.Namespace, output: Output) -> int:
    """Examines items again, whatever was found before."""
    started = time.monotonic()
    items = list(dict.fromkeys(item_named(text) for text in words.items))
    with unlocked(words, output, examines=True) as casework:
        stopped = _worked(lambda: casework.agenda.examine(items, output.progress()), output)
        rows = casework.library.rows(items)
    for row in rows:
        said = _("no reader understands it") if not row.readable else safe(row.media_type)
        output.line(f"{row.item}  {said}  {row.name}")
    if stopped is not None and not output.as_json:
        output.error(stopped)
    output.result(
        {
            "examined": [{"item": row.item, "readable": row.readable, "media_type": row.media_type} for row in rows],
            "seconds": round(time.monotonic() - started, 3),
            "not_examined": None if stopped is None else {"code": stopped.code, **asdict(error_words(stopped))},
        }
    )
    return FOUND if stopped else 0


def _sorted_by(row: ItemRow) -> str:
    """The time used for sorting, as recorded; where a clock difference moves it, where to, and as recorded."""
    recorded = row.sort_utc or row.sort_value or ""
    return recorded if row.placed is None else f"{row.placed.utc or row.placed.value} ({recorded})"


def listing(words: argparse.Namespace, output: Output) -> int:
    with unlocked(words, output) as casework:
        if words.case is not None:
            casework.receiving.require_case(words.case)
        ids = casework.library.ids(Filter(case_number=words.case), Order.NUMBER, words=words.search)
        rows = casework.library.rows(ids)
    output.table(
        (
            row.item,
            amounts.size(row.size).rjust(10),
            safe(row.media_type) or _("not examined"),
            row.comparison.value,
            safe(_sorted_by(row)),
            row.name,
        )
        for row in rows
    )
    output.line(ngettext("{count} item.", "{count} items.", len(rows)))
    document = [
        {
            "item": row.item,
            "name": row.name,
            "size": row.size,
            "sha256": row.sha256,
            "media_type": row.media_type,
            "case": row.case_numbers[0] if row.case_numbers else None,
            "cases": list(row.case_numbers),
            "acquired_at": row.acquired_at,
            "examined": row.examined,
            "comparison": row.comparison.value,
        }
        for row in rows
    ]
    output.result({"items": document})
    return 0


def _number(text: Any) -> float | None:
    """A fraction's or a decimal's text as a number, for JSON."""
    return None if text is None else round(float(Fraction(str(text))), 9)


def shown_document(details: door.Details) -> dict[str, Any]:
    """Everything about an item but its custody, with numbers where the contract has numbers."""
    described: Any = door.describe(details)
    return {
        **described,
        "readable": described["readable"] if details.item.row.examined else None,
        "duration_seconds": _number(described["duration"]),
        "places": [
            {**place, **{name: _number(place[name]) for name in ("latitude", "longitude", "altitude")}}
            for place in described["places"]
        ],
        "observations": [{**one, "text": observation(one["code"])} for one in described["observations"]],
        "keyframes": [{**one, "seconds": _number(one["seconds"]), "pts": int(one["pts"])} for one in described["keyframes"]],
    }


def show(words: argparse.Namespace, output: Output) -> int:
    item = item_named(words.item)
    with unlocked(words, output) as casework:
        details = casework.library.details(item)
        history = casework.library.history(item)
    document = {
        **shown_document(details),
        "examination_damaged": details.damaged or None,
        "source": door.source(details),
        "custody": [as_document(entry) for entry in history],
    }
    if not output.as_json:
        _tell(document, output)
        for entry in history:
            output.line(f"  {entry.time}  {sentence(entry)}")
    output.result(document)
    return 0


def _tell(document: Mapping[str, Any], output: Output) -> None:
    output.line(f"{document['item']}  {document['name']}")
    kind = safe(document["media_type"]) or _("not examined")
    output.line(f"{kind} · {amounts.size(document['size'])}")
    for algorithm, value in document["digests"].items():
        output.line(f"{algorithm}: {amounts.groups(value)}")
    output.line(_("Times, as recorded:"))
    for time_ in document["times"]:
        utc = time_["utc"] or _("no zone recorded")
        output.line(f"  {safe(time_['name'])}: {safe(time_['value'])} ({time_['meaning']}; {utc})")
    if document["sorting"]:
        output.line(
            _("Time used for sorting: {name} ({reason})").format(
                name=safe(document["sorting"]["name"]), reason=document["sorting"]["reason"]
            )
        )
    if (clock := document["clock"]) and (clock["utc"] or clock["value"]):
        output.line(_("By the difference of its clock: {time}").format(time=safe(clock["utc"] or clock["value"])))
    for place in document["places"]:
        output.line(
            _("Place, recorded in the file: {latitude}, {longitude} ({name})").format(
                latitude=place["latitude"], longitude=place["longitude"], name=safe(place["name"])
            )
        )
    for one in document["observations"]:
        output.line(_("Observation: {text}").format(text=f"{one['text']} {safe(one['detail'])}".rstrip()))
    if document["examination_damaged"]:
        said = words_of("examination_damaged", {"item": document["item"]})
        for sentence_ in (said.message, said.meaning, said.hint):
            output.line(sentence_)
    output.line(
        _("Recorded in the file: {claims} values. Keyframes: {keyframes}. Custody:").format(
            claims=len(document["claims"]), keyframes=len(document["keyframes"])
        )
    )


def get(words: argparse.Namespace, output: Output) -> int:
    """A working copy; logged before a byte leaves."""
    item = item_named(words.item)
    with unlocked(words, output) as casework:
        target = Path(words.to).absolute()
        sha256 = casework.library.working_copy(item, target, output.progress())
        output.finish()
    output.line(
        _("{item} was copied to {path}; digest matched: {groups}").format(
            item=item, path=safe(words.to), groups=amounts.groups(sha256)
        )
    )
    output.result({"item": item, "to": str(target), "sha256": sha256})
    return 0


def keyframes(words: argparse.Namespace, output: Output) -> int:
    """The storyboard, or with --stills every keyframe at full size."""
    item = item_named(words.item)
    with unlocked(words, output, examines=words.stills) as casework:
        target = Path(words.to).absolute()
        if words.stills:
            written = casework.library.stills(item, target, output.progress())
        else:
            written = casework.library.storyboard(item, target)
        output.finish()
    output.line(
        ngettext(
            "{count} picture of {item} was written to {path}.", "{count} pictures of {item} were written to {path}.", len(written)
        ).format(item=item, path=safe(words.to))
    )
    output.result({"item": item, "to": str(target), "files": [path.name for path in written]})
    return 0


ACTS = {
    "case": case,
    "import": take,
    "resume": resume,
    "examine": examine,
    "list": listing,
    "show": show,
    "get": get,
    "keyframes": keyframes,
}
