"""Makes the samples that the program ships: `python -m tests.making_demo` writes them to `resources/demo/stick`.

An afternoon at an invented street corner, as a witness's stick would hold it: two phones, a messenger's copy, a note. The
positions lie in the middle of a lake, and every name is invented.
"""

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from tests import making
from tests.making_scenes import corner, crossing, face
from tests.making_videos import EPOCH_TO_1970, box, keys, quicktime_text, video, with_moov

FOLDER: Final = Path(__file__).parents[1] / "resources" / "demo" / "stick"
AFTERNOON: Final = 14 * 3600 + 4 * 60  # 14:04 as the shop's clock shows it, seconds since midnight
LATITUDE: Final = [(44, 1), (56, 1), (3112, 100)]
LONGITUDE: Final = [(93, 1), (18, 1), (4085, 100)]
PLACE: Final = "+44.9420-093.3113+260.000/"
X264: Final = {"preset": "slow", "crf": "31", "bf": "0"}
# Milliseconds from picture to picture: a phone that lengthens its exposures as the scene gets darker.
UNEVEN: Final = [33, 33, 34, 50, 67, 66, 67, 100, 133, 67, 50, 33, 34, 33, 83, 117, 100, 67, 33, 33, 34, 150, 133, 67, 33] * 2


def exif(clock: str, *, orientation: int = 1, gps: bool = True) -> bytes:
    """The Exif block of the first phone; clock: `14:04:11` at UTC−6."""
    position = making.gps_position(LATITUDE, LONGITUDE, "NW") | {
        5: (1, [0]),
        6: (5, [(260, 1)]),
        7: (5, [(20, 1), (int(clock[3:5]), 1), (int(clock[6:]), 1)]),
        0x1D: making.text("2026:11:22"),
    }
    taken = making.text(f"2026:11:22 {clock}")
    first = {
        0x010F: making.text("Kestrel"),
        0x0110: making.text("KO-7"),
        0x0112: (3, [orientation]),
        0x0131: making.text("KestrelOS 4.2"),
        0x0132: taken,
    }
    inner = {
        0x9003: taken,
        0x9004: taken,
        0x9010: making.text("-06:00"),
        0x9011: making.text("-06:00"),
        0x9012: making.text("-06:00"),
    }
    return making.tiff_block(first, inner, position if gps else None)


def _photo(image: Image.Image, block: bytes) -> bytes:
    return making.saved(image, "JPEG", quality=68, optimize=True, exif=b"Exif\0\0" + block)


def _sideways(image: Image.Image) -> Image.Image:
    """As a sensor stores it that is held upright: turned a quarter to the left, to be shown turned to the right."""
    return image.transpose(Image.Transpose.ROTATE_90)


def _pictures(draw: Callable[[int, int, int], Image.Image], *, turned: bool = False) -> Callable[[int, int, int], np.ndarray]:
    def picture(number: int, width: int, height: int) -> np.ndarray:
        return np.asarray(_sideways(draw(number, height, width)) if turned else draw(number, width, height))

    return picture


def _passing(number: int, width: int, height: int) -> Image.Image:
    """The van comes, and someone walks."""
    sway = 0.004 * np.sin(number / 4)
    return corner(width, height, AFTERNOON + 15 + number / 12, number / 59, 0.1 + number / 120, float(sway))


def _leaving(number: int, width: int, height: int) -> Image.Image:
    return corner(width, height, AFTERNOON + 130 + number / 12, 0.62 + number / 70, 0.8 - number / 90)


def _seconds(hour: int, minute: int, second: int) -> int:
    """Of 22 November 2026, since 1904, as a movie's header counts."""
    return int(datetime(2026, 11, 22, hour, minute, second, tzinfo=UTC).timestamp()) + EPOCH_TO_1970


def _dated(data: bytes, seconds: int) -> bytes:
    """The movie's, each track's and each medium's time of creation and of modification."""
    at = data.rindex(b"moov") - 4
    head, movie = data[:at], data[at:]
    for header in (b"mvhd", b"tkhd", b"mdhd"):
        first, *others = movie.split(header)
        movie = first + b"".join(header + other[:4] + struct.pack(">II", seconds, seconds) + other[12:] for other in others)
    return head + movie


