"""The main video track of a movie and all its keyframes, with exact presentation times and where their bytes lie.

The main video track is the first enabled one that holds more than one picture and that no other track names as its
chapters (ISO/IEC 14496-12 8.3.2: a disabled track is treated as if it were not there). When no track at all is enabled,
all count as enabled.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from intake.confined import boxes_edits, boxes_samples
from intake.confined.boxes_movie import Movie, Track
from intake.confined.boxes_samples import MOST_SYNC, Sample

MOST_PTS = 2**62  # beyond it lies no time of a recording


@dataclass(frozen=True, slots=True)
class Key:
    """One keyframe: pts in the track's time base, edit list applied; its bytes at offset (None where not known)."""

    pts: int
    offset: int | None
    size: int


@dataclass(frozen=True, slots=True)
class Keys:
    """All keyframes in order of presentation.

    hidden: sync samples that no edit shows; the one from which decoding of the first shown picture starts is in `keys`
    all the same, with a negative time. absent: sync samples whose bytes lie beyond the end of the file; not in `keys`.
    """

    time_base: Fraction
    keys: tuple[Key, ...]
    hidden: int
    absent: int
    capped: bool


def sample_count(track: Track) -> int:
    """Pictures or other samples, in tables and fragments together."""
    return boxes_samples.count(track.tables) + (track.fragments.samples if track.fragments else 0)


def chapter_tracks(movie: Movie) -> frozenset[int]:
    """Ids of tracks that another track names as its chapters."""
    return frozenset(itertools.chain.from_iterable(track.references.get(b"chap", ()) for track in movie.tracks))


def present(movie: Movie) -> list[Track]:
    """The tracks that a player would show."""
    enabled = [track for track in movie.tracks if track.enabled]
    return enabled or movie.tracks


def main_video(movie: Movie) -> Track | None:
    chapters = chapter_tracks(movie)
    found = [
        track
        for track in present(movie)
        if track.kind == b"vide" and not (track.header is not None and track.header.track in chapters)
    ]
    with_pictures = [track for track in found if sample_count(track)]
    moving = [track for track in with_pictures if sample_count(track) > 1]
    return next(iter(moving or with_pictures or found), None)


def keys_of(track: Track, movie: Movie) -> Keys | None:
    """None where the track has no usable time scale."""
    scale = track.media.timescale if track.media is not None else 0
    if scale <= 0:
        return None
    stated: list[Sample] = list(boxes_samples.sync_samples(track.tables, MOST_SYNC))
    capped = len(stated) == MOST_SYNC
    if track.fragments is not None:
        capped = capped or track.fragments.capped
        stated = [*stated, *track.fragments.sync][:MOST_SYNC]
    samples = [sample for sample in stated if sample.offset is not None and movie.holds_media(sample.offset)]
    stretches = boxes_edits.stretches(track.edits, movie.timescale, scale)
    found: list[Key] = []
    hidden: list[Sample] = []
    for sample in samples:
        times = boxes_edits.shown(sample.presentation, stretches)
        found.extend(Key(pts, sample.offset, sample.size) for pts in times)
        if not times:
            hidden.append(sample)
    found.extend(_needed(samples, hidden, stretches[0]))
    found = sorted((key for key in found if abs(key.pts) < MOST_PTS), key=lambda key: key.pts)
    keys = tuple(found[:MOST_SYNC])
    return Keys(Fraction(1, scale), keys, len(hidden), len(stated) - len(samples), capped or len(found) > MOST_SYNC)


def _needed(samples: list[Sample], hidden: list[Sample], opening: boxes_edits.Stretch) -> Iterator[Key]:
    """The sync sample before the first shown picture, when that picture is none itself: without it nothing can be decoded."""
    before = [sample for sample in hidden if sample.presentation < opening.start]
    if before and not any(sample.presentation == opening.start for sample in samples):
        sample = max(before, key=lambda sample: sample.presentation)
        yield Key(sample.presentation + opening.shift, sample.offset, sample.size)


def stated_duration(movie: Movie) -> Fraction | None:
    """Seconds that the movie header states; None where it says nothing, zero or unknown."""
    if movie.header is None or movie.timescale <= 0 or not movie.header.duration:
        return None
    return Fraction(movie.header.duration, movie.timescale)


def duration(movie: Movie) -> Fraction | None:
    """Seconds that the movie lasts: by its header, or by its samples where it is fragmented and the header cannot be right."""
    stated = stated_duration(movie)
    if stated is not None and not any(track.fragments and track.fragments.samples for track in movie.tracks):
        return stated
    counted = max((length for track in present(movie) if (length := track_duration(track, movie.timescale))), default=None)
    if stated is None or counted is None:
        return counted or stated
    return stated if counted <= stated <= 2 * counted + 1 else counted


def media_length(track: Track) -> int:
    """How long all samples last, in the media's timescale."""
    length = boxes_samples.media_end(track.tables)
    return length + track.fragments.total if track.fragments is not None else length


def is_variable(track: Track) -> bool:
    """True when the samples do not all last equally long (the last one may differ)."""
    steps = boxes_samples.lengths(track.tables)
    if track.fragments is not None:
        steps += track.fragments.durations
    return boxes_samples.varies(steps)


def track_duration(track: Track, movie_scale: int) -> Fraction | None:
    """Seconds that the track's samples last on the movie's time line; None where its samples do not say."""
    scale = track.media.timescale if track.media is not None else 0
    if scale <= 0 or not sample_count(track):
        return None
    end = boxes_samples.media_end(track.tables)
    if track.fragments is not None and track.fragments.samples:
        end = max(end, track.fragments.last)
    elif end == 0 and track.media is not None:
        end = track.media.duration or 0
    stretches = boxes_edits.stretches(track.edits, movie_scale, scale)
    ends = [(end if part.stop is None else min(end, part.stop)) + part.shift for part in stretches if part.start < end]
    return Fraction(max(ends, default=end), scale)
