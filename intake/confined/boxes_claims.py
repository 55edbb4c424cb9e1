"""What the boxes of a movie say, as claims with ExifTool's names, and what a person must be told about it.

Times are written as the file states them, seconds since 1904 shown as a date; what they mean is decided elsewhere.
"""

import math
from datetime import datetime, timedelta
from fractions import Fraction

from intake.confined import boxes_keyframes, boxes_names, boxes_texts
from intake.confined.boxes_entries import Entry
from intake.confined.boxes_headers import Handler, Matrix
from intake.confined.boxes_movie import Movie, Track
from intake.confined.noted import Noted
from intake.records.claims import State

READER = "own boxes 1"  # the version of the readers in intake/confined/boxes*; raise it when their answers change
_EPOCH = datetime(1904, 1, 1)  # noqa: DTZ001 - a count of seconds, whose zone is what nobody knows
_SINCE_1970 = timedelta(days=24107)
_UNIX_FROM, _UNIX_TO = 788_918_400, 2_208_988_800  # 1995 to 2040 as seconds since 1970: 1929 to 1974 since 1904
_DIGITAL_FROM = 2_556_144_000  # 1985 as seconds since 1904
_IDENTITY_SCALES = (16, 16, 30)


def moment(seconds: int) -> str | None:
    """Seconds since 1904 as `YYYY:MM:DD HH:MM:SS`; None beyond the year 9999."""
    try:
        at = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return f"{at.year:04d}:{at:%m:%d %H:%M:%S}"


def seconds(value: Fraction | float) -> str:
    """Seconds as ExifTool writes them: fifteen significant digits."""
    return f"{float(value):.15g}"


def write(movie: Movie, noted: Noted) -> None:
    """Note every claim of headers and tracks."""
    if movie.brands is not None:
        noted.claim("QuickTime:MajorBrand", boxes_names.printable(movie.brands.major))
        minor = movie.brands.minor
        noted.claim("QuickTime:MinorVersion", f"{minor >> 16:x}.{minor >> 8 & 255:x}.{minor & 255:x}")
        shown = (brand for brand in movie.brands.compatible if brand != b"\0\0\0\0")
        noted.claim("QuickTime:CompatibleBrands", ", ".join(boxes_names.printable(brand) for brand in shown))
    if movie.header is not None:
        header = movie.header
        noted.claim("QuickTime:MovieHeaderVersion", str(header.version))
        _time("QuickTime:CreateDate", header.created, noted)
        _time("QuickTime:ModifyDate", header.modified, noted)
        noted.claim("QuickTime:TimeScale", str(header.timescale))
        _duration("QuickTime:Duration", header.duration, header.timescale, noted)
        noted.claim("QuickTime:PreferredRate", seconds(header.rate / 65536))
        noted.claim("QuickTime:MatrixStructure", matrix(header.matrix))
        noted.claim("QuickTime:NextTrackID", str(header.next_track))
    for track in movie.tracks:
        _track(track, movie, noted)


def _time(name: str, value: int, noted: Noted) -> None:
    if value == 0:
        noted.claim(name, "0000:00:00 00:00:00", State.ZEROED)
        return
    text = moment(value)
    if text is None:
        noted.claim(name, f"{value} seconds since 1904", State.NOT_PARSED)
        noted.observe("header_time_impossible", name)
        return
    noted.claim(name, text)
    if _UNIX_FROM <= value < _UNIX_TO:
        noted.observe("header_time_since_1970", moment(value + int(_SINCE_1970.total_seconds())) or "")
    elif value < _DIGITAL_FROM:
        noted.observe("header_time_before_digital", text)


def _duration(name: str, value: int | None, scale: int, noted: Noted) -> None:
    if value is None:
        noted.claim(name, "unknown", State.ZEROED)
    else:
        noted.claim(
            name, seconds(Fraction(value, scale)) if scale else f"{value} units", State.RECORDED if value else State.ZEROED
        )


def matrix(values: Matrix) -> str:
    """Nine numbers as ExifTool writes them: 16.16, and 2.30 in the last column."""
    return " ".join(f"{value / 2 ** _IDENTITY_SCALES[at % 3]:.5g}" for at, value in enumerate(values))


def _track(track: Track, movie: Movie, noted: Noted) -> None:
    group = f"Track{track.number}"
    if track.header is not None:
        header = track.header
        noted.claim(f"{group}:TrackHeaderVersion", str(header.version))
        _time(f"{group}:TrackCreateDate", header.created, noted)
        _time(f"{group}:TrackModifyDate", header.modified, noted)
        noted.claim(f"{group}:TrackID", str(header.track))
        noted.claim(f"{group}:TrackEnabled", "yes" if header.enabled else "no")
        _duration(f"{group}:TrackDuration", header.duration, movie.timescale, noted)
        noted.claim(f"{group}:TrackLayer", str(header.layer))
        noted.claim(f"{group}:TrackVolume", seconds(header.volume / 256))
        noted.claim(f"{group}:MatrixStructure", matrix(header.matrix))
        if header.width or header.height:
            noted.claim(f"{group}:ImageWidth", seconds(header.width / 65536))
            noted.claim(f"{group}:ImageHeight", seconds(header.height / 65536))
    if track.media is not None:
        media = track.media
        noted.claim(f"{group}:MediaHeaderVersion", str(media.version))
        _time(f"{group}:MediaCreateDate", media.created, noted)
        _time(f"{group}:MediaModifyDate", media.modified, noted)
        noted.claim(f"{group}:MediaTimeScale", str(media.timescale))
        _duration(f"{group}:MediaDuration", media.duration, media.timescale, noted)
        noted.claim(f"{group}:MediaLanguageCode", language(media.language))
    for handler in track.handlers:
        _handler(group, handler, noted)
    for kind, ids in sorted(track.references.items()):
        name = "ChapterListTrackID" if kind == b"chap" else f"TrackReference-{boxes_names.printable(kind)}"
        noted.claim(f"{group}:{name}", " ".join(map(str, ids)))
    for number, entry in enumerate(track.entries[:4]):
        _entry(group, entry, track.kind, noted, first=number == 0)
    for number, edit in enumerate(track.edits[:20]):
        length = seconds(Fraction(edit.length, movie.timescale)) if movie.timescale else f"{edit.length} units"
        noted.claim(f"{group}:EditListEntry{number + 1}", f"{length} s from {edit.media_time}, rate {edit.rate / 65536:.5g}")
    _rate(group, track, noted)


