"""A quick look over the list: the picture large, one line about it; arrows go on, space or Esc ends it. It is logged as every look."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.marks import Mark
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.items import kind_text, length_text, state
from ui.models.pictures import image_of
from ui.models.times import time_text
from ui.pages import looking
from ui.widgets.buttons import icon_button
from ui.widgets.frame import Bar
from ui.widgets.picture import Picture
from ui.widgets.trouble import Trouble
from ui.widgets.veil import Tone, Veil
from ui.widgets.words import State, ground, label

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class QuickLook(QWidget):
    moved = Signal(int)
    opened = Signal()  # in the viewer
    closed = Signal()

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        ground(self, "media")
        self._desk = desk
        self._item: ItemId | None = None
        self._wished: ItemId | None = None
        self._asking = False
        self._mark: Mark | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Bar(44)
        self.title = label("", "section")
        self.what = label("", "quiet")
        self.state = State(wrap=False)
        for part in (self.title, self.what, self.state):
            bar.row.addWidget(part)
        bar.row.addStretch(1)
        bar.row.addWidget(label(_("Enter opens it, space closes"), "small"))
        bar.row.addWidget(icon_button("close", _("Close the quick look"), self.close_look))
        column.addWidget(bar)
        self.trouble = Trouble()
        column.addWidget(self.trouble)
        self.picture = Picture()
        self.veil, self.tone = Veil(), Tone()
        self.veil.shown.connect(self._uncover)
        self.tone.greyed.connect(self._show_toned)
        self.tone.covered.connect(self._cover_again)
        column.addWidget(self.tone)
        column.addWidget(self.picture, 1)
        column.addWidget(self.veil, 1)
        self.hide()

    def show_item(self, item: ItemId) -> None:
        self._item = item
        self.title.setText(_("Item {number}").format(number=self._desk.own(item)))
        self.what.setText("")
        self.state.say("note", "")
        self.trouble.hide()
        self._mark = None
        self.veil.hide()
        self.tone.hide()
        self.picture.set_grey(False)
        self.picture.show()
        self.picture.begin()
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.picture.setFocus()
        if self._desk.read_only:
            self.picture.say(looking.why_not())
            return
        self.picture.say(_("Opening…"))
        self._wish(item)

    def _wish(self, item: ItemId) -> None:
        """Arrow keys may be quick: what was passed over is neither read nor logged."""
        self._wished = item
        if self._asking:
            return
        self._asking, self._wished = True, None
        question = partial(looking.look, self._desk.casework, item)
        job = self._desk.ask(question, partial(self._told, item), partial(self._failed, item))
        job.ended.connect(self._next)

    def _next(self) -> None:
        self._asking = False
        if self._wished is not None and self._item is not None:
            self._wish(self._wished)

    def _told(self, item: ItemId, looked: looking.Looked) -> None:
        if item != self._item:
            return
        details, pixels = looked.details, looked.pixels
        row = details.item.row
        self.what.setText(" · ".join(part for part in (kind_text(row), length_text(row), time_text(row)) if part))
        self.state.say(*state(row))
        self._mark = looked.mark
        if looked.covered and looked.mark is not None:
            self.picture.hide()
            self.veil.show_mark(looked.mark)
            self.veil.grey.setFocus()
        elif pixels is None:
            self.picture.say(looking.no_picture(details))
        else:
            self.picture.show_image(image_of(pixels), looking.natural_size(details))

    # What is marked distressing

    def _uncover(self, grey: bool) -> None:
        """It is looked at now, and logged."""
        if self._item is None or self._mark is None:
            return
        self.veil.hide()
        self.picture.show()
        self.picture.setFocus()
        self.picture.say(_("Opening…"))
        self._show_toned(grey)
        question = partial(looking.look, self._desk.casework, self._item, uncovered=True)
        self._desk.ask(question, partial(self._told, self._item), partial(self._failed, self._item))

    def _show_toned(self, grey: bool) -> None:
        if self._mark is not None:
            self.tone.show_mark(self._mark, grey=grey)
            self.picture.set_grey(grey)

    def _cover_again(self) -> None:
        if self._item is not None:
            self.show_item(self._item)

    def _failed(self, item: ItemId, error: IntakeError) -> None:
        if item == self._item:
            self.picture.say("")
            self.trouble.show_error(error)

    def close_look(self) -> None:
        self._item = self._wished = None
        self.picture.say("")
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Space, Qt.Key.Key_Escape}:
            self.close_look()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        elif key in STEPS:
            self.moved.emit(STEPS[key])
        else:
            super().keyPressEvent(event)
