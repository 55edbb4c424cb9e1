"""What a recorded time means, and that nothing is made up: `utc` only where the file itself says it."""

import os
import time
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.examination import clocks
from intake.examination.clock_texts import is_unset, moment, offset_minutes
from intake.records.claims import Claim, Meaning, State, TimeClaim

READER = "a reader 1"


def said(**values: str) -> list[Claim]:
    """Claims by name, with the colon of a group written as two underscores."""
    return [Claim(name.replace("__", ":"), value, READER) for name, value in values.items()]


def told(**values: str) -> dict[str, tuple[Meaning, str | None]]:
    return {found.name: (found.meaning, found.utc) for found in clocks.times(said(**values))}


def test_each_date_pairs_with_its_own_offset():
    assert told(
        ExifIFD__DateTimeOriginal="2022:07:03 18:12:40",
        ExifIFD__CreateDate="2022:07:03 18:12:40",
        IFD0__ModifyDate="2023:01:14 09:30:00",
        ExifIFD__OffsetTime="+01:00",
        ExifIFD__OffsetTimeOriginal="+02:00",
    ) == {
        "ExifIFD:DateTimeOriginal": (Meaning.OFFSET, "2022-07-03T16:12:40Z"),
        "ExifIFD:CreateDate": (Meaning.LOCAL, None),
        "IFD0:ModifyDate": (Meaning.OFFSET, "2023-01-14T08:30:00Z"),
    }


@pytest.mark.parametrize(
    ("offset", "minutes"),
    [
        ("+02:00", 120), ("-5:00", -300), ("+0530", 330), ("+5", 300), ("-03:30", -210), ("+14:00", 840), ("Z", 0), ("+00:00", 0),
        ("-00:00", 0), (" +02:00 ", 120), ("+02:00\0", 120), ("UTC", 0),
        ("", None), ("   :  ", None), ("      ", None), ("02:00", None), ("+25:00", None), ("+02:75", None), ("+16:00", None), ("east", None),
        ("+2:0", None), ("+٠٢:٠٠", None),
    ],
)  # fmt: skip
def test_offsets(offset: str, minutes: int | None):
    assert offset_minutes(offset) == minutes
    utc = told(ExifIFD__DateTimeOriginal="2022:07:03 12:00:00", ExifIFD__OffsetTimeOriginal=offset)["ExifIFD:DateTimeOriginal"][1]
    assert (utc is None) is (minutes is None)


@pytest.mark.parametrize(
    ("digits", "end"),
    [
        ("005", "09.005Z"),
        ("5", "09.5Z"),
        ("5   ", "09.5Z"),
        ("50", "09.5Z"),
        ("000", "09Z"),
        ("", "09Z"),
        ("x", "09Z"),
        ("123456789012", "09.123456789Z"),
    ],
)
def test_decimals_are_digits_after_the_point(digits: str, end: str):
    found = told(
        ExifIFD__DateTimeOriginal="2021:05:09 07:08:09", ExifIFD__OffsetTimeOriginal="+00:00", ExifIFD__SubSecTimeOriginal=digits
    )
    assert found["ExifIFD:DateTimeOriginal"] == (Meaning.OFFSET, f"2021-05-09T07:08:{end}")


@pytest.mark.parametrize(
    "blank", ["0000:00:00 00:00:00", "    :  :     :  :  ", "", "                   ", "0000-00-00T00:00:00", "0"]
)
@pytest.mark.parametrize(
    "name",
    [
        "ExifIFD:DateTimeOriginal",
        "ExifIFD:CreateDate",
        "IFD0:ModifyDate",
        "QuickTime:CreateDate",
        "GPS:GPSDateStamp",
        "IPTC:DateCreated",
        "Keys:CreationDate",
    ],
)
def test_what_nobody_set_is_unset(name: str, blank: str):
    offset = Claim("ExifIFD:OffsetTimeOriginal", "+01:00", READER)
    found = clocks.times([Claim(name, blank, READER, State.ZEROED), offset])
    if name == "Keys:CreationDate" and not blank.strip():
        assert found == ()
    else:
        assert found == (TimeClaim(name, blank, Meaning.UNSET, None, READER),)
        assert [(note.code, note.detail) for note in clocks.conflicts(found)] == [("time_not_set", name)]


def test_gps_stamps_are_utc():
    found = told(
        GPS__GPSDateStamp="2018:09:21", GPS__GPSTimeStamp="18/1 49/1 105/10", ExifIFD__DateTimeOriginal="2018:09:21 20:49:10"
    )
    assert found["GPS:GPSDateStamp"] == (Meaning.UTC, "2018-09-21T18:49:10.5Z")
    assert found["ExifIFD:DateTimeOriginal"] == (Meaning.LOCAL, None)
    assert "GPS:GPSTimeStamp" not in found


