"""Standard output as it is: where it is not UTF-8, what it has no letters for becomes a question mark, and nothing stops."""

import sys


def forgiving() -> None:
    """Let standard output replace what it cannot write. Whoever prints JSON there escapes it instead: see `is_unicode`."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")


def is_unicode(encoding: str | None) -> bool:
    """Whether every letter can be written in this encoding."""
    return (encoding or "").lower().replace("-", "").startswith("utf")
