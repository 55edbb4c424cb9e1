"""The storyboard: keyframes in a strip on the recording's time axis; a click or a key seeks."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from intake.wording import amounts
from intake.wording.language import translated as _
from ui.theme import faces, tokens

HEIGHT = 92
FRAME = QSize(96, 54)
SIDE = 16
FAR = 1_000_000  # keyframes; further than any recording has
STEPS = tuple(
    Fraction(text)
    for text in (
        "1/10",
        "1/5",
        "1/2",
        *["1", "2", "5", "10", "15", "30", "60", "120", "300", "600", "900", "1800", "3600", "7200", "14400", "28800", "86400"],
    )
)
SHORT = 20  # seconds, below which the axis shows tenths


class Storyboard(QWidget):
    """Frames lie from left to right in the order of their times; where there is no room, some lie behind others."""

    picked = Signal(int)  # index of a keyframe in the strip
    sought = Signal(object)  # Fraction: a time on the axis
    stepped = Signal(int)  # that many keyframes on

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Storyboard"))
        self._times: list[tuple[int, Fraction]] = []
        self._pixmaps: dict[int, QPixmap] = {}
        self._duration = Fraction(0)
        self.grey = False  # without colours, from the next `take` on
        self._chosen = -1
        self._at: Fraction | None = None

    def take(self, frames: Sequence[tuple[int, Fraction]], duration: Fraction | None) -> None:
        """frames: index of keyframe and its time in seconds. duration: of the recording, or None."""
        self._times = sorted(frames, key=lambda frame: frame[1])
        last = self._times[-1][1] if self._times else Fraction(0)
        self._duration = max(duration or last, last)
        self._pixmaps.clear()
        self._chosen, self._at = -1, None
        self.update()

    def put(self, index: int, image: QImage) -> None:
        shown = image.convertToFormat(QImage.Format.Format_Grayscale8) if self.grey else image
        self._pixmaps[index] = QPixmap.fromImage(shown)
        self.update()

    def choose(self, index: int, seconds: Fraction) -> None:
        """Mark where in the recording one is; index: of the keyframe, whether it is in the strip or not."""
        self._chosen, self._at = index, seconds
        self.setAccessibleDescription(amounts.exact_time(seconds))
        self.update()

    @property
    def chosen(self) -> int:
        return self._chosen

    def indexes(self) -> list[int]:
        return [index for index, _seconds in self._times]

    def _left(self, seconds: Fraction) -> int:
        room = self.width() - 2 * SIDE - FRAME.width()
        return SIDE + (round(float(seconds / self._duration) * room) if self._duration > 0 else 0)

    def _place(self, seconds: Fraction) -> QRect:
        return QRect(QPoint(self._left(seconds), 8), FRAME)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.STRIP))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index, seconds in self._times:
            place = self._place(seconds)
            painter.fillRect(place.adjusted(-1, 0, 1, 0), QColor(tokens.STRIP))
            painter.fillRect(place, QColor(tokens.MEDIA))
            pixmap = self._pixmaps.get(index)
            if pixmap is not None and not pixmap.isNull():
                size = pixmap.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
                target = QRect(QPoint(0, 0), size)
                target.moveCenter(place.center())
                painter.drawPixmap(target, pixmap)
        self._axis(painter)
        for index, seconds in self._times:
            if index == self._chosen:
                painter.setPen(QPen(QColor(tokens.PLAYHEAD), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self._place(seconds).adjusted(-1, -1, 1, 1))
        if self._at is not None and self._duration > 0:
            left = SIDE + round(float(self._at / self._duration) * (self.width() - 2 * SIDE - FRAME.width()))
            painter.fillRect(QRect(left - 1, 4, 2, 62), QColor(tokens.PLAYHEAD))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.PLAYHEAD), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _axis(self, painter: QPainter) -> None:
        painter.setPen(QColor(tokens.STRIP_TEXT))
        painter.setFont(faces.face(tokens.QUIET_SIZE))
        step = self._step(painter.fontMetrics().horizontalAdvance("0:00:00") + 24)
        end = self._label(self._duration)
        last = self._left(self._duration)
        number = 0
        while step * number < self._duration:
            left, text = self._left(step * number), self._label(step * number)
            if left + painter.fontMetrics().horizontalAdvance(text) + 12 < last:
                self._tick(painter, left, text)
            number += 1
        self._tick(painter, last, end)

    def _label(self, seconds: Fraction) -> str:
        return f"{float(seconds):.1f} s" if self._duration < SHORT else amounts.duration(seconds)

    def _step(self, room: int) -> Fraction:
        """Seconds between two marks that are at least so many pixels apart."""
        width = self.width() - 2 * SIDE - FRAME.width()
        least = self._duration * room / max(1, width)
        return next((step for step in STEPS if step >= least), Fraction(STEPS[-1]))

    @staticmethod
    def _tick(painter: QPainter, left: int, text: str) -> None:
        painter.drawLine(left, 64, left, 67)
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(QRect(left, 68, width + 2, 18), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        under = [index for index, seconds in self._times if self._place(seconds).contains(at)]
        room = self.width() - 2 * SIDE - FRAME.width()
        if under:
            self.picked.emit(under[-1])
        elif self._times and self._duration > 0 and room > 0:
            self.sought.emit(self._duration * min(max(0, at.x() - SIDE), room) / room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -FAR, Qt.Key.Key_End: FAR}
        by = moves.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(by)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)
