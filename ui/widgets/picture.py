"""One picture, whole, on neutral grey, never larger than its own pixels."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from intake.wording.language import translated as _
from ui.theme import faces, tokens

AROUND = 10


class Picture(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Picture"))
        self._image = QImage()
        self._said = ""

    def show_image(self, image: QImage) -> None:
        self._image, self._said = image, ""
        self.update()

    def say(self, text: str) -> None:
        """A sentence in place of a picture."""
        self._image, self._said = QImage(), text
        self.update()

    @property
    def image(self) -> QImage:
        return self._image

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.MEDIA))
        if self._image.isNull():
            painter.setPen(QColor(tokens.STRIP_TEXT))
            painter.setFont(faces.face())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._said)
            return
        room = self.rect().adjusted(AROUND, AROUND, -AROUND, -AROUND)
        ratio = self.devicePixelRatioF()
        size = self._image.size() / ratio
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(QPoint(0, 0), size)
        target.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image)
