"""Examines one still picture: what its container holds, what three readers make of it, and how it looks."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, BinaryIO, Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_contents import OWN, Contents
from intake.confined.photo_heif import read_heif
from intake.confined.photo_iptc import read_iptc
from intake.confined.photo_jpeg import read_jpeg
from intake.confined.photo_jxl import read_cr3, read_jp2, read_jxl
from intake.confined.photo_maker import read_maker_note
from intake.confined.photo_pictures import hand_over, poster_of
from intake.confined.photo_pixels import POSTER_SIDE, decoded, raw_preview
from intake.confined.photo_png import SIGNATURE, read_png
from intake.confined.photo_readings import disagreements, given_readings, own_reading, readers
from intake.confined.photo_riff import read_webp
from intake.confined.photo_small import read_bmp, read_gif, read_no_metadata, read_raf
from intake.confined.photo_tiff import IPTC_BLOCK, PHOTOSHOP_BLOCK, XMP_PACKET, Tiff
from intake.confined.photo_tiffs import read_tiff
from intake.confined.photo_turn import Turn
from intake.confined.photo_xmp import read_xmp
from intake.confined.places import places
from intake.records.claims import Answer, Kind, PictureSink, State

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SIDE = 2**31 - 1  # pixels, the most that any of these formats allows
_WALKERS: Final[Mapping[str, Callable[[Bytes, Contents], None]]] = {
    "jpeg": read_jpeg,
    "png": read_png,
    "webp": read_webp,
    "heif": read_heif,
    "avif": read_heif,
    "tiff": read_tiff,
    "gif": read_gif,
    "bmp": read_bmp,
    "jxl": read_jxl,
    "jp2": read_jp2,
    "cr3": read_cr3,
    "raf": read_raf,
    "raw_unread": read_no_metadata,
}
_SIZE_GROUPS: Final = {"png": "PNG", "webp": "RIFF", "gif": "GIF"}
ORIENTATION: Final = 0x0112
_DECODED: Final = frozenset({"jpeg", "png", "webp", "heif", "avif", "tiff", "gif", "bmp"})
_TURNED_BY_DECODER: Final = frozenset({"heif", "tiff"})  # libheif applies irot, imir, clap; Pillow a TIFF's Orientation
_RAW: Final = frozenset({"raw", "cr3", "raf", "raw_unread"})
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})


def form_of(head: bytes) -> str | None:
    """The container by its first 64 bytes, whatever the name or anybody else says; None when no reader here knows it."""
    if head[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if head[:8] == SIGNATURE:
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:2] == b"BM":
        return "bmp"
    if head[:12] == b"\0\0\0\x0cJXL \r\n\x87\n" or head[:2] == b"\xff\x0a":
        return "jxl"
    if head[:12] == b"\0\0\0\x0cjP  \r\n\x87\n":
        return "jp2"
    if head[:15] == b"FUJIFILMCCD-RAW":
        return "raf"
    if head[6:14] == b"HEAPCCDR" or head[:4] in (b"FOVb", b"\0MRM"):
        return "raw_unread"
    if head[4:8] == b"ftyp":
        brands = {head[at : at + 4] for at in (8, *range(16, min(len(head), int.from_bytes(head[:4], "big")) - 3, 4))}
        return "cr3" if b"crx " in brands else "avif" if brands & _AVIF_BRANDS else "heif"
    return "tiff" if head[:2] in (b"II", b"MM") else None


def _inner_blocks(contents: Contents, tiff: Tiff) -> None:
    """XMP and IPTC that lie in a TIFF tag of their own."""
    for tag, blocks in ((XMP_PACKET, contents.xmp), (IPTC_BLOCK, contents.iptc), (PHOTOSHOP_BLOCK, contents.iptc)):
        entry = tiff.find("IFD0", tag)
        if entry and entry.data:
            contents.block(blocks, entry.data)


def _interpret(contents: Contents) -> tuple[int | None, bool]:
    """Claims of every metadata block; the recorded orientation, and whether an Exif block could be read at all."""
    orientation, understood = None, False
    for number, block in enumerate(contents.exif):
        tiff = block.tiff
        if tiff is None:
            contents.claim("File:Exif", f"{block.source.size} bytes", State.FAILED)
            contents.observe("metadata_damaged", "Exif")
            continue
        if number and block.root == "IFD0":
            contents.observe("metadata_twice", "Exif")
            continue
        understood = True
        own_reading(contents, tiff)
        read_maker_note(contents, tiff)
        if not tiff.big:
            given_readings(contents, block, tiff)
        if block.root == "IFD0":
            orientation = tiff.integer("IFD0", ORIENTATION)
            _inner_blocks(contents, tiff)
    for packet in contents.xmp:
        read_xmp(contents, packet)
    for data in contents.iptc:
        read_iptc(contents, data)
    return orientation, understood


def _turn(contents: Contents, orientation: int | None) -> Turn:
    """How the picture is turned: by its container, else by Exif where that is one of its eight."""
    recorded = None
    if orientation is not None and not 1 <= orientation <= 8:
        contents.observe("orientation_out_of_range", str(orientation))
    elif orientation is not None:
        recorded = Turn.of(orientation)
    if contents.turn is None:
        return recorded or Turn()
    if recorded not in (None, Turn(), contents.turn):
        contents.observe("orientation_disagrees", f"Exif {orientation}")
    return contents.turn


def picture(source: Bytes, contents: Contents, turn: Turn, side: int = POSTER_SIDE) -> "tuple[Image, Turn] | None":
    """The decoded picture and what still turns it upright; None with an observation where the pixels cannot be had.

    side: its longest side, in pixels, need be no longer.
    """
    if contents.form in _RAW:
        image = raw_preview(source, contents, side)
    elif contents.form in _DECODED:
        image = decoded(source.stream, contents, side)
    else:
        contents.observe("picture_not_decoded", "no decoder")
        return None
    if image is None:
        return None
    if contents.form in _TURNED_BY_DECODER:
        turn = Turn()
    elif contents.form == "avif" and contents.crop:
        image = image.crop(contents.crop)
    return image, turn


def _pixels(source: Bytes, contents: Contents, turn: Turn, pictures: PictureSink) -> bool:
    """Poster and thumbnail, where the pixels can be had."""
    found = picture(source, contents, turn)
    if found is None:
        return False
    image, turn = found
    try:
        poster = poster_of(image, contents, turn)
    except MemoryError:
        contents.observe("picture_too_large", f"{image.size[0]} × {image.size[1]}")
        return False
    except (OSError, ValueError, TypeError) as error:
        contents.observe("picture_not_decoded", f"{image.mode}: {type(error).__name__}")
        return False
    hand_over(poster, pictures)
    return True


def _agree_on_size(contents: Contents) -> None:
    """The decoder's word on the stored size, a claim of its own; it counts where the container's walker found none."""
    if contents.opened_size is None or contents.form not in _DECODED:
        return
    if contents.form in _TURNED_BY_DECODER:
        contents.shown_size = contents.shown_size or (None if contents.size else contents.opened_size)
        return
    pillow = next(iter(readers()))
    group = _SIZE_GROUPS.get(contents.form, "File")
    for name, number in zip(("ImageWidth", "ImageHeight"), contents.opened_size, strict=True):
        contents.claim(f"{group}:{name}", number, reader=pillow)
    contents.size = contents.size or contents.opened_size


def _decoders(form: str) -> tuple[str, ...]:
    """The libraries beside the readers that have a part in this form's pictures."""
    if form == "heif":
        import pillow_heif

        return (f"pillow-heif {pillow_heif.__version__}, libheif {pillow_heif.libheif_version()}",)
    if form in _RAW:
        import rawpy

        return (f"rawpy {rawpy.__version__}, LibRaw {'.'.join(str(part) for part in rawpy.libraw_version)}",)
    return ()


