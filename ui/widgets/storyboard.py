"""The storyboard: keyframes in a strip on the recording's time axis; each can be opened at full size."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from intake.wording import amounts
from intake.wording.language import translated as _
from ui.theme import faces, tokens

HEIGHT = 92
FRAME = QSize(96, 54)
SIDE = 16
SHORT = 20  # seconds, below which the axis shows tenths


class Storyboard(QWidget):
    """Frames lie from left to right in the order of their times; where there is no room, some lie behind others."""

    picked = Signal(int)  # index of the keyframe

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
        self._chosen = -1

    def take(self, frames: Sequence[tuple[int, Fraction]], duration: Fraction | None) -> None:
        """frames: index of keyframe and its time in seconds. duration: of the recording, or None."""
        self._times = sorted(frames, key=lambda frame: frame[1])
        last = self._times[-1][1] if self._times else Fraction(0)
        self._duration = max(duration or last, last)
        self._pixmaps.clear()
        self._chosen = -1
        self.update()

    def put(self, index: int, pixmap: QPixmap) -> None:
        self._pixmaps[index] = pixmap
        self.update()

    def choose(self, index: int) -> None:
        """Mark a keyframe as the one that is shown."""
        self._chosen = index
        said = next((amounts.exact_time(seconds) for one, seconds in self._times if one == index), "")
        self.setAccessibleDescription(said)
        self.update()

    @property
    def chosen(self) -> int:
        return self._chosen

    def indexes(self) -> list[int]:
        return [index for index, _seconds in self._times]

    def step(self, by: int) -> None:
        """The keyframe before or after."""
        indexes = self.indexes()
        if not indexes:
            return
        at = indexes.index(self._chosen) if self._chosen in indexes else -1
        self.picked.emit(indexes[min(max(0, at + by), len(indexes) - 1)])

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
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.PLAYHEAD), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _axis(self, painter: QPainter) -> None:
        painter.setPen(QColor(tokens.STRIP_TEXT))
        painter.setFont(faces.face(tokens.QUIET_SIZE))
        marks = max(1, (self.width() - 2 * SIDE) // 130)
        for number in range(marks + 1):
            seconds = self._duration * number / marks
            text = f"{float(seconds):.1f} s" if self._duration < SHORT else amounts.duration(seconds)
            width = painter.fontMetrics().horizontalAdvance(text)
            left = self._left(seconds) if number < marks else self.width() - SIDE - width
            painter.drawLine(self._left(seconds), 64, self._left(seconds), 67)
            painter.drawText(QRect(left, 68, width + 2, 18), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        under = [index for index, seconds in self._times if self._place(seconds).contains(at)]
        if under:
            self.picked.emit(under[-1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -100_000, Qt.Key.Key_End: 100_000}
        by = moves.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.step(by)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)
