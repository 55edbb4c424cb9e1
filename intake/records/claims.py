"""Claims: what was read from inside a file, unproven, each with the reader that says so.

The confined reader answers with an `Answer` and pictures. `encode_answer` and `parse_answer` are its canonical form:
it crosses the border to the parent in it, and it lies in the examination pack in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from intake.records.canonical import JSON

MOST_CLAIMS = 20_000
MOST_NAME = 200  # characters of a claim's name
MOST_VALUE = 4_096  # characters of a claim's value; longer ones are cut and say so
MOST_OBSERVATIONS = 500
MOST_PLACES = 2_000
MOST_KEYFRAMES = 200_000
MOST_SIZE = 2**31  # pixels of a side, as stated in a file

_WHOLE = re.compile(r"-?[0-9]{1,23}")
_FRACTION = re.compile(r"-?[0-9]{1,29}/[0-9]{1,29}")


class Kind(StrEnum):
    """What sort of thing an item is, by its content."""

    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    ARCHIVE = "archive"
    DOCUMENT = "document"
    OTHER = "other"


class State(StrEnum):
    """Absent is told by absence; these are the other answers."""

    RECORDED = "recorded"
    ZEROED = "zeroed"  # present, and holds nothing but zeros, blanks or the epoch
    NOT_PARSED = "not_parsed"  # present, and no reader here understands it
    FAILED = "failed"  # a reader tried and failed; value says how, in a fixed code


class Meaning(StrEnum):
    """What a time means."""

    UTC = "utc"
    OFFSET = "offset"  # local time with a recorded offset
    LOCAL = "local"  # no zone recorded
    UTC_OR_LOCAL = "utc_or_local"  # UTC by the standard, often local in practice
    FILESYSTEM = "filesystem"
    UNSET = "unset"


class PictureRole(StrEnum):
    POSTER = "poster"
    THUMBNAIL = "thumbnail"
    STORYBOARD = "storyboard"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Claim:
    """name: ExifTool's `Group1:Tag` where ExifTool has one. value: as written in the file. reader: name and version."""

    name: str
    value: str
    reader: str
    state: State = State.RECORDED


@dataclass(frozen=True, slots=True)
class TimeClaim:
    """A time with its meaning; `utc` is RFC 3339 (`2022-07-03T16:12:40Z`) or None unless the file itself says it."""

    name: str
    value: str
    meaning: Meaning
    utc: str | None
    reader: str


@dataclass(frozen=True, slots=True)
class Sorting:
    """The time used for sorting, and why this one; utc None means that its zone is unknown and `local` is what there is."""

    name: str
    value: str
    utc: str | None
    reason: str  # a stable code: offset_recorded, gps, keys_creation_date, movie_header, no_zone, filesystem …


@dataclass(frozen=True, slots=True)
class Place:
    """Where the file says it was recorded. Decimal degrees and metres as text (no floats in canonical form)."""

    name: str
    latitude: str
    longitude: str
    altitude: str | None
    reader: str


