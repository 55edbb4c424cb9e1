"""Evidence Intake: nothing, a bundle or files open the window, `--demo` runs the whole way, anything else is the command line."""

import os
import sys
from pathlib import Path


def main() -> int:
    """Decide which door was meant before anything heavy is imported."""
    words = sys.argv[1:]
    if words[:1] == ["--confined"]:
        from intake.confined.readers import MediaReaders
        from intake.confined.worker import main as confined

        return confined(words[1:], MediaReaders)
    from intake.wording import language

    language.use(os.environ.get("INTAKE_LANGUAGE", "en"))  # asked for by name: the system's locale changes nothing
    if words[:1] == ["--demo"]:
        return demo(words[1:])
    if all(is_path(word) for word in words):
        return window(words)
    from intake.cli.main import run

    return run(words)


def is_path(argument: str) -> bool:
    """Whether an argument is a bundle or a file to look at; commands have no separator and no dot."""
    return os.path.exists(argument) and (os.sep in argument or "." in argument)  # noqa: PTH110 — `Path` raises for a long word


def demo(words: list[str]) -> int:
    """The whole way on samples; with a display the window opens on what came of it."""
    from intake.demo.main import Doors, run
    from ui import starting

    return run(words, Doors(own_verifier, starting.has_display, starting.impediment, demo_window))


def own_verifier(bundle: Path) -> tuple[int, str] | None:
    """What the bundle's own verify.py says in a Python of its own, and its exit code; None where there is no Python to run it."""
    import subprocess

    if getattr(sys, "frozen", False):
        return None
    command = [sys.executable, "-I", "-X", "utf8", str(bundle / "verify.py")]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 — written by this program
    return ran.returncode, ran.stdout


def demo_window(vault: Path, operator: str, hint: str) -> int:
    """The window on the vault of a demo."""
    return window([], ["--demo", str(vault.parent)], (vault, operator, hint))


def window(arguments: list[str], again: list[str] | None = None, known: tuple[Path, str, str] | None = None) -> int:
    """The window; after locking, a fresh one in the place of this process, because keys cannot be wiped from memory.

    again: the words of the fresh one. known: a vault, an operator and a sentence for the entrance.
    """
    from intake.host.hardening import harden
    from ui import starting

    harden()
    code = starting.window(arguments, known)
    if code == starting.LOCKED:
        program = [] if getattr(sys, "frozen", False) else [str(Path(__file__).resolve())]
        os.execv(sys.executable, [sys.executable, *program, *(again or []), *starting.left_over])  # noqa: S606 — this program itself
    return code


if __name__ == "__main__":
    sys.exit(main())
