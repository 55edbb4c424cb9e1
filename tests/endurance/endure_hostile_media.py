"""By hand: damaged copies of every real, made and hostile file through confined children, for as long as is asked.

    .venv/bin/python -m tests.endurance.endure_hostile_media SECONDS [SEED]

Prints a line for each failure with the seed and number that make it again, and the count at the end. Every answer counts as
passed, also a `Failed` with one of the codes that a decoder's death has; anything that escapes ends it with a traceback.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from intake.examination.examiner import Examiner
from intake.examination.tasks import Failed
from intake.progress import silent
from intake.settings import Settings
from tests.conftest import shared_root
from tests.examination.objects import Objects

SETS = ("hostile-media", "cases", "photos-real", "videos-real")
GROUP = 64


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Flipped, overwritten, cut, doubled or joined: one to eight times, more often near the start, where structure lies."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        size = max(1, len(data))
        at = min(int(size * chance.random() ** 3), size - 1)
        how = chance.randrange(6)
        if how == 0 and data:
            data[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            data[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\1"])
        elif how == 2:
            del data[at : at + chance.randint(1, 64)]
        elif how == 3:
            data[at:at] = data[at : at + chance.randint(1, 4096)]
        elif how == 4:
            data[at : at + 16] = chance.randbytes(16)
        elif chance.random() < 0.1:
            del data[at:]
    return bytes(data)


def files() -> list[Path]:
    return [
        path
        for name in SETS
        for path in sorted((shared_root() / name).rglob("*"))
        if path.is_file() and "_golden" not in str(path) and path.stat().st_size < 1_000_000
    ]


def made(seed: int, first: int) -> Iterator[tuple[int, Path, bytes]]:
    known = files()
    for number in range(first, first + GROUP):
        chance = random.Random(f"{seed}/{number}")
        path = chance.choice(known)
        yield number, path, damaged(path.read_bytes(), chance)


def main() -> None:
    seconds, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    end, number, ended = time.monotonic() + seconds, 0, Counter[str]()
    slowest = 0.0
    with Examiner(Settings()) as examiner:
        while time.monotonic() < end:
            with tempfile.TemporaryDirectory() as folder:
                objects = Objects(Path(folder))
                tasks = {objects.add(content): (which, path) for which, path, content in made(seed, number)}
                last = time.monotonic()
                for task, answer in examiner.run(list(tasks), objects.grant, silent):
                    slowest, last = max(slowest, time.monotonic() - last), time.monotonic()
                    if isinstance(answer, Failed):
                        which, path = tasks[task]
                        print(f"seed {seed} number {which} {path.name}: {answer.code} {dict(answer.facts)}", flush=True)
                    ended[answer.code if isinstance(answer, Failed) else str(answer.answer.readable)] += 1
            number += GROUP
    print(f"{sum(ended.values())} files, {dict(ended)}, slowest {slowest:.1f} s")


if __name__ == "__main__":
    main()
