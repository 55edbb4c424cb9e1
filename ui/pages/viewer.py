"""The viewer: one item large, with where it stands in the list, its acts below, and its details when they are wanted."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from intake.casework.door import Details
from intake.ids import ItemId
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Lane
from ui.models.items import state
from ui.models.times import time_text
from ui.pages import looking
from ui.pages.details import DetailsPane
from ui.pages.stage import Stage
from ui.theme import tokens
from ui.widgets.buttons import button, icon_button
from ui.widgets.frame import Bar
from ui.widgets.giving import GivesWay
from ui.widgets.scaling import Scaling
from ui.widgets.words import Elided, State, ground, in_fixed_width, label, rule

BAR = 44
ROOMY = 1_000  # pixels


class Viewer(QWidget):
    left = Signal()
    moved = Signal(int)  # to the item before (-1) or after (1)
    copy_out = Signal(object)  # Details

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._details: DetailsPane | None = None
        self.stage = Stage(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(rule())
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.splitterMoved.connect(self._fit_foot)
        self.large = QWidget()
        inner = QVBoxLayout(self.large)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.stage, 1)
        inner.addWidget(rule())
        inner.addWidget(self._foot())
        self.split.addWidget(self.large)
        column.addWidget(self.split, 1)
        self.stage.told.connect(self._told)
        self.stage.readout.connect(self.readout.setText)
        self._keys()

    def _head(self) -> QWidget:
        bar = Bar(BAR)
        self.back = button(_("Library"), self.leave, icon="back", kind="flat")
        bar.row.addWidget(self.back)
        bar.row.addWidget(rule(vertical=True))
        self.title = label("", "section")
        self.when = Elided()
        self.when.setProperty("role", "quiet")
        self.state = State(wrap=False)
        bar.row.addWidget(self.title)
        bar.row.addWidget(self.state)
        bar.row.addWidget(self.when, 1)
        self.turned = label("", "small")
        bar.row.addWidget(self.turned)
        self.place = label("", "quiet")
        bar.row.addWidget(self.place)
        self.previous = icon_button("previous", _("The item before (Page Up)"), partial(self.moved.emit, -1))
        self.next = icon_button("next", _("The next item (Page Down)"), partial(self.moved.emit, 1))
        self.turn = button(_("Rotate view"), self.stage.picture.turn, icon="turn", kind="flat")
        self.turn.setToolTip(_("Only how it is looked at: nothing is saved and nothing is changed."))
        self.more = button(_("Details"), self._toggle_details, icon="details", kind="flat")
        self.more.setCheckable(True)
        for act in (self.previous, self.next, self.turn, self.more):
            bar.row.addWidget(act)
        GivesWay(bar, (self.turned, self.turn, self.back, self.more, self.state))
        return bar

    def _foot(self) -> QWidget:
        bar = Bar(tokens.ACTION_BAR)
        bar.row.setSpacing(8)
        self.before = icon_button("previous", _("The keyframe before (comma)"), partial(self.stage.step, -1))
        self.after = icon_button("next", _("The next keyframe (period)"), partial(self.stage.step, 1))
        self.between = label(_("Keyframe"))
        self.still = button(_("Save still…"), self._save_still, icon="camera", kind="flat")
        self.board = button(_("Storyboard…"), self._save_board, icon="save", kind="flat")
        self.board.setAccessibleName(_("Save the storyboard"))
        self.logged = label(_("is logged"), "small")
        self._first_to_go = (self.board, self.between)  # where the readout has no room
        self._of_recordings = (self.before, self.between, self.after, self.still, self.board, self.logged)
        for part in self._of_recordings:
            bar.row.addWidget(part)
        self.readout = Elided(right=True)
        in_fixed_width(self.readout, 13)
        bar.row.addWidget(self.readout, 1)
        self.fit = icon_button("fit", _("Whole picture (0)"), self.stage.picture.fit)
        self.scaling = Scaling(self.stage.picture)
        bar.row.addWidget(self.fit)
        bar.row.addWidget(self.scaling)
        return bar

    def _keys(self) -> None:
        picture = self.stage.picture
        for keys, act in (
            (("+", "="), partial(picture.zoom, 1.25)),
            (("-",), partial(picture.zoom, 0.8)),
            (("0",), picture.fit),
            (("1",), picture.own_pixels),
            (("2",), partial(picture.own_pixels, 2.0)),
            (("4",), partial(picture.own_pixels, 4.0)),
            ((",",), partial(self.stage.step, -1)),
            ((".",), partial(self.stage.step, 1)),
            (("PgUp",), partial(self.moved.emit, -1)),
            (("PgDown",), partial(self.moved.emit, 1)),
            (("S",), self._save_still),
            (("D",), self.more.click),
        ):
            for key in keys:
                made = QShortcut(QKeySequence(key), self.stage, act)
                made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    # Which item

    def show_item(self, item: ItemId, place: int, count: int) -> None:
        """place: counted from 0."""
        self.title.setText(_("Item {number}").format(number=self._desk.own(item)))
        self.place.setText(_("{place:,} of {all:,}").format(place=place + 1, all=count))
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place + 1 < count)
        self.when.setText("")
        self.turned.setText("")
        self.logged.setText(_("is logged"))
        self.state.say("note", "")
        for part in self._of_recordings:
            part.hide()
        self.stage.show_item(item)
        if self._details is not None and not self._details.isHidden():
            self._details.show_item(item)

    def _told(self, details: Details) -> None:
        row = details.item.row
        self.when.setText(time_text(row))
        self.state.say(*state(row))
        shown = self.stage.recording and not self._desk.read_only
        for part in self._of_recordings:
            part.setVisible(shown)
        self._fit_foot()
        self.turned.setText(looking.turned(details, briefly=shown))
        self.turned.setToolTip(looking.turned(details))
        self.stage.take_focus()

    def _toggle_details(self) -> None:
        if self._details is None:
            self._details = DetailsPane(self._desk, inside_viewer=True)
            self._details.closed.connect(self.more.click)
            self._details.widened.connect(self.large.setHidden)
            self._details.copy_out.connect(self.copy_out)
            self.split.addWidget(self._details)
            self.split.setStretchFactor(0, 1)
            self.split.setSizes([self.width() - tokens.DETAILS, tokens.DETAILS])
        self._details.wide.setChecked(False)
        self._details.setVisible(self.more.isChecked())
        if self.more.isChecked() and self.stage.item is not None:
            self._details.show_item(self.stage.item)
        QTimer.singleShot(0, self, self._fit_foot)  # when the panes have their widths

    def _fit_foot(self, *_told: object) -> None:
        """The exact time is never cut off for the sake of a word beside it."""
        roomy = self.large.width() >= ROOMY
        for part in self._first_to_go:
            part.setVisible(roomy and not self.still.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_foot()

    def refresh(self) -> None:
        """What is known of it has changed."""
        if self._details is not None and self._details.isVisible():
            self._details.refresh()

    def leave(self) -> None:
        self.stage.leave()
        self.left.emit()

    # Copies

    def _save_still(self) -> None:
        item, index = self.stage.item, self.stage.shown
        if item is None or not self.stage.recording or self._desk.read_only:
            return
        if index < 0:
            self.stage.show_keyframe(0)
            index = 0
        proposal = Path.home() / f"{item}-keyframe-{index:06d}.png"
        name, _kind = QFileDialog.getSaveFileName(self, _("Save this keyframe: it is logged"), str(proposal), "PNG (*.png)")
        if name:
            act = partial(self._desk.casework.library.save_still, item, index, Path(name))
            job = self._desk.jobs.make(act, Lane.BACKGROUND)
            job.done.connect(self._saved_still)
            job.failed.connect(self.stage.trouble.show_error)
            self._desk.jobs.start(job)

    def _saved_still(self, _sha256: str) -> None:
        self.logged.setText(_("saved and logged"))

    def _save_board(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("An empty folder for the pictures"), str(Path.home()))
        if folder and self.stage.item is not None:
            question = partial(self._desk.casework.library.storyboard, self.stage.item, Path(folder))
            self._desk.ask(question, self._saved_board, self.stage.trouble.show_error)

    def _saved_board(self, paths: tuple[object, ...]) -> None:
        self.logged.setText(ngettext("{count} picture saved and logged", "{count} pictures saved and logged", len(paths)))
