"""Where benchmarks run: a new folder on the disk that is to be measured, with settings and state of its own, removed at the end."""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from intake.casework import door
from intake.records.people import Person
from intake.settings import Settings

ROOT = Path(__file__).parents[2]
OPERATOR = "R. Alvarez"
PASSPHRASE = b"correct horse battery staple"
PIECE = 2**20


def arguments(size: int, meaning: str) -> tuple[int, Path]:
    """`[SIZE] [--folder FOLDER]` of the command line."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("size", nargs="?", type=int, default=size, help=f"{meaning} (default: {size})")
    parser.add_argument("--folder", type=Path, default=Path(), help="on the disk that is to be measured (default: here)")
    words = parser.parse_args()
    return words.size, words.folder


@contextmanager
def ground(folder: Path) -> Iterator[Path]:
    """A new folder below this one. What the program remembers goes there too, also of children."""
    top = Path(tempfile.mkdtemp(prefix="benchmark-", dir=folder)).absolute()
    for name, part in {"HOME": ".", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}.items():
        (top / part).mkdir(exist_ok=True)
        os.environ[name] = str(top / part)
    try:
        yield top
    finally:
        shutil.rmtree(top)


@contextmanager
def unlocked(vault: Path, settings: Settings, *, examines: bool = True) -> Iterator[door.Casework]:
    """A vault through the door, made when it is not there."""
    if not vault.exists():
        door.create(vault, "Field laptop 7", Person(OPERATOR, "County"), bytearray(PASSPHRASE), settings)
    with door.unlock(vault, OPERATOR, bytearray(PASSPHRASE), settings, examines=examines) as casework:
        yield casework


def program(*words: object) -> list[str]:
    """`main.py WORDS…` as a command."""
    return [sys.executable, str(ROOT / "main.py"), *map(str, words)]


def unlocking(top: Path) -> list[str]:
    """The words that unlock a vault."""
    file = top / "passphrase"
    file.write_bytes(PASSPHRASE)
    return ["--operator", OPERATOR, "--passphrase-file", str(file)]


def run(command: Sequence[object], *, may_fail: bool = False, **more: object) -> None:
    """A command without its output. may_fail: for peers before which damaged files are put."""
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False, stdin=subprocess.DEVNULL, **more)
    if done.returncode and not may_fail:
        raise RuntimeError(f"{command[0]}: {done.returncode} {done.stderr[-2000:]!r}")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def installed(name: str) -> bool:
    return shutil.which(name) is not None


def random_file(path: Path, size: int) -> Path:
    """Bytes that nothing can compress; synced, so that nobody pays for them later."""
    with path.open("wb") as file:
        for at in range(0, size, PIECE):
            file.write(os.urandom(min(PIECE, size - at)))
        file.flush()
        os.fsync(file.fileno())
    return path


def peak() -> float:
    """The most memory that this process has had, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def resident() -> float:
    """Memory that this process has now, MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6
