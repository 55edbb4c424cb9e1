"""Untrusted names are shown in a form that cannot mislead, and their raw bytes survive."""

import pytest

from intake.records import names


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"IMG_0001.JPG", "IMG_0001.JPG"),
        ("é.jpg".encode(), "é.jpg"),
        (b"\xe9.jpg", "\\xE9.jpg"),
        ("photo\u202egpj.exe".encode(), "photo\\u202Egpj.exe"),
        (b"a\nb\tc\x00", "a\\u000Ab\\u0009c\\u0000"),
        ("zero\u200bwidth".encode(), "zero\\u200Bwidth"),
    ],
)
def test_shown(raw, expected):
    assert names.shown(raw) == expected


def test_shown_is_capped():
    assert len(names.shown(b"x" * 5000)) == names.MOST_SHOWN


def test_base64_round_trip_and_refusal():
    raw = bytes(range(256))
    assert names.from_base64(names.to_base64(raw)) == raw
    for bad in ("QQ", "QQ==\n", "QR=="):
        with pytest.raises(ValueError):
            names.from_base64(bad)
