"""A plain paper: a heading, lines, and on every page what it is and which page of how many. For the printer and as PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)

from intake.settings import TOOL
from intake.wording.language import translated as _

MARGIN = 18  # millimetres
POINTS = 72
DOTS = 300  # an inch, in a PDF
FOOT = 26  # points for the line at the foot of a page
LARGE, PLAIN, QUIET = 14, 9, 7  # points


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


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of type on its page. base: points from the top of the page to where its letters stand."""

    text: str
    points: int
    base: float


def _broken(text: str, font: QFont, width: float) -> list[str]:
    """As many lines as it takes; words are cut only where one is wider than the page."""
    if QFontMetricsF(font).horizontalAdvance(text) <= width:
        return [text]
    whole, layout = text.encode("utf-16-le"), QTextLayout(text, font)  # Qt counts in units of UTF-16
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, end = 2 * line.textStart(), 2 * (line.textStart() + line.textLength())
        lines.append(whole[start:end].decode("utf-16-le", "replace").rstrip())
    layout.endLayout()
    return lines


def _said(paper: Paper) -> Iterator[tuple[str, int]]:
    """Each paragraph with the size of its type."""
    yield paper.title, LARGE
    for fact in paper.facts:
        yield fact, PLAIN
    yield "", PLAIN
    for line, below in paper.lines:
        yield line, PLAIN
        if below:
            yield below, QUIET


def _pages(paper: Paper, width: float, height: float) -> list[list[_Line]]:
    """No text document: one lays out its text from a timer, and there is none away from the window's thread."""
    fonts = {points: _font(points) for points in (LARGE, PLAIN, QUIET)}
    sizes = {points: QFontMetricsF(font) for points, font in fonts.items()}
    pages, down = [list[_Line]()], 0.0
    for text, points in _said(paper):
        for line in (part for one in text.splitlines() or [""] for part in _broken(one, fonts[points], width)):
            if down + sizes[points].height() > height and pages[-1]:
                pages.append([])
                down = 0.0
            pages[-1].append(_Line(line, points, down + sizes[points].ascent()))
            down += sizes[points].lineSpacing()
    return pages


def draw(paper: Paper, device: QPagedPaintDevice, dots: float) -> int:
    """Every page; how many there were. dots: of the device, an inch. May be called from any thread."""
    painter = QPainter(device)
    try:
        scale = dots / POINTS
        width, height = painter.viewport().width() / scale, painter.viewport().height() / scale
        painter.scale(scale, scale)
        painter.setPen(Qt.GlobalColor.black)
        fonts = {points: _font(points) for points in (LARGE, PLAIN, QUIET)}
        pages = _pages(paper, width, height - FOOT)
        room = QRectF(0, height - FOOT + 8, width, FOOT - 8)
        for number, lines in enumerate(pages, 1):
            if number > 1:
                device.newPage()
            for line in lines:
                painter.setFont(fonts[line.points])
                painter.drawText(QPointF(0, line.base), line.text)
            painter.setFont(fonts[QUIET])
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, paper.foot)
            said = _("page {page} of {pages}").format(page=number, pages=len(pages))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, said)
        return len(pages)
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