@dataclass(frozen=True, slots=True)
class Observation:
    """A result of examination that a person must be told; `code` stands in codes.json, `detail` is capped and untrusted."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A keyframe of the main video track: its presentation time is pts × time_base seconds, edit list applied."""

    index: int
    pts: int
    time_base: Fraction

    @property
    def seconds(self) -> Fraction:
        return self.pts * self.time_base


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything but pixels that a confined reader says of one object.

    width, height: as displayed, after orientation and pixel shape. rotation: degrees clockwise to show it upright.
    mirrored: shown upright only after a horizontal flip as well. duration: seconds, or None when unknown.
    readable: False where no reader could open it; an observation says why.
    """

    media_type: str
    kind: Kind
    readable: bool
    readers: tuple[str, ...]
    claims: tuple[Claim, ...] = ()
    places: tuple[Place, ...] = ()
    observations: tuple[Observation, ...] = ()
    keyframes: tuple[Keyframe, ...] = ()
    width: int | None = None
    height: int | None = None
    rotation: int = 0
    mirrored: bool = False
    duration: Fraction | None = None
    truncated: tuple[str, ...] = field(default=())  # names of lists that reached their cap


class PictureSink(Protocol):
    """Takes pixels from a reader: 8-bit RGB, rows top to bottom, `len(rgb) == 3 * width * height`, shown upright."""

    def __call__(self, role: PictureRole, index: int | None, width: int, height: int, rgb: bytes | memoryview, /) -> None: ...


def shortened(untrusted_text: str, most: int = MOST_VALUE) -> str:
    """Text within its cap and without lone surrogates; what was cut is said."""
    text = untrusted_text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= most else f"{text[: most - 40]}… ({len(text)} characters in all)"


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _parse_fraction(text: JSON) -> Fraction | None:
    if text is None:
        return None
    if not isinstance(text, str) or not _FRACTION.fullmatch(text):  # never "1e999999999", which Fraction would work out
        raise ValueError("not a fraction")
    try:
        return Fraction(text)
    except ZeroDivisionError as error:
        raise ValueError("not a fraction") from error


def encode_answer(answer: Answer) -> dict[str, JSON]:
    """The canonical value of an answer: rows as lists, fractions as text."""
    return {
        "media_type": answer.media_type,
        "kind": answer.kind.value,
        "readable": answer.readable,
        "readers": list(answer.readers),
        "claims": [[c.name, c.value, c.reader, c.state.value] for c in answer.claims],
        "places": [[p.name, p.latitude, p.longitude, p.altitude, p.reader] for p in answer.places],
        "observations": [[o.code, o.detail] for o in answer.observations],
        "keyframes": [[str(k.pts), _fraction(k.time_base)] for k in answer.keyframes],
        "width": answer.width,
        "height": answer.height,
        "rotation": answer.rotation,
        "mirrored": answer.mirrored,
        "duration": _fraction(answer.duration),
        "truncated": list(answer.truncated),
    }


def _rows(untrusted: Mapping[str, JSON], key: str, most: int, width: int) -> list[list[JSON]]:
    rows = untrusted[key]
    if not isinstance(rows, list) or len(rows) > most:
        raise ValueError(f"{key}: not a list of at most {most}")
    for row in rows:
        if not isinstance(row, list) or len(row) != width:
            raise ValueError(f"{key}: a row has another width")
    return rows


def _text(value: JSON, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError("not a text within its cap")
    return value


def _whole(text: JSON) -> int:
    if not isinstance(text, str) or not _WHOLE.fullmatch(text):
        raise ValueError("not a whole number")
    return int(text)


def _optional_text(value: JSON, most: int) -> str | None:
    return None if value is None else _text(value, most)


def _size(value: JSON) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_SIZE:
        raise ValueError("not a size in pixels")
    return value


def _flag(value: JSON) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not true or false")
    return value


def parse_answer(untrusted: Mapping[str, JSON]) -> Answer:
    """The answer in a canonical value; ValueError (or KeyError) when anything is missing, of another type or beyond its cap."""
    frames = []
    for index, (pts, base) in enumerate(_rows(untrusted, "keyframes", MOST_KEYFRAMES, 2)):
        time_base = _parse_fraction(base)
        if time_base is None:
            raise ValueError("keyframes: no time base")
        frames.append(Keyframe(index, _whole(pts), time_base))
    rotation = untrusted["rotation"]
    if rotation not in (0, 90, 180, 270) or isinstance(rotation, bool):
        raise ValueError("rotation")
    readers, truncated = untrusted["readers"], untrusted["truncated"]
    if not isinstance(readers, list) or not isinstance(truncated, list) or len(readers) > 20 or len(truncated) > 20:
        raise ValueError("readers, truncated")
    return Answer(
        media_type=_text(untrusted["media_type"], 127),
        kind=Kind(_text(untrusted["kind"], 20)),
        readable=_flag(untrusted["readable"]),
        readers=tuple(_text(reader, MOST_NAME) for reader in readers),
        claims=tuple(
            Claim(_text(n, MOST_NAME), _text(v, MOST_VALUE), _text(r, MOST_NAME), State(_text(s, 20)))
            for n, v, r, s in _rows(untrusted, "claims", MOST_CLAIMS, 4)
        ),
        places=tuple(
            Place(_text(n, MOST_NAME), _text(a, 40), _text(o, 40), _optional_text(h, 40), _text(r, MOST_NAME))
            for n, a, o, h, r in _rows(untrusted, "places", MOST_PLACES, 5)
        ),
        observations=tuple(
            Observation(_text(c, 80), _text(d, MOST_VALUE)) for c, d in _rows(untrusted, "observations", MOST_OBSERVATIONS, 2)
        ),
        keyframes=tuple(frames),
        width=_size(untrusted["width"]),
        height=_size(untrusted["height"]),
        rotation=rotation,
        mirrored=_flag(untrusted["mirrored"]),
        duration=_parse_fraction(untrusted["duration"]),
        truncated=tuple(_text(name, 40) for name in truncated),
    )
