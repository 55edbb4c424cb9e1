"""A line of a case's timeline: a day, a gap, or an item with its time and what is doubtful about it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models.timeline import Moment, MomentRole
from ui.theme import chosen, faces, icons, tokens

Index = QModelIndex | QPersistentModelIndex
TIMES = 300  # pixels for the time, as recorded and in UTC


class MomentCell(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 — Qt's signature
        return QSize(400, tokens.LOG_ROW)  # all alike: a list of thousands need not ask each

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one: Moment = index.data(MomentRole)
        colours, rect = chosen.tokens(), option.rect
        painter.save()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if one.heading:
            painter.fillRect(rect, QColor(colours.ground))
            painter.setFont(faces.face(tokens.QUIET_SIZE, faces.SEMIBOLD))
            painter.setPen(QColor(colours.text))
            painter.drawText(rect.adjusted(16, 0, -16, 0), left, one.text)
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.selection))
        line = rect.left() + 16 + TIMES
        painter.setPen(QColor(colours.line))
        painter.drawLine(line, rect.top(), line, rect.bottom())
        painter.setFont(faces.face(tokens.QUIET_SIZE if one.row is None else tokens.TEXT_SIZE))
        painter.setPen(QColor(colours.quiet))
        if one.row is None:
            painter.drawText(rect.adjusted(TIMES + 32, 0, -16, 0), left, one.text)
            painter.restore()
            return
        time = painter.fontMetrics().elidedText(one.time, Qt.TextElideMode.ElideRight, TIMES - 16)
        painter.drawText(rect.adjusted(16, 0, 0, 0), left, time)
        painter.setBrush(QColor(colours.quiet))
        painter.drawEllipse(line - 3, rect.center().y() - 3, 6, 6)
        room = rect.adjusted(TIMES + 32, 0, -16, 0)
        behind = [
            (said, icon, colour)
            for said, icon, colour in ((one.clock, "clock", colours.quiet), (one.doubt, "attention", colours.attention))
            if said
        ]
        wide = sum(painter.fontMetrics().horizontalAdvance(said) + 40 for said, _icon, _colour in behind)
        painter.setPen(QColor(colours.text))
        words = painter.fontMetrics().elidedText(one.text, Qt.TextElideMode.ElideRight, max(120, room.width() - wide))
        painter.drawText(room, left, words)
        start = room.left() + painter.fontMetrics().horizontalAdvance(words) + 16
        painter.setPen(QColor(colours.quiet))
        for said, icon, colour in behind:
            sign = icons.pixmap(icon, colour, 14, painter.device().devicePixelRatio())
            painter.drawPixmap(start, rect.center().y() - 6, sign)
            painter.drawText(rect.adjusted(start - rect.left() + 20, 0, -16, 0), left, said)
            start += painter.fontMetrics().horizontalAdvance(said) + 40
        painter.restore()
