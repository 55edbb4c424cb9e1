"""The photos of ../shared/media/cases: small files made after bugs of other tools, with the right answer by the standard."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from intake.examination import clocks
from intake.records.claims import Answer, PictureRole, TimeClaim
from tests.confined.photographed import Seen, examined
from tests.conftest import shared_root

CASES = sorted(path.name for path in shared_root().glob("cases/photo-*"))
NOT_PHOTOS = {"photo-38-mp4-called-jpg"}  # a video by its content; the video reader's tests have it
EXPECTED_FAILURES: dict[str, str] = {}  # a case's name → why its answer cannot be given here
TOLERANCE = 1e-5  # degrees, about a metre

DEMANDED = {
    "photo-10-gps-without-refs": "position_without_hemisphere",
    "photo-13-gps-date-1970": "times_disagree",
    "photo-18-makernote-huge-count": "maker_note_damaged",
    "photo-20-exif-over-64k": "metadata_over_segments",
    "photo-35-motion-photo-bad-offset": "contains_video",
    "photo-36-mpf-second-picture": "contains_second_picture",
    "photo-40-bigtiff-ifd-loop": "metadata_loops",
    "photo-45-jpeg-cut-in-scan": "file_cut_short",
    "photo-46-png-huge-dimensions": "picture_too_large",
}


def _param(name: str):
    marks = [pytest.mark.xfail(reason=EXPECTED_FAILURES[name], strict=True)] if name in EXPECTED_FAILURES else []
    return pytest.param(name, marks=marks)


def _instant(utc: str | None) -> datetime | None:
    return None if utc is None else datetime.fromisoformat(utc)


def _check_time(expected: dict, found: tuple[TimeClaim, ...]) -> None:
    names = expected.get("name_any", [expected["name"]])
    values = {str(value) for value in expected.get("value_any", [expected["value"]])}
    hits = [time for time in found if time.name in names]
    assert hits or expected.get("optional"), expected["name"]
    for time in hits:
        assert time.value in values
        assert time.meaning in expected.get("meaning_any", [expected["meaning"]])
        assert _instant(time.utc) in [_instant(utc) for utc in expected.get("utc_any", [expected["utc"]])]


def _check_place(expected: dict, answer: Answer) -> None:
    if expected["place"] is None:
        assert answer.places == ()
        return
    assert answer.places
    for place in answer.places:
        assert any(
            abs(float(place.latitude) - right["latitude"]) < TOLERANCE
            and abs(float(place.longitude) - right["longitude"]) < TOLERANCE
            and (right.get("altitude") is None or float(place.altitude or "nan") == right["altitude"])
            for right in expected.get("place_any", [expected["place"]])
        ), place


def _check_words(expected: dict, seen: Seen, found: tuple[TimeClaim, ...]) -> None:
    """What must not be said, as far as it is a text and not a description."""
    said = [time.utc for time in found if time.utc] + [claim.value for claim in seen.answer.claims]
    for text in expected["must_not"]:
        if text[:4].isdigit() and "T" in text and " " not in text:
            assert text not in said
        if not text.isascii():
            assert not [value for value in said if text in value]


@pytest.mark.parametrize(
    "name",
    [_param(name) for name in CASES if name not in NOT_PHOTOS]
    or [pytest.param("", marks=pytest.mark.skip(reason="shared media set cases is not here"))],
)
def test_case(name: str):
    folder = shared_root() / "cases" / name
    expected = json.loads((folder / "expected.json").read_text())
    seen = examined(next(folder.glob("input.*")), expected["media_type"])
    found = clocks.times(seen.answer.claims)
    for time in expected["times"]:
        _check_time(time, found)
    assert not [time for time in found if time.name in expected["no_time"] and time.utc]
    _check_place(expected, seen.answer)
    for claim in expected["claims"]:
        values = {said.value for said in seen.answer.claims if said.name == claim["name"]}
        assert values == {str(claim["value"])}, claim["name"]
    assert (seen.answer.width, seen.answer.height) == (expected["width"], expected["height"])
    assert seen.answer.readable in expected.get("readable_any", [expected["readable"]])
    _check_words(expected, seen, found)
    codes = seen.codes | {observation.code for observation in clocks.conflicts(found)}
    assert {DEMANDED[name]} <= codes if name in DEMANDED else True
    _check_pictures(name, seen)


def _check_pictures(name: str, seen: Seen) -> None:
    if name == "photo-46-png-huge-dimensions":
        assert seen.pictures == {}
        return
    poster = seen.pictures[PictureRole.POSTER]
    assert poster.size == (seen.answer.width, seen.answer.height)
    assert max(seen.pictures[PictureRole.THUMBNAIL].size) <= 320
    if name == "photo-15-orientation-5-mirrored":
        assert [value > 200 for value in poster.getpixel((1, 1))] == [True, False, False]
        assert [value > 200 for value in poster.getpixel((34, 58))] == [True, True, False]


def test_every_demanded_observation_names_a_case():
    assert not CASES or set(DEMANDED) <= set(CASES)
    assert set(EXPECTED_FAILURES) <= set(CASES)


def test_the_media_types_are_those_of_the_content():
    if not CASES:
        pytest.skip("shared media set cases is not here")
    from intake.confined.identify import identify

    for name in CASES:
        folder = shared_root() / "cases" / name
        expected = json.loads((folder / "expected.json").read_text())
        path: Path = next(folder.glob("input.*"))
        with path.open("rb") as stream:
            assert identify(stream).media_type in [expected["media_type"], *expected.get("media_type_also", [])], name
