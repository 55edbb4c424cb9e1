"""`custody/refused`: failed unlocks, plain, because nobody could sign for them. Time and label, nothing else.

The next unlock logs them as unauthenticated: anyone who can write to the folder can write here.
"""

import contextlib
import re
from pathlib import Path

from intake import durable
from intake.errors import StorageError
from intake.records.canonical import JSON

MOST_BYTES = 64 * 1024
MOST_LABEL = 64
MOST_LINES = 500  # of them logged by one unlock
_LINE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z) ([^\n]{0,64})")


def note(path: Path, time: str, label: str) -> None:
    """Adds a line, unless the file is full. A disk that refuses changes nothing about the refusal."""
    shown = "".join(character if character.isprintable() else "?" for character in label[:MOST_LABEL])
    line = f"{time} {shown}\n".encode("utf-8", "replace")
    with contextlib.suppress(StorageError):
        try:
            file = durable.open_file(path, writable=True)
        except StorageError as error:
            if error.code != "target_missing":
                raise
            file = durable.create(path)
        with file:
            if file.size + len(line) <= MOST_BYTES:
                file.write(line)
                file.sync()


def read(path: Path) -> list[dict[str, JSON]]:
    """What was noted, as the field `denied` has it; lines of another form are left out."""
    try:
        text = durable.read(path, MOST_BYTES).decode("utf-8", "replace")
    except StorageError:
        return []
    found = [_LINE.fullmatch(line) for line in text.split("\n")]
    return [{"time": one[1], "label": one[2]} for one in found if one][:MOST_LINES]


def forget(path: Path) -> None:
    """After an entry says it."""
    durable.remove(path, missing_ok=True)
