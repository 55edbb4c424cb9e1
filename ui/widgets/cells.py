"""Cells of tables: an icon before a word, a small picture before a number, a bar behind a stage, headings, lines of the log."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from intake.wording.language import counted as ngettext
from ui.models import claims, log, queue
from ui.models.items import IdRole, RowRole, state
from ui.theme import chosen, faces, icons, tokens
from ui.widgets.grid_cell import Own, Pictured, sign_of, uncovered

Index = QModelIndex | QPersistentModelIndex
COPY_ROOM = 28  # at the right of a chosen claim
COLOURS = {"good": "good", "attention": "attention", "bad": "bad", "running": "accent"}


def _colour(name: str) -> str:
    found: str = getattr(chosen.tokens(), COLOURS.get(name, "quiet"))
    return found


def _sign(painter: QPainter, place: QRect, name: str, size: int = 16) -> None:
    ratio = painter.device().devicePixelRatio()
    top = place.top() + (place.height() - size) // 2
    painter.drawPixmap(QPoint(place.left(), top), icons.pixmap(name, _colour(name), size, ratio))


def _ground(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(chosen.tokens().selection))
    return rect


def _text(
    painter: QPainter,
    place: QRect,
    text: str,
    colour: str,
    flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, elide, place.width())
    high = painter.fontMetrics().height()
    top = place.top() + (place.height() - high) // 2  # as the table's own cells beside it
    painter.drawText(QRect(place.left(), top, place.width(), high), flags | Qt.AlignmentFlag.AlignVCenter, shown)


class SignedCell(QStyledItemDelegate):
    """An icon before the words; `named` gives the icon's name for an index, or "". elide: where words too long are cut."""

    def __init__(self, named: Callable[[Index], str], elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._named, self._elide = named, elide

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = _ground(painter, option).adjusted(4, 0, -4, 0)
        name = self._named(index)
        if name:
            _sign(painter, rect, name)
            rect = rect.adjusted(24, 0, 0, 0)
        painter.setFont(faces.face())
        colour = chosen.tokens().text if name in {"good", "", "running"} else _colour(name)
        shade = chosen.tokens().quiet if name == "waiting" else colour
        _text(painter, rect, str(index.data() or ""), shade, elide=self._elide)
        painter.restore()


def item_state(index: Index) -> str:
    row = index.data(RowRole)
    return "" if row is None else state(row)[0]


def plan_state(index: Index) -> str:
    return str(index.data(Qt.ItemDataRole.UserRole) or "")


class PicturedCell(QStyledItemDelegate):
    """A picture of 34 × 22 before the number."""

    def __init__(self, pictured: Pictured, own: Own) -> None:
        super().__init__()
        self._pictured, self._own = pictured, own

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = _ground(painter, option).adjusted(8, 0, -4, 0)
        place = QRect(rect.left(), rect.top() + (rect.height() - 22) // 2, 34, 22)
        painter.fillRect(place, QColor(tokens.MEDIA))
        row = index.data(RowRole)
        pixmap = self._pictured(index.data(IdRole)) if row is not None and uncovered(row) else None
        if pixmap is not None and not pixmap.isNull():
            size = pixmap.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(QPoint(0, 0), size)
            target.moveCenter(place.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(target, pixmap)
        elif row is not None:
            sign = icons.pixmap(sign_of(row), tokens.STRIP_TEXT, 14, painter.device().devicePixelRatio())
            painter.drawPixmap(QPoint(place.center().x() - 7, place.center().y() - 6), sign)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setFont(faces.face(tokens.TEXT_SIZE, faces.SEMIBOLD if selected else faces.NORMAL))
        _text(painter, rect.adjusted(42, 0, 0, 0), self._own(index.data(IdRole)), chosen.tokens().text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(110, tokens.ROW)


class StageCell(QStyledItemDelegate):
    """Icon, words and, while it is worked on, a thin bar of how far it is, where there is room for it beside the words."""

    BAR, LEAST_BAR = 120, 40

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = _ground(painter, option).adjusted(4, 0, -4, 0)
        name = str(index.data(queue.StateRole) or "waiting")
        _sign(painter, rect, name)
        share = index.data(queue.ShareRole)
        painter.setFont(faces.face())
        words = str(index.data() or "")
        beside = rect.width() - 24 - painter.fontMetrics().horizontalAdvance(words) - 12
        long = min(self.BAR, beside) if share is not None and beside >= self.LEAST_BAR else 0
        _text(painter, rect.adjusted(24, 0, -(long + 12) if long else 0, 0), words, chosen.tokens().text)
        if long:
            bar = QRect(rect.right() - long, rect.center().y() - 1, long, 4)
            painter.fillRect(bar, QColor(chosen.tokens().line))
            bar.setWidth(round(long * min(1.0, max(0.0, share))))
            painter.fillRect(bar, QColor(chosen.tokens().accent))
        painter.restore()


class LinkCell(QStyledItemDelegate):
    """An act on the row, at the right, in the colour of links."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = _ground(painter, option).adjusted(4, 0, -16, 0)
        painter.setFont(faces.face())
        _text(painter, rect, str(index.data() or ""), chosen.tokens().accent, Qt.AlignmentFlag.AlignRight)
        painter.restore()


class ClaimCell(QStyledItemDelegate):
    """Names quiet, values in fixed width, headings on *ground* over both columns."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        colours = chosen.tokens()
        rect = _ground(painter, option)
        if index.data(claims.HeadRole):
            painter.fillRect(rect, QColor(colours.ground))
            painter.setFont(faces.face(tokens.QUIET_SIZE, faces.SEMIBOLD))
            count = f"{index.data(claims.CountRole):,}"
            _text(painter, rect.adjusted(16, 0, -16, 0), count, colours.quiet, Qt.AlignmentFlag.AlignRight)
            taken = painter.fontMetrics().horizontalAdvance(count) + 12
            _text(painter, rect.adjusted(16, 0, -16 - taken, 0), str(index.data()), colours.text)
        elif index.column() == 0:
            painter.setFont(faces.face(tokens.QUIET_SIZE))
            _text(painter, rect.adjusted(16, 0, -4, 0), str(index.data()), colours.quiet)
        else:
            painter.setFont(faces.fixed())
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            room = rect.adjusted(4, 0, -COPY_ROOM if selected else -8, 0)
            _text(painter, room, str(index.data()), colours.text)
            if selected:
                sign = icons.pixmap("copy", colours.accent, 14, painter.device().devicePixelRatio())
                painter.drawPixmap(QPoint(rect.right() - 20, rect.top() + (rect.height() - 14) // 2), sign)
        painter.restore()


class LogCell(QStyledItemDelegate):
    """A day's heading, or time, icon, sentence and position."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(400, tokens.ROW if not index.data(log.LineRole).entries else tokens.LOG_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        colours = chosen.tokens()
        rect = _ground(painter, option)
        line: log.Line = index.data(log.LineRole)
        if not line.entries:
            painter.fillRect(rect, QColor(colours.ground))
            painter.setFont(faces.face(tokens.QUIET_SIZE, faces.SEMIBOLD))
            words = rect.adjusted(16, 0, -16, 0)
            _text(painter, words, line.text, colours.text)
            words.setLeft(words.left() + painter.fontMetrics().horizontalAdvance(line.text) + 10)
            painter.setFont(faces.face(tokens.QUIET_SIZE))
            _text(painter, words, "UTC", colours.quiet)
            painter.restore()
            return
        painter.setFont(faces.face())
        _text(painter, rect.adjusted(16, 0, 0, 0), line.time, colours.quiet)
        place = rect.adjusted(112, 0, -16, 0)
        if line.state:
            _sign(painter, place, line.state)
        else:
            painter.setPen(QColor(colours.quiet))
            painter.drawEllipse(QPoint(place.left() + 7, place.center().y()), 2, 2)
        position = f"{line.entries[0].position + 1:,}"
        right = painter.fontMetrics().horizontalAdvance("00,000")
        _text(painter, place, position, colours.quiet, Qt.AlignmentFlag.AlignRight)
        room = place.adjusted(26, 0, -right - 12, 0)
        if len(line.entries) > 1:
            folded = "›  " + ngettext("{count} entry", "{count} entries", len(line.entries))
            width = painter.fontMetrics().horizontalAdvance(folded)
            _text(painter, QRect(room.right() - width, room.top(), width + 2, room.height()), folded, colours.accent)
            room = room.adjusted(0, 0, -width - 12, 0)
        _text(painter, room, line.text, colours.text)
        painter.restore()
