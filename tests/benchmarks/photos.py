"""Claims of photos against ExifTool, their pictures against ImageMagick: python -m tests.benchmarks.photos [PHOTOS].

The photos of the shared media, again from the first where more are asked for; all from the page cache. ExifTool runs once for
all of them, in its quickest form; ImageMagick makes one thumbnail of 320 pixels in a process for each photo; ours makes that
and a poster of 1600. First our readers alone, then the whole examination: an encrypted object, a confined child for each, the
answer and both pictures as JPEG in a pack.
"""

import itertools
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from intake.confined import photo
from intake.examination.examiner import Examiner
from intake.examination.tasks import Examined
from intake.progress import silent
from intake.settings import Settings
from tests.benchmarks import ground
from tests.benchmarks.table import Table, in_turn
from tests.conftest import shared_root
from tests.examination.objects import Objects

CLAIMS_LIMIT, PICTURES_LIMIT = 2.0, 1.5
KINDS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".gif"}
EMPTY = 100  # objects in which there is nothing to read


def photos(count: int) -> list[Path]:
    """Of the kinds that both sides read."""
    found = sorted(path for path in (shared_root() / "photos-real").rglob("*") if path.suffix.lower() in KINDS)
    return list(itertools.islice(itertools.cycle([path for path in found if "_golden" not in str(path)]), count))


def _ignore(*_: object) -> None:
    """A sink that wants no pictures."""


def examine(files: Sequence[Path]) -> None:
    for path in files:
        with path.open("rb") as stream:
            photo.examine(stream, "image/x", _ignore)


def claims_only(files: Sequence[Path]) -> None:
    pixels, photo._pixels = photo._pixels, lambda *_: False
    try:
        examine(files)
    finally:
        photo._pixels = pixels


def exiftool(files: Sequence[Path]) -> None:
    ground.run(["exiftool", "-q", "-json", "-G1", "-n", *files], may_fail=True)


def magick(files: Sequence[Path], form: str) -> None:
    for path in files:
        ground.run(["convert", f"{path}[0]", "-auto-orient", "-thumbnail", "320x320", f"{form}:-"], may_fail=True)


def alone(table: Table, files: list[Path]) -> None:
    """Our readers in this process, without confinement."""
    claims, tool, pictures, thumbnails = in_turn(
        [lambda: claims_only(files), lambda: exiftool(files), lambda: examine(files), lambda: magick(files, "rgb")]
    )
    table.against("readers alone: claims", claims, "exiftool, once for all", tool, CLAIMS_LIMIT)
    table.against("readers alone: claims, poster, thumbnail", pictures, "ImageMagick, thumbnail", thumbnails, PICTURES_LIMIT)


def confined(table: Table, files: list[Path], top: Path) -> None:
    """The whole examination, and what a child costs by itself."""
    objects = Objects(top)
    tasks = [objects.add(path.read_bytes()) for path in files]
    empty = [objects.add(b"%PDF-1.7") for _ in range(EMPTY)]
    with Examiner(Settings()) as examiner:
        assert examiner.confinement

        def all_of(some: list) -> None:
            assert all(isinstance(answer, Examined) for _task, answer in examiner.run(some, objects.grant, silent))

        def both() -> None:
            exiftool(files)
            magick(files, "jpg")

        whole, peers, thumbnails, nothing = in_turn(
            [lambda: all_of(tasks), both, lambda: magick(files, "jpg"), lambda: all_of(empty)]
        )
    table.against("whole examination, confined", whole, "exiftool and ImageMagick", peers)
    table.against("the same", whole, "ImageMagick alone, thumbnail as JPEG", thumbnails, PICTURES_LIMIT)
    table.alone("a confined child by itself", [1000 * seconds / EMPTY for seconds in nothing], "ms")


def main() -> int:
    count, folder = ground.arguments(300, "photos")
    files = photos(count)
    if not files:
        print(f"no photos below {shared_root()}", file=sys.stderr)
        return 2
    table = Table(f"{count} photos, {sum(os.path.getsize(path) for path in files) / 1e6:.0f} MB")
    with ground.ground(folder) as top:
        alone(table, files)
        confined(table, files, top)
    return table.end()


if __name__ == "__main__":
    sys.exit(main())
