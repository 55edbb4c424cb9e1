"""Every small video made after a public bug report: what is right by the standard is what we say."""

import datetime as dt
import importlib
import io
import json
import tarfile

import pytest

from intake.examination import clocks
from tests.confined.filmed import Filmed, examined
from tests.conftest import shared_root

CASES = sorted(path.parent.name for path in (shared_root() / "cases").glob("video-*/expected.json"))

MUST_TELL = {  # what a person must be told (`observe`), as the code that tells it
    "video-01-mvhd-seconds-since-1970": {"header_time_since_1970"},
    "video-03-version1-64bit-headers": {"header_time_in_future"},
    "video-05-movie-and-track-times-differ": {"header_times_differ"},
    "video-06-mvhd-is-local-day-has-offset": {"header_time_is_local"},
    "video-15-largesize-zero-loop": {"boxes_damaged"},
    "video-16-no-moov": {"index_missing"},
    "video-26-mirror-matrix": {"stored_mirrored"},
    "video-28-m4a-with-cover": {"cover_picture"},
    "video-30-timecode-and-unknown-tracks": {"further_track"},
    "video-31-disabled-one-frame-track": {"disabled_video_track"},
    "video-33-webm-live-no-duration-no-cues": {"duration_not_stated"},
    "video-38-trailing-zero-bytes": {"data_after_last_box"},
    "video-40-damaged-pictures-in-the-middle": {"pictures_without_data"},
    "video-41-metadata-not-utf8": {"text_not_utf8", "text_direction_override"},
    "video-50-opus-with-picture": {"cover_picture"},
    "video-55-chapter-pictures-track": {"disabled_video_track", "chapter_pictures"},
    "video-56-hevc-10bit-hlg": {"hdr_video"},
}
BY_NAME = {  # told where names are read, not from the content
    "video-35-avi-named-mp4",
    "video-46-names-percent-newline",
    "video-48-names-not-utf8-and-long",
}


def _inputs(name: str) -> tuple[dict, list[bytes]]:
    folder = shared_root() / "cases" / name
    expected = json.loads((folder / "expected.json").read_text())
    if (folder / "input.tar").exists():
        with tarfile.open(folder / "input.tar") as archive:
            members = [archive.extractfile(member) for member in archive if member.isfile()]
            return expected, [member.read() for member in members if member]
    return expected, [next(folder.glob("input.*")).read_bytes()]


def test_the_cases_are_here(shared_media):
    shared_media("cases")
    assert len(CASES) >= 30


@pytest.mark.parametrize("name", CASES)
def test_case(name: str):
    expected, inputs = _inputs(name)
    for data in inputs:
        film = examined(data)
        _basics(film, expected)
        _keyframes(film, expected)
        _place(film, expected)
        _times(film, expected)
    told = film.codes() | {one.code for one in clocks.conflicts(clocks.times(film.answer.claims), "2026-11-25T03:00:00Z")}
    if "observe" in expected and not expected["observe"].startswith("(optional)") and name not in BY_NAME:
        assert told & MUST_TELL[name] == MUST_TELL[name]


def _basics(film: Filmed, expected: dict) -> None:
    answer = film.answer
    assert answer.media_type in [expected["media_type"], *expected.get("media_type_also", [])]
    assert answer.readable is expected["readable"]
    assert answer.readable or answer.observations
    for name in ("width", "height", "rotation", "mirrored"):
        if name in expected:
            assert getattr(answer, name) == expected[name], name
    if "duration_seconds" in expected:
        assert answer.duration is not None
        assert abs(float(answer.duration) - expected["duration_seconds"]) <= expected.get("duration_tolerance", 0.01)
    for claim in expected.get("claims", []):
        assert claim["value"] in film.claims(claim["name"])


def _keyframes(film: Filmed, expected: dict) -> None:
    if expected["keyframe_seconds"] is not None:
        allowed = expected.get("keyframe_seconds_allowed", [expected["keyframe_seconds"]])
        preroll = expected.get("keyframe_seconds_preroll", [])
        found = [time for time in film.seconds() if time not in preroll]
        assert any(found == pytest.approx(times, abs=1e-6) for times in allowed)
    elif "keyframe_seconds_relative_to_first" in expected:
        first = film.seconds()[0]
        relative = [time - first for time in film.seconds()]
        assert relative == pytest.approx(expected["keyframe_seconds_relative_to_first"], abs=1e-4)
    if expected.get("keyframe_pts"):
        assert [key.pts for key in film.answer.keyframes] == expected["keyframe_pts"]
        assert {str(key.time_base) for key in film.answer.keyframes} == {expected["time_base"]}


def _place(film: Filmed, expected: dict) -> None:
    place = expected["place"]
    if place is None:
        assert film.answer.places == ()
        return
    found = [found for found in film.answer.places if found.name == expected["place_name"]]
    assert len(found) == 1
    assert float(found[0].latitude) == pytest.approx(place["latitude"], abs=1e-6)
    assert float(found[0].longitude) == pytest.approx(place["longitude"], abs=1e-6)
    altitude = None if found[0].altitude is None else float(found[0].altitude)
    assert altitude == place["altitude"]


def _plain(value: str) -> str:
    return "".join(char for char in value if char.isdigit() or char in "+-")[:4] + "".join(filter(str.isdigit, value))


def _times(film: Filmed, expected: dict) -> None:
    for time in expected["times"]:
        values = film.claims(time["name"])
        assert values, time["name"]
        assert _plain(time["value"]) in map(_plain, values), (time["value"], values)
    try:
        clocks = importlib.import_module("intake.examination.clocks")
    except ModuleNotFoundError:
        return
    read = clocks.times(film.answer.claims)
    for time in expected["times"]:
        found = [one for one in read if one.name == time["name"]]
        assert found, time["name"]
        for one in found:
            assert one.meaning.value in time.get("meaning_any", [time["meaning"]])
            assert _instant(one.utc) == _instant(time["utc"])
        assert time["value"] in [one.value for one in found] or time.get("optional")
    for one in read:
        assert one.name not in expected["no_time"] or one.utc is None


def _instant(utc: str | None) -> dt.datetime | None:
    return None if utc is None else dt.datetime.fromisoformat(utc)


def test_expectations_are_understood():
    """Each case that must tell something is in the table above, so that a new one cannot pass unnoticed."""
    for name in CASES:
        expected = json.loads((shared_root() / "cases" / name / "expected.json").read_text())
        observe = expected.get("observe", "")
        assert not observe or observe.startswith("(optional)") or name in MUST_TELL or name in BY_NAME


def test_a_second_reading_says_the_same():
    for name in CASES[:8]:
        _, inputs = _inputs(name)
        first, second = examined(inputs[0]), examined(io.BytesIO(inputs[0]).read())
        assert first.answer == second.answer
        assert all((a[2] == b[2]).all() for a, b in zip(first.shots, second.shots, strict=True))
