"""A wizard: one decision a page, back always works, one filled button that names the next act."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button, primary
from ui.widgets.frame import Bar
from ui.widgets.words import label, rule


class Step(QWidget):
    """A page. `ready` says whether the next act may be pressed; `act` names it."""

    def __init__(self, title: str, said: str, act: str = "") -> None:
        super().__init__()
        self.act = act or _("Continue")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 16)
        self.column.setSpacing(8)
        self.title, self.lead = label(title, "page"), label(said, "quiet", wrap=True)
        self.column.addWidget(self.title)
        self.column.addWidget(self.lead)
        self.column.addSpacing(8)

    def ready(self) -> bool:
        return True

    def begin(self) -> None:
        """Called when the page is shown."""


class Steps(QDialog):
    """Pages one after the other."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumSize(560, 440)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.pages = QStackedWidget()
        column.addWidget(self.pages, 1)
        column.addWidget(rule())
        bar = Bar(52, "ground")
        self.place = label("", "small")
        self.back = button(_("Back"), self.go_back, icon="back")
        self.leave = button(_("Cancel"), self.reject)
        self.next = primary(_("Continue"), self.go_on)  # made in the order in which they stand, which is that of Tab
        bar.row.addWidget(self.back)
        bar.row.addWidget(self.place, 1)
        bar.row.addWidget(self.leave)
        bar.row.addWidget(self.next)
        column.addWidget(bar)

    def add(self, step: Step) -> None:
        self.pages.addWidget(step)

    def step(self) -> Step:
        shown = self.pages.currentWidget()
        if not isinstance(shown, Step):
            raise TypeError("a wizard without pages")
        return shown

    def show_step(self, index: int) -> None:
        self.pages.setCurrentIndex(index)
        self.step().begin()
        self.look_again()

    def look_again(self) -> None:
        """Buttons by what the page says."""
        index, count = self.pages.currentIndex(), self.pages.count()
        self.back.setEnabled(index > 0)
        self.next.setText(self.step().act)
        self.next.setEnabled(self.step().ready())
        self.place.setText(_("{number} of {count}").format(number=index + 1, count=count))

    def go_back(self) -> None:
        if self.pages.currentIndex() > 0:
            self.show_step(self.pages.currentIndex() - 1)

    def go_on(self) -> None:
        if self.step().ready() and self.pages.currentIndex() + 1 < self.pages.count():
            self.show_step(self.pages.currentIndex() + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.next.isEnabled():
            self.go_on()
            return
        super().keyPressEvent(event)
