"""One Exif block read three times: by our own walker, by Pillow, by ExifRead; where they differ is said."""

import warnings
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from intake.confined.photo_bytes import Bytes, Rationed
from intake.confined.photo_contents import OWN, Block, Contents
from intake.confined.photo_names import tag_name
from intake.confined.photo_tiff import BLOBS, MAKER_NOTE, POINTERS, SUB_DIRECTORIES, Tiff
from intake.confined.photo_values import (
    FEW_BYTES,
    WINDOWS_TEXTS,
    as_fraction,
    ascii_text,
    entry_text,
    joined,
    state_of,
    undefined_text,
    windows_text,
)
from intake.records.claims import Claim, State

MOST_READ_BYTES = 64 * 1024 * 1024
MOST_CALLS = 60_000
COMPARED = 1_000  # characters of a value
_BULK: Final = frozenset({0x0111, 0x0117, 0x0144, 0x0145, 0x0140, 0x0207, 0x0208, 0x0209, 0xC4A5, 0x935C, 0xEA1C})
_SILENT: Final = frozenset(POINTERS) | BLOBS | _BULK | {SUB_DIRECTORIES}
_DIRECTORIES: Final = {"Image": "IFD0", "Thumbnail": "IFD1", "EXIF": "ExifIFD", "GPS": "GPS", "Interoperability": "InteropIFD"}


def own_reading(contents: Contents, tiff: Tiff) -> None:
    """Every entry is a claim; what has no name here, or no reader, is one too, and says so."""
    for code in dict.fromkeys(code for code, _ in tiff.faults):
        contents.observe(code, "; ".join(about for other, about in tiff.faults if other == code))
    for entry in tiff.entries:
        if entry.tag in _SILENT:
            continue
        name = tag_name(entry.directory, entry.tag)
        if name is None:
            contents.claim(f"{entry.directory}:0x{entry.tag:04x}", f"{entry.count} values", State.NOT_PARSED)
        elif entry.tag == MAKER_NOTE:
            state = State.NOT_PARSED if entry.whole else State.FAILED
            contents.claim(f"{entry.directory}:{name}", f"{entry.count} bytes", state)
        elif not entry.data and entry.count:
            contents.claim(f"{entry.directory}:{name}", "beyond the end of its block", State.FAILED)
        else:
            text = entry_text(entry)
            contents.claim(f"{entry.directory}:{name}", text, state_of(name, text))
            if entry.kind == 2 and "\\x" in text:
                contents.observe("text_not_utf8", f"{entry.directory}:{name}")


def _text(tag: int, value: Any, order: str, kind: int | None) -> str | None:
    """What another reader's value says, in the same form as ours; None for what it did not read."""
    if isinstance(value, str):
        try:
            return ascii_text(value.encode("latin-1"), tag)  # Pillow turns each byte into one character
        except UnicodeEncodeError:
            return value
    if isinstance(value, bytes) and kind == 1 and len(value) <= FEW_BYTES and tag not in WINDOWS_TEXTS:
        return joined(list(value))
    if isinstance(value, bytes):
        return windows_text(value) if tag in WINDOWS_TEXTS else undefined_text(value, tag, order)
    if isinstance(value, tuple | list):
        return joined([_number(each) for each in value]) if value else None
    if isinstance(value, Mapping) or value is None:
        return None
    return _number(value)


def _number(value: Any) -> str:
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    top, bottom = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if top is None or isinstance(value, int):
        return str(value)
    return f"{top}/{bottom}"


def _pillow(source: Bytes, root: str) -> Iterator[tuple[str, int, Any]]:
    if source.at(0, 4) not in (b"II*\0", b"MM\0*"):
        return  # a raw file with a mark of its own
    from PIL import Image

    exif = Image.Exif()
    source.stream.seek(0)
    exif.load_from_fp(Rationed(source.stream, MOST_READ_BYTES, MOST_CALLS))  # type: ignore[arg-type]
    for tag, value in exif.items():
        yield root, tag, value
    if root != "IFD0":
        return
    for pointer, directory in (*POINTERS.items(), (1, "IFD1")):
        if pointer == 1 or pointer in exif or directory == "InteropIFD":
            try:
                found = exif.get_ifd(pointer)
            except KeyError:
                continue
            for tag, value in found.items():
                yield directory, tag, value


def _exifread(source: Bytes, root: str) -> Iterator[tuple[str, int, Any]]:
    import exifread

    exifread.logger.disabled = True
    stream = Rationed(source.stream, MOST_READ_BYTES, MOST_CALLS)
    for key, found in exifread.process_file(stream, details=False, extract_thumbnail=False).items():
        directory = _DIRECTORIES.get(key.partition(" ")[0])
        if directory is None or isinstance(found, bytes):
            continue
        values = found.values
        if isinstance(values, list) and (
            found.field_type == 7 or found.tag in WINDOWS_TEXTS or (found.field_type == 1 and len(values) > FEW_BYTES)
        ):
            values = bytes(value & 0xFF for value in values if isinstance(value, int))
        elif isinstance(values, str):
            values = values.encode("utf-8", "surrogateescape").decode("latin-1")
        elif isinstance(values, bytes) and found.field_type == 2:
            values = values.decode("latin-1")
        yield root if directory == "IFD0" else directory, found.tag, values


def readers() -> dict[str, Any]:
    """The two given readers by name and version."""
    import exifread
    import PIL

    return {f"Pillow {PIL.__version__}": _pillow, f"ExifRead {exifread.__version__}": _exifread}


def given_readings(contents: Contents, block: Block, tiff: Tiff) -> None:
    """The same block through Pillow and ExifRead; a reader that fails says so and keeps what it had read."""
    kinds = {(entry.directory, entry.tag): entry.kind for entry in reversed(tiff.entries)}
    for reader, read in readers().items():
        seen: set[str] = set()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for directory, tag, value in read(block.source, block.root):
                    name = tag_name(directory, tag)
                    if name is None or tag in _SILENT or tag == MAKER_NOTE or f"{directory}:{name}" in seen:
                        continue
                    text = _text(tag, value, tiff.order, kinds.get((directory, tag)))
                    seen.add(f"{directory}:{name}")
                    if text is not None:
                        contents.claim(f"{directory}:{name}", text, state_of(name, text), reader)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  (these libraries raise anything on a hostile block)
            contents.observe("reader_failed", f"{reader}: {type(error).__name__}")


def _essence(text: str) -> tuple[Fraction | str, ...]:
    """A value without its mere form: words, numbers as numbers, blanks at the ends dropped, as far as none was cut."""
    words = text[:COMPARED].strip("\0 ").split()
    return tuple(number if (number := as_fraction(word)) is not None else word.strip("\0") for word in words)


def disagreements(claims: list[Claim]) -> list[str]:
    """Names to which two readers gave different values."""
    known: dict[str, Claim] = {claim.name: claim for claim in reversed(claims) if claim.reader == OWN}
    found = []
    for claim in claims:
        own = known.get(claim.name)
        if own is None or own is claim or own.reader == claim.reader or own.state in (State.FAILED, State.NOT_PARSED):
            continue
        if own.value != claim.value and _essence(own.value) != _essence(claim.value):
            found.append(claim.name)
    return list(dict.fromkeys(found))
