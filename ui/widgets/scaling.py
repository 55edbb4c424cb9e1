"""How large a picture is looked at: smaller, a menu of scales under the percentage in force, larger."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button, icon_button
from ui.widgets.picture import Picture

SCALES = (1.0, 2.0, 4.0)


class Scaling(QWidget):
    """Follows one picture, or the one that is worked with of several."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._picture = picture
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.smaller = icon_button("smaller", _("Smaller (−)"), lambda: self._picture.zoom(0.8))
        self.scale: QPushButton = button("", self._open, kind="flat")
        self.scale.setMinimumWidth(64)
        self.scale.setToolTip(_("100 % shows each pixel of the file on one of the screen."))
        self.larger = icon_button("larger", _("Larger (+)"), lambda: self._picture.zoom(1.25))
        for made in (self.smaller, self.scale, self.larger):
            row.addWidget(made)
        picture.scaled.connect(self._say)
        self._say()

    def follow(self, picture: Picture) -> None:
        """Another picture from now on."""
        if picture is not self._picture:
            self._picture.scaled.disconnect(self._say)
            self._picture = picture
            picture.scaled.connect(self._say)
            self._say()

    def _say(self) -> None:
        said = "" if self._picture.image.isNull() else f"{self._picture.scale() * 100:.0f} %"
        self.scale.setText(said or "—")
        self.scale.setAccessibleName(_("Scale {percent}").format(percent=said or "—"))
        for made in (self.smaller, self.scale, self.larger):
            made.setEnabled(bool(said))

    def _open(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.scale.mapToGlobal(self.scale.rect().topLeft()) - menu.rect().bottomLeft())

    def menu(self) -> QMenu:
        """Whole, or so many of the screen's pixels for each of the file's."""
        menu = QMenu(self)
        menu.addAction(_("Whole picture") + "\t0", self._picture.fit)
        for times in SCALES:
            menu.addAction(f"{times * 100:.0f} %\t{times:.0f}", partial(self._picture.own_pixels, times))
        return menu
