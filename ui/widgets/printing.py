"""Text on paper: asked for with the system's own dialog, which also writes PDF."""

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ui.theme import faces

POINTS = 10


def put(text: str, printer: QPrinter) -> None:
    """Print text as it stands, in a fixed width."""
    document = QTextDocument()
    font = faces.fixed()
    font.setPointSize(POINTS)  # a size in pixels would be one of the printer's
    document.setDefaultFont(font)
    document.setPlainText(text)
    document.print_(printer)


def ask(text: str, parent: QWidget) -> None:
    """Let a person choose the printer; nothing is printed when they do not."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if QPrintDialog(printer, parent).exec():
        put(text, printer)
