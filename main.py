"""Evidence Intake: nothing or a bundle opens the window, `--demo` runs the whole way, anything else is the command line."""

import os
import sys
from pathlib import Path


def main() -> int:
    """Decide which door was meant before anything heavy is imported."""
    if sys.argv[1:2] == ["--confined"]:
        from intake.confined.readers import MediaReaders
        from intake.confined.worker import main as confined

        return confined(sys.argv[2:], MediaReaders)
    if not sys.argv[1:] or (len(sys.argv) == 2 and is_path(sys.argv[1])):
        return window(sys.argv[1:])
    from intake.cli.main import run

    return run(sys.argv[1:])


def is_path(argument: str) -> bool:
    """Whether the one argument is a bundle to look at; commands have no separator and no dot."""
    return Path(argument).exists() and (os.sep in argument or "." in argument)


def window(arguments: list[str]) -> int:
    """The window; after locking, a fresh one in the place of this process, because keys cannot be wiped from memory."""
    from ui.starting import LOCKED
    from ui.starting import window as show

    code = show(arguments)
    if code == LOCKED:
        program = [] if getattr(sys, "frozen", False) else [str(Path(__file__).resolve())]
        os.execv(sys.executable, [sys.executable, *program])  # noqa: S606 — this program itself
    return code


if __name__ == "__main__":
    sys.exit(main())
