"""How a timeline in lanes is drawn: names at the left, the axis above with days and gaps, a bar for each item."""

from datetime import UTC, datetime

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from intake.wording.language import translated as _
from ui.models.axis import GAP_WIDTH, Axis
from ui.models.lanes import Bar, Chart
from ui.models.timeline import long_text
from ui.models.times import day_text
from ui.theme import chosen, faces, tokens

HEAD, SCALE = 244, 44  # pixels: of the lanes' names at the left, of the axis above
LANE, BAR, NARROWEST = 44, 20, 8
END = 84  # pixels behind the last bar, where a time of the axis may stand
WITHOUT = 130  # pixels at least for items without a time
SIDE = 14  # between the names and the first bar, and behind the last
APART = 96  # pixels between two times of the axis
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _elided(painter: QPainter, place: QRect, text: str) -> None:
    painter.drawText(place, LEFT, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width()))


def ground(painter: QPainter, size: QSize, chart: Chart, origin: QPoint) -> None:
    """The lanes with their names."""
    colours = chosen.tokens()
    painter.save()
    painter.setClipRect(0, SCALE, size.width(), size.height() - SCALE)
    for number, lane in enumerate(chart.lanes):
        top = origin.y() + number * LANE
        if top + LANE < SCALE or top > size.height():
            continue
        room = HEAD - 28
        painter.setPen(QColor(colours.quiet))
        painter.setFont(faces.face(tokens.QUIET_SIZE))
        painter.drawText(QRect(16, top + 22, room, 16), RIGHT, lane.clock)
        beside = painter.fontMetrics().horizontalAdvance(lane.clock) + 8 if lane.clock else 0
        _elided(painter, QRect(16, top + 22, room - beside, 16), lane.giver)
        count = f"{lane.count:,}"
        painter.drawText(QRect(16, top + 4, room, 18), RIGHT, count)
        room -= painter.fontMetrics().horizontalAdvance(count) + 8
        painter.setPen(QColor(colours.text))
        painter.setFont(faces.face(tokens.TEXT_SIZE, faces.MEDIUM))
        _elided(painter, QRect(16, top + 4, room, 18), lane.device)
        painter.setPen(QColor(colours.line))
        painter.drawLine(0, top + LANE - 1, size.width(), top + LANE - 1)
    painter.restore()


def axis(painter: QPainter, size: QSize, found: Axis, origin: QPoint, *, without: bool) -> None:
    """Days and times of the stretches, how long the gaps are; without: items without a time lie behind the end."""
    colours = chosen.tokens()
    painter.save()
    painter.fillRect(0, 0, size.width(), SCALE, QColor(colours.ground))
    painter.setFont(faces.face(tokens.QUIET_SIZE))
    painter.setPen(QColor(colours.quiet))
    painter.drawText(QRect(16, 0, HEAD - 28, SCALE), LEFT, _("Times in UTC"))
    painter.setPen(QColor(colours.line))
    painter.drawLine(0, SCALE - 1, size.width(), SCALE - 1)
    painter.drawLine(HEAD, 0, HEAD, size.height())
    painter.setClipRect(HEAD + 1, 0, size.width(), size.height())
    day_ends = HEAD + 4
    seen = found.stretches_between(HEAD - origin.x(), size.width() - origin.x())
    for number in seen:
        day_ends = _stretch(painter, size, found, number, origin.x(), day_ends)
        if number + 1 < len(found.stretches):
            _gap(painter, size, found, number, origin.x())
    if without:
        left = origin.x() + (found.width + GAP_WIDTH if found.width else 0)
        painter.setPen(QColor(colours.quiet))
        painter.drawText(QRect(left, 22, size.width(), 18), LEFT, _("No time is known"))
    painter.restore()