@pytest.mark.parametrize("stamp", ["25/1 0/1 0/1", "1/0 0/1 0/1", "12/1", "noon", "", "-1/1 0/1 0/1", "0/1 60/1 0/1"])
def test_a_gps_stamp_that_is_no_time_has_no_instant(stamp: str):
    assert told(GPS__GPSDateStamp="2018:09:21", GPS__GPSTimeStamp=stamp)["GPS:GPSDateStamp"] == (Meaning.UTC, None)


def test_half_a_gps_time_is_no_instant():
    assert told(GPS__GPSDateStamp="2018:09:21") == {"GPS:GPSDateStamp": (Meaning.UTC, None)}
    assert told(GPS__GPSTimeStamp="18/1 49/1 1/1") == {"GPS:GPSTimeStamp": (Meaning.UTC, None)}


@pytest.mark.parametrize(
    "name", ["QuickTime:CreateDate", "QuickTime:ModifyDate", "Track1:TrackCreateDate", "Track12:MediaModifyDate"]
)
def test_movie_headers_are_utc_or_local(name: str):
    assert clocks.times([Claim(name, "2022:04:01 18:00:00", READER)])[0] == TimeClaim(
        name, "2022:04:01 18:00:00", Meaning.UTC_OR_LOCAL, None, READER
    )
    for epoch in ("1904:01:01 00:00:00", "1970:01:01 00:00:00"):
        assert clocks.times([Claim(name, epoch, READER)])[0].meaning is Meaning.UNSET


@pytest.mark.parametrize(
    ("name", "value", "meaning", "utc"),
    [
        ("Keys:CreationDate", "2024-08-10T20:30:20-0400", Meaning.OFFSET, "2024-08-11T00:30:20Z"),
        ("Keys:CreationDate", "2024:08:10 20:30:20-04:00", Meaning.OFFSET, "2024-08-11T00:30:20Z"),
        ("ItemList:ContentCreateDate", "2023:01:01 12:00:00+01:00", Meaning.OFFSET, "2023-01-01T11:00:00Z"),
        ("UserData:DateTimeOriginal", "2024-08-10T20:30:20", Meaning.LOCAL, None),
        ("XMP-xmp:CreateDate", "2018-10-28T02:30:00", Meaning.LOCAL, None),
        ("XMP-photoshop:DateCreated", "2018-10-28T02:30:00+02:00", Meaning.OFFSET, "2018-10-28T00:30:00Z"),
        ("XMP-xmp:MetadataDate", "2018-10-28T02:30Z", Meaning.OFFSET, "2018-10-28T02:30:00Z"),
        ("XMP-exif:GPSDateTime", "2020-11-25T14:10:12Z", Meaning.UTC, "2020-11-25T14:10:12Z"),
        ("XMP-exif:GPSDateTime", "2020-11-25T14:10:12.25", Meaning.UTC, "2020-11-25T14:10:12.25Z"),
        ("XMP-photoshop:DateCreated", "2018-10-28", Meaning.LOCAL, None),
        ("PNG:ModifyDate", "2024:05:06 07:08:09", Meaning.UTC_OR_LOCAL, None),
        ("PNG:CreationTime", "Mon, 6 May 2024 07:08:09 +0200", Meaning.OFFSET, "2024-05-06T05:08:09Z"),
        ("PNG:CreationTime", "6 May 2024 07:08:09", Meaning.LOCAL, None),
        ("PNG:Datecreate", "2024-05-06T07:08:09+00:00", Meaning.OFFSET, "2024-05-06T07:08:09Z"),
        ("RIFF:DateTimeOriginal", "2004:07:09 23:05:00", Meaning.LOCAL, None),
        ("RIFF:DateTimeOriginal", "FRI JUL 09 23:05:00 2004", Meaning.LOCAL, None),
        ("Matroska:DateTimeOriginal", "2021:05:06 07:08:09Z", Meaning.UTC, "2021-05-06T07:08:09Z"),
        ("Matroska:DateTimeOriginal", "2021-05-06T07:08:09.5", Meaning.UTC, "2021-05-06T07:08:09.5Z"),
        ("File:FileModifyDate", "2024-05-06T07:08:09.123456789Z", Meaning.FILESYSTEM, "2024-05-06T07:08:09.123456789Z"),
        ("File:FileModifyDate", "2024-05-06T07:08:10", Meaning.FILESYSTEM, None),
    ],
)  # fmt: skip
def test_each_kind_of_time(name: str, value: str, meaning: Meaning, utc: str | None):
    assert clocks.times([Claim(name, value, READER)]) == (TimeClaim(name, value, meaning, utc, READER),)


