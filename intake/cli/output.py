"""What the command line prints: one JSON document or plain lines on standard output, progress on standard error.

No path or name of evidence goes to standard error but in the error that is about it.
"""

import json
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from intake.errors import (
    BundleError,
    Cancelled,
    CommandError,
    ExaminationError,
    IntakeError,
    RefusedError,
    SourceError,
    StorageError,
    TamperError,
    UnlockError,
    VaultError,
)
from intake.host.terminal import is_unicode
from intake.progress import Pace, Progress, Step
from intake.records.names import shown_text
from intake.wording import amounts
from intake.wording.errors import error_words
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _

MOST_SHOWN = 8192  # characters: whole paths, and claims as long as they are kept

DONE, FOUND, USAGE, REFUSED, STOPPED, CANCELLED = 0, 1, 2, 3, 4, 130

_STAGES = {
    "survey": N_("Looking at what is there"),
    "acquire": N_("Acquiring"),
    "compare_stored": N_("Comparing the stored copies"),
    "compare_source": N_("Reading the sources again"),
    "examine": N_("Examining"),
    "write": N_("Writing"),
    "read_back": N_("Reading back"),
    "verify": N_("Verifying"),
    "rebuild": N_("Rebuilding the catalog"),
    "unlock": N_("Unlocking"),
}


def exit_code(error: IntakeError | Cancelled) -> int:
    """The exit code of the contract for an error that ended the command."""
    if isinstance(error, Cancelled):
        return CANCELLED
    if isinstance(error, CommandError):
        return USAGE
    if isinstance(error, UnlockError | RefusedError):
        return REFUSED
    if isinstance(error, VaultError | StorageError | SourceError | TamperError | BundleError | ExaminationError):
        return STOPPED
    raise TypeError(type(error))


class Output:
    """Where one command's result goes. `result` is called once; `line` only speaks to people."""

    def __init__(
        self, *, as_json: bool, quiet: bool, progress_json: bool, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self._json, self._quiet, self._progress_json = as_json, quiet, progress_json
        self._out, self._err = out or sys.stdout, err or sys.stderr
        self._pace, self._stage, self._last, self._wide = Pace(), "", 0.0, 0
        self._watching, self._stopped = False, False

    @property
    def as_json(self) -> bool:
        return self._json

    def line(self, text: str = "") -> None:
        """A line for people; nothing under --json."""
        if not self._json:
            print(text, file=self._out)

    def table(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Columns for people."""
        kept = [tuple(rows_cell) for rows_cell in rows]
        widths = [max(map(len, column)) for column in zip(*kept, strict=True)] if kept else []
        for row in kept:
            self.line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def result(self, document: Mapping[str, Any]) -> None:
        """The JSON document; nothing for people, who have had their lines."""
        if self._json:
            print(_as_json(document, self._out, indent=1), file=self._out)

    def result_of(self, name: str, documents: Iterable[str]) -> None:
        """As `result`, of one list whose members are `as_text` already."""
        if self._json:
            print(f'{{"{name}": [', ",\n".join(documents), "]}", sep="\n", file=self._out)

    def as_text(self, document: Mapping[str, Any]) -> str:
        """A document as it is printed."""
        return _as_json(document, self._out)

    def error(self, error: IntakeError | Cancelled) -> int:
        """Prints an error that ended the command, and gives its exit code."""
        self._wipe()
        if isinstance(error, Cancelled):
            code, message, hint = "cancelled", _("Stopped. What was reported as done is kept."), _("Go on with `resume`.")
        else:
            words = error_words(error)
            code, message, hint = error.code, words.message, words.hint
            if not self._json:
                print(f"{words.message}\n{words.meaning}\n{words.hint}", file=self._err)
        if self._json:
            print(_as_json({"error": {"code": code, "message": message, "hint": hint}}, self._out), file=self._out)
        elif isinstance(error, Cancelled):
            print(f"{message}\n{hint}", file=self._err)
        return exit_code(error)

    def bug(self, error: BaseException) -> int:
        """A fault in this program: where, and of what kind; never the message, which may hold a name. Exit code 4."""
        self._wipe()
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        message = _("A fault in this program ({kind}). The vault is as the last finished step left it.").format(
            kind=type(error).__name__
        )
        hint = _("Verify the vault. Report the lines below; they name no evidence.")
        if self._json:
            document = {"error": {"code": "bug", "message": message, "hint": hint, "where": where}}
            print(_as_json(document, self._out), file=self._out)
        print("\n".join([message, hint, *where]), file=self._err)
        return STOPPED

    @property
    def tells(self) -> bool:
        """Whether anyone wants a line for each item."""
        return self._progress_json

    def told(self, document: Mapping[str, Any]) -> None:
        """A line of JSON about one item, under --progress json."""
        if self._progress_json:
            print(_as_json(document, self._err), file=self._err, flush=True)

    def progress(self) -> Progress:
        """Stops the act when someone asked for it; shows itself to people when standard error is a terminal."""
        self._watching = True
        shown = not self._quiet and not self._progress_json and self._err.isatty()

        def step(one: Step, /) -> None:
            if self._stopped:
                raise Cancelled
            if shown:
                self._show(one)

        return step

    def stop(self) -> bool:
        """Asks the act to stop at its next step; False when there is none that could, or it was asked before."""
        asked, self._stopped = self._stopped, True
        return self._watching and not asked

    def _show(self, step: Step) -> None:
        now = time.monotonic()
        if step.stage != self._stage:
            self._stage, self._pace = step.stage, Pace()
        last = step.whole_total is not None and step.whole_done >= step.whole_total
        self._pace.note(step.whole_done, now)
        if now - self._last < 0.1 and not last:
            return
        self._last = now
        parts = [_(_STAGES.get(step.stage, step.stage))]
        if step.items_total:
            parts.append(_("{done} of {total}").format(done=step.items_done, total=step.items_total))
        if step.unit == "bytes" and step.whole_total:
            parts.append(_("{done} of {total}").format(done=amounts.size(step.whole_done), total=amounts.size(step.whole_total)))
        if left := amounts.time_left(self._pace.seconds_left(step.whole_total)):
            parts.append(left)
        text = " · ".join(parts)
        self._wide = max(self._wide, len(text))
        print(f"\r{text.ljust(self._wide)}", end="", file=self._err, flush=True)

    def _wipe(self) -> None:
        if self._wide:
            print(f"\r{' ' * self._wide}\r", end="", file=self._err, flush=True)
            self._wide = 0

    def finish(self) -> None:
        """Takes the progress line away."""
        self._wipe()


def _as_json(document: Mapping[str, Any], stream: TextIO, indent: int | None = None) -> str:
    """A document that survives the stream: escaped where that is not UTF-8, or a path in it is no text at all."""
    text = json.dumps(document, ensure_ascii=not is_unicode(getattr(stream, "encoding", "utf-8")), indent=indent, default=str)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(document, indent=indent, default=str)
    return text


def safe(text: str) -> str:
    """Text from outside, a path or a claim, in a form that cannot mislead a terminal."""
    return shown_text(text, MOST_SHOWN)
