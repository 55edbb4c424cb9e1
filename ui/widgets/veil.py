"""What is marked distressing stands behind a word: nothing of it is shown until a person says how it is to be shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from intake.records.marks import Mark
from intake.records.names import shown_text
from intake.wording.language import translated as _
from ui.models.times import stamp
from ui.widgets.buttons import button, link, primary
from ui.widgets.frame import Bar
from ui.widgets.words import Sign, State, ground, label

WIDTH = 420


def said_of(mark: Mark) -> str:
    """`Marked distressing: a wound is seen`."""
    return _("Marked distressing: {reason}").format(reason=shown_text(mark.reason, 500))


class Veil(QWidget):
    """In place of a picture."""

    shown = Signal(bool)  # in greyscale

    def __init__(self) -> None:
        super().__init__()
        ground(self, "media")
        outer = QVBoxLayout(self)
        panel = self._panel = ground(QWidget(), "surface")
        panel.setFixedWidth(WIDTH)
        column = QVBoxLayout(panel)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(Sign("covered", 20), 0, Qt.AlignmentFlag.AlignTop)
        self.said = label("", "strong", wrap=True)
        first.addWidget(self.said, 1)
        self.by = label("", "quiet", wrap=True)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        self.grey = primary(_("Show greyscale"), lambda: self.shown.emit(True))
        self.colour = button(_("Show in colour"), lambda: self.shown.emit(False))
        self.grey.setToolTip("G")
        self.colour.setToolTip("C")
        acts.addWidget(self.grey)
        acts.addWidget(self.colour)
        acts.addStretch(1)
        column.addLayout(first)
        column.addWidget(self.by)
        column.addSpacing(4)
        column.addLayout(acts)
        outer.addStretch(1)
        outer.addWidget(panel, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        for key, grey in (("G", True), ("C", False)):
            made = QShortcut(QKeySequence(key), self, lambda grey=grey: self.shown.emit(grey))
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.setFocusProxy(self.grey)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a button's too."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.shown.emit(not self.colour.hasFocus())
        else:
            super().keyPressEvent(event)

    def show_mark(self, mark: Mark) -> None:
        self.said.setText(said_of(mark))
        self.by.setText(_("{who}, {time}. Showing it is logged.").format(who=shown_text(mark.by) or "—", time=stamp(mark.at)))
        self.setAccessibleName(self.said.text())
        self._panel.setFixedHeight(self._panel.heightForWidth(WIDTH))  # a wrapped line is not cut off
        self.show()


class Tone(Bar):
    """Above what is marked distressing while it is shown: how it is shown, and the way back."""

    greyed = Signal(bool)
    covered = Signal()

    def __init__(self) -> None:
        super().__init__(32)
        self._grey = True
        self.said = State("covered", wrap=False)
        self.other = link("", self._change)
        self.said.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # it widens no pane
        self.row.addWidget(self.said, 1)
        self.row.addWidget(self.other)
        self.row.addWidget(link(_("Cover it again"), self.covered.emit))
        self.hide()

    def show_mark(self, mark: Mark, *, grey: bool) -> None:
        self._grey = grey
        how = _("shown in greyscale") if grey else _("shown in colour")
        self.said.say("covered", f"{said_of(mark)} · {how}")
        self.said.setToolTip(self.said.words.text())
        self.other.setText(_("Show in colour") if grey else _("Show greyscale"))
        self.show()

    def _change(self) -> None:
        self.greyed.emit(not self._grey)
