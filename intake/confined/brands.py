"""The ISO base media family (ISO/IEC 14496-12, QuickTime): by brands, and sound or pictures by the tracks' handlers."""

from typing import BinaryIO

from intake.records.claims import Kind

MOST_BOXES = 2_000
MOST_TRACKS = 64
MOST_DEPTH = 3

_STARTS = frozenset(
    {b"ftyp", b"styp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"moof", b"sidx", b"uuid", b"junk", b"PICT"}
)
_STILL = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic-sequence",
    b"hevx": "image/heic-sequence",
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"mif1": "image/heif",
    b"mif2": "image/heif",
    b"msf1": "image/heif-sequence",
    b"miaf": "image/heif",
    b"crx ": "image/x-canon-cr3",
    b"jxl ": "image/jxl",
    b"jp2 ": "image/jp2",
}
_GENERIC = frozenset({b"mif1", b"mif2", b"msf1", b"miaf"})
_SOUND = frozenset({b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "})


def identify(stream: BinaryIO, head: bytes) -> tuple[str, Kind] | None:
    """Media type and kind of an ISO base media file, or None. Raises only what the stream raises."""
    if head[4:8] not in _STARTS:
        return None
    size = int.from_bytes(head[:4], "big")
    if size not in {0, 1} and size < 8:
        return None
    if head[4:8] != b"ftyp":
        return _without_brands(stream, head)
    major, compatible = head[8:12], _compatible(head[: size or len(head)])
    if (still := _still(major, compatible)) is not None:
        return still, Kind.PHOTO
    if major in _SOUND:
        return "audio/mp4", Kind.AUDIO
    handlers = track_handlers(stream)
    sound_only = b"soun" in handlers and not handlers & {b"vide", b"pict"}
    return _moving(major, compatible, sound_only)


def _compatible(ftyp: bytes) -> list[bytes]:
    brands = ftyp[16 : 16 + 4 * MOST_TRACKS]
    return [brands[at : at + 4] for at in range(0, len(brands) // 4 * 4, 4)]


def _still(major: bytes, compatible: list[bytes]) -> str | None:
    if major not in _STILL:
        return None
    if major in _GENERIC:  # the codec stands among the compatible brands
        for brand in compatible:
            if brand in _STILL and brand not in _GENERIC:
                return _STILL[brand]
    return _STILL[major]


def _moving(major: bytes, compatible: list[bytes], sound_only: bool) -> tuple[str, Kind]:
    kind = Kind.AUDIO if sound_only else Kind.VIDEO
    prefix = "audio" if sound_only else "video"
    if major == b"qt  " or (not major.strip(b"\0 ") and b"qt  " in compatible):
        return "video/quicktime", kind
    if major.startswith((b"3gp", b"3gr", b"3gs", b"3ge", b"3gg", b"3gh")):
        return f"{prefix}/3gpp", kind
    if major.startswith((b"3g2", b"KDDI")):
        return f"{prefix}/3gpp2", kind
    return f"{prefix}/mp4", kind


def _without_brands(stream: BinaryIO, head: bytes) -> tuple[str, Kind] | None:
    """Old QuickTime files, and pieces of MP4, begin with another box; a run of boxes must make sense."""
    seen = {kind for kind, _start, _stop in _boxes(stream, 0, None)}
    if head[4:8] == b"styp" or seen & {b"moof", b"sidx", b"styp"}:
        return "video/mp4", Kind.VIDEO
    if seen & {b"ftyp", b"moov", b"mdat", b"wide", b"pnot"}:
        handlers = track_handlers(stream)
        sound_only = b"soun" in handlers and b"vide" not in handlers
        return "video/quicktime", Kind.AUDIO if sound_only else Kind.VIDEO
    return None


def _boxes(stream: BinaryIO, start: int, stop: int | None) -> list[tuple[bytes, int, int]]:
    """Boxes between two offsets as (type, first byte of the content, end); stops at the first that makes no sense."""
    found: list[tuple[bytes, int, int]] = []
    end = stream.seek(0, 2) if stop is None else stop
    at = start
    while at + 8 <= end and len(found) < MOST_BOXES:
        stream.seek(at)
        header = stream.read(16)
        if len(header) < 8:
            break
        size, kind, content = int.from_bytes(header[:4], "big"), header[4:8], at + 8
        if size == 1:
            size, content = int.from_bytes(header[8:16], "big"), at + 16
        elif size == 0:
            size = end - at
        if size < content - at:
            break
        found.append((kind, content, min(at + size, end)))
        at += size
    return found


def track_handlers(stream: BinaryIO) -> set[bytes]:
    """The handler types (`vide`, `soun`, `pict` …) of the tracks of the first movie box."""
    handlers: set[bytes] = set()
    for kind, start, stop in _boxes(stream, 0, None):
        if kind != b"moov":
            continue
        tracks = [box for box in _boxes(stream, start, stop) if box[0] == b"trak"][:MOST_TRACKS]
        for _kind, inner, end in tracks:
            handlers |= _handlers_of(stream, inner, end)
        break
    return handlers


def _handlers_of(stream: BinaryIO, start: int, stop: int) -> set[bytes]:
    found: set[bytes] = set()
    for kind, inner, end in _boxes(stream, start, stop):
        if kind != b"mdia":
            continue
        for name, content, _end in _boxes(stream, inner, end):
            if name == b"hdlr":
                stream.seek(content + 8)
                found.add(stream.read(4))
    return found
