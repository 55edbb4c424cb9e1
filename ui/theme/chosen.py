"""Which appearance is in force: what the person chose, else what the system asks for."""

from enum import StrEnum

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication

from intake import assets
from ui.theme import faces, sheet
from ui.theme.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, TEXT_SIZE, Tokens

KEY = "appearance"


class Appearance(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST_LIGHT = "contrast-light"
    CONTRAST_DARK = "contrast-dark"


COLOURS = {
    Appearance.LIGHT: LIGHT,
    Appearance.DARK: DARK,
    Appearance.CONTRAST_LIGHT: CONTRAST_LIGHT,
    Appearance.CONTRAST_DARK: CONTRAST_DARK,
}

_now: Tokens = LIGHT


def tokens() -> Tokens:
    """The colours in force."""
    return _now


def is_dark() -> bool:
    return _now in {DARK, CONTRAST_DARK}


def wished(hints: QStyleHints) -> Appearance:
    """What the system asks for: light or dark, with high contrast where it says so."""
    dark = hints.colorScheme() is Qt.ColorScheme.Dark
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return Appearance.CONTRAST_DARK if dark else Appearance.CONTRAST_LIGHT
    return Appearance.DARK if dark else Appearance.LIGHT


def chosen() -> Appearance:
    """What this person chose, `system` at first."""
    try:
        return Appearance(str(QSettings().value(KEY, Appearance.SYSTEM.value)))
    except ValueError:
        return Appearance.SYSTEM


def choose(appearance: Appearance) -> None:
    """Remember a choice and show it."""
    QSettings().setValue(KEY, appearance.value)
    apply(appearance)


STYLED = "styled"  # a property of the application


def apply(appearance: Appearance) -> None:
    """Put palette, font and style sheet in force for the whole application."""
    global _now  # noqa: PLW0603 — one appearance for the whole process
    _now = COLOURS[wished(QGuiApplication.styleHints()) if appearance is Appearance.SYSTEM else appearance]
    app = QApplication.instance()
    if isinstance(app, QApplication):
        if not app.property(STYLED):  # each of these polishes every widget anew
            app.setProperty(STYLED, True)
            app.setStyle("Fusion")
            app.setFont(faces.face(TEXT_SIZE))
        app.setPalette(_palette(_now))
        name = "dark" if is_dark() else "light"
        pictures = {part: assets.path("icons", f"{part}-{name}.svg").as_posix() for part in ("chevron", "check", "dash")}
        app.setStyleSheet(sheet.style_sheet(_now, pictures))


def _palette(colours: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.surface,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.ground,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.quiet,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.selection,
        QPalette.ColorRole.HighlightedText: colours.text,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.Light: colours.raised,
        QPalette.ColorRole.Midlight: colours.line,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.strong_line,
        QPalette.ColorRole.Shadow: colours.strong_line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.strong_line))
    return palette
