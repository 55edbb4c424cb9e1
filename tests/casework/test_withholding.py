"""How a giver's name is looked for in what leaves."""

import pytest

from intake.casework import withholding
from intake.errors import RefusedError


def _finds(patterns, text):
    try:
        withholding.require_absent(text, patterns, "it")
    except RefusedError:
        return True
    return False


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Dana Okafor-Lindgren", "filmed by DANA  OKAFOR-LINDGREN", True),
        ("Dana Okafor", "clip_dana_okafor_2.mp4", True),
        ("Dana Okafor", "DanaOkafor1.mp4", True),
        ("Dana Okafor", "Okafor, Dana", True),
        ("Dana Okafor", "dana 2 okafor", True),
        ("José Núñez", "jose nunez", True),
        ("Bo", "by Bo.", True),
        ("Bo", "Bob, Abo", False),
        ("Dana Okafor", "Dana Okaforsson", False),
        ("Dana Okafor", "Dana met Okafor", False),
        ("...", "anything ... at all", False),
        ("Li Wu", "LIWU-0001", True),
        ("مريم حداد", "فيديو مريم حداد", True),
    ],
)
def test_whole_names(name, text, found):
    assert _finds(withholding.patterns([name]), text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [("Danas iPhone", True), ("Dana’s iPhone", True), ("okafor_1.mp4", True), ("Okaforsson", False), ("Lee", False)],
)
def test_parts_of_names(text, found):
    assert _finds(withholding.parts(["Dana Okafor Lee"]), text) is found


def test_where_people_write_names():
    claims = [
        {"name": "IFD0:Artist", "value": "D. Okafor"},
        {"name": "IFD0:HostComputer", "value": "Danas iPhone"},
        {"name": "ExifIFD:LensModel", "value": "Dana 50mm"},
        {"name": "UserData:Model", "value": "Dana"},
    ]
    assert withholding.written_by_people({"name": "clip.mp4", "claims": claims}) == ["clip.mp4", "D. Okafor", "Danas iPhone"]
