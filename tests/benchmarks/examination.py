"""The whole examination, through confined children, to packs: `python -m tests.benchmarks.examination`.

Medians of three. Against ExifTool (claims alone, one process for all) and ImageMagick (one thumbnail, a process for each) on
the same photos, which is less than half of what ours does; and what a child costs by itself, one and two at a time.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from intake.examination import flight
from intake.examination.examiner import Examiner
from intake.examination.tasks import Examined
from intake.progress import silent
from intake.settings import Settings
from tests.conftest import shared_root
from tests.examination.objects import Objects

ROUNDS = 3
EMPTY_ITEMS = 200


def seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def run(command: list[str]) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # some files are damaged


def media(name: str) -> list[Path]:
    return sorted(path for path in (shared_root() / name).rglob("*") if path.is_file() and "_golden" not in str(path))


def main() -> int:
    photos, videos = media("photos-real"), media("videos-real")
    names = [str(path) for path in photos]
    with tempfile.TemporaryDirectory() as folder, Examiner(Settings()) as examiner:
        start = time.perf_counter()
        assert examiner.confinement
        print(f"ready after {time.perf_counter() - start:.2f} s")
        objects = Objects(Path(folder))

        def all_of(tasks: list) -> None:
            assert all(isinstance(answer, Examined) for _task, answer in examiner.run(tasks, objects.grant, silent))

        empty = [objects.add(b"%PDF-1.7")] * EMPTY_ITEMS
        for most in (1, 2):
            flight.MOST_AT_ONCE = most
            print(f"a child, {most} at a time: {1000 * seconds(lambda: all_of(empty)) / EMPTY_ITEMS:.1f} ms")
        still = [objects.add(path.read_bytes()) for path in photos]
        moving = [objects.add(path.read_bytes()) for path in videos]
        ours = seconds(lambda: all_of(still))
        exiftool = seconds(lambda: run(["exiftool", "-q", "-json", "-G1", "-n", *names]))
        magick = seconds(
            lambda: [run(["convert", f"{name}[0]", "-auto-orient", "-thumbnail", "320x320", "/dev/null"]) for name in names]
        )
        print(f"{len(photos)} photos: {ours:.1f} s; exiftool {exiftool:.1f} s; one thumbnail each by ImageMagick {magick:.1f} s")
        print(f"{len(videos)} videos: {seconds(lambda: all_of(moving)):.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
