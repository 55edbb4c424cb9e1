"""The door to `resources/`: found beside the code, also in a frozen program."""

import sys
from pathlib import Path

MOST_BYTES = 16 * 1024 * 1024


def root() -> Path:
    """The folder `resources/`."""
    frozen = getattr(sys, "_MEIPASS", None)
    return (Path(frozen) if frozen else Path(__file__).parents[1]) / "resources"


def path(*parts: str) -> Path:
    """Where a resource lies. FileNotFoundError when the program is not whole."""
    found = root().joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(f"resources/{'/'.join(parts)} is missing: this copy of the program is not whole")
    return found


def read(*parts: str) -> bytes:
    """The bytes of one of our own files."""
    with path(*parts).open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError("a resource is larger than any of ours")
    return data
