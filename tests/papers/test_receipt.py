"""The receipt is discreet and its digest is what `sha256sum` would give over the list."""

import hashlib
from dataclasses import replace

from intake.papers import receipt


def test_digest_of_the_list():
    pairs = [("K7Q4MX-0012-01", "a" * 64), ("K7Q4MX-0012-02", "b" * 64)]
    written = f"{'a' * 64}  K7Q4MX-0012-01\n{'b' * 64}  K7Q4MX-0012-02\n"
    assert receipt.list_digest(pairs) == hashlib.sha256(written.encode()).hexdigest()
    assert receipt.list_digest([]) == hashlib.sha256(b"").hexdigest()


def test_text():
    made = receipt.Receipt("K7Q4MX-0012", "2026-11-24T16:02:47.361904Z", 2, "cd1a" * 16, "+1 555 0100")
    lines = receipt.text(made).splitlines()
    assert lines[0] == "Receipt K7Q4MX-0012"
    assert "2026-11-24 16:02 UTC" in lines[1]
    assert lines[2] == "2 files"
    assert lines[4] == "  " + " ".join(["cd1a"] * 8)
    assert lines[6] == "Questions: +1 555 0100"
    assert all(len(line) <= 60 for line in lines)
    short = replace(made, without=receipt.Without(failed=1, left_out=2, waiting=30))
    assert receipt.text(short).splitlines()[2:6] == [
        "2 files",
        "  not taken in: 1 that could not be read",
        "  not taken in: 2 that were left out",
        "  not taken in yet: 30",
    ]
    assert "Questions" not in receipt.text(receipt.Receipt("K7Q4MX-0012", "2026-11-24T16:02:47.361904Z", 1, "cd1a" * 16))
