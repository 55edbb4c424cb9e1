"""A cell of the grid: the picture whole on grey, its marks, number and time; nothing is cut off, and only the unusual is marked."""

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from intake.ids import ItemId
from intake.records.claims import Kind
from intake.records.marks import MarkKind
from intake.records.rows import ItemRow
from ui.models.items import IdRole, RowRole, length_text
from ui.models.signs import mark_of
from ui.models.times import narrow_text
from ui.theme import chosen, faces, icons, tokens

WIDTH, HEIGHT = 154, 103
AROUND = 6
WORDS = 36
MARK = 18
MOST_FITTED = 256  # pictures kept as large as they are shown

Pictured = Callable[[ItemId], QPixmap | None]
Own = Callable[[str], str]


def sign_of(row: ItemRow) -> str:
    """The icon of a kind, in place of a picture."""
    if MarkKind.DISTRESSING in row.marks:
        return "covered"
    signs = {Kind.VIDEO: "video", Kind.AUDIO: "audio", Kind.ARCHIVE: "archive", Kind.DOCUMENT: "document", Kind.OTHER: "other"}
    return signs.get(row.kind or Kind.PHOTO, "photo")


def uncovered(row: ItemRow) -> bool:
    """Whether there may be a picture of it, and it may be shown to whoever passes by."""
    return row.pack is not None and MarkKind.DISTRESSING not in row.marks


class GridCell(QStyledItemDelegate):
    """Paints cached pixmaps; asking for one that is missing costs nothing."""

    def __init__(self, pictured: Pictured, own: Own, scale: float = 1.0) -> None:
        super().__init__()
        self._pictured, self._own = pictured, own
        self.scale = scale
        self.days = True  # whether a heading says the day
        self._fitted: OrderedDict[tuple[int, int, int], QPixmap] = OrderedDict()

    @staticmethod
    def around() -> int:
        """Pixels that a cell is wider than its picture."""
        return 2 * AROUND

    @staticmethod
    def below() -> int:
        """Pixels that a cell is higher than its picture."""
        return 2 * AROUND + WORDS

    def picture_size(self) -> QSize:
        return QSize(round(WIDTH * self.scale), round(HEIGHT * self.scale))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        size = self.picture_size()
        return QSize(size.width() + self.around(), size.height() + self.below())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        colours = chosen.tokens()
        cell: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(QColor(colours.selection))
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 4, 4)
        if option.state & QStyle.StateFlag.State_HasFocus and not selected:
            painter.setPen(QPen(QColor(colours.accent), 2, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 4, 4)
        picture = QRect(cell.left() + AROUND, cell.top() + AROUND, self.picture_size().width(), self.picture_size().height())
        item, row = index.data(IdRole), index.data(RowRole)
        self._picture(painter, picture, item, row)
        self._words(painter, cell, picture, item, row, selected=selected)
        painter.restore()

    def _picture(self, painter: QPainter, place: QRect, item: ItemId, row: ItemRow | None) -> None:
        painter.fillRect(place, QColor(tokens.MEDIA))
        pixmap = self._pictured(item) if row is not None and uncovered(row) else None
        if pixmap is not None and not pixmap.isNull():
            fitted = self._fit(pixmap, place.size(), painter.device().devicePixelRatio())
            target = QRect(QPoint(0, 0), fitted.deviceIndependentSize().toSize())
            target.moveCenter(place.center())
            painter.drawPixmap(target, fitted)
        elif row is not None:
            name = sign_of(row)
            ratio = painter.device().devicePixelRatio()
            sign = icons.pixmap(name, tokens.STRIP_TEXT, 28, ratio)
            painter.drawPixmap(place.center().x() - 14, place.center().y() - 14, sign)
        if row is None:
            return
        painter.setFont(faces.face(tokens.QUIET_SIZE))
        length = length_text(row)
        taken = self._mark(painter, place, length, right=True) if length else 0
        mark = mark_of(row)
        if mark is not None:
            self._mark(painter, place.adjusted(0, 0, -taken, 0), mark[1], icon=mark[0])

    def _fit(self, pixmap: QPixmap, place: QSize, ratio: float) -> QPixmap:
        """As large as it is shown, made once: making it at every paint took most of the time of a paint."""
        size = pixmap.size().scaled(place * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        if size == pixmap.size():
            pixmap.setDevicePixelRatio(ratio)
            return pixmap
        key = (pixmap.cacheKey(), size.width(), size.height())
        fitted = self._fitted.get(key)
        if fitted is None:
            fitted = pixmap.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
            fitted.setDevicePixelRatio(ratio)
            self._fitted[key] = fitted
            while len(self._fitted) > MOST_FITTED:
                self._fitted.popitem(last=False)
        self._fitted.move_to_end(key)
        return fitted

    def forget(self) -> None:
        """No picture is kept."""
        self._fitted.clear()

    @staticmethod
    def _mark(painter: QPainter, place: QRect, text: str, icon: str = "", *, right: bool = False) -> int:
        """Its width."""
        width = painter.fontMetrics().horizontalAdvance(text) + 10 + (18 if icon else 0)
        width = min(width, place.width())
        left = place.right() + 1 - width if right else place.left()
        box = QRect(left, place.bottom() + 1 - MARK, width, MARK)
        painter.fillRect(box, QColor(tokens.MARK))
        if icon:
            colour = {"attention": tokens.MARK_ATTENTION, "bad": "#F0837A"}.get(icon, tokens.MARK_TEXT)
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(box.left() + 4, box.top() + 2, icons.pixmap(icon, colour, 14, ratio))
        painter.setPen(QColor(tokens.MARK_TEXT))
        inside = box.adjusted(22 if icon else 5, 0, -3, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return width

    def _words(self, painter: QPainter, cell: QRect, picture: QRect, item: str, row: ItemRow | None, *, selected: bool) -> None:
        colours = chosen.tokens()
        line = QRect(picture.left(), picture.bottom() + 4, cell.right() - AROUND - picture.left(), 18)
        painter.setPen(QColor(colours.text))
        painter.setFont(faces.face(tokens.TEXT_SIZE, faces.SEMIBOLD if selected else faces.MEDIUM))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._own(item))
        if row is None:
            return
        painter.setPen(QColor(colours.quiet))
        painter.setFont(faces.face(tokens.QUIET_SIZE))
        line.translate(0, 17)
        text = narrow_text(row, day=not self.days)
        said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, said)
