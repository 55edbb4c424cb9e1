"""What five people hand over on two sticks: four hundred files of mixed phones, copies by messengers, damaged ones, a bomb."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final

from tests import making
from tests.making_videos import video

KINGSTON, INTENSO = "KINGSTON", "INTENSO"
GIVERS: Final = (  # the stick it lies on, whose it is, how many files
    (KINGSTON, "Dana Okafor", 40),
    (KINGSTON, "José Muñoz", 120),
    (INTENSO, "Zoë Brontë", 90),
    (INTENSO, "Łukasz Wójcik", 90),
    (INTENSO, "Anh Nguyễn", 60),
)
PHONES: Final = (("Apple", "iPhone 13"), ("samsung", "SM-G991B"), ("Google", "Pixel 7"), ("", ""))
FROM_MESSENGERS: Final = 12
FIRST_ANGLE, SECOND_ANGLE = "IMG_0900.MP4", "VID_0900.MP4"
ORIGINAL, MESSENGER_COPY = "IMG_0000.JPG", "IMG-20261122-WA0000.jpg"
DAMAGED: Final = ("CUT.JPG", "NO_INDEX.MP4", "EMPTY.JPG")
BOMB, WIDE = "everything.zip", "wide.png"


def _photo(giver: int, number: int) -> bytes:
    """One of the phone's; no two are alike."""
    make, model = PHONES[(giver + number) % len(PHONES)]
    first = {0x010F: making.text(make), 0x0110: making.text(model)} if make else {0x0131: making.text(f"{giver}-{number}")}
    taken = f"2026:11:22 {13 + giver % 2}:{number % 60:02}:{giver * 10 + number // 60:02}"
    picture = making.corners(64, 48)
    picture.putpixel((giver, 0), (number % 256, giver, number // 256))
    return making.jpeg(making.tiff_block(first, {0x9003: making.text(taken)}), image=picture)


def _sent_on(number: int) -> bytes:
    """As a messenger makes it of a picture: smaller, coded again, its Exif gone."""
    picture = making.corners(64, 48).resize((48, 36))
    picture.putpixel((0, 0), (number, 0, 0))
    return making.saved(picture, "JPEG", quality=60)


def _bomb() -> bytes:
    """64 MB of zeros in 64 KB, which holds another of the same."""
    inner = io.BytesIO()
    for name in ("0.zip", "1.zip"):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, inner.getvalue() or bytes(64 << 20))
        inner = outer
    return inner.getvalue()


def _wide() -> bytes:
    """A PNG that says it is 60,000 by 60,000: 10 GB when it is drawn."""
    head = making.chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + making.chunk(b"IDAT", zlib.compress(bytes(1 << 16))) + making.chunk(b"IEND", b"")


def _special(giver: int) -> dict[str, bytes]:
    """What is not one of the many."""
    if giver == 0:
        return {FIRST_ANGLE: video()}
    if giver == 1:
        sent = {f"IMG-20261122-WA{number:04}.jpg": _sent_on(number) for number in range(FROM_MESSENGERS)}
        return {SECOND_ANGLE: video(size=(176, 96)), **sent}
    if giver == 2:
        whole = video(count=10)
        return {
            "CUT.JPG": making.jpeg(image=making.corners(640, 480))[:900],
            "NO_INDEX.MP4": whole[: whole.rindex(b"moov") - 4],
            "EMPTY.JPG": b"",
        }
    return {BOMB: _bomb(), WIDE: _wide()} if giver == 3 else {}


def hand_over(root: Path, share: int) -> dict[str, Path]:
    """Written to two folders that stand for the sticks; each giver's folder by their name. share: only one of so many."""
    folders = {}
    for giver, (stick, name, count) in enumerate(GIVERS):
        folder = root / stick / f"giver {giver + 1}"
        folder.mkdir(parents=True)
        special = _special(giver)
        for number in range(count // share - len(special)):
            (folder / f"IMG_{number:04}.JPG").write_bytes(_photo(giver, number))
        for file, data in special.items():
            (folder / file).write_bytes(data)
        folders[name] = folder
    return folders
