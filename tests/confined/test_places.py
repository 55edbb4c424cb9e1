"""Where a photo says it was taken, and what must not be called a place."""

from fractions import Fraction

import pytest

from intake.confined.places import decimal_text, degrees, places, xmp_degrees
from intake.records.claims import Claim, Observation, Place
from tests.confined.photographed import examined
from tests.making import Value, gps_position, jpeg, text, tiff_block

LATITUDE = [(33, 1), (27, 1), (0, 1)]
LONGITUDE = [(70, 1), (40, 1), (12, 1)]


def place_of(gps: dict[int, Value]) -> tuple[set[Place], set[str]]:
    seen = examined(jpeg(tiff_block({}, {}, gps)))
    return {Place(p.name, p.latitude, p.longitude, p.altitude, "any") for p in seen.answer.places}, seen.codes


@pytest.mark.parametrize(
    ("refs", "latitude", "longitude"),
    [
        ("NE", "33.45", "70.67"),
        ("SE", "-33.45", "70.67"),
        ("NW", "33.45", "-70.67"),
        ("SW", "-33.45", "-70.67"),
        ("sw", "-33.45", "-70.67"),
    ],
)
def test_hemispheres(refs: str, latitude: str, longitude: str):
    assert place_of(gps_position(LATITUDE, LONGITUDE, refs)) == (
        {Place("GPS:GPSPosition", latitude, longitude, None, "any")},
        set(),
    )


@pytest.mark.parametrize("refs", ["  ", "N ", " E", "XE"])
def test_without_a_hemisphere_there_are_several_places(refs: str):
    assert place_of(gps_position(LATITUDE, LONGITUDE, refs)) == (set(), {"position_without_hemisphere"})


@pytest.mark.parametrize("reference", [(1, [1]), (1, [0]), (1, [3]), (1, [2])])
def test_altitude_has_a_sign(reference: Value):
    found, _ = place_of(gps_position(LATITUDE, LONGITUDE) | {5: reference, 6: (5, [(4305, 10)])})
    assert {place.altitude for place in found} == {"-430.5" if reference[1][0] in (1, 3) else "430.5"}


def test_minutes_may_carry_the_fraction():
    found, _ = place_of(gps_position([(23, 1), (3255, 100), (0, 1)], [(46, 1), (384, 10)], "SW"))
    assert {(place.latitude, place.longitude) for place in found} == {("-23.5425", "-46.64")}


@pytest.mark.parametrize("zeros", [[(0, 1)] * 3, [(0, 0)] * 3, [(0, 0), (0, 1), (0, 0)]])
def test_zeros_are_no_place(zeros: list[tuple[int, int]]):
    assert place_of(gps_position(zeros, zeros)) == (set(), {"position_zero"})


def test_on_the_equator_and_on_the_meridian_are_places():
    zero = [(0, 1)] * 3
    found, codes = place_of(gps_position(zero, LONGITUDE))
    assert ({place.latitude for place in found}, codes) == ({"0"}, set())
    found, codes = place_of(gps_position(LATITUDE, zero))
    assert ({place.longitude for place in found}, codes) == ({"0"}, set())


def test_positions_that_no_place_has():
    assert place_of(gps_position([(91, 1)], LONGITUDE)) == (set(), {"position_impossible"})
    assert place_of(gps_position(LATITUDE, [(181, 1)])) == (set(), {"position_impossible"})
    assert place_of(gps_position([(90, 1)], [(180, 1)]))[1] == set()


def test_half_a_position_and_a_text_are_not_understood():
    assert place_of({1: text("N"), 2: (5, LATITUDE)}) == (set(), {"position_not_understood"})
    strange: dict[int, Value] = {1: text("N"), 2: text("52,00000,50,00000"), 3: text("E"), 4: text("11,00000,10,00000")}
    assert place_of(strange) == (set(), {"position_not_understood"})


def test_a_destination_is_not_where_the_camera_was():
    goal: dict[int, Value] = {0x13: text("N"), 0x14: (5, LATITUDE), 0x15: text("E"), 0x16: (5, LONGITUDE)}
    assert place_of(goal) == (set(), {"destination_recorded"})
    found, codes = place_of(goal | gps_position([(1, 1)], [(2, 1)]))
    assert ({(place.latitude, place.longitude) for place in found}, codes) == ({("1", "2")}, set())


@pytest.mark.parametrize(
    ("datum", "told"), [("WGS-84", False), ("WGS84   ", False), ("", False), ("TOKYO", True), ("NAD27", True)]
)
def test_another_datum_is_told(datum: str, told: bool):
    found, codes = place_of(gps_position(LATITUDE, LONGITUDE) | {0x12: text(datum)})
    assert found
    assert ("position_other_datum" in codes) is told


def test_a_receiver_without_a_fix_is_told():
    assert place_of(gps_position(LATITUDE, LONGITUDE) | {9: text("V")})[1] == {"position_without_fix"}
    assert place_of(gps_position(LATITUDE, LONGITUDE) | {9: text("A")})[1] == set()


def xmp_places(**values: str) -> tuple[tuple[Place, ...], tuple[Observation, ...]]:
    return places(Claim(f"XMP-exif:{name}", value, "r") for name, value in values.items())


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("43,4.584S", "-43.0764"),
        ("43,4,35.04N", "43.0764"),
        ("0,0.6E", "0.01"),
        ("79,4.61664W", "-79.076944"),
        ("-43.5", "-43.5"),
        ("43.5 S", "-43.5"),
    ],
)
def test_xmp_positions(written: str, right: str):
    value = xmp_degrees(written)
    assert value is not None
    assert decimal_text(value) == right


@pytest.mark.parametrize("written", ["", "north", "43", "43,4,5,6N", "999999999999999999999999999999999N", "43,4.584"])
def test_xmp_positions_that_say_nothing(written: str):
    value = xmp_degrees(written)
    assert value is None or written == "43"


def test_xmp_place_with_altitude():
    found, codes = xmp_places(GPSLatitude="43,4.584S", GPSLongitude="79,4.6W", GPSAltitude="1525/10", GPSAltitudeRef="1")
    assert found == (Place("XMP-exif:GPSPosition", "-43.0764", "-79.07666667", "-152.5", "r"),)
    assert codes == ()


def test_xmp_zero_is_no_place():
    assert xmp_places(GPSLatitude="0,0.0N", GPSLongitude="0,0.0E") == ((), (Observation("position_zero", "XMP-exif"),))


@pytest.mark.parametrize("written", ["", "1/0", "a b c", "1 2 3 4", "-1/1", "0/0 0/0 0/0", "1" * 500])
def test_degrees_that_say_nothing(written: str):
    assert degrees(written) is None


def test_decimals_are_plain():
    assert decimal_text(Fraction(0)) == "0"
    assert decimal_text(Fraction(-1, 10**12)) == "0"
    assert decimal_text(Fraction(100)) == "100"
    assert decimal_text(Fraction(1, 3)) == "0.33333333"
