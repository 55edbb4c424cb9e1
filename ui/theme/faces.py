"""The faces: the system's own font in four sizes, tabular figures everywhere, and a fixed-width one for digests."""

from PySide6.QtGui import QFont, QFontDatabase

from ui.theme import tokens

NORMAL = QFont.Weight.Normal
MEDIUM = QFont.Weight.Medium
SEMIBOLD = QFont.Weight.DemiBold


def _sized(font: QFont, size: int, weight: QFont.Weight) -> QFont:
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def face(size: int = tokens.TEXT_SIZE, weight: QFont.Weight = NORMAL) -> QFont:
    """The system's font; size in pixels."""
    return _sized(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont), size, weight)


def fixed(size: int = tokens.QUIET_SIZE) -> QFont:
    """The system's fixed-width font; size in pixels."""
    return _sized(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont), size, NORMAL)
