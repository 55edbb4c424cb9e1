"""Which time an item is sorted by and why, and which times contradict each other."""

import pytest

from intake.examination import clocks
from intake.records.claims import Claim, Sorting
from tests.examination.test_clocks import said

TAKEN = {"ExifIFD__DateTimeOriginal": "2022:07:03 18:12:40"}
WITH_OFFSET = TAKEN | {"ExifIFD__OffsetTimeOriginal": "+02:00"}
FIX = {"GPS__GPSDateStamp": "2022:07:03", "GPS__GPSTimeStamp": "16/1 12/1 35/1"}
FILE = {"File__FileModifyDate": "2026-11-25T03:00:00Z"}


def order(**values: str) -> tuple[str, str | None, str] | None:
    found = clocks.sorting(clocks.times(said(**values)))
    return None if found is None else (found.name, found.utc, found.reason)


def notes(now: str | None = None, **values: str) -> dict[str, str]:
    return {note.code: note.detail for note in clocks.conflicts(clocks.times(said(**values)), now)}


def test_no_time_at_all():
    assert order() is None
    assert order(ExifIFD__DateTimeOriginal="0000:00:00 00:00:00") is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (WITH_OFFSET | FIX | FILE, ("ExifIFD:DateTimeOriginal", "2022-07-03T16:12:40Z", "offset_recorded")),
        (TAKEN | FIX | FILE, ("GPS:GPSDateStamp", "2022-07-03T16:12:35Z", "gps")),
        (TAKEN | FILE, ("ExifIFD:DateTimeOriginal", None, "no_zone")),
        (TAKEN | {"XMP-photoshop__DateCreated": "2022-07-03T18:12:40+02:00"}, ("XMP-photoshop:DateCreated", "2022-07-03T16:12:40Z", "offset_recorded")),
        (TAKEN | {"XMP-photoshop__DateCreated": "2022-07-04T18:12:40+02:00"}, ("ExifIFD:DateTimeOriginal", None, "no_zone")),
        (TAKEN | {"XMP-xmp__CreateDate": "2022-07-03T18:12:40+02:00"}, ("ExifIFD:DateTimeOriginal", None, "no_zone")),
        (TAKEN | {"IPTC__DateCreated": "20220703", "IPTC__TimeCreated": "181240+0000"}, ("ExifIFD:DateTimeOriginal", None, "no_zone")),
        (FIX | FILE, ("GPS:GPSDateStamp", "2022-07-03T16:12:35Z", "gps")),
        ({"Keys__CreationDate": "2024:08:10 20:30:20-04:00", "QuickTime__CreateDate": "2024:08:11 00:30:20"}, ("Keys:CreationDate", "2024-08-11T00:30:20Z", "keys_creation_date")),
        ({"QuickTime__CreateDate": "2024:08:11 00:30:20"} | FILE, ("QuickTime:CreateDate", None, "movie_header")),
        ({"Matroska__DateTimeOriginal": "2021:05:06 07:08:09Z"} | FILE, ("Matroska:DateTimeOriginal", "2021-05-06T07:08:09Z", "utc_recorded")),
        ({"IFD0__ModifyDate": "2023:01:14 09:30:00"} | FILE, ("IFD0:ModifyDate", None, "modified_only")),
        (FILE, ("File:FileModifyDate", "2026-11-25T03:00:00Z", "filesystem")),
        ({"QuickTime__CreateDate": "1945:09:16 06:40:12"} | FILE, ("File:FileModifyDate", "2026-11-25T03:00:00Z", "filesystem")),
    ],
)  # fmt: skip
def test_the_first_that_says_most(values: dict[str, str], expected: tuple[str, str | None, str]):
    assert order(**values) == expected


@pytest.mark.parametrize("stamp", ["16/1 4/1 0/1", "0/1 12/1 40/1"])
def test_a_gps_fix_that_fits_no_zone_does_not_order(stamp: str):
    """Ten minutes off a quarter of an hour, or more than any zone away: a stale fix."""
    assert order(**TAKEN, GPS__GPSDateStamp="2022:07:03", GPS__GPSTimeStamp=stamp)[2] == "no_zone"


def test_a_gps_time_of_1970_orders_nothing():
    assert order(**TAKEN, GPS__GPSDateStamp="1970:01:18", GPS__GPSTimeStamp="19/1 5/1 52/1") == (
        "ExifIFD:DateTimeOriginal",
        None,
        "no_zone",
    )
    assert order(GPS__GPSDateStamp="1970:01:18", GPS__GPSTimeStamp="19/1 5/1 52/1") is None


def test_the_first_reader_counts():
    claims = [
        Claim("ExifIFD:DateTimeOriginal", "2024:05:06 07:08:09", "one 1"),
        Claim("ExifIFD:DateTimeOriginal", "2024:05:06 07:08:08", "two 2"),
    ]
    assert clocks.sorting(clocks.times(claims)) == Sorting("ExifIFD:DateTimeOriginal", "2024:05:06 07:08:09", None, "no_zone")


@pytest.mark.parametrize(
    "values",
    [
        TAKEN,
        TAKEN | FIX,
        WITH_OFFSET | FIX,
        TAKEN | {"ExifIFD__CreateDate": "2022:07:03 18:12:41"},
        TAKEN | {"IPTC__DateCreated": "20220703"},
        TAKEN | {"XMP-xmp__CreateDate": "2022-07-03T18:12:40.25"},
        {"Keys__CreationDate": "2024:08:10 20:30:20-04:00", "QuickTime__CreateDate": "2024:08:11 00:30:25"},
        {"Keys__CreationDate": "2024:08:10 20:30:20-04:00", "QuickTime__CreateDate": "2024:08:10 20:30:20"},
        {"QuickTime__CreateDate": "2022:04:01 18:00:00", "Track1__MediaCreateDate": "2019:07:20 09:10:11"},
    ],
)
def test_what_does_not_contradict(values: dict[str, str]):
    """Of movie headers among themselves their own reader tells."""
    assert notes(**values) == {}


