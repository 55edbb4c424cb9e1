"""Icons of one set (Phosphor), in the colours in force; each stands beside a word."""

import functools

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap

from ui.theme import chosen

SIZE = 16

# What the window means, and the picture for it.
NAMES = {
    "intake": "archive-tray",
    "intake_chosen": "archive-tray-fill",
    "library": "image-square",
    "library_chosen": "image-square-fill",
    "cases": "briefcase",
    "cases_chosen": "briefcase-fill",
    "release": "package",
    "release_chosen": "package-fill",
    "custody": "list-bullets",
    "custody_chosen": "list-bullets-fill",
    "vault": "database",
    "vault_chosen": "database-fill",
    "person": "user",
    "people": "users",
    "lock": "lock",
    "verify": "circle-wavy-check",
    "caps": "arrow-fat-up",
    "good": "check-circle-fill",
    "attention": "warning-fill",
    "bad": "x-circle-fill",
    "note": "info-fill",
    "waiting": "circle-dashed",
    "running": "spinner",
    "close": "x",
    "plus": "plus",
    "minus": "minus",
    "search": "magnifying-glass",
    "clock": "clock",
    "grid": "squares-four",
    "table": "rows",
    "pause": "pause",
    "go_on": "play",
    "stop": "stop",
    "back": "arrow-left",
    "next": "caret-right",
    "previous": "caret-left",
    "again": "arrow-clockwise",
    "fingerprint": "fingerprint",
    "copy": "copy",
    "folder": "folder-open",
    "file": "file",
    "save": "floppy-disk",
    "print": "printer",
    "photo": "image",
    "video": "film-strip",
    "audio": "speaker-high",
    "document": "file-text",
    "archive": "archive-box",
    "other": "file",
    "cloud": "cloud",
    "link": "link-break",
    "filter": "funnel",
    "receipt": "receipt",
    "importing": "download-simple",
    "disconnect": "eject",
    "key": "key",
    "drop": "archive-tray-light",
    "dot": "circle",
    "duplicate": "copy-simple",
    "up": "caret-up",
    "down": "caret-down",
    "more": "dots-three",
    "camera": "camera",
    "covered": "eye-slash",
    "flag": "flag",
    "wide": "arrows-out-line-horizontal",
    "details": "info",
    "columns": "columns",
    "turn": "arrow-clockwise",
    "smaller": "magnifying-glass-minus",
    "larger": "magnifying-glass-plus",
    "fit": "frame-corners",
    "locked_together": "link-simple",
}


@functools.lru_cache(maxsize=512)
def _drawn(name: str, colour: str) -> QIcon:
    icon: QIcon = qtawesome.icon(f"ph.{NAMES[name]}", color=colour)
    return icon


def icon(name: str, colour: str | None = None) -> QIcon:
    """An icon by what it means; colour as `#RRGGBB`, else that of text."""
    return _drawn(name, colour or chosen.tokens().text)


def pixmap(name: str, colour: str | None = None, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """The same as pixels; size in logical pixels, ratio of the screen."""
    return icon(name, colour).pixmap(QSize(size, size), ratio)
