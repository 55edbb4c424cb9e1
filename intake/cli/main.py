"""Runs one command and turns whatever stops it into an exit code and, for the world's errors, into sentences."""

import os
import signal
import sys
from itertools import pairwise
from types import FrameType

from intake.cli import arguments
from intake.cli.output import CANCELLED, Output
from intake.errors import Cancelled, CommandError, IntakeError
from intake.host import hardening, terminal


def _watch(output: Output) -> None:
    """Ctrl+C stops at the next chunk, never in the middle of a commit; while nothing can be stopped yet, at once."""

    def interrupted(_signal: int, _frame: FrameType | None) -> None:
        if not output.stop():
            raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)


def run(words: list[str]) -> int:
    """The exit code for this command line."""
    terminal.forgiving()
    given = arguments.options(words)
    output = Output(as_json="--json" in given, quiet="--quiet" in given, progress_json=_wants_json_progress(given))
    try:
        parsed = arguments.parse(words)
        _watch(output)
        hardening.harden()
        from intake.cli import items, releases, vaults

        acts = {**vaults.ACTS, **items.ACTS, **releases.ACTS}
        return acts[parsed.command](parsed, output)
    except CommandError as error:
        return output.error(error)
    except IntakeError as error:
        return output.error(error)
    except (Cancelled, KeyboardInterrupt):
        output.error(Cancelled())
        return CANCELLED
    except BrokenPipeError:
        # Nobody reads any more. What is still in the buffers goes nowhere, or Python complains when it leaves.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        return CANCELLED
    except Exception as error:  # noqa: BLE001 — whatever else it is, it is ours, and its text may hold evidence
        return output.bug(error)


def _wants_json_progress(words: list[str]) -> bool:
    return "--progress=json" in words or any(pair == ("--progress", "json") for pair in pairwise(words))
