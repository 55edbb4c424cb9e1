"""The receipt of a bundle: what it says, how wide it is, and what it never says."""

from dataclasses import replace

from intake.ids import BundleId, ItemId
from intake.papers import handover
from intake.papers.handover import Handover

ITEMS = tuple(ItemId(f"K7Q4MX-0012-{ordinal:02d}") for ordinal in range(1, 9))
PAPER = Handover(
    "K7Q4MX-bundle-3fa93c01", BundleId("3fa93c01" + "0" * 24), "2026-11-25T10:14:31.000000Z", "R. Alvarez",
    "For the defence: Kim", "order 7", ITEMS, "ab" * 32, encrypted=True,
)  # fmt: skip


def test_the_receipt():
    text = handover.text(PAPER)
    lines = text.splitlines()
    assert lines[0] == "Receipt for bundle K7Q4MX-bundle-3fa93c01"
    assert "Written: 2026-11-25 10:14 UTC, by R. Alvarez" in lines
    assert "What for: For the defence: Kim" in lines
    assert "8 items:" in lines
    assert all(item in text for item in ITEMS)
    assert "".join(text.split()).count("abab" * 16) == 1
    assert max(map(len, lines)) <= handover.WIDTH
    assert [line.split(" _")[0] for line in lines[-4:]] == ["Received by:", "Office:", "Date and time:", "Signature:"]
    assert "Encrypted" in text
    assert "Not encrypted." in handover.text(replace(PAPER, encrypted=False))


def test_what_a_person_wrote_is_one_line_each():
    text = handover.text(replace(PAPER, recipient="Kim\nSignature: R. Alvarez", left_out=2, left_out_reason="a\u202eb"))
    assert "Recipient: Kim\\u000ASignature: R. Alvarez" in text.splitlines()
    assert "Why: a\\u202Eb" in text.splitlines()
    assert "Why" not in handover.text(replace(PAPER, left_out_reason="but nothing is left out"))


def test_a_long_list_is_cut_and_says_so():
    many = tuple(ItemId(f"K7Q4MX-{number:04d}-01") for number in range(1, handover.MOST_NUMBERS + 4))
    text = handover.text(replace(PAPER, items=many))
    assert many[handover.MOST_NUMBERS - 1] in text
    assert many[handover.MOST_NUMBERS] not in text
    assert "and 3 more, listed in the bundle" in text
