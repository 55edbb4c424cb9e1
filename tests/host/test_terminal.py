"""Output that is not UTF-8 shows what it can."""

import io
import sys

import pytest

from intake.host import terminal


def test_what_cannot_be_written_is_replaced(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    terminal.forgiving()
    print("480 × 270", flush=True)
    assert raw.getvalue() == b"480 ? 270\n"


@pytest.mark.parametrize(
    ("encoding", "whole"), [("utf-8", True), ("UTF8", True), ("ascii", False), ("latin-1", False), (None, False)]
)
def test_which_encodings_have_every_letter(encoding, whole):
    assert terminal.is_unicode(encoding) is whole
