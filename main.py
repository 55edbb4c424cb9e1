"""Evidence Intake: nothing or a bundle opens the window, `--demo` runs the whole way, anything else is the command line."""

import sys


def main() -> int:
    """Decide which door was meant before anything heavy is imported."""
    if sys.argv[1:2] == ["--confined"]:
        from intake.confined.readers import MediaReaders
        from intake.confined.worker import main as confined

        return confined(sys.argv[2:], MediaReaders)
    from intake.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
