"""A whole movie as its boxes describe it: header, tracks with their tables, fragments, and the boxes that hold tags.

Nothing is decoded and nothing is believed: each track says what it is, and what could not be followed is in `damage`.
"""

import bisect
from dataclasses import dataclass, field
from typing import BinaryIO

from intake.confined import boxes, boxes_entries, boxes_fragments, boxes_headers, boxes_samples
from intake.confined.boxes import Box, Damage, TopBox
from intake.confined.boxes_samples import Tables

MOST_TRACKS = 200
_TABLES = frozenset({b"stts", b"ctts", b"stss", b"stps", b"stsz", b"stz2", b"stsc", b"stco", b"co64"})
_INDEX = frozenset({b"ftyp", b"moov", b"moof", b"sidx", b"free", b"skip", b"wide"})
_MEDIA = frozenset({b"mdat", b"free", b"skip", b"wide", b"moof", b"sidx", b"mfra", b"styp", b"ssix", b"prft", b"emsg"})


@dataclass(slots=True)
class Track:
    """One `trak`, in file order from 1. handlers: those of `mdia` and, in QuickTime, of `minf`. references: track ids by type."""

    number: int
    header: boxes_headers.TrackHeader | None = None
    media: boxes_headers.MediaHeader | None = None
    handlers: list[boxes_headers.Handler] = field(default_factory=list)
    entries: tuple[boxes_entries.Entry, ...] = ()
    edits: tuple[boxes_headers.Edit, ...] = ()
    tables: Tables = field(default_factory=Tables)
    fragments: boxes_fragments.Fragments | None = None
    references: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    tags: list[Box] = field(default_factory=list)

    @property
    def kind(self) -> bytes:
        return self.handlers[0].kind if self.handlers else b""

    @property
    def enabled(self) -> bool:
        return self.header is not None and self.header.enabled


@dataclass(slots=True)
class Movie:
    """What the boxes say. top: all boxes of the top level. tags: `udta`, `meta`, `uuid` and other boxes that hold tags."""

    size: int
    damage: Damage
    top: list[TopBox] = field(default_factory=list)
    brands: boxes_headers.Brands | None = None
    header: boxes_headers.MovieHeader | None = None
    has_index: bool = False
    fragmented: bool = False
    tracks: list[Track] = field(default_factory=list)
    tags: list[Box] = field(default_factory=list)

    @property
    def timescale(self) -> int:
        return self.header.timescale if self.header else 0

    def holds_media(self, offset: int) -> bool:
        """True when the byte lies in a box that may hold media, and not in an index or beyond the end."""
        at = bisect.bisect_right(self.top, offset, key=lambda top: top.start) - 1
        return at >= 0 and offset < self.top[at].end and self.top[at].kind not in _INDEX


def read(stream: BinaryIO, size: int, until: float) -> Movie:
    """The movie in a stream of `size` bytes; gives up at `until`, seconds of the monotonic clock."""
    movie = Movie(size, Damage(until=until))
    moofs: list[TopBox] = []
    defaults: dict[int, boxes_fragments.Defaults] = {}
    for top in boxes.scan(stream, size, movie.damage):
        movie.top.append(top)
        if top.kind == b"moof":
            moofs.append(top)
        elif top.kind not in _MEDIA:
            _top(stream, top, movie, defaults)
    by_id: dict[int, boxes_fragments.Fragments] = {}
    if movie.fragmented or moofs:
        for track in movie.tracks:
            if track.header is not None and moofs:
                track.fragments = boxes_fragments.Fragments(defaults.get(track.header.track, boxes_fragments.Defaults()))
                by_id[track.header.track] = track.fragments
    for top in moofs if by_id else ():
        if movie.damage.out_of_time():
            break
        moof = boxes.load(stream, top, movie.damage)
        if moof is not None:
            boxes_fragments.gather(moof, by_id, movie.damage, movie.size)
    return movie


def _top(stream: BinaryIO, top: TopBox, movie: Movie, defaults: dict[int, boxes_fragments.Defaults]) -> None:
    if top.kind == b"ftyp" and movie.brands is None:
        box = boxes.load(stream, top, movie.damage, 4096)
        movie.brands = boxes_headers.brands(box.body) if box else None
    elif top.kind == b"moov" and not movie.has_index:
        box = boxes.load(stream, top, movie.damage)
        if box is not None:
            movie.has_index = True
            _moov(box, movie, defaults)
    elif top.kind in (b"meta", b"udta", b"uuid", b"IDIT") and top.end - top.body <= boxes.MOST_LOADED:
        box = boxes.load(stream, top, movie.damage)
        if box is not None:
            movie.tags.append(box)


def _moov(moov: Box, movie: Movie, defaults: dict[int, boxes_fragments.Defaults]) -> None:
    for box in boxes.children(moov, movie.damage):
        if box.kind == b"mvhd" and movie.header is None:
            movie.header = boxes_headers.movie_header(box.body)
            if movie.header is None:
                movie.damage.note("a header is too short", box.start)
        elif box.kind == b"trak":
            if len(movie.tracks) == MOST_TRACKS:
                movie.damage.note("too many tracks", box.start)
            elif len(movie.tracks) < MOST_TRACKS:
                track = _track(box, len(movie.tracks) + 1, movie.damage)
                movie.tracks.append(track)
                movie.damage.absurd = movie.damage.absurd or boxes_samples.is_absurd(track.tables, movie.size)
        elif box.kind == b"mvex":
            movie.fragmented = True
            for part in boxes.children(box, movie.damage):
                found = boxes_fragments.defaults_of(part.body) if part.kind == b"trex" else None
                if found is not None:
                    defaults[found[0]] = found[1]
        else:
            movie.tags.append(box)


def _track(trak: Box, number: int, damage: Damage) -> Track:
    track = Track(number)
    for box in boxes.children(trak, damage):
        if box.kind == b"tkhd":
            track.header = boxes_headers.track_header(box.body)
        elif box.kind == b"mdia":
            _media(box, track, damage)
        elif box.kind == b"edts":
            listed = boxes.first(boxes.children(box, damage), b"elst")
            track.edits = (boxes_headers.edits(listed.body) if listed else None) or ()
        elif box.kind == b"tref":
            for part in boxes.children(box, damage):
                ids = part.body[: min(len(part.body), 400) // 4 * 4].tobytes()
                track.references[part.kind] = tuple(int.from_bytes(ids[at : at + 4], "big") for at in range(0, len(ids), 4))
        else:
            track.tags.append(box)
    return track


def _media(mdia: Box, track: Track, damage: Damage) -> None:
    stbl: Box | None = None
    for box in boxes.children(mdia, damage):
        if box.kind == b"mdhd":
            track.media = boxes_headers.media_header(box.body)
        elif box.kind == b"hdlr":
            _handler(box, track, at_front=True)
        elif box.kind == b"minf":
            for part in boxes.children(box, damage):
                if part.kind == b"stbl":
                    stbl = part
                elif part.kind == b"hdlr":
                    _handler(part, track)
    if stbl is None:
        return
    tables: dict[str, memoryview] = {}
    for box in boxes.children(stbl, damage):
        if box.kind == b"stsd":
            track.entries = boxes_entries.read(box.body, box.start, track.kind, damage)
        elif box.kind in _TABLES:
            tables.setdefault(box.kind.decode("ascii"), box.body)
    track.tables = Tables(**tables)


def _handler(box: Box, track: Track, at_front: bool = False) -> None:
    found = boxes_headers.handler(box.body)
    if found is not None:
        track.handlers.insert(0 if at_front else len(track.handlers), found)
