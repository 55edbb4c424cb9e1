"""What ties an Apple still to its movie, from the maker note; other makers' notes stay unread, and their claim says so."""

from typing import Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import Contents
from intake.confined.photo_tiff import MAKER_NOTE, Tiff, walk
from intake.confined.photo_values import entry_text, state_of

APPLE: Final = b"Apple iOS\0"
_APPLE_NAMES: Final = {
    0x0001: "MakerNoteVersion",
    0x000A: "HDRImageType",
    0x000B: "BurstUUID",
    0x0011: "MediaGroupUUID",
    0x0014: "ImageCaptureType",
    0x0015: "ImageUniqueID",
    0x0017: "LivePhotoVideoIndex",
    0x0045: "FrontFacingCamera",
}


def read_maker_note(contents: Contents, tiff: Tiff) -> None:
    """Claims `Apple:…`; the note is a directory at its byte 14, with offsets from the note's start."""
    note = tiff.find("ExifIFD", MAKER_NOTE)
    if note is None or not note.data.startswith(APPLE) or note.data[12:14] not in (b"MM", b"II"):
        return
    mark = note.data[12:14]
    header = mark + (b"\0*\0\0\0\x0e" if mark == b"MM" else b"*\0\x0e\0\0\0")
    inner = walk(Bytes(header + note.data[8:]))
    for entry in inner.entries if inner else ():
        name = _APPLE_NAMES.get(entry.tag)
        if name and entry.directory == "IFD0":
            text = entry_text(entry)
            contents.claim(f"Apple:{name}", text, state_of(name, text))