def test_iptc_date_and_time_are_one():
    found = clocks.times(said(IPTC__DateCreated="20240506", IPTC__TimeCreated="070809+0200"))
    assert found == (TimeClaim("IPTC:DateCreated", "20240506 070809+0200", Meaning.OFFSET, "2024-05-06T05:08:09Z", READER),)
    assert told(IPTC__DateCreated="20240506") == {"IPTC:DateCreated": (Meaning.LOCAL, None)}


def test_an_offset_of_another_directory_is_not_taken():
    assert told(IFD0__DateTimeOriginal="2025:08:06 13:14:15", ExifIFD__OffsetTimeOriginal="+02:00") == {
        "IFD0:DateTimeOriginal": (Meaning.LOCAL, None)
    }


def test_each_reader_pairs_with_itself():
    claims = [
        Claim("ExifIFD:DateTimeOriginal", "2024:05:06 07:08:09", "one 1"),
        Claim("ExifIFD:OffsetTimeOriginal", "+02:00", "one 1"),
        Claim("ExifIFD:DateTimeOriginal", "2024:05:06 07:08:09", "two 2"),
    ]
    assert [(found.reader, found.utc) for found in clocks.times(claims)] == [("one 1", "2024-05-06T05:08:09Z"), ("two 2", None)]


def test_what_is_no_date_under_the_name_of_one_stays_a_claim():
    assert told(XMP_xmp="x", PNG__Datemodify="yesterday") == {}
    assert told(ExifIFD__DateTimeOriginal="2024:13:06 07:08:09", ExifIFD__OffsetTimeOriginal="Z") == {
        "ExifIFD:DateTimeOriginal": (Meaning.LOCAL, None)
    }
    failed = Claim("ExifIFD:DateTimeOriginal", "beyond the end of its block", READER, State.FAILED)
    assert clocks.times([failed]) == ()


def test_seconds_beyond_a_minute_are_no_time():
    assert moment("2024:02:29 23:59:60+00:00") is None
    assert told(Keys__CreationDate="2024:02:29 23:59:60+00:00") == {}


@pytest.mark.parametrize("text", ["0001:01:01 00:00:00", "9999:12:31 23:59:59"])
@pytest.mark.parametrize("offset", ["+14:00", "-14:00"])
def test_the_ends_of_the_calendar(text: str, offset: str):
    utc = told(ExifIFD__DateTimeOriginal=text, ExifIFD__OffsetTimeOriginal=offset)["ExifIFD:DateTimeOriginal"][1]
    assert utc is None or len(utc) == 20


@given(
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29)), st.integers(-14 * 60, 14 * 60), st.sampled_from([":", "-", "/", "."])
)
def test_an_offset_is_subtracted(at: datetime, minutes: int, mark: str):
    at = at.replace(microsecond=0)
    text = f"{at.year:04d}{mark}{at.month:02d}{mark}{at.day:02d} {at:%H:%M:%S}"
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    utc = told(ExifIFD__DateTimeOriginal=text, ExifIFD__OffsetTimeOriginal=offset)["ExifIFD:DateTimeOriginal"][1]
    assert utc is not None
    assert datetime.fromisoformat(utc).replace(tzinfo=None) == at - timedelta(minutes=minutes)


@given(st.text(max_size=80))
def test_any_text_is_a_moment_or_none(text: str):
    found = moment(text)
    offset_minutes(text)
    is_unset(text)
    assert found is None or found.wall.year >= 1


@given(st.lists(st.tuples(st.sampled_from(["ExifIFD:DateTimeOriginal", "GPS:GPSDateStamp", "GPS:GPSTimeStamp", "IPTC:DateCreated", "QuickTime:CreateDate", "XMP-xmp:CreateDate", "File:FileModifyDate", "PNG:ModifyDate", "Matroska:DateTimeOriginal"]), st.text(alphabet="0123456789:-+ TZ./a", max_size=30)), max_size=8))  # fmt: skip
def test_no_claims_break_the_reasoning(pairs: list[tuple[str, str]]):
    found = clocks.times([Claim(name, value, READER) for name, value in pairs])
    clocks.sorting(found)
    clocks.conflicts(found, "2026-11-25T03:00:00Z")
    for one in found:
        assert one.utc is None or one.meaning in (Meaning.UTC, Meaning.OFFSET, Meaning.FILESYSTEM)


def test_the_workstations_zone_is_never_applied(monkeypatch: pytest.MonkeyPatch):
    values = {
        "ExifIFD__DateTimeOriginal": "2022:07:03 18:12:40",
        "QuickTime__CreateDate": "2022:07:03 18:12:40",
        "File__FileModifyDate": "2024-05-06T07:08:09Z",
    }
    before = told(**values)
    for zone in ("America/Denver", "Pacific/Kiritimati", "UTC"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        assert told(**values) == before
