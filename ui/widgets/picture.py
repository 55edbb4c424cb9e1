"""One picture on neutral grey: whole at first, then as large as one likes up to four times its own pixels, moved by hand or keys."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from intake.wording.language import translated as _
from ui.theme import faces, tokens

AROUND = 10
LARGEST = 4.0
STEP = 1.25
NOTCH = 120  # of a wheel
PIXELS_FROM = 2.0  # from here on pixels are shown as they are, not smoothed
KEY_STEP = 0.1  # of what is seen


class Picture(QWidget):
    """Scale 1 is one pixel of the file on one pixel of the screen; the middle counts from 0 to 1 of the picture's sides."""

    moved = Signal(float, QPointF)  # times the whole picture's scale; the middle. By a person only.
    scaled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Picture"))
        self.setMinimumSize(160, 120)
        self._image = QImage()
        self._grey = False
        self._greyed: dict[int, QImage] = {}  # of images by their key
        self._natural = QSize()
        self._said = ""
        self._turn = 0
        self._times = 1.0  # of the scale at which the whole picture is seen
        self._middle = QPointF(0.5, 0.5)
        self._held: QPoint | None = None
        self._parts: dict[int, tuple[QRectF, int, QImage]] = {}  # over the picture: place in it, how far reduced, pixels

    # What is shown

    def show_image(self, image: QImage, natural: QSize | None = None) -> None:
        """natural: the size in the file where the image is a reduced one. How it is looked at stays."""
        before = self.natural()
        self._parts.clear()
        self._image, self._said = image.transformed(QTransform().rotate(self._turn)) if self._turn else image, ""
        self._natural = natural if natural is not None and natural.isValid() else image.size()
        if before != self.natural():
            self._times = min(self._times, self._most())
        self.scaled.emit()
        self.update()

    def say(self, text: str) -> None:
        """A sentence in place of a picture."""
        self._image, self._said = QImage(), text
        self._parts.clear()
        self.setAccessibleDescription(text)
        self.update()

    def begin(self) -> None:
        """Another item: whole and unturned again."""
        self._turn, self._times, self._middle = 0, 1.0, QPointF(0.5, 0.5)
        self._natural = QSize()

    def turn(self) -> None:
        """A quarter to the right; only how it is looked at."""
        self._turn = (self._turn + 90) % 360
        self._image = self._image.transformed(QTransform().rotate(90))
        self._middle = QPointF(1 - self._middle.y(), self._middle.x())
        self._times = min(self._times, self._most())
        self.scaled.emit()
        self.update()

    @property
    def image(self) -> QImage:
        return self._image

    def natural(self) -> QSize:
        """The size in the file, turned as it is looked at."""
        return self._natural.transposed() if self._turn in {90, 270} else self._natural

    def set_grey(self, grey: bool) -> None:
        """Whether it is shown without colours; only how it is looked at."""
        self._grey = grey
        self._greyed.clear()
        self.update()

    def _toned(self, image: QImage) -> QImage:
        """The image as it is to be painted."""
        if not self._grey:
            return image
        if len(self._greyed) > len(self._parts) + 1:
            self._greyed.clear()  # of what is not shown any more
        key = image.cacheKey()
        if key not in self._greyed:
            self._greyed[key] = image.convertToFormat(QImage.Format.Format_Grayscale8)
        return self._greyed[key]

    # Parts of it with more pixels

    def put_part(self, key: int, place: tuple[int, int, int, int], reduced: int, image: QImage) -> None:
        """Over the picture from now on. place: left, top, width, height in the file's pixels; reduced: how far it is."""
        self._parts[key] = (QRectF(*place), reduced, image)
        self.update()

    def forget_part(self, key: int) -> None:
        self._parts.pop(key, None)
        self.update()

    def forget_parts(self) -> None:
        self._parts.clear()
        self.update()

    def seen(self) -> QRectF:
        """What of it is on the screen, in the file's pixels, unturned."""
        target = self._target()
        shown = target.intersected(QRectF(self.rect()))
        factor = self.natural().width() / target.width()
        turned = QRectF((shown.topLeft() - target.topLeft()) * factor, shown.size() * factor)
        return self._unturned().inverted()[0].mapRect(turned)

    def _unturned(self) -> QTransform:
        """From the file's pixels to those of the picture as it is turned here."""
        width, height = self._natural.width(), self._natural.height()
        start = {0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[self._turn]
        return QTransform().translate(*start).rotate(self._turn)

    def _paint_parts(self, painter: QPainter) -> None:
        target = self._target()
        painter.save()
        painter.translate(target.topLeft())
        factor = target.width() / self.natural().width()
        painter.scale(factor, factor)
        painter.setTransform(self._unturned(), combine=True)
        for place, _reduced, image in sorted(self._parts.values(), key=lambda part: -part[1]):  # the finest on top
            painter.drawImage(place, self._toned(image))
        painter.restore()

    # Scale

    def _room(self) -> QSizeF:
        ratio = self.devicePixelRatioF()
        return QSizeF(max(1, self.width() - 2 * AROUND) * ratio, max(1, self.height() - 2 * AROUND) * ratio)

    def _whole(self) -> float:
        """The scale at which all of it is seen, never above its own pixels."""
        size = self.natural()
        if size.isEmpty():
            return 1.0
        return min(self._room().width() / size.width(), self._room().height() / size.height(), 1.0)

    def _most(self) -> float:
        return LARGEST / self._whole()

    def scale(self) -> float:
        return self._whole() * self._times

    @property
    def whole(self) -> bool:
        return self._times <= 1.0

    def wants_more(self) -> bool:
        """Whether it is shown larger than the pixels that are here."""
        return not self._image.isNull() and self.natural().width() * self.scale() > self._image.width() + 1

    def look(self, times: float, middle: QPointF) -> None:
        """Look at it as another one is looked at."""
        self._times = min(max(1.0, times), self._most())
        self._middle = self._kept(middle)
        self.scaled.emit()
        self.update()

    def zoom(self, by: float, around: QPointF | None = None) -> None:
        """by: factor. around: a point of this widget that stays where it is; else the middle."""
        if self._image.isNull():
            return
        at = QPointF(self.rect().center()) if around is None else around
        before = self._under(at)
        self._times = min(max(1.0, self._times * by), self._most())
        after = self._under(at)
        self._tell(self._middle + before - after)

    def fit(self) -> None:
        self._times = 1.0
        self._tell(QPointF(0.5, 0.5))

    def own_pixels(self, times: float = 1.0) -> None:
        """Each pixel of the file on one of the screen, or so many times that a side."""
        self.zoom(times / self.scale())

    def _tell(self, middle: QPointF) -> None:
        self._middle = self._kept(middle)
        self.scaled.emit()
        self.moved.emit(self._times, self._middle)
        self.update()

    def _kept(self, middle: QPointF) -> QPointF:
        """So that no more is empty than needs be."""
        size = self._shown_size()
        room = self._room() / self.devicePixelRatioF()
        half = (min(0.5, room.width() / 2 / size.width()), min(0.5, room.height() / 2 / size.height()))
        return QPointF(min(max(middle.x(), half[0]), 1 - half[0]), min(max(middle.y(), half[1]), 1 - half[1]))

    def _shown_size(self) -> QSizeF:
        """In logical pixels."""
        factor = self.scale() / self.devicePixelRatioF()
        return QSizeF(max(1.0, self.natural().width() * factor), max(1.0, self.natural().height() * factor))

    def _target(self) -> QRectF:
        size = self._shown_size()
        centre = QPointF(self.width() / 2, self.height() / 2)
        corner = centre - QPointF(size.width() * self._middle.x(), size.height() * self._middle.y())
        return QRectF(corner, size)

    def _under(self, point: QPointF) -> QPointF:
        """The place in the picture under a point."""
        target = self._target()
        return QPointF((point.x() - target.left()) / target.width(), (point.y() - target.top()) / target.height())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.MEDIA))
        if self._image.isNull():
            painter.setPen(QColor(tokens.STRIP_TEXT))
            painter.setFont(faces.face())
            painter.drawText(
                self.rect().adjusted(40, 0, -40, 0), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._said
            )
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale() < PIXELS_FROM)
            painter.drawImage(self._target(), self._toned(self._image))
            if self._parts:
                self._paint_parts(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.PLAYHEAD), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._times = min(self._times, self._most())
        self._middle = self._kept(self._middle)
        self.scaled.emit()

    # Hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(STEP ** (event.angleDelta().y() / NOTCH), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor if not self.whole else Qt.CursorShape.ArrowCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None and not self.whole:
            step, self._held = event.position().toPoint() - self._held, event.position().toPoint()
            size = self._shown_size()
            self._tell(self._middle - QPointF(step.x() / size.width(), step.y() / size.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self._held = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Its own pixels around what was pointed at, and back."""
        if self.whole:
            self.zoom(1.0 / self.scale(), event.position())
        else:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: QPointF(-1, 0),
            Qt.Key.Key_Right: QPointF(1, 0),
            Qt.Key.Key_Up: QPointF(0, -1),
            Qt.Key.Key_Down: QPointF(0, 1),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.whole:
            super().keyPressEvent(event)  # the viewer's: the item before, the next one
            return
        size, room = self._shown_size(), self._room()
        ratio = self.devicePixelRatioF()
        self._tell(
            self._middle
            + QPointF(
                step.x() * KEY_STEP * room.width() / ratio / size.width(),
                step.y() * KEY_STEP * room.height() / ratio / size.height(),
            )
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)
