"""Text on paper: asked for with the system's own dialog, which also writes PDF."""

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ui.theme import faces

POINTS = 10


def put(text: str, printer: QPrinter, *, fixed: bool = True) -> None:
    """Print text as it stands; fixed: in a fixed width, else in the system's own font."""
    document = QTextDocument()
    if fixed:
        font = faces.fixed()
        font.setPointSize(POINTS)  # a size in pixels would be one of the printer's
        document.setDefaultFont(font)
    document.setPlainText(text)
    document.print_(printer)


def ask(text: str, parent: QWidget, *, fixed: bool = True) -> None:
    """Let a person choose the printer; nothing is printed when they do not."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if QPrintDialog(printer, parent).exec():
        put(text, printer, fixed=fixed)