def _answer(contents: Contents, media_type: str, turn: Turn, readable: bool) -> Answer:
    width, height = contents.size or (None, None)
    if contents.shown_size:
        width, height = contents.shown_size
    elif width and height:
        width, height = turn.size(width, height)
    if width and height and max(width, height) > MOST_SIDE:
        contents.observe("metadata_damaged", f"a size of {width} × {height}")
        width = height = None
    if contents.cut_short:
        contents.observe("file_cut_short")
    disputed = disagreements(contents.claims)
    if disputed:
        contents.observe("readers_disagree", ", ".join(disputed))
    where, notes = places(contents.claims)
    for note in notes:
        contents.observe(note.code, note.detail)
    return Answer(
        media_type=media_type,
        kind=Kind.PHOTO,
        readable=readable,
        readers=(OWN, *readers(), *_decoders(contents.form)),
        claims=tuple(contents.claims),
        places=where,
        observations=tuple(contents.observations),
        width=width,
        height=height,
        rotation=turn.rotation,
        mirrored=turn.mirrored,
        truncated=tuple(sorted(contents.truncated)),
    )


def walked(source: Bytes, form: str) -> tuple[Contents, Turn, bool]:
    """What the container holds, how the picture is turned, and whether an Exif block could be read at all."""
    contents = Contents(form)
    try:
        _WALKERS[form](source, contents)
    except (ValueError, IndexError, OverflowError, EOFError) as error:
        contents.observe("reader_failed", f"{OWN}: {type(error).__name__}")
    orientation, understood = _interpret(contents)
    return contents, _turn(contents, orientation), understood


def examine(stream: BinaryIO, media_type: str, pictures: PictureSink) -> Answer:
    """Everything that can be said of a still picture; only MemoryError and the worker's own limits escape.

    stream: seekable, of any bytes. media_type: what the content was identified as; the container is looked at again here.
    A file that nothing here can read is an answer too: readable False, with the reason as an observation.
    """
    source = Bytes(stream)
    form = form_of(source.at(0, 64))
    if form is None:
        contents = Contents("unknown")
        contents.observe("file_empty" if source.size == 0 else "kind_not_read_here")
        return _answer(contents, media_type, Turn(), readable=False)
    contents, turn, understood = walked(source, form)
    shown = _pixels(source, contents, turn, pictures)
    _agree_on_size(contents)
    readable = shown or (contents.size is not None) or understood
    return _answer(contents, media_type, turn, readable)
