"""What a person must be told about a movie: what is damaged, missing, hidden, in disagreement, or not read."""

import re
from fractions import Fraction
from typing import BinaryIO

from intake.confined import boxes_claims, boxes_holes, boxes_keyframes, boxes_names
from intake.confined.boxes_keyframes import Keys
from intake.confined.boxes_movie import Movie, Track
from intake.confined.frames import stretched
from intake.confined.noted import Noted

_FAR_APART = 60  # seconds that times of one recording may differ without a word
_KNOWN_TOP = frozenset(
    b"ftyp moov mdat free skip wide moof sidx mfra styp ssix prft emsg meta udta uuid pdin pnot PICT beam loop".split()
)
_OFFSET_DATE = re.compile(r"(\d{4})[-:](\d\d)[-:](\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?([+-]\d\d):?(\d\d)")


def write(movie: Movie, main: Track | None, keys: Keys | None, noted: Noted, stream: BinaryIO) -> None:
    """Note everything about the movie as a whole, its tracks, and its keyframes."""
    _structure(movie, noted)
    _tracks(movie, main, noted)
    _times(movie, noted)
    if main is not None:
        _picture(movie, main, noted)
        holes = boxes_holes.empty(stream, movie, main)
        if holes:
            runs = ", ".join(boxes_holes.ranges(holes[:200]))
            noted.observe("pictures_without_data", f"number {runs}")
    if keys is not None:
        if keys.hidden:
            noted.observe("pictures_hidden_by_edit_list", f"{keys.hidden} keyframes")
        if keys.absent:
            noted.observe("media_data_missing", f"{keys.absent} keyframes")
    stated, used = boxes_keyframes.stated_duration(movie), boxes_keyframes.duration(movie)
    if used is not None and stated is None:
        noted.observe("duration_not_stated", f"{float(used):.3f} s by its samples")
    elif used is not None and stated is not None and abs(stated - used) > 1:
        noted.observe("duration_differs", f"{float(stated):.3f} s stated, {float(used):.3f} s by its samples")


def _structure(movie: Movie, noted: Noted) -> None:
    for what, at in movie.damage.told:
        noted.observe("boxes_damaged", f"{what} at byte {at}")
    if not movie.has_index and not any(top.kind == b"moof" for top in movie.top):
        media = sum(top.end - top.body for top in movie.top if top.kind == b"mdat")
        noted.observe("index_missing", f"{media} bytes of media data")
    known = [number for number, top in enumerate(movie.top) if top.kind in _KNOWN_TOP or top.kind.isalnum()]
    behind = movie.top[known[-1] + 1 :] if known else []
    if behind:
        noted.observe("data_after_last_box", f"{movie.size - behind[0].start} bytes from byte {behind[0].start}")


def label(track: Track) -> str:
    """`track 2 (gpmd)`: the number in the file and what its samples are."""
    kind = track.entries[0].codec if track.entries else track.kind
    return f"track {track.number} ({boxes_names.printable(kind or b'none')})"


def _tracks(movie: Movie, main: Track | None, noted: Noted) -> None:
    chapters = boxes_keyframes.chapter_tracks(movie)
    for track in movie.tracks:
        count = boxes_keyframes.sample_count(track)
        if track is main:
            continue
        if track.kind == b"vide":
            size = f"{track.header.width >> 16}x{track.header.height >> 16}" if track.header else ""
            detail = f"{label(track)}: {size}, pictures: {count}"
            if track.header is not None and track.header.track in chapters:
                noted.observe("chapter_pictures", detail)
            if not track.enabled:
                noted.observe("disabled_video_track", detail)
            else:
                noted.observe("further_video_track", detail)
        elif track.kind != b"soun":
            noted.observe("further_track", f"{label(track)}, samples: {count}")


def _times(movie: Movie, noted: Noted) -> None:
    if movie.header is None:
        return
    created = movie.header.created
    for track in movie.tracks:
        others = [part.created for part in (track.header, track.media) if part is not None and part.created]
        if created and any(abs(other - created) > _FAR_APART for other in others):
            noted.observe("header_times_differ", f"QuickTime:CreateDate, Track{track.number}")
    shown = boxes_claims.moment(created) if created else None
    for claim in noted.claims:
        match = _OFFSET_DATE.match(claim.value) if claim.name.endswith(("CreationDate", "ContentCreateDate")) else None
        if match and shown and match[5] + match[6] not in ("+0000", "-0000"):
            wall = f"{match[1]}:{match[2]}:{match[3]} {match[4]}"
            if wall[:16] == shown[:16]:
                noted.observe("header_time_is_local", f"QuickTime:CreateDate, {claim.name}")


def _picture(movie: Movie, main: Track, noted: Noted) -> None:
    turn = turned(movie, main)
    if turn[1]:
        noted.observe("stored_mirrored")
    if not turn[2]:
        noted.observe("turn_not_right_angle")
    colour = main.entries[0].colour if main.entries else None
    if colour is not None and colour.transfer in (16, 18):
        noted.observe("hdr_video", "HLG" if colour.transfer == 18 else "PQ")
    if boxes_keyframes.is_variable(main):
        noted.observe("variable_frame_rate")


def turned(movie: Movie, track: Track) -> tuple[int, bool, bool]:
    """Degrees clockwise, mirrored, right angle: the track's matrix and then the movie's (ISO/IEC 14496-12 6.2.2)."""
    if track.header is None:
        return 0, False, True
    rotation, mirrored, right = boxes_claims.clockwise(track.header.matrix)
    if movie.header is not None:
        more, flipped, also_right = boxes_claims.clockwise(movie.header.matrix)
        rotation = (more - rotation if flipped else more + rotation) % 360
        mirrored, right = mirrored != flipped, right and also_right
    return rotation, mirrored, right


def shown_size(track: Track) -> tuple[int, int] | None:
    """Width and height before the turn: the track header's; where it has none, the stored size with its pixel shape."""
    entry = track.entries[0] if track.entries else None
    if track.header is not None and track.header.width >> 16 and track.header.height >> 16:
        return (track.header.width + 0x8000) >> 16, (track.header.height + 0x8000) >> 16
    if entry is None or not entry.width or not entry.height:
        return None
    across, down = entry.pixel_aspect or (1, 1)
    aspect = Fraction(across, down) if across and down else Fraction(1)
    return stretched(entry.width, entry.height, aspect)
