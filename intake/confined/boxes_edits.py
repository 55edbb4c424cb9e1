"""Edit lists: when a moment of a track's media is shown on the movie's time line.

Source: ISO/IEC 14496-12 8.6.6. An empty edit (media time -1) delays; an edit shows its stretch of media from where the
last one ended; media in no edit is not shown, though its pictures may be needed to decode what is (pre-roll).
Answers are whole units of the media's timescale: a movie time that falls between two is rounded to the nearer.
"""

from dataclasses import dataclass
from fractions import Fraction

from intake.confined.boxes_headers import Edit


@dataclass(frozen=True, slots=True)
class Stretch:
    """Media times from start up to stop (None: to its end) are shown `shift` units later."""

    start: int
    stop: int | None
    shift: int


def stretches(edits: tuple[Edit, ...], movie_scale: int, media_scale: int) -> tuple[Stretch, ...]:
    """What the edits show, in the media's timescale. No edits, or none that can be followed: the media from its zero."""
    found: list[Stretch] = []
    elapsed = 0  # movie timescale
    for number, edit in enumerate(edits):
        shown_at = _scaled(elapsed, movie_scale, media_scale)
        if edit.media_time >= 0:
            open_end = edit.length == 0 and number == len(edits) - 1
            stop = None if open_end else edit.media_time + _scaled(edit.length, movie_scale, media_scale)
            found.append(Stretch(edit.media_time, stop, shown_at - edit.media_time))
        elapsed += edit.length
    return tuple(found) or (Stretch(0, None, _scaled(elapsed, movie_scale, media_scale)),)


def _scaled(value: int, old: int, new: int) -> int:
    return round(Fraction(value * new, old)) if old > 0 else 0


def shown(presentation: int, shown_stretches: tuple[Stretch, ...]) -> list[int]:
    """Every time at which the media moment is shown; empty for pre-roll and what lies behind the edits."""
    return [
        presentation + stretch.shift
        for stretch in shown_stretches
        if presentation >= stretch.start and (stretch.stop is None or presentation < stretch.stop)
    ]
