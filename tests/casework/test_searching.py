"""Search as one types finds an item by everything that a person may know of it."""

import hashlib

import pytest

from intake.progress import silent
from intake.records.rows import Filter
from intake.settings import KeyCost, Settings
from tests import making
from tests.casework.offices import office, take_in

CONTENT = b"what I saw"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def casework(tmp_path_factory):
    top = tmp_path_factory.mktemp("searching")
    first, second = top / "first", top / "second"
    for folder in (first, second):
        folder.mkdir()
    position = making.gps_position([(44, 1), (58, 1), (40, 1)], [(93, 1), (15, 1), (54, 1)], "NW")
    taken = making.tiff_block({0x010F: making.text("Apple"), 0x0110: making.text("iPhone 13")}, gps=position)
    (first / "Façade, rue Ørsted.JPG").write_bytes(making.jpeg(taken))
    (second / "account.txt").write_bytes(CONTENT)
    with office(top / "vault", Settings(cost=KeyCost("cheapest", 8 * 1024, 1, 1))) as casework:
        casework.receiving.open_case("24-118", "State v. Łoś")
        take_in(casework, first, case="24-118", giver="José Muñoz")
        take_in(casework, second, giver="Anh Nguyễn")
        casework.noting.note(casework.library.ids(Filter(), words="account"), "The van turns into CALLE NUÑOA")
        yield casework
        assert casework.verification.vault(None, silent).verdict.value == "unchanged"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("facade", "photo"),
        ("FAÇADE RUE", "photo"),
        ("orsted", "photo"),
        ("0001-01", "photo"),
        ("0002", "text"),
        ("jose mun", "photo"),
        ("MUÑOZ", "photo"),
        ("nguyen", "text"),
        ("van nunoa", "text"),
        ("ñuñoa", "text"),
        ("iphone", "photo"),
        ("24-118", "photo"),
        ("los", "photo"),
        ("44.97", "photo"),
        ("44.977", "photo"),
        ("-93.26", "photo"),
        (DIGEST[:7], "text"),
        (DIGEST[:16].upper(), "text"),
        (DIGEST, "text"),
        ("zeppelin", None),
        ("facade account", None),
    ],
)
def test_an_item_is_found_by_what_is_known_of_it(casework, typed, found):
    ids = casework.library.ids(Filter(), words=typed)
    names = [casework.library.item(item).row.name for item in ids]
    assert names == {"photo": ["Façade, rue Ørsted.JPG"], "text": ["account.txt"], None: []}[found]
