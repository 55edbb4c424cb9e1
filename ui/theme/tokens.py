"""The colours and sizes of the window, for light, for dark, and both with high contrast; a test holds their contrast."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as `#RRGGBB`."""

    ground: str
    surface: str
    raised: str
    line: str
    strong_line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    selection: str
    good: str
    attention: str
    bad: str


LIGHT = Tokens(
    ground="#F6F7F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#D9DEE3",
    strong_line="#868F99",
    text="#15191D",
    quiet="#56616B",
    accent="#1F5F8B",
    on_accent="#FFFFFF",
    selection="#E3EDF4",
    good="#1E7044",
    attention="#8A5A00",
    bad="#A8261C",
)
DARK = Tokens(
    ground="#15181B",
    surface="#1C2024",
    raised="#24292E",
    line="#31373D",
    strong_line="#66707A",
    text="#E8ECEF",
    quiet="#9BA6B0",
    accent="#6DB3E2",
    on_accent="#0E1316",
    selection="#20333F",
    good="#5CC28B",
    attention="#E3B04B",
    bad="#F0837A",
)

# High contrast: every text at least 7:1 on every ground (WCAG 2.2, 1.4.6), every line as strong as a frame.
CONTRAST_LIGHT = Tokens(
    ground="#FFFFFF",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#4A4A4A",
    strong_line="#000000",
    text="#000000",
    quiet="#262626",
    accent="#003A63",
    on_accent="#FFFFFF",
    selection="#D6E8F5",
    good="#0B4A28",
    attention="#553600",
    bad="#7A120C",
)
CONTRAST_DARK = Tokens(
    ground="#000000",
    surface="#000000",
    raised="#000000",
    line="#B5B5B5",
    strong_line="#FFFFFF",
    text="#FFFFFF",
    quiet="#E0E0E0",
    accent="#8FD0FF",
    on_accent="#000000",
    selection="#14354A",
    good="#8BF0BC",
    attention="#FFD37A",
    bad="#FFB4AC",
)

# The same in all, so that pictures are judged alike.
MEDIA = "#2B2B2B"
STRIP = "#232323"
STRIP_TEXT = "#B4B4B4"
PLAYHEAD = "#6DB3E2"
MARK = "#161616"
MARK_TEXT = "#EDEDED"
MARK_ATTENTION = "#E3B04B"

QUIET_SIZE = 12
TEXT_SIZE = 13
SECTION_SIZE = 15
PAGE_SIZE = 20

RAIL = 152
PAGE_BAR = 48
FILTER_ROW = 40
DETAILS = 352
LISTS = 862
ACTION_BAR = 52
STATUS_LINE = 30
ROW = 28
LOG_ROW = 32


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of `#RRGGBB`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2) of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