def _kestrel(data: bytes, created: str) -> bytes:
    """With the first phone's keys: place, time with its offset, make and model."""
    rows = [
        ("com.apple.quicktime.location.ISO6709", PLACE.encode(), 1),
        ("com.apple.quicktime.creationdate", created.encode(), 1),
        ("com.apple.quicktime.make", b"Kestrel", 1),
        ("com.apple.quicktime.model", b"KO-7", 1),
    ]
    return with_moov(data, keys(rows))


def upright() -> bytes:
    """A portrait video with sound: stored sideways and turned by its header; time with offset and UTC agree."""
    made = video(
        form="mov", size=(480, 270), rotation=90, count=60, rate=12, every=12, sound=True, seconds=5.0, sound_bits=24_000,
        draw=_pictures(_passing, turned=True), encoder=X264, options={"fflags": "+bitexact"},
    )  # fmt: skip
    return _kestrel(_dated(made, _seconds(20, 4, 15)), "2026-11-22T14:04:15-0600")


def disagreeing() -> bytes:
    """A video whose header holds local time where UTC belongs: six hours from the time that its keys give."""
    made = video(
        form="mov", size=(480, 270), count=30, rate=12, every=12, draw=_pictures(_leaving), encoder=X264,
        options={"fflags": "+bitexact"},
    )  # fmt: skip
    return _kestrel(_dated(made, _seconds(14, 6, 10)), "2026-11-22T14:06:10-0600")


def uneven() -> bytes:
    """The second phone: pictures at uneven times, and a place in user data."""
    times = [sum(UNEVEN[:number]) for number in range(len(UNEVEN))]

    def draw(number: int, width: int, height: int) -> Image.Image:
        elapsed = times[number] / 1000
        return crossing(width, height, AFTERNOON + 15 + elapsed, elapsed / 4, 0.25 + elapsed / 20)

    made = video(
        size=(480, 270), times=times, every=10, rate=30, draw=_pictures(draw), encoder=X264, options={"fflags": "+bitexact"}
    )
    place = box(b"udta", box(b"\xa9xyz", quicktime_text("+44.9419-093.3118/")))
    return with_moov(_dated(made, _seconds(20, 4, 19)), place)


def copied() -> bytes:
    """What a messenger makes of the first video: smaller, upright, coded again, without place and time."""
    return video(
        size=(180, 320), count=60, rate=12, every=48, sound=True, seconds=5.0, sound_bits=24_000, draw=_pictures(_passing),
        encoder={**X264, "crf": "36"}, options={"fflags": "+bitexact"},
    )  # fmt: skip


def broken_off() -> bytes:
    """A recording that broke off: its pictures are there, and the table that would find them was never written."""
    whole = uneven()
    return whole[: whole.rindex(b"moov") - 4][:12_000]


def near() -> bytes:
    """The clock from near, as HEIC."""
    return making.heic(face(800, 600, AFTERNOON + 52), quality=45, exif=b"Exif\0\0" + exif("14:04:52"))


NOTE: Final = b"""Statement of the witness, as typed by herself

I stood at the corner when the white van came. I filmed from the moment it turned
until it stopped. The clock over the shop is right. The clip from the group chat is
mine too, someone sent it on. The second phone belongs to my cousin; its last
recording broke off because the battery was empty.
"""

SAMPLES: Final[dict[str, Callable[[], bytes]]] = {
    "phone/IMG_0412.JPG": lambda: _photo(corner(960, 720, AFTERNOON + 11, 0.36, 0.22), exif("14:04:11")),
    "phone/IMG_0413.JPG": lambda: _photo(
        _sideways(corner(600, 800, AFTERNOON + 13, 0.42, 0.25)), exif("14:04:13", orientation=6)
    ),
    "phone/IMG_0414.HEIC": near,
    "phone/IMG_0415.MOV": upright,
    "phone/IMG_0416.MOV": disagreeing,
    "second phone/VID_20261122_140419.mp4": uneven,
    "second phone/VID_20261122_140633.mp4": broken_off,
    "messenger/VID-20261122-WA0007.mp4": copied,
    "note.txt": lambda: NOTE,
    "messenger/note.txt": lambda: NOTE,
}


def main() -> None:
    """Write every sample anew."""
    for name, make in SAMPLES.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make())
        print(f"{path.stat().st_size:>8}  {name}")


if __name__ == "__main__":
    main()
