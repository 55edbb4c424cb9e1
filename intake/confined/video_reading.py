"""Everything that a recording says of itself outside its pictures: boxes, tags, XMP, headers of Matroska and RIFF."""

from typing import BinaryIO

from intake.confined import boxes_claims, boxes_movie, boxes_positions, boxes_tags, matroska, places, riff
from intake.confined.boxes_movie import Movie
from intake.confined.noted import Noted
from intake.confined.photo_xmp import parse_xmp
from intake.records.claims import Claim, State

_BOXED = frozenset(
    {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp", b"moof", b"pnot", b"sidx", b"uuid", b"junk", b"PICT"}
)
_EBML = b"\x1a\x45\xdf\xa3"


def read(stream: BinaryIO, size: int, until: float, noted: Noted) -> tuple[Movie | None, bool, str | None]:
    """The movie of an ISO base media file, whether an index of another kind was found, and the reader that read."""
    stream.seek(0)
    head = stream.read(12)
    if head[4:8] in _BOXED:
        return _boxes(stream, size, until, noted), False, boxes_claims.READER
    if head[:4] == _EBML:
        return None, matroska.write(stream, size, noted), matroska.READER
    if head[:4] == b"RIFF":
        riff.write(stream, size, noted)
        return None, False, riff.READER
    return None, False, None


def _boxes(stream: BinaryIO, size: int, until: float, noted: Noted) -> Movie:
    movie = boxes_movie.read(stream, size, until)
    boxes_claims.write(movie, noted)
    tags = boxes_tags.Tags(noted, movie.damage)
    for box in movie.tags:
        boxes_tags.read(box, "", tags)
    for track in movie.tracks:
        for box in track.tags:
            boxes_tags.read(box, f"Track{track.number}", tags)
    for packet in tags.xmp:
        _xmp(packet, noted)
    boxes_positions.write(stream, movie, noted)
    return movie


def _xmp(packet: bytes, noted: Noted) -> None:
    values, failure = parse_xmp(packet)
    claims = [Claim(name, value, boxes_claims.READER) for name, value in values.items()]
    for claim in claims:
        noted.claim(claim.name, claim.value, State.RECORDED if claim.value.strip() else State.ZEROED)
    if failure:
        noted.claim("XMP:XMP", failure, State.FAILED)
        noted.observe("metadata_refused" if failure == "refused" else "metadata_damaged", "XMP")
    found, told = places.places(claims)
    noted.places.extend(found)
    for observation in told:
        noted.observe(observation.code, observation.detail)
