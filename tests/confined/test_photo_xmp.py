"""XMP packets: names as examiners know them, and nothing that a hostile packet asks for."""

import pytest

from intake.confined import photo_xmp
from intake.confined.photo_contents import Contents
from intake.confined.photo_xmp import parse_xmp, read_xmp
from intake.records.claims import State
from tests.making import xmp


def test_elements_attributes_lists_and_structures():
    values, failure = parse_xmp(
        xmp(
            "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A title</rdf:li></rdf:Alt></dc:title>"
            "<dc:subject><rdf:Bag><rdf:li>one</rdf:li><rdf:li>two</rdf:li></rdf:Bag></dc:subject>"
            "<xmpMM:DerivedFrom rdf:parseType='Resource'><stRef:documentID>uuid:1</stRef:documentID></xmpMM:DerivedFrom>"
            "<exif:GPSTimeStamp>2024-05-06T07:08:09Z</exif:GPSTimeStamp><exif:PixelXDimension>48</exif:PixelXDimension>",
            "photoshop:DateCreated='2024-05-06' mine:thing='kept' xmlns:mine='urn:mine'",
        )
    )
    assert failure is None
    assert values == {
        "XMP-x:XMPToolkit": "made for tests",
        "XMP-photoshop:DateCreated": "2024-05-06",
        "XMP-mine:Thing": "kept",
        "XMP-dc:Title": "A title",
        "XMP-dc:Subject": "one; two",
        "XMP-xmpMM:DerivedFromDocumentID": "uuid:1",
        "XMP-exif:GPSDateTime": "2024-05-06T07:08:09Z",
        "XMP-exif:ExifImageWidth": "48",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "utf-16-le", "utf-16", "utf-32-be", "utf-32-le"])
def test_every_encoding_of_the_standard(encoding: str):
    packet = xmp("<dc:format>Größe</dc:format>").decode("utf-8").encode(encoding)
    assert parse_xmp(packet)[0]["XMP-dc:Format"] == "Größe"


def test_latin_bytes_are_read_and_told():
    contents = Contents("jpeg")
    read_xmp(contents, xmp("<dc:format>caf\N{LATIN SMALL LETTER E WITH ACUTE}</dc:format>").decode("utf-8").encode("latin-1"))
    assert [claim.value for claim in contents.claims if claim.name == "XMP-dc:Format"] == ["café"]
    assert [observation.code for observation in contents.observations] == ["text_not_utf8"]


@pytest.mark.parametrize(
    "prologue",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://localhost/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ],
)
def test_definitions_are_refused(prologue: bytes):
    contents = Contents("jpeg")
    read_xmp(contents, prologue + xmp("<dc:format>&a;</dc:format>"))
    assert [claim.value for claim in contents.claims] == ["refused"]
    assert contents.claims[0].state is State.FAILED
    assert [observation.code for observation in contents.observations] == ["metadata_refused"]


def test_depth_elements_and_values_are_capped(monkeypatch: pytest.MonkeyPatch):
    assert parse_xmp(xmp("<dc:a>" * 100 + "</dc:a>" * 100))[1] == "refused"
    monkeypatch.setattr(photo_xmp, "MOST_ELEMENTS", 50)
    assert parse_xmp(xmp("<dc:a>x</dc:a>" * 60))[1] == "refused"
    monkeypatch.setattr(photo_xmp, "MOST_VALUES", 3)
    assert parse_xmp(xmp("<dc:a>x</dc:a>" * 10))[0]["XMP-dc:A"] == "x; x; x"
    monkeypatch.setattr(photo_xmp, "MOST_TEXT", 1000)
    assert len(parse_xmp(xmp(f"<dc:a>{'x' * 5000}</dc:a>"))[0].get("XMP-dc:A", "")) <= 1000


def test_what_stood_before_a_fault_is_kept():
    values, failure = parse_xmp(xmp("<dc:format>kept</dc:format>")[:-40])
    assert failure == "not_well_formed"
    assert values["XMP-dc:Format"] == "kept"


@pytest.mark.parametrize("packet", [b"", b"\0\0\0", b"<", b"\xff\xfe", b"<a", b"<a/>", b"\0<\0a"])
def test_scraps_are_no_packets(packet: bytes):
    values, _ = parse_xmp(packet)
    assert values == {}
