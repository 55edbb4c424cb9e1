"""What this window put on the clipboard: put by one function, and taken away again when the vault is locked."""

import hashlib

from PySide6.QtGui import QGuiApplication

_last = b""


def copy(text: str) -> None:
    """Put text on the clipboard, and remember only its digest."""
    global _last  # noqa: PLW0603 — one clipboard for the whole process
    _last = _digest(text)
    QGuiApplication.clipboard().setText(text)


def forget() -> None:
    """Clear the clipboard where it still holds what was put there from here."""
    global _last  # noqa: PLW0603 — as above
    clipboard = QGuiApplication.clipboard()
    if _last and _digest(clipboard.text()) == _last:
        clipboard.clear()
    _last = b""


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
