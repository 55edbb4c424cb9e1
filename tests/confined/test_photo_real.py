"""Photos of real cameras against what ExifTool says of them: the agreement, as a table, and each exception with its reason."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from intake.confined import photo
from intake.confined.photo_contents import OWN
from intake.examination import clocks
from intake.records.claims import Answer
from tests.confined.photographed import examined
from tests.conftest import shared_root

FIELDS = {
    "make": ("IFD0:Make",),
    "model": ("IFD0:Model",),
    "orientation": ("IFD0:Orientation",),
    "software": ("IFD0:Software", "ExifIFD:LensModel", "XMP-xmp:CreatorTool"),
    "dates in Exif": (
        "IFD0:ModifyDate",
        "ExifIFD:DateTimeOriginal",
        "ExifIFD:CreateDate",
        "IFD0:DateTimeOriginal",
        "GPS:GPSDateStamp",
    ),
    "offsets": ("ExifIFD:OffsetTime", "ExifIFD:OffsetTimeOriginal", "ExifIFD:OffsetTimeDigitized"),
    "decimals": ("ExifIFD:SubSecTime", "ExifIFD:SubSecTimeOriginal", "ExifIFD:SubSecTimeDigitized"),
    "dates in XMP": ("XMP-xmp:CreateDate", "XMP-xmp:ModifyDate", "XMP-photoshop:DateCreated", "XMP-exif:DateTimeOriginal"),
    "dates in IPTC": ("IPTC:DateCreated", "IPTC:TimeCreated"),
    "dates in PNG": ("PNG:ModifyDate", "PNG:CreateDate", "PNG:Datecreate", "PNG:Datemodify"),
    "live photo": ("Apple:MediaGroupUUID",),
}
MAKERS_OWN = "Sigma's X3F is not read (only its preview), and the answer says so"
EXCEPTIONS = {
    ("exiftool-timages/SigmaDP2.x3f", ""): MAKERS_OWN,
    (
        "exiftool-timages/FujiFilm.raf",
        "size",
    ): "a header only; LibRaw counts the pixels of the turned sensor, ExifTool those of the raw rows",
    ("exiftool-timages/PhaseOne.iiq", "size"): "a header only; the size of the raw picture stands in Phase One's own directory",
    ("exiv2/exiv2-canon-powershot-s40.crw", "size"): "Canon's CRW is not read; LibRaw gives the sensor's size with its margins",
    ("bep-imagemeta/geodegrees_as_string.jpg", "place"): "degrees as text, against Exif: position_not_understood, not guessed",
    ("kfilemetadata/test_zero_gps.jpg", "place"): "0, 0 is no place here: position_zero",
    ("photoprism/image-2011.jpg", "place"): "0, 0 is no place here: position_zero",
    ("photoprism/buggy_panorama.jpg", "place"): "latitude 213 does not exist: position_impossible",
    ("exiftool-timages/InfiRay.jpg", "place"): "ExifTool gives an empty position",
}
NO_PHOTO = re.compile(r"\.(json|csv|xmp|md|aae|asc|txt|mov|mp4)$", re.IGNORECASE)
WANTED = 0.99


def goldens() -> list[tuple[str, dict]]:
    root = shared_root() / "photos-real" / "_golden"
    found = []
    for path in sorted(root.rglob("*.exiftool.json")):
        name = path.relative_to(root).as_posix().removesuffix(".exiftool.json")
        if not NO_PHOTO.search(name):
            told = json.loads(path.read_text())
            found.append((name, told[0] if isinstance(told, list) else told))
    return found


def essence(name: str, value: object) -> str:
    """What both sides say, without the form that ExifTool's JSON gives it (dates with colons, numbers without zeros)."""
    text = str(value).strip("\0 ")
    if "Date" in name or "Time" in name:
        text = re.sub(r"[-T: ./+]", "", text)
    if name.startswith("ExifIFD:SubSec"):
        text = text.strip("0")
    return re.sub(r"\.0+$", "", re.sub(r"(\.\d*?)0+$", r"\1", text)) if re.fullmatch(r"[\d.]+", text) else text


