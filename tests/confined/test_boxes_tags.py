"""Tags: every place that a position may be written, and texts that are not what they should be."""

import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.confined import boxes_names, boxes_texts, iso6709
from intake.records.claims import State
from tests.confined.filmed import examined
from tests.making_videos import box, full, keys, quicktime_text, video, with_moov

PLAIN = video(count=6)
ISO_KEY = "com.apple.quicktime.location.ISO6709"


def _with(*more: bytes):
    return examined(with_moov(PLAIN, b"".join(more)))


def _udta(kind: bytes, body: bytes) -> bytes:
    return box(b"udta", box(kind, body))


def _loci(longitude: float, latitude: float, altitude: float, astronomical: bytes = b"earth") -> bytes:
    numbers = struct.pack(">Biii", 0, *(round(value * 65536) for value in (longitude, latitude, altitude)))
    return full(b"loci", b"\x15\xc7" + b"Caf\xc3\xa9\0" + numbers + astronomical + b"\0" + b"a note\0")


class TestIso6709:
    @pytest.mark.parametrize(
        ("text", "latitude", "longitude", "altitude"),
        [
            ("+33.5000+019.2500+050.000/", "33.5", "19.25", "50"),
            ("-20.1250+057.5000/", "-20.125", "57.5", None),
            ("+40.6894-074.0447", "40.6894", "-74.0447", None),
            ("-3315.5+02710.75/", "-33.2583333", "27.1791667", None),
            ("-331530.00+0271045.00+50.0/", "-33.2583333", "27.1791667", "50"),
            ("+5.25-3.5/", "5.25", "-3.5", None),
            ("+35.36-138.72+3776CRSWGS_84/", "35.36", "-138.72", "3776"),
            ("+33,5+019,25/", "33.5", "19.25", None),
            ("+00-025/", "0", "-25", None),
            ("+33.5+019.25-12.5/\0", "33.5", "19.25", "-12.5"),
        ],
    )
    def test_forms(self, text, latitude, longitude, altitude):
        position = iso6709.parse(text)
        assert position is not None
        assert position.texts() == (latitude, longitude, altitude)

    @pytest.mark.parametrize(
        "text",
        ["", "here", "+33.5", "33.5+19.25/", "+3361.0+01900.0/", "+331560+0190000/", "+123.5+019/", "+1" * 100, "+33.5+019.25/x"],
    )
    def test_not_a_position(self, text):
        assert iso6709.parse(text) is None

    def test_beyond_the_poles_is_told_apart(self):
        assert not iso6709.parse("+91.0+019.0/").is_possible
        assert not iso6709.parse("+45.0+181.0/").is_possible

    @given(st.decimals(-90, 90, places=5), st.decimals(-180, 180, places=4), st.none() | st.decimals(-500, 9000, places=2))
    def test_round_trip(self, latitude, longitude, altitude):
        text = f"{latitude:+09.5f}{longitude:+09.4f}" + ("" if altitude is None else f"{altitude:+.2f}") + "/"
        position = iso6709.parse(text)
        assert position == iso6709.Position(latitude, longitude, altitude)
        assert [Decimal(part) for part in position.texts() if part is not None] == [
            part for part in (latitude, longitude, altitude) if part is not None
        ]

    @given(st.text(max_size=60))
    def test_any_text(self, text):
        iso6709.parse(text)


class TestPlaces:
    @pytest.mark.parametrize(
        ("more", "name"),
        [
            (keys([(ISO_KEY, b"+33.5000+019.2500+050.000/", 1)]), "Keys:GPSCoordinates"),
            (_udta(b"\xa9xyz", quicktime_text("+33.5000+019.2500+050.000/")), "UserData:GPSCoordinates"),
            (_udta(b"\xa9xyz", b"+33.5000+019.2500+050.000/"), "UserData:GPSCoordinates"),
            (box(b"udta", _loci(19.25, 33.5, 50)), "UserData:LocationInformation"),
            (
                box(
                    b"udta",
                    full(
                        b"meta",
                        full(b"hdlr", bytes(4) + b"mdir" + bytes(13))
                        + box(b"ilst", box(b"\xa9xyz", box(b"data", b"\0\0\0\1\0\0\0\0+33.5000+019.2500+050.000/"))),
                    ),
                ),
                "ItemList:GPSCoordinates",
            ),
        ],
    )
    def test_every_known_box(self, more, name):
        film = _with(more)
        assert [(p.name, p.latitude, p.longitude, p.altitude) for p in film.answer.places] == [(name, "33.5", "19.25", "50")]
        assert film.claims(name)

    def test_each_of_several_is_kept(self):
        film = _with(keys([(ISO_KEY, b"+33.5+019.25/", 1)]), _udta(b"\xa9xyz", quicktime_text("+10+020/")))
        assert {place.latitude for place in film.answer.places} == {"33.5", "10"}

    @pytest.mark.parametrize("text", ["+00.0000+000.0000/", "+0+0/", "-00.0000-000.0000+000/"])
    def test_zeros_are_no_place(self, text):
        film = _with(keys([(ISO_KEY, text.encode(), 1)]))
        assert film.answer.places == ()
        assert "position_zero" in film.codes()
        assert film.claims("Keys:GPSCoordinates") == [text]

    @pytest.mark.parametrize(("text", "code"), [("+95.0+019.0/", "position_impossible"), ("nowhere", "position_not_understood")])
    def test_what_is_no_place(self, text, code):
        film = _with(keys([(ISO_KEY, text.encode(), 1)]))
        assert film.answer.places == ()
        assert code in film.codes()

    def test_loci_of_another_planet(self):
        film = _with(box(b"udta", _loci(19.25, 33.5, 50, b"mars")))
        assert film.answer.places == ()
        assert "position_not_understood" in film.codes()
        assert "Body=mars" in film.claims("UserData:LocationInformation")[0]

    def test_loci_that_is_cut(self):
        whole = _loci(19.25, 33.5, 50)[8:]
        for length in range(len(whole) - 20):
            film = _with(box(b"udta", box(b"loci", whole[:length])))
            assert film.answer.places == ()


