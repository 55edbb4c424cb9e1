"""Every error has its three lines; amounts read the same everywhere; facts from strangers cannot mislead."""

from fractions import Fraction

import pytest

from intake import errors
from intake.wording import amounts, language
from intake.wording.errors import codes, error_words

CLASSES = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, errors.IntakeError)]


def test_every_code_has_its_sentences_and_no_other():
    assert codes() == frozenset(code for kind in CLASSES for code in kind.codes)


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind.codes])
def test_sentences_are_whole(kind):
    for code in kind.codes:
        words = error_words(kind(code))
        for line in (words.message, words.meaning, words.hint):
            assert line
            assert "{" not in line
            assert "!" not in line
            assert "sorry" not in line.lower()


def test_facts_cannot_mislead():
    words = error_words(errors.SourceError("source_unreadable", name="evil\u202egpj\n.exe".encode(), reason="{name}"))
    assert words.message == "evil\\u202Egpj\\u000A.exe could not be read: {name}."


def test_an_unknown_code_is_a_bug():
    with pytest.raises(ValueError):
        errors.SourceError("no_such_code")


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (148_200_000, "148.2 MB"), (10**18, "1000.0 PB")],
)
def test_size(count, expected):
    assert amounts.size(count) == expected


def test_durations():
    assert amounts.duration(None) == ""
    assert amounts.duration(102) == "1:42"
    assert amounts.duration(Fraction(37_230, 10)) == "1:02:03"
    assert amounts.exact_time(Fraction(5_607_000, 90_000)) == "00:01:02.300"
    assert amounts.exact_time(Fraction(-1, 2)) == "-00:00:00.500"


@pytest.mark.parametrize(
    ("seconds", "expected"), [(None, ""), (1, "about 1 s"), (42, "about 40 s"), (240, "about 4 min"), (7200, "about 2 h")]
)
def test_time_left(seconds, expected):
    assert amounts.time_left(seconds) == expected


def test_groups():
    assert amounts.groups("cd1a417d58") == "cd1a 417d 58"


def test_unknown_language_is_english():
    language.use("xx")
    assert language.translated("The disk is full.") == "The disk is full."
    assert language.counted("{count} item", "{count} items", 1940) == "1,940 items"
