"""How a giver's name is looked for in what leaves."""

import io

import pytest

from intake.casework import withholding
from intake.casework.withholding import Where
from intake.errors import RefusedError
from intake.wording import language
from intake.wording.errors import PLACES, error_words


def _finds(patterns, text):
    try:
        withholding.require_absent(text, patterns, Where("words"))
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


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [0, 5, 8190, 8191, 8192, 8193])
def test_names_in_the_content(coding, before):
    content = b"x" * before + "filmed by DANA OKAFOR on".encode(coding) + b"y" * 9000
    watched = withholding.Watched(io.BytesIO(content), withholding.needles(["Dana Okafor", "JJ"]), Where("words"))
    with pytest.raises(RefusedError, match="withholding_impossible"):
        list(iter(lambda: watched.read(8192), b""))


@pytest.mark.parametrize("names", [[], ["JJ"], ["Dana Okafor"]])
def test_content_without_a_name_is_handed_on_as_it_is(names):
    content = bytes(range(256)) * 100 + b"JJ"
    watched = withholding.Watched(io.BytesIO(content), withholding.needles(names), Where("words"))
    assert b"".join(iter(lambda: watched.read(1000), b"")) == content


def test_where_it_stands_is_said_in_the_language_in_use():
    facts = {"item": "K7Q4MX-0001-01", "position": 12, "disclosure": "note"}
    for place in PLACES:
        error = Where(place, {name: value for name, value in facts.items() if f"{{{name}}}" in PLACES[place]}).error()
        assert error.facts["reason"].startswith("it stands in ")  # for whoever reads the facts, whatever the language
        english = error_words(error).message
        language.use("es")
        try:
            spanish = error_words(error).message
        finally:
            language.use("en")
        assert english == f"The giver's name cannot be withheld from this bundle: {error.facts['reason']}."
        assert "it stands" not in spanish
        assert "giver" not in spanish
        assert all(str(value) in spanish for name, value in facts.items() if f"{{{name}}}" in PLACES[place])
