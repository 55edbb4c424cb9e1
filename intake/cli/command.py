"""What every command shares: unlocking, and the answer of an import."""

import argparse
import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intake.casework import door
from intake.cli import secrets
from intake.cli.output import FOUND, Output, safe
from intake.errors import CommandError, IntakeError, TamperError, VaultError
from intake.ids import ItemId, parse_item_id
from intake.notices import ItemsAcquired, LineMoved, Notice, Notices, unheard
from intake.records.names import shown, to_base64
from intake.records.rows import BatchRow, Item, ItemRow
from intake.settings import LOW_COST, STANDARD_COST, Settings
from intake.wording import amounts
from intake.wording.errors import error_words, words
from intake.wording.language import translated as _

SETTINGS = Settings(cost=STANDARD_COST)
COSTS = {"standard": STANDARD_COST, "low": LOW_COST}


def folder(words: argparse.Namespace) -> Path:
    return Path(words.vault).absolute()


def operator(words: argparse.Namespace) -> str:
    """Who was named; with a single operator that one. CommandError(usage)."""
    if words.operator is not None:
        return str(words.operator)
    known = door.look(folder(words)).operators
    if len(known) != 1:
        raise CommandError("usage", reason=_("say who is at the keyboard: --operator NAME"))
    return known[0]


@contextmanager
def unlocked(
    words: argparse.Namespace, output: Output, notices: Notices = unheard, *, examines: bool = False
) -> Iterator[door.Casework]:
    """The vault of the command line, unlocked, and locked again at the end. What `door.unlock` raises, and CommandError."""
    who = operator(words)
    secret = secrets.asked(words.passphrase_file, _("Passphrase of {name}").format(name=safe(who)))
    try:
        casework = door.unlock(folder(words), who, secret, SETTINGS, notices, output.progress(), examines=examines)
    finally:
        secret[:] = bytes(len(secret))
    with casework:
        yield casework


def item_named(text: str) -> ItemId:
    """CommandError(usage) when it is no item's number."""
    try:
        return parse_item_id(text.upper())
    except ValueError as error:
        raise CommandError(
            "usage", reason=_("{text} is not an item number such as K7Q4MX-0012-03").format(text=safe(text))
        ) from error


class Telling:
    """Hears what a batch brings, and tells it under --progress json: after the commit, so what is told is durable."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._casework: door.Casework | None = None
        self._names: dict[tuple[str, int], bytes] = {}

    def about(self, casework: door.Casework, batch: BatchRow) -> None:
        """Before the batch is worked off."""
        self._casework = casework
        with contextlib.suppress(TamperError, VaultError):  # resuming says so, and goes on with the others
            for line in casework.receiving.plan(batch.plan):
                self._names[batch.batch, line.line] = line.name

    def __call__(self, notice: Notice) -> None:
        if self._casework is None or not self._output.tells:
            return
        if isinstance(notice, ItemsAcquired):
            for row in self._casework.library.rows(notice.items):
                self._output.told({"acquired": row.item, "sha256": row.sha256})
        elif isinstance(notice, LineMoved) and notice.state == "failed":
            self._output.told({"failed": shown(self._names.get((notice.batch, notice.line), b"")), "code": notice.code})


def answer(
    casework: door.Casework,
    batches: list[BatchRow],
    extra: list[ItemRow],
    started: float,
    output: Output,
    *,
    only_acquired: bool = False,
    stopped: IntakeError | None = None,
) -> int:
    """Prints what batches brought, and `extra` items that were compared or examined later; the exit code.

    only_acquired: comparisons were not asked for, so that none was made is no failure. stopped: why not all of it was
    examined, which can be resumed.
    """
    results = [casework.library.brought(batch.batch) for batch in batches]
    numbers = [item for result in results for item in result.items]
    numbers = list(dict.fromkeys([*numbers, *(row.item for row in extra)]))
    acquired = [_acquired(item) for item in casework.library.whole(numbers)]
    failed = [_failed(failure) for result in results for failure in result.failed]
    document = {
        "submission": batches[0].submission if len(batches) == 1 else None,
        "acquired": acquired,
        "failed": failed,
        "seconds": round(time.monotonic() - started, 3),
        "not_examined": None if stopped is None else {"code": stopped.code, **asdict(error_words(stopped))},
        "receipt": casework.library.receipt(batches[0].submission) if len(batches) == 1 else None,
    }
    for item in acquired:
        output.line(f"{item['item']}  {amounts.size(item['size']):>10}  {item['comparison']:<9}  {item['name']}")
    for failure in failed:
        output.line(_("not acquired: {name}: {why}").format(name=failure["name"], why=f"{failure['message']} {failure['hint']}"))
    output.line(_("{acquired} acquired, {failed} not acquired.").format(acquired=len(acquired), failed=len(failed)))
    if stopped is not None and not output.as_json:
        output.error(stopped)
    output.result(document)
    unlike = {"differs"} if only_acquired else {"differs", "not_made"}
    return FOUND if failed or stopped or any(item["comparison"] in unlike for item in acquired) else 0


def _acquired(item: Item) -> dict[str, Any]:
    return {
        "item": item.row.item,
        "name": item.row.name,
        "name_raw": to_base64(item.name_raw),
        "size": item.row.size,
        "sha256": item.row.sha256,
        "comparison": item.row.comparison.value,
        "duplicate_of": item.duplicate_of,
    }


def _failed(failure: Any) -> dict[str, Any]:
    said = words(failure.code, {"name": failure.name, "reason": failure.reason})
    return {
        "name": shown(failure.name),
        "name_raw": to_base64(failure.name),
        "code": failure.code,
        "message": said.message,
        "hint": said.hint,
    }
