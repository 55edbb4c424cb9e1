"""What stands beside the pictures: telemetry, dashcam boxes, AVCHD data, headers of Matroska and RIFF."""

import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.confined import gpmf, mdpm, riff
from intake.confined.noted import Noted
from intake.records.claims import State
from tests.confined.filmed import examined
from tests.making_videos import box, full, video


def _row(key: bytes, kind: bytes, size: int, values: bytes) -> bytes:
    return key + kind + struct.pack(">BH", size, len(values) // size) + values + bytes(-len(values) % 4)


def _nest(key: bytes, body: bytes) -> bytes:
    return key + b"\0" + struct.pack(">BH", 1, len(body)) + body + bytes(-len(body) % 4)


def _telemetry(fix: int, latitude: int = 331_264_969, longitude: int = -1_173_273_542) -> bytes:
    positions = struct.pack(">5i", latitude, longitude, -20_184, 5, 6)
    stream = (
        _row(b"SCAL", b"l", 4, struct.pack(">5i", 10**7, 10**7, 1000, 1000, 100))
        + _row(b"GPSF", b"L", 4, struct.pack(">I", fix))
        + _row(b"GPSU", b"U", 16, b"170417173103.000")
        + _row(b"GPS5", b"l", 20, positions)
    )
    return _nest(b"DEVC", _row(b"DVNM", b"c", 1, b"Camera") + _nest(b"STRM", stream))


def _with_samples(codec: bytes, samples: list[bytes], handler: bytes = b"meta") -> bytes:
    """A movie of one data track."""
    media = b"".join(samples)
    head = box(b"ftyp", b"mp42" + bytes(4))
    stbl = (
        full(b"stsd", struct.pack(">I", 1) + box(codec, bytes(6) + b"\0\1"))
        + full(b"stts", struct.pack(">III", 1, len(samples), 1000))
        + full(b"stsz", struct.pack(">II", 0, len(samples)) + b"".join(struct.pack(">I", len(s)) for s in samples))
        + full(b"stsc", struct.pack(">IIII", 1, 1, len(samples), 1))
        + full(b"stco", struct.pack(">II", 1, len(head) + 8))
    )
    mdia = (
        full(b"mdhd", struct.pack(">IIIIHH", 0, 0, 1000, 1000 * len(samples), 0, 0))
        + full(b"hdlr", bytes(4) + handler + bytes(13))
        + box(b"minf", box(b"stbl", stbl))
    )
    tkhd = full(b"tkhd", struct.pack(">IIIII", 0, 0, 1, 0, 1000) + bytes(60), flags=1)
    mvhd = full(b"mvhd", struct.pack(">IIII", 0, 0, 1000, 1000) + bytes(80))
    return head + box(b"mdat", media) + box(b"moov", mvhd + box(b"trak", tkhd + box(b"mdia", mdia)))


class TestTelemetry:
    def test_the_first_fix(self):
        film = examined(_with_samples(b"gpmd", [_telemetry(0), _telemetry(3), _telemetry(3, 0, 0)]))
        assert [(p.name, p.latitude, p.longitude, p.altitude) for p in film.answer.places] == [
            ("Track1:GPSCoordinates", "33.1264969", "-117.3273542", "-20.184")
        ]
        assert film.claims("Track1:GPSDateTime") == ["2017:04:17 17:31:03.000"]
        assert "position_track_first_only" in film.codes()

    def test_without_a_fix(self):
        film = examined(_with_samples(b"gpmd", [_telemetry(0)] * 3))
        assert film.answer.places == ()
        assert "position_track_without_fix" in film.codes()

    @pytest.mark.parametrize("codec", [b"ssmd", b"RVMI", b"djmd"])
    def test_what_is_not_read_is_told(self, codec):
        assert "position_track_not_parsed" in examined(_with_samples(codec, [bytes(40)])).codes()

    @given(st.binary(max_size=300))
    def test_any_bytes(self, sample):
        gpmf.first_fix(sample)
        gpmf.first_fix(_telemetry(3)[: len(sample)] + sample)

    def test_scale_of_zero(self):
        broken = _telemetry(3).replace(struct.pack(">i", 10**7), bytes(4))
        assert gpmf.first_fix(broken) is None

    def test_motion_metadata(self):
        sample = struct.pack("<HHddd", 0, 5, 33.5, 19.25, 50.0)
        film = examined(_with_samples(b"camm", [struct.pack("<HH", 0, 2) + bytes(12), sample]))
        assert [(p.latitude, p.longitude, p.altitude) for p in film.answer.places] == [("33.5", "19.25", "50")]

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
    def test_motion_metadata_of_no_sense(self, value):
        film = examined(_with_samples(b"camm", [struct.pack("<HHddd", 0, 5, value, 19.25, 50.0)]))
        assert film.answer.places == ()

    def test_a_dashcam_box(self):
        record = struct.pack("<ddiH6B4x", 5030.0, -3015.0, 140, 13, 20, 11, 4, 13, 30, 15)
        film = examined(video(count=3) + box(b"gps0", bytes(32) + record))
        assert [(p.latitude, p.longitude, p.altitude) for p in film.answer.places] == [("50.5", "-30.25", "140")]
        assert film.claims("QuickTime:GPSDateTime") == ["2020:11:04 13:30:15Z"]


def _mdpm(*entries: tuple[int, bytes]) -> bytes:
    body = mdpm._UUID + bytes([len(entries)]) + b"".join(bytes([tag]) + value for tag, value in entries)
    return b"\0\0\0\1\x06\x05" + body.replace(b"\0\0\0", b"\0\0\3\0").replace(b"\0\0\1", b"\0\0\3\1")


class TestAvchd:
    def test_date_maker_and_place(self):
        noted = Noted("test")
        rows = [
            (0x18, b"\x02\x20\x19\x04"),
            (0x19, b"\x24\x22\x24\x00"),
            (0xE0, b"\x01\x08\0\0"),
            (0xE4, b"ILCE"),
            (0xE5, b"-7M3"),
        ]
        place = [(0xB1, b"N\0\0\0"), (0xB2, b"\0\x21\0\1"), (0xB3, b"\0\x1e\0\1"), (0xB4, b"\0\0\0\1")]
        place += [(0xB5, b"W\0\0\0"), (0xB6, b"\0\x13\0\1"), (0xB7, b"\0\x0f\0\1"), (0xB8, b"\0\0\0\1")]
        mdpm.write(b"junk" + _mdpm(*rows, *place), noted)
        assert {claim.name: claim.value for claim in noted.claims} == {
            "H264:DateTimeOriginal": "2019:04:24 22:24:00+01:00",
            "H264:Make": "Sony",
            "H264:Model": "ILCE-7M3",
            "H264:GPSPosition": "33.5 -19.25",
        }
        assert [(p.latitude, p.longitude) for p in noted.places] == [("33.5", "-19.25")]

    def test_with_summer_time_the_offset_is_not_taken_for_granted(self):
        noted = Noted("test")
        mdpm.write(_mdpm((0x18, b"\x44\x20\x19\x04"), (0x19, b"\x24\x22\x24\x00")), noted)
        assert {claim.name: claim.value for claim in noted.claims} == {
            "H264:TimeZone": "+02:00 DST",
            "H264:DateTimeOriginal": "2019:04:24 22:24:00",
        }

    @given(st.binary(max_size=80))
    def test_any_bytes(self, body):
        mdpm.write(mdpm._UUID + body, Noted("test"))


class TestMatroska:
    @staticmethod
    def _dated(nanoseconds: int) -> bytes:
        data = video(form="matroska", count=3)
        at = data.index(b"\x15\x49\xa9\x66", data.index(b"\x15\x49\xa9\x66") + 1) + 4  # the first is a pointer to it
        width = 9 - data[at].bit_length()
        length = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
        date = b"\x44\x61\x88" + struct.pack(">q", nanoseconds)
        return data[:at] + b"\x01" + (length + len(date)).to_bytes(7, "big") + date + data[at + width :]

    def test_date(self):
        film = examined(self._dated(735_314_772 * 10**9 + 250_000_000))
        assert film.claims("Matroska:DateTimeOriginal") == ["2024:04:20 14:06:12.25Z"]

    def test_a_date_of_zero_is_told_apart(self):
        film = examined(self._dated(0))
        dates = [claim for claim in film.answer.claims if claim.name == "Matroska:DateTimeOriginal"]
        assert [(claim.value, claim.state) for claim in dates] == [("2001:01:01 00:00:00Z", State.ZEROED)]

    def test_before_2001(self):
        film = examined(self._dated(-(10**9)))
        assert film.claims("Matroska:DateTimeOriginal") == ["2000:12:31 23:59:59Z"]

    @pytest.mark.parametrize("cut", range(0, 400, 7))
    def test_cut(self, cut):
        assert "reader_failed" not in examined(video(form="matroska", count=3)[:cut]).codes()


class TestRiff:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("2004/ 7/ 9 11:05PM", "2004:07:09 23:05:00"),
            ("2004/ 7/ 9 12:05AM", "2004:07:09 00:05:00"),
            ("2009-10-27 12:14:34", "2009:10:27 12:14:34"),
            ("Fri Jul 09 23:05:00 2004\n", "2004:07:09 23:05:00"),
            ("WED NOV 25 03:38:31 2026", "2026:11:25 03:38:31"),
            ("2005:08:17 11:42:43", "2005:08:17 11:42:43"),
            ("yesterday", None),
            ("", None),
            ("Fri Xyz 09 23:05:00 2004", None),
        ],
    )
    def test_dates(self, text, shown):
        assert riff.date(text) == shown

    def test_both_forms_are_kept(self):
        data = bytearray(video(form="avi", codec="mpeg4", count=3))
        at = data.rindex(b"JUNK", 0, data.index(b"movi"))
        text = b"2004/ 7/ 9 11:05PM\0"
        data[at : at + 8 + len(text)] = b"IDIT" + struct.pack("<I", len(text)) + text
        film = examined(bytes(data))
        assert film.claims("RIFF:DateTimeOriginal") == ["2004:07:09 23:05:00"]
        assert film.claims("RIFF:IDIT") == ["2004/ 7/ 9 11:05PM"]


def test_positions_are_rounded_to_a_centimetre():
    fix = gpmf.first_fix(_telemetry(3, 1, 2))
    assert fix is not None
    assert (fix.latitude, fix.longitude) == (Decimal("0.0000001"), Decimal("0.0000002"))