def _handler(group: str, handler: Handler, noted: Noted) -> None:
    if any(handler.klass):
        noted.claim(f"{group}:HandlerClass", boxes_names.printable(handler.klass))
    noted.claim(f"{group}:HandlerType", boxes_names.printable(handler.kind))
    if any(handler.vendor):
        noted.claim(f"{group}:HandlerVendorID", boxes_names.printable(handler.vendor))
    if handler.name:
        name = f"{group}:HandlerDescription"
        text, sound = boxes_texts.decoded(handler.name)
        noted.claim(name, text, State.RECORDED if sound else State.NOT_PARSED)
        if not sound:
            noted.observe("text_not_utf8", name)


def _entry(group: str, entry: Entry, kind: bytes, noted: Noted, first: bool) -> None:
    codec = boxes_names.printable(entry.codec)
    if kind == b"soun":
        noted.claim(f"{group}:AudioFormat", codec)
        if first and entry.channels:
            noted.claim(f"{group}:AudioChannels", str(entry.channels))
            noted.claim(f"{group}:AudioBitsPerSample", str(entry.bits))
            noted.claim(f"{group}:AudioSampleRate", seconds(entry.sample_rate or 0))
    elif kind == b"vide":
        noted.claim(f"{group}:CompressorID", codec)
        if first:
            _visual(group, entry, noted)
    else:
        noted.claim(f"{group}:{'MetaFormat' if kind == b'meta' else 'OtherFormat'}", codec)
    if entry.original:
        noted.claim(f"{group}:OriginalFormat", boxes_names.printable(entry.original))
        noted.observe("media_encrypted", group)


def _visual(group: str, entry: Entry, noted: Noted) -> None:
    if any(entry.vendor):
        noted.claim(f"{group}:VendorID", boxes_names.printable(entry.vendor))
    noted.claim(f"{group}:SourceImageWidth", str(entry.width))
    noted.claim(f"{group}:SourceImageHeight", str(entry.height))
    if entry.compressor:
        noted.claim(f"{group}:CompressorName", boxes_texts.decoded(entry.compressor)[0])
    noted.claim(f"{group}:BitDepth", str(entry.depth))
    if entry.pixel_aspect is not None:
        noted.claim(f"{group}:PixelAspectRatio", f"{entry.pixel_aspect[0]}:{entry.pixel_aspect[1]}")
    if entry.colour is not None:
        noted.claim(f"{group}:ColorProfiles", boxes_names.printable(entry.colour.kind))
        if entry.colour.kind in (b"nclx", b"nclc"):
            noted.claim(f"{group}:ColorPrimaries", str(entry.colour.primaries))
            noted.claim(f"{group}:TransferCharacteristics", str(entry.colour.transfer))
            noted.claim(f"{group}:MatrixCoefficients", str(entry.colour.coefficients))


def _rate(group: str, track: Track, noted: Noted) -> None:
    if track.kind != b"vide" or track.media is None or not track.media.timescale:
        return
    count, length = boxes_keyframes.sample_count(track), boxes_keyframes.media_length(track)
    if count and length:
        noted.claim(f"{group}:VideoFrameRate", f"{float(Fraction(count * track.media.timescale, length)):.15g}")


def language(code: int) -> str:
    """Three letters of ISO 639-2, five bits each, or the number of a Macintosh language (below 0x400) or 0x7fff."""
    if code < 0x400 or code == 0x7FFF:
        return str(code)
    return "".join(chr(0x60 + (code >> shift & 31)) for shift in (10, 5, 0))


def clockwise(values: Matrix) -> tuple[int, bool, bool]:
    """Degrees clockwise, mirrored (a horizontal flip before the turn), and whether the matrix was a right angle.

    ISO/IEC 14496-12 8.3.2 and 6.2.2: x' = a·x + c·y, y' = b·x + d·y, with y pointing down.
    """
    a, b, _, c, d = values[:5]
    if a == b == c == d == 0:
        return 0, False, True
    mirrored = a * d - b * c < 0
    angle = math.degrees(math.atan2(-b, -a) if mirrored else math.atan2(b, a))
    turned = round(angle / 90) * 90
    return turned % 360, mirrored, abs(angle - turned) < 1
