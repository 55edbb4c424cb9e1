"""Names in a bundle: ours are plain, and each kind of dangerous one has its own word."""

import pytest

from intake.bundle import names
from intake.ids import BundleId, ItemId

ITEM = ItemId("K7Q4MX-0012-03")


@pytest.mark.parametrize(
    ("name", "media_type", "suffix"),
    [
        (b"IMG_0412.MOV", "video/quicktime", ".mov"),
        (b"IMG_0412.mov", "image/jpeg", ".mov"),
        (b"clip", "video/mp4", ".mp4"),
        (b"invoice.pdf.exe", "application/octet-stream", ".bin"),
        (b"page.html", "text/html", ".bin"),
        (b"photo_\xe2\x80\xaegpj.exe", "image/jpeg", ".jpg"),
        (b"caf\xe9.heic", "", ".heic"),
        (b"a.scr", "image/png", ".png"),
        (b"", "", ".bin"),
    ],
)
def test_a_suffix_shows_a_medium_or_nothing(name, media_type, suffix):
    assert names.suffix_of(name, media_type) == suffix


def test_our_own_names_are_sound():
    paths = [
        names.evidence_path(ITEM, ".mov"),
        names.derivative_path(ITEM, "storyboard-0001.jpg"),
        names.metadata_path(ITEM),
        names.paper_path("receipt.txt"),
        names.base_name("K7Q4MX", BundleId("3fa93c01" * 4)),
    ]
    assert paths[0] == "data/evidence/K7Q4MX-0012-03.mov"
    assert paths[-1] == "K7Q4MX-bundle-3fa93c01"
    assert [names.fault_of(path) for path in paths] == [None] * 5


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/etc/passwd", "name_absolute"),
        ("\\\\server\\share\\x", "name_absolute"),
        ("C:\\Windows\\evil.txt", "name_absolute"),
        ("~root/foo", "name_absolute"),
        ("data/../../x", "name_traversal"),
        ("data\\..\\x", "name_traversal"),
        ("./data/x", "name_traversal"),
        ("data//x", "name_not_plain"),
        ("data/x/", "name_not_plain"),
        ("data/.hidden", "name_not_plain"),
        ("data/x.", "name_not_plain"),
        ("data/-rf", "name_not_plain"),
        ("data/a b", "name_not_plain"),
        ("data/N\u00fa\u00f1ez", "name_not_plain"),
        ("data/Nu\u0301n\u0303ez", "name_not_plain"),
        ("data/\uff0e\uff0e/x", "name_not_plain"),
        ("data/photo_\u202egpj.exe", "name_not_plain"),
        ("data/a\x1b[31m", "name_not_plain"),
        ("data/a\n", "name_not_plain"),
        ("", "name_not_plain"),
        ("data/CON", "name_reserved"),
        ("data/com1.jpg", "name_reserved"),
        ("data/lpt0.tar.gz", "name_reserved"),
        ("data/" + "x" * 81, "name_too_long"),
        ("a/b/c/d/e/f", "name_too_long"),
        ("data/console.txt", None),
        ("data/COM10", None),
    ],
)
def test_each_danger_has_its_word(path, code):
    assert names.fault_of(path) == code


def test_names_that_differ_in_case_alone_collide():
    assert list(names.collisions(["data/a", "data/A", "data/b", "data/a"])) == [("data/A", "data/a")]


def test_strangers_names_are_shown_in_plain_ascii():
    assert names.quoted("data/x.mov") == "data/x.mov"
    assert names.quoted("a\x1b[31m\u202e\U0001f600") == "a\\u001B[31m\\u202E\\U0001F600"
    assert names.quoted(b"caf\xe9") == "caf\\xE9"
    assert len(names.quoted("\u202e" * 1000)) == names.MOST_SHOWN
