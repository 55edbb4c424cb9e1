"""Encrypted objects in a folder, as the vault would hand them out: one file, one key, one grant."""

import contextlib
import hashlib
import os
import sys
from pathlib import Path

from intake.crypto.stream import FileRange, Grant, StreamWriter
from intake.examination.tasks import Task

ASSOCIATED = b"a header of 22 bytes.."
OBEDIENT = (sys.executable, "-s", "-E", "-B", str(Path(__file__).parents[1] / "confined" / "obedient.py"))


class Objects:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: dict[str, tuple[Path, int, int, bytes]] = {}

    def add(self, content: bytes, name: str | None = None) -> Task:
        item = name or f"K7Q4MX-0001-{len(self.held) + 1:02d}"
        key = os.urandom(32)
        path = self.folder / f"object-{len(self.held)}"
        with path.open("wb") as file:
            file.write(ASSOCIATED)
            writer = StreamWriter(file.write, key, ASSOCIATED)
            writer.write(content)
            length = writer.finish()
        self.held[item] = (path, length, len(content), key)
        return Task(item, hashlib.sha256(content).hexdigest())

    @contextlib.contextmanager
    def grant(self, item):
        path, length, size, key = self.held[item]
        with FileRange(os.open(path, os.O_RDONLY)) as source:
            yield Grant(source, len(ASSOCIATED), length, size, key, ASSOCIATED)

    def path(self, task: Task) -> Path:
        return self.held[task.item][0]