def _stretch(painter: QPainter, size: QSize, found: Axis, number: int, shift: int, day_ends: int) -> int:
    """Ticks of a stretch, and its days where there is room for them; where the last of the days ends."""
    colours = chosen.tokens()
    last_day, free = "", 0
    for tick in found.ticks(number, APART, (HEAD - APART - shift, size.width() - shift)):
        left = shift + found.at(tick)
        moment = _moment(tick)
        if left < HEAD - APART or left > size.width():
            continue
        seconds = ":%S" if found.scale * 60 >= APART or tick % 60 else ""
        text = moment.strftime(f"%H:%M{seconds}")
        painter.setPen(QColor(colours.quiet))
        painter.setFont(faces.face(tokens.QUIET_SIZE))
        if left >= free:
            painter.drawText(left, 36, text)
            free = left + painter.fontMetrics().horizontalAdvance(text) + 8
        painter.setPen(QColor(colours.line))
        painter.drawLine(left, SCALE - 4, left, size.height())
        day = f"{moment:%Y-%m-%d}"
        if day != last_day and left >= day_ends:
            painter.setPen(QColor(colours.text))
            painter.setFont(faces.face(tokens.QUIET_SIZE, faces.SEMIBOLD))
            painter.drawText(left, 17, day_text(day))
            day_ends = left + painter.fontMetrics().horizontalAdvance(day_text(day)) + 12
        last_day = day
    return day_ends


def _gap(painter: QPainter, size: QSize, found: Axis, number: int, shift: int) -> None:
    """A band between two stretches, with how long nothing was recorded."""
    colours = chosen.tokens()
    left = shift + found.lefts[number] + found.widths[number]
    band = QRect(left + 4, SCALE, GAP_WIDTH - 8, size.height() - SCALE)
    painter.fillRect(band, QColor(colours.ground))
    painter.setPen(QPen(QColor(colours.line), 1, Qt.PenStyle.DashLine))
    painter.drawLine(band.topLeft(), band.bottomLeft())
    painter.drawLine(band.topRight(), band.bottomRight())
    painter.setPen(QColor(colours.quiet))
    painter.setFont(faces.face(tokens.QUIET_SIZE))
    said = long_text(found.stretches[number + 1][0] - found.stretches[number][1])
    painter.drawText(QRect(left, SCALE + 2, GAP_WIDTH, 18), MIDDLE, said)


def bar(painter: QPainter, place: QRect, *, sure: bool) -> None:
    """An item: filled where its place in the order is known, hollow where it is not."""
    colours = chosen.tokens()
    if sure:
        painter.fillRect(place.adjusted(0, 0, -1, 0), QColor(colours.quiet))
        return
    painter.fillRect(place.adjusted(0, 0, -1, 0), QColor(colours.surface))
    painter.setPen(QPen(QColor(colours.attention), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0, 0, -2, -1))


def chosen_bar(painter: QPainter, place: QRect, one: Bar, *, focused: bool) -> None:
    """The chosen one, above all others."""
    colours = chosen.tokens()
    accent = QColor(colours.accent)
    if one.sure:
        painter.fillRect(place.adjusted(0, 0, -1, 0), accent)
    else:
        painter.fillRect(place.adjusted(0, 0, -1, 0), QColor(colours.selection))
    painter.setPen(QPen(accent, 2, Qt.PenStyle.SolidLine if one.sure else Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(-3, -3, 2, 2))
    if focused:
        painter.setPen(QPen(accent, 1))
        painter.drawLine(place.center().x(), SCALE, place.center().x(), place.top() - 4)


def recorded(painter: QPainter, place: QRect, left: int, *, chosen_one: bool) -> None:
    """Where the file puts an item that a clock difference moved: a mark, and for the chosen one the way from there to its place."""
    colours = chosen.tokens()
    painter.setPen(QPen(QColor(colours.accent if chosen_one else colours.quiet), 1, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRect(left, place.top() + 4, NARROWEST - 2, place.height() - 9))
    if chosen_one:
        below = place.bottom() + 6
        end = place.left() + NARROWEST // 2
        painter.drawLine(left + 3, below, end, below)
        painter.drawLine(left + 3, place.bottom() - 2, left + 3, below)
        painter.setPen(QPen(QColor(colours.accent), 1))
        painter.drawLine(end, below, end, place.bottom() + 2)