class TestTexts:
    def test_dates_are_shown_as_examiners_know_them_and_kept_verbatim(self):
        film = _with(keys([("com.apple.quicktime.creationdate", b"2024-08-10T20:30:20-0400", 1)]))
        assert film.claims("Keys:CreationDate") == ["2024:08:10 20:30:20-04:00"]
        assert film.claims("Keys:com.apple.quicktime.creationdate") == ["2024-08-10T20:30:20-0400"]

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("2019-02-12T15:27:12+08:00", "2019:02:12 15:27:12+08:00"),
            ("2019-02-12T15:27:12+08", "2019:02:12 15:27:12+08:00"),
            ("2019-02-12T15:27:12.250Z", "2019:02:12 15:27:12.250Z"),
            ("2019-02-12T15:27", "2019:02:12 15:27"),
            ("2019", "2019"),
            ("2019-02-12", "2019-02-12"),
            ("", ""),
        ],
    )
    def test_date(self, text, shown):
        assert boxes_texts.date(text) == shown

    def test_not_utf8_is_a_fault_of_that_value(self):
        film = _with(keys([("com.apple.quicktime.make", b"\xcf\xf0\xe8", 1), ("com.apple.quicktime.model", b"X-1", 1)]))
        make = next(claim for claim in film.answer.claims if claim.name == "Keys:Make")
        assert (make.value, make.state) == ("\\xcf\\xf0\\xe8", State.NOT_PARSED)
        assert film.claims("Keys:Model") == ["X-1"]
        assert "text_not_utf8" in film.codes()

    def test_old_macintosh_texts_are_mac_roman(self):
        film = _with(_udta(b"\xa9nam", struct.pack(">HH", 4, 0) + "Café".encode("mac_roman")))
        assert film.claims("UserData:Title") == ["Café"]

    def test_three_gpp_in_utf16(self):
        film = _with(_udta(b"titl", bytes(4) + b"\x15\xc7" + b"\xfe\xff" + "Título".encode("utf-16-be") + b"\0\0"))
        assert film.claims("UserData:Title") == ["Título"]

    def test_override_of_direction_is_told(self):
        film = _with(keys([("com.apple.quicktime.title", "a\u202etxt.exe".encode(), 1)]))
        assert "text_direction_override" in film.codes()

    @pytest.mark.parametrize(
        ("kind", "raw", "shown"),
        [
            (21, b"\xff\xfe", "-2"),
            (22, b"\x01\x00", "256"),
            (23, struct.pack(">f", 1.5), "1.5"),
            (24, struct.pack(">d", 0.1), "0.1"),
            (67, b"\xff\xff\xff\xff", "-1"),
        ],
    )
    def test_numbers(self, kind, raw, shown):
        film = _with(keys([("com.apple.quicktime.live-photo.auto", raw, kind)]))
        assert film.claims("Keys:LivePhotoAuto") == [shown]

    def test_what_nobody_reads_is_named(self):
        film = _with(box(b"udta", box(b"SDLN", b"SEQ_PLAY") + box(b"zz\0\xff", b"1234")), box(b"WXYZ", b"12"))
        unread = {claim.name: claim.value for claim in film.answer.claims if claim.state is State.NOT_PARSED}
        assert unread == {"UserData:SDLN": "8 bytes", "UserData:zz\\x00ÿ": "4 bytes", "QuickTime:WXYZ": "2 bytes"}

    def test_a_very_long_value_is_cut_and_says_so(self):
        film = _with(keys([("com.apple.quicktime.comment", b"x" * 100_000, 1)]))
        assert film.claims("Keys:Comment")[0].endswith("(100000 characters in all)")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("com.apple.quicktime.location.accuracy.horizontal", "LocationAccuracyHorizontal"),
        ("com.android.version", "AndroidVersion"),
        ("com.apple.quicktime.camera.lens_model", "CameraLensModel"),
        ("com.apple.quicktime.content.identifier", "ContentIdentifier"),
        ("", "Unknown"),
        ("§§§", "Unknown"),
    ],
)
def test_names_of_keys(key, name):
    assert boxes_names.key(key) == name


def test_xmp_in_a_uuid_box():
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
        b' xmp:CreateDate="2020-01-05T15:04:00+02:00" exif:GPSLatitude="33,30N" exif:GPSLongitude="19,15E"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    film = examined(PLAIN + box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + packet))
    assert film.claims("XMP-xmp:CreateDate") == ["2020-01-05T15:04:00+02:00"]
    assert [(place.latitude, place.longitude) for place in film.answer.places] == [("33.5", "19.25")]
