"""The samples that the program ships: all there, small, as their generator makes them, and each shows what it is there for."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pytest

from intake.confined import identify
from intake.records.claims import Answer, Claim
from tests.confined import filmed, photographed
from tests.making_demo import FOLDER, SAMPLES

MOST_BYTES = 300_000
RECODED = ("Encoder", "CompressorName", "VideoFrameRate", "AvgBitrate", "MaxBitrate", "MediaData")  # an encoder's own doing


@dataclass(frozen=True)
class Facts:
    """What is recorded in a sample, apart from how its pixels and samples were coded."""

    shape: tuple[object, ...]
    claims: frozenset[tuple[str, str]]
    keyframes: tuple[Fraction, ...]


def _answer(data: bytes) -> Answer:
    media_type = identify.identify(io.BytesIO(data)).media_type
    if media_type.startswith("image/"):
        return photographed.examined(data, media_type).answer
    return filmed.examined(data).answer


def _told(claim: Claim) -> bool:
    return not any(part in claim.name for part in RECODED) and any(
        part in claim.name for part in ("Date", "Offset", "Make", "Model", "Orientation", "GPS", "Matrix", "Duration", "Image")
    )


def _facts(data: bytes) -> Facts:
    answer = _answer(data)
    shape = (
        answer.media_type, answer.readable, answer.width, answer.height, answer.rotation, answer.duration, answer.places,
        tuple(one.code for one in answer.observations),
    )  # fmt: skip
    claims = frozenset((claim.name, claim.value) for claim in answer.claims if _told(claim))
    return Facts(shape, claims, tuple(frame.seconds for frame in answer.keyframes))


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, bytes]:
    return {name: (FOLDER / name).read_bytes() for name in SAMPLES}


def test_nothing_else_is_shipped_and_it_is_small(shipped):
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert found == set(SAMPLES)
    assert 100_000 < sum(map(len, shipped.values())) <= MOST_BYTES


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_is_what_its_generator_makes(name, shipped):
    """To the byte with the encoders of the lock; with others the facts agree, because they code the same pictures otherwise."""
    made = SAMPLES[name]()
    if made == shipped[name]:
        return
    assert not name.endswith(".txt")
    assert _facts(made) == _facts(shipped[name])
    assert abs(len(made) - len(shipped[name])) < len(shipped[name]) / 3


def _observed(answer: Answer) -> set[str]:
    return {one.code for one in answer.observations}


def test_each_shows_what_it_is_there_for(shipped):
    answers = {name.rpartition("/")[2]: _answer(data) for name, data in shipped.items() if not name.endswith(".txt")}
    located = {name for name, answer in answers.items() if answer.places}
    assert located == set(answers) - {"VID_20261122_140633.mp4", "VID-20261122-WA0007.mp4"}
    photo, turned, heic = (answers[f"IMG_04{number}"] for number in ("12.JPG", "13.JPG", "14.HEIC"))
    assert {(c.name, c.value) for c in photo.claims} >= {
        ("ExifIFD:DateTimeOriginal", "2026:11:22 14:04:11"),
        ("ExifIFD:OffsetTimeOriginal", "-06:00"),
        ("IFD0:Make", "Kestrel"),
    }
    assert (turned.rotation, turned.width, turned.height) == (90, 600, 800)
    assert heic.media_type == "image/heic"
    film, local, uneven = (answers[n] for n in ("IMG_0415.MOV", "IMG_0416.MOV", "VID_20261122_140419.mp4"))
    assert (film.rotation, film.width, film.height, len(film.keyframes)) == (90, 270, 480, 5)
    assert any(claim.name == "Track2:HandlerType" or "Audio" in claim.name for claim in film.claims)
    assert "header_time_is_local" in _observed(local)
    assert "header_time_is_local" not in _observed(film)
    assert "variable_frame_rate" in _observed(uneven)
    copy, broken = answers["VID-20261122-WA0007.mp4"], answers["VID_20261122_140633.mp4"]
    assert (copy.duration, copy.height) == (film.duration, 320)
    assert not broken.readable
    assert "index_missing" in _observed(broken)
    assert shipped["note.txt"] == shipped["messenger/note.txt"]
