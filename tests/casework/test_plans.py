"""A plan comes back as it was written, and anything else is refused."""

import io

import pytest

from intake.casework import plans
from intake.errors import TamperError
from intake.records.items import PlanLine, SourceKind

LINES = [
    PlanLine(
        1, b"/media/stick/IMG\xff\n.JPG", b"IMG\xff\n.JPG", b"IMG\xff\n.JPG", SourceKind.FILE, 2**60, 1_764_000_000_123_456_789
    ),
    PlanLine(2, b"/media/stick/link", b"link", b"link", SourceKind.LINK, 0, None, "source_is_link"),
]


def test_round_trip():
    assert list(plans.parse(io.BytesIO(b"".join(plans.encode(LINES))))) == LINES


def test_an_empty_plan():
    assert list(plans.parse(io.BytesIO(b""))) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data[:-40],
        lambda data: data.replace(b'"line":2', b'"line":3'),
        lambda data: data.replace(b'"kind":"link"', b'"kind":"lynx"'),
        lambda data: b" " + data,
        lambda data: b"x" * 100_000,
    ],
)
def test_refused(change):
    with pytest.raises(TamperError):
        list(plans.parse(io.BytesIO(change(b"".join(plans.encode(LINES))))))
