"""index.csv and START-HERE: no formula, no markup and no deception from what strangers wrote."""

import base64
import csv
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.bundle import index, start_here
from intake.ids import ItemId

ROW = index.IndexRow(ItemId("K7Q4MX-0012-01"), "a.mov", 5, "ab" * 32)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "＠x"])
def test_formulas_are_text(text):
    assert index.safe(text).startswith("'")


def test_other_text_stays_as_it_is():
    assert index.safe("IMG_0412.MOV") == "IMG_0412.MOV"
    assert index.safe("Ana Núñez, 3 clips") == "Ana Núñez, 3 clips"
    assert index.safe("") == ""
    assert index.safe("photo_\u202egpj.exe") == "photo_\\u202Egpj.exe"
    assert len(index.safe("x" * 10_000)) == index.MOST_FIELD


@given(st.lists(st.tuples(*[st.text(max_size=8)] * 5), max_size=4))
def test_the_index_comes_back_row_by_row(texts):
    rows = [index.IndexRow(ROW.item, name, 5, "ab" * 32, kind, received, by, case) for name, kind, received, by, case in texts]
    data = index.encode((row, "data/evidence/x.mov") for row in rows)
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")  # noqa: PT018
    back = list(csv.reader(data.decode("utf-8-sig").split("\r\n")[:-1]))
    assert len(back) == len(rows) + 1
    assert all(len(row) == 9 for row in back)
    assert [row[2] for row in back[1:]] == [index.safe(row.name) for row in rows]
    assert not [cell for row in back for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def facts(**changed):
    values = {
        "name": "K7Q4MX-bundle-3fa93c01",
        "date": "2026-11-25",
        "organization": "Office",
        "size": 5,
        "fingerprint": "0123456789abcdef" * 4,
        "short_code": "9WBN 4RTC",
        "log_size": 9,
        "verifier": "cd" * 32,
        "withheld": (),
        "withheld_by": "",
        "recipient": "",
        "rows": [(ROW, "data/evidence/K7Q4MX-0012-01.mov")],
    }
    return start_here.Facts(**(values | changed))


def test_the_fingerprint_is_grouped_as_it_is_read_out():
    assert start_here.grouped("0123456789abcdef" * 4) == (" ".join(["0123 4567 89AB CDEF"] * 2),) * 2


def test_strangers_text_is_escaped_and_never_filled_in_again():
    row = index.IndexRow(ROW.item, "<script>alert(1)</script>{{style}}\u202e", 5, "ab" * 32)
    page = start_here.page(facts(rows=[(row, "data/evidence/x.mov")], organization="A & B {{name}}")).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{style}}\\u202E" in page
    assert "A &amp; B {{name}}" in page
    assert "A & B {{name}}" in start_here.text(facts(organization="A & B {{name}}")).decode()


def test_the_policy_allows_exactly_the_style_that_is_there():
    page = start_here.page(facts()).decode()
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)[1]
    allowed = re.search("style-src 'sha256-([^']+)'", page)[1]
    assert base64.b64decode(allowed) == hashlib.sha256(style.encode()).digest()


def test_what_was_withheld_is_said_in_plain_words():
    text = start_here.text(facts(withheld=("giver_name", "some_field"))).decode()
    assert "  - Withheld from this copy: name of the person it was received from.\n" in text
    assert "  - Withheld from this copy: some field.\n" in text
    assert "Withheld" not in start_here.text(facts()).decode()


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (31_700_000, "31.7 MB"), (12 * 10**9, "12.0 GB")]
)
def test_sizes(size, shown):
    assert f"1 exhibit, {shown}\n" in start_here.text(facts(size=size)).decode()


def test_no_exhibits_at_all_is_no_crash():
    assert b"0 exhibits" in start_here.text(facts(rows=[]))
    assert b"<tbody>" in start_here.page(facts(rows=[]))
