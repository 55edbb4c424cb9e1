"""A plain paper: a heading, lines, and on every page what it is and which page of how many. For the printer and as PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from intake.settings import TOOL
from intake.wording.language import translated as _

MARGIN = 18  # millimetres
POINTS = 72
DOTS = 300  # an inch, in a PDF
FOOT = 26  # points for the line at the foot of a page


@dataclass(frozen=True, slots=True)
class Paper:
    """title, facts: above. lines: each with its own quiet line below, or "". foot: on every page. All of it is plain text."""

    title: str
    facts: tuple[str, ...]
    lines: Sequence[tuple[str, str]]
    foot: str


def _font(points: int) -> QFont:
    """In units of the scaled painter, which are points; a size in points would be one of the screen's."""
    font = QFont("Sans")
    font.setPixelSize(points)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _format(points: int) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(_font(points))
    return made


def _document(paper: Paper) -> QTextDocument:
    document = QTextDocument()
    plain, quiet, large = _format(9), _format(7), _format(14)
    cursor = QTextCursor(document)
    cursor.insertText(paper.title, large)
    for fact in paper.facts:
        cursor.insertBlock()
        cursor.insertText(fact, plain)
    cursor.insertBlock()
    for line, below in paper.lines:
        cursor.insertBlock()
        cursor.insertText(line, plain)
        if below:
            cursor.insertBlock()
            cursor.insertText(below, quiet)
    return document


def draw(paper: Paper, device: QPagedPaintDevice, dots: float) -> int:
    """Every page; how many there were. dots: of the device, an inch."""
    painter = QPainter(device)
    try:
        scale = dots / POINTS
        width, height = painter.viewport().width() / scale, painter.viewport().height() / scale
        painter.scale(scale, scale)
        document = _document(paper)
        document.setDocumentMargin(0)
        document.setPageSize(QRectF(0, 0, width, height - FOOT).size())
        pages = document.pageCount()
        for page in range(pages):
            if page:
                device.newPage()
            painter.save()
            painter.translate(0, -page * (height - FOOT))
            context = QAbstractTextDocumentLayout.PaintContext()
            context.clip = QRectF(0, page * (height - FOOT), width, height - FOOT)
            context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
            painter.setClipRect(context.clip)
            document.documentLayout().draw(painter, context)
            painter.restore()
            painter.save()
            painter.setFont(_font(7))
            room = QRectF(0, height - FOOT + 8, width, FOOT - 8)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, paper.foot)
            number = _("page {page} of {pages}").format(page=page + 1, pages=pages)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, number)
            painter.restore()
        return pages
    finally:
        painter.end()


def as_pdf(paper: Paper) -> tuple[bytes, int]:
    """The paper as a PDF, and how many pages it has. May be called from any thread."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setCreator(TOOL)
    writer.setTitle(paper.title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    writer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
    pages = draw(paper, writer, DOTS)
    buffer.close()
    return bytes(data.data()), pages
