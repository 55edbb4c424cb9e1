"""Lists and bag-info: round trips to identical bytes, and everything that is not in our form is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.bundle import bag

D1, D2 = "ab" * 32, "0c" * 32
plain = st.text("abcXYZ019._-/", min_size=1, max_size=30)


@given(st.dictionaries(plain, st.sampled_from([D1, D2]), max_size=8))
def test_lists_come_back(paths):
    data = bag.encode_list(paths)
    listed = bag.parse_list(data)
    assert (dict(listed.paths), list(listed.paths), listed.twice, listed.in_form) == (paths, list(paths), (), True)
    assert bag.encode_list(listed.paths) == data


@pytest.mark.parametrize(
    "data",
    [
        f"{D1}  a\r\n",
        f"{D1} *a\n",
        f"{D1.upper()}  a\n",
        f"{D1}  a",
        f"{D1}   a\n\n",
        f"\ufeff{D1}  a\n",
        "rubbish\n",
        f"{D1}  a\n{D1}  a\n",
        f"{D1}  \n",
    ],
)
def test_another_form_is_seen(data):
    assert not bag.parse_list(data.encode()).in_form


def test_every_byte_of_a_list_matters():
    data = bag.encode_list({"data/evidence/a.mov": D1, "data/b": D2})
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 0x80
        assert not bag.parse_list(bytes(changed)).in_form


def test_what_is_listed_twice_is_named():
    listed = bag.parse_list(f"{D1}  a\n{D2}  a\n{D2}  b\n".encode())
    assert (dict(listed.paths), listed.twice) == ({"a": D1, "b": D2}, ("a",))


def test_a_list_of_too_many_lines_is_not_in_form(monkeypatch):
    monkeypatch.setattr(bag, "MOST_LISTED", 3)
    lines = [f"{D1}  {n}\n" for n in range(4)]
    assert bag.parse_list("".join(lines[:3]).encode()).in_form
    cut = bag.parse_list("".join(lines).encode())
    assert not cut.in_form
    assert len(cut.paths) == 3


def test_bag_info_comes_back():
    info = bag.Info("Evidence Intake 0.1.0", "2026-11-25", "3f" * 16, 1234, 5, "Office of\nthe \u202eCounty Attorney")
    data = bag.encode_info(info)
    assert bag.parse_info(data) == {
        "Bag-Software-Agent": "Evidence Intake 0.1.0",
        "Bagging-Date": "2026-11-25",
        "External-Identifier": "3f" * 16,
        "Payload-Oxum": "1234.5",
        "Source-Organization": "Office of the County Attorney",
    }
    assert b"Source-Organization" not in bag.encode_info(bag.Info("a", "b", "c", 0, 0, "\n"))


@pytest.mark.parametrize(
    "data", [b"A: 1\r\n", b"B: 1\nA: 2\n", b"A: 1\nA: 2\n", b"A:1\n", b"A: 1", b"\xff: 1\n", b"A: 1\n  more\n"]
)
def test_bag_info_in_another_form_is_not_read(data):
    assert bag.parse_info(data) in (None, {"A": "1\r"})