@pytest.mark.parametrize(
    ("values", "detail"),
    [
        (WITH_OFFSET | {"GPS__GPSDateStamp": "2022:07:03", "GPS__GPSTimeStamp": "15/1 12/1 35/1"}, "ExifIFD:DateTimeOriginal, GPS:GPSDateStamp"),
        (TAKEN | {"GPS__GPSDateStamp": "2022:07:05", "GPS__GPSTimeStamp": "16/1 12/1 35/1"}, "ExifIFD:DateTimeOriginal, GPS:GPSDateStamp"),
        (TAKEN | {"ExifIFD__CreateDate": "2022:07:03 18:14:00"}, "ExifIFD:DateTimeOriginal, ExifIFD:CreateDate"),
        (TAKEN | {"IPTC__DateCreated": "20220706"}, "ExifIFD:DateTimeOriginal, IPTC:DateCreated"),
        (WITH_OFFSET | {"XMP-photoshop__DateCreated": "2022-07-03T18:12:40+03:00"}, "ExifIFD:DateTimeOriginal, XMP-photoshop:DateCreated"),
        ({"Keys__CreationDate": "2024:08:10 20:30:20-04:00", "QuickTime__CreateDate": "2024:08:11 02:30:20"}, "Keys:CreationDate, QuickTime:CreateDate"),
        ({"UserData__DateTimeOriginal": "2024:08:10 20:30:20", "QuickTime__CreateDate": "2024:08:12 20:30:20"}, "UserData:DateTimeOriginal, QuickTime:CreateDate"),
    ],
)  # fmt: skip
def test_what_contradicts(values: dict[str, str], detail: str):
    assert notes(**values) == {"times_disagree": detail}


def test_times_that_speak_against_themselves():
    assert notes(**TAKEN, GPS__GPSDateStamp="1970:01:18", GPS__GPSTimeStamp="19/1 5/1 52/1").keys() == {
        "gps_time_stale",
        "times_disagree",
    }
    assert notes(ExifIFD__DateTimeOriginal="1919:05:04 05:59:26").keys() == {"time_before_digital"}
    assert notes(ExifIFD__DateTimeOriginal="yesterday 5 o'clock").keys() == {"time_not_understood"}


def test_the_future_needs_a_now():
    later = {"ExifIFD__DateTimeOriginal": "2027:01:01 00:00:00"}
    assert notes(**later) == {}
    assert notes("2026-11-25T03:00:00Z", **later).keys() == {"time_in_future"}
    assert notes("2026-12-31T12:00:00Z", **later) == {}, "it may be a zone ahead of UTC"
    assert notes("2026-12-31T22:00:00+00:00", **later, ExifIFD__OffsetTimeOriginal="+00:00").keys() == {"time_in_future"}
    assert notes("2026-11-25T03:00:00Z", **{"XMP-any__FirstDate": "0001-01-01T00:00:00"}) == {}
    assert notes("2020-01-01T00:00:00Z", **FILE) == {}, "a file system's clock is another matter"


@pytest.mark.parametrize(
    ("name", "notes_of_it"),
    [
        ("PXL_20230101_123456789.jpg", {"name_states_utc": "2023-01-01T12:34:56.789Z"}),
        ("PXL_20230101_123456789.MP.jpg", {"name_states_utc": "2023-01-01T12:34:56.789Z"}),
        ("IMG-20230705-WA0012.jpg", {"name_states_day_received": "2023-07-05"}),
        ("VID-20230705-WA0012.mp4", {"name_states_day_received": "2023-07-05"}),
        ("PXL_20231301_123456789.jpg", {}),
        ("IMG-20230231-WA0012.jpg", {}),
        ("IMG_20230705_121314.jpg", {}),
        ("", {}),
    ],
)
def test_names_are_observations_at_most(name: str, notes_of_it: dict[str, str]):
    assert {note.code: note.detail for note in clocks.named(name)} == notes_of_it


def test_a_camera_s_own_time_in_the_video_stream():
    stream = {"H264__DateTimeOriginal": "2019:04:24 22:24:00+01:00"}
    assert order(**stream, **FILE) == ("H264:DateTimeOriginal", "2019-04-24T21:24:00Z", "offset_recorded")
    summer = {"H264__DateTimeOriginal": "2019:04:24 22:24:00", "H264__TimeZone": "+02:00 DST"}
    assert order(**summer, **FILE) == ("H264:DateTimeOriginal", None, "no_zone")
    assert "times_disagree" in notes(**stream, ExifIFD__DateTimeOriginal="2018:04:24 22:24:00+01:00")
    assert "time_in_future" in notes("2019-04-24T20:00:00Z", **stream)


def test_a_movie_header_beyond_the_acquisition():
    header = {"QuickTime__CreateDate": "2030:01:02 12:00:00", "Track1__MediaCreateDate": "2030:01:02 12:00:01"}
    assert notes("2030-01-01T12:00:00Z", **header)["header_time_in_future"] == "2030:01:02 12:00:00"
    assert "header_time_in_future" not in notes("2030-01-01T22:00:00Z", **header)  # local time somewhere
    assert "header_time_in_future" not in notes(None, **header)
    track = {"QuickTime__CreateDate": "0000:00:00 00:00:00", "Track2__MediaCreateDate": "2040:02:06 06:28:15"}
    assert notes("2030-01-01T22:00:00Z", **track)["header_time_in_future"] == "2040:02:06 06:28:15"
