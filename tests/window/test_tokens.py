"""The colours: contrast of every text on every ground it stands on."""

import pytest
from PySide6.QtCore import Qt

from ui.theme import chosen, tokens
from ui.theme.chosen import Appearance, wished
from ui.theme.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, contrast

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


@pytest.mark.parametrize("colours", [CONTRAST_LIGHT, CONTRAST_DARK], ids=["light", "dark"])
def test_high_contrast(colours):
    for text in TEXTS:
        for ground in GROUNDS:
            assert contrast(getattr(colours, text), getattr(colours, ground)) >= 7, (text, ground)
    assert contrast(colours.on_accent, colours.accent) >= 7
    for line in ("line", "strong_line"):
        assert contrast(getattr(colours, line), colours.surface) >= 7


class Hints:
    """What a system says."""

    def __init__(self, dark: bool, strong: bool) -> None:
        self._dark, self._strong = dark, strong

    def colorScheme(self):
        return Qt.ColorScheme.Dark if self._dark else Qt.ColorScheme.Light

    def accessibility(self):
        return self

    def contrastPreference(self):
        return Qt.ContrastPreference.HighContrast if self._strong else Qt.ContrastPreference.NoPreference


def test_what_the_system_asks_for():
    asked = [(dark, strong) for strong in (False, True) for dark in (False, True)]
    assert [wished(Hints(*one)) for one in asked] == [
        Appearance.LIGHT,
        Appearance.DARK,
        Appearance.CONTRAST_LIGHT,
        Appearance.CONTRAST_DARK,
    ]


def test_every_appearance_is_put_in_force(qapp):
    try:
        for appearance in Appearance:
            chosen.apply(appearance)
            assert chosen.tokens() is chosen.COLOURS.get(appearance, LIGHT)
            assert chosen.is_dark() is appearance.value.endswith("dark")
            assert qapp.palette().windowText().color().name().upper() == chosen.tokens().text
    finally:
        chosen.apply(Appearance.LIGHT)


def test_marks_on_pictures_are_readable():
    assert contrast(tokens.MARK_TEXT, tokens.MARK) >= 4.5
    assert contrast(tokens.MARK_ATTENTION, tokens.MARK) >= 4.5
    assert contrast(tokens.STRIP_TEXT, tokens.STRIP) >= 4.5


def test_known_contrasts():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
