"""Claims of 300 photos against ExifTool, their posters and thumbnails against ImageMagick: `python -m tests.benchmarks.photos`.

Medians of three. Both sides read the same files from the page cache. ExifTool runs once for all of them, in its quickest form;
ImageMagick makes one thumbnail of 320 pixels, a process for each file; ours makes that and a poster of 1600.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from intake.confined import photo
from tests.conftest import shared_root

ROUNDS = 3
CLAIMS_LIMIT, PICTURES_LIMIT = 2.0, 1.5
KINDS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".gif"}


def seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _ignore(*_: object) -> None:
    """A sink that wants no pictures."""


def examine(files: list[Path]) -> None:
    for path in files:
        with path.open("rb") as stream:
            photo.examine(stream, "image/x", _ignore)


def claims_only(files: list[Path]) -> None:
    pixels, photo._pixels = photo._pixels, lambda *_: False
    try:
        examine(files)
    finally:
        photo._pixels = pixels


def run(command: list[str]) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # some files are damaged


def main() -> int:
    everything = sorted(
        path for path in (shared_root() / "photos-real").rglob("*") if path.is_file() and "_golden" not in str(path)
    )
    files = [path for path in everything if path.suffix.lower() in KINDS]
    names = [str(path) for path in files]
    exiftool = seconds(lambda: run(["exiftool", "-q", "-json", "-G1", "-n", *names]))
    claims = seconds(lambda: claims_only(files))
    magick = seconds(
        lambda: [run(["convert", f"{name}[0]", "-auto-orient", "-thumbnail", "320x320", "rgb:/dev/null"]) for name in names]
    )
    pictures = seconds(lambda: examine(files))
    print(f"{len(files)} photos")
    print(f"claims    {claims:6.2f} s   ExifTool    {exiftool:6.2f} s   ratio {claims / exiftool:.2f} (at most {CLAIMS_LIMIT})")
    print(f"all       {pictures:6.2f} s   ImageMagick {magick:6.2f} s   ratio {pictures / magick:.2f} (at most {PICTURES_LIMIT})")
    return int(claims > CLAIMS_LIMIT * exiftool or pictures > PICTURES_LIMIT * magick)


if __name__ == "__main__":
    sys.exit(main())
