"""The door of the demo: with a display its vault is opened in the window, without one everything is told on the command line."""

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from intake.demo import place
from intake.demo.place import Places
from intake.demo.telling import Telling, shown_path
from intake.demo.way import OPERATOR, PASSPHRASE, Verifier, Way
from intake.errors import Cancelled, CommandError, IntakeError, StorageError, UnlockError
from intake.host import hardening, terminal
from intake.wording.errors import error_words
from intake.wording.language import translated as _

USAGE = "main.py --demo [FOLDER] [--no-window]"
DONE, FOUND, WRONG, REFUSED, STOPPED, CANCELLED = 0, 1, 2, 3, 4, 130


@dataclass(frozen=True, slots=True)
class Doors:
    """What lies above this floor, handed in by `main.py`.

    verifier: runs a bundle's own verify.py. has_display: whether there is a screen to show a window on. impediment: one
    sentence that names what the window lacks, or None. window: opens it on a vault, for an operator, with a sentence for the
    entrance; its exit code.
    """

    verifier: Verifier
    has_display: Callable[[], bool]
    impediment: Callable[[], str | None]
    window: Callable[[Path, str, str], int]


def run(arguments: list[str], doors: Doors) -> int:
    """The exit code: 0 when every step did what it should, 1 when one did not, else as for every command."""
    hardening.harden()
    terminal.forgiving()
    signal.signal(signal.SIGINT, _interrupted)
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        return _run(arguments, doors)
    except CommandError as error:
        return _said(error, WRONG)
    except UnlockError as error:
        return _said(error, REFUSED)
    except StorageError as error:
        _said(error, STOPPED)
        sys.stderr.write(_("A place of your choice: {usage}").format(usage="main.py --demo FOLDER") + "\n")
        return STOPPED
    except IntakeError as error:
        return _said(error, STOPPED)
    except BrokenPipeError:
        sys.stderr.close()
        return CANCELLED
    except (Cancelled, KeyboardInterrupt):
        sys.stderr.write(_("Stopped.") + "\n")
        return CANCELLED


def _interrupted(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Cancelled


def _said(error: IntakeError, code: int) -> int:
    words = error_words(error)
    sys.stderr.write(f"{words.message}\n{words.meaning}\n{words.hint}\n")
    return code


def _run(arguments: list[str], doors: Doors) -> int:
    wanted = [one for one in arguments if one != "--no-window"]
    if len(wanted) > 1 or any(one.startswith("-") for one in wanted):
        raise CommandError("usage", reason=_("The demo is started as {usage}").format(usage=USAGE))
    shows = "--no-window" not in arguments and doors.has_display()
    if shows:
        lacking = doors.impediment()
        if lacking is not None:
            sys.stderr.write(lacking + "\n" + _("Without a window: main.py --demo --no-window") + "\n")
            return STOPPED
    given = Path(wanted[0]).absolute() if wanted else None
    if given is not None and shows and Places(given).vault.is_dir():
        return _show(Places(given), doors)
    places = place.fresh() if given is None else place.made(given)
    told = Telling()
    told.plain(_("Evidence Intake, the whole way on samples that were drawn for it. No network is used."))
    told.plain(_("Everything lies in {path}").format(path=shown_path(places.root)))
    sound = Way(places, told).go(None if shows else doors.verifier)
    told.plain("")
    told.plain(
        _("Done: every step did what it should.") if sound else _("Done, but not every step did what it should: see above.")
    )
    if not shows:
        return DONE if sound else FOUND
    told.plain(_("Now the window opens on this vault. Its passphrase: {passphrase}").format(passphrase=PASSPHRASE))
    return _show(places, doors)


def _show(places: Places, doors: Doors) -> int:
    hint = _("The vault of a demo. Its passphrase: {passphrase}").format(passphrase=PASSPHRASE)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return doors.window(places.vault, OPERATOR, hint)