def sizes_agree(answer: Answer, golden: dict) -> bool | None:
    size = golden.get("Composite:ImageSize")
    if size is None:
        return None
    mine = (answer.width, answer.height)
    stored = mine[::-1] if answer.rotation in (90, 270) else mine
    return [f"{number[0]} {number[1]}" for number in (mine, stored)].count(size) > 0


def places_agree(answer: Answer, golden: dict) -> bool | None:
    if "Composite:GPSLatitude" not in golden:
        return None
    right = golden["Composite:GPSLatitude"], golden["Composite:GPSLongitude"]
    if "" in right:
        return False
    return any(
        abs(float(place.latitude) - right[0]) < 2e-6 and abs(float(place.longitude) - right[1]) < 2e-6 for place in answer.places
    )


def test_agreement_with_exiftool(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shared_media):
    folder = shared_media("photos-real")
    monkeypatch.setattr(photo, "_DECODED", frozenset())  # claims alone; the pictures have their own test
    monkeypatch.setattr(photo, "_agree_on_size", lambda _contents: None)
    agreed, asked, unexplained, used = Counter(), Counter(), [], set()
    for name, golden in goldens():
        answer = examined(folder / name).answer
        own = {claim.name: claim.value for claim in reversed(answer.claims) if claim.reader == OWN}
        verdicts = [
            (field, tag, essence(tag, own.get(tag, "absent")) == essence(tag, golden[tag]))
            for field, tags in FIELDS.items()
            for tag in tags
            if tag in golden
        ]
        for field, verdict in (("size", sizes_agree(answer, golden)), ("place", places_agree(answer, golden))):
            verdicts += [] if verdict is None else [(field, field, verdict)]
        for field, tag, right in verdicts:
            excuse = next((key for key in ((name, field), (name, "")) if key in EXCEPTIONS), None)
            if excuse and not right:
                used.add(excuse)
                continue
            asked[field] += 1
            agreed[field] += right
            if not right:
                unexplained.append((name, tag, own.get(tag), golden.get(tag)))
    with capsys.disabled():
        print("\nagreement with ExifTool on photos-real (explained exceptions left out)")
        for field in asked:
            print(f"  {field:14} {agreed[field]:4} of {asked[field]:4}  {agreed[field] / asked[field]:7.2%}")
    assert all(agreed[field] >= WANTED * asked[field] for field in asked), unexplained
    assert used == set(EXCEPTIONS), "an exception that is no longer needed"
    assert sum(asked.values()) > 1500


UPRIGHT_SIZES = {
    "immich/IMG_2682.heic": (4032, 3024),
    "immich/samsung-one-ui-6.heic": (3000, 4000),
    "photoprism/iphone_15_pro.heic": (3024, 4032),
}


@pytest.mark.parametrize("name", UPRIGHT_SIZES)
def test_heic_of_phones_is_shown_as_it_says(name: str, shared_media):
    seen = examined(shared_media("photos-real") / name)
    assert (seen.answer.width, seen.answer.height) == UPRIGHT_SIZES[name]
    wide = seen.answer.width > seen.answer.height
    assert all((image.width > image.height) is wide for image in seen.pictures.values())


def test_motion_photos_say_so(shared_media):
    folder = shared_media("photos-real")
    for path in [*folder.glob("motion-google/*.jpg"), folder / "immich/samsung-one-ui-6.heic"]:
        assert "contains_video" in examined(path).codes, path.name


def test_the_two_halves_of_a_live_photo_have_an_id(shared_media):
    still: Path = shared_media("photos-real") / "livephoto-gwy15" / "IMG_3853.HEIC"
    seen = examined(still)
    assert seen.value("Apple:MediaGroupUUID") == "71DCA213-5710-4A6C-BC6D-CE6306AEB8D8"
    assert clocks.sorting(clocks.times(seen.answer.claims)).reason == "offset_recorded"
