"""What this window put on the clipboard: put by one function, kept out of histories, taken away again when the vault is locked."""

import hashlib

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

# What clipboard histories are told, so that they keep nothing: KDE's Klipper, Windows, and nspasteboard.org.
UNKEPT = (
    ("x-kde-passwordManagerHint", b"secret"),
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"\x01"),
    ("org.nspasteboard.ConcealedType", b""),
)

_last = b""


def copy(text: str) -> None:
    """Put text on the clipboard, and remember only its digest."""
    global _last  # noqa: PLW0603 — one clipboard for the whole process
    _last = _digest(text)
    data = QMimeData()
    data.setText(text)
    for kind, value in UNKEPT:
        data.setData(kind, value)
    QGuiApplication.clipboard().setMimeData(data)


def forget() -> None:
    """Clear the clipboard, and what was selected, where they still hold something from this process."""
    global _last  # noqa: PLW0603 — as above
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard() or (_last and _digest(clipboard.text()) == _last):
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
    _last = b""


def let_go() -> None:
    """Before this process ends: what is left on the clipboard becomes the toolkit's own.

    Made here, it would be destroyed after the interpreter, and that crashes.
    """
    clipboard = QGuiApplication.clipboard()
    if _last and _digest(clipboard.text()) == _last:
        clipboard.setText(clipboard.text())


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
