"""The colours: contrast of every text on every ground it stands on."""

import pytest

from ui.theme import tokens
from ui.theme.tokens import DARK, LIGHT, contrast

TEXTS = ("text", "quiet", "accent", "good", "attention", "bad")
GROUNDS = ("ground", "surface", "raised", "selection")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_readable(colours, text, ground):
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_filled_button_is_readable(colours):
    assert contrast(colours.on_accent, colours.accent) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_frames_of_fields_are_seen(colours):
    assert contrast(colours.strong_line, colours.surface) >= 3


def test_marks_on_pictures_are_readable():
    assert contrast(tokens.MARK_TEXT, tokens.MARK) >= 4.5
    assert contrast(tokens.MARK_ATTENTION, tokens.MARK) >= 4.5
    assert contrast(tokens.STRIP_TEXT, tokens.STRIP) >= 4.5


def test_known_contrasts():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
