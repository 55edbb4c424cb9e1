"""The lines of one import as a table: the few that need a person, or all of them; each can be stopped or left out by hand."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.models.queue import ACT, FILE, ITEM, LEFT, SIZE, SPEED, STAGE, LineRole, QueueModel
from ui.models.queue_few import FewModel
from ui.theme import tokens
from ui.widgets.buttons import link
from ui.widgets.cells import LinkCell, StageCell
from ui.widgets.views import quiet_table, widths

MOST_ROWS = 12
WIDTHS = {FILE: 220, ITEM: 96, SIZE: 88, SPEED: 88, LEFT: 104}
AROUND = 32  # pixels beside the words of an act


class LinesTable(QTableView):
    """Delete and Enter do to the chosen line what its link at the right would."""

    act = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.act.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ImportLines(QWidget):
    stop = Signal(int)  # the number of a line
    leave_out = Signal(int)

    def __init__(self, queue: QueueModel) -> None:
        super().__init__()
        self._queue = queue
        self.model = FewModel(queue, MOST_ROWS, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.view = LinesTable()
        quiet_table(self.view, _("Files of this submission"))
        self.view.setObjectName("lines")
        self.view.setToolTip(_("Delete: stop the chosen file, or leave it out"))
        self.view.setModel(self.model)
        self._cell, self._link = StageCell(), LinkCell()
        self.view.setItemDelegateForColumn(STAGE, self._cell)
        self.view.setItemDelegateForColumn(ACT, self._link)
        self.view.horizontalHeader().setSectionResizeMode(STAGE, QHeaderView.ResizeMode.Stretch)
        metrics = self.view.fontMetrics()
        act = max(metrics.horizontalAdvance(text) for text in (_("Stop"), _("Leave out…"))) + AROUND
        item = max(WIDTHS[ITEM], metrics.horizontalAdvance(_("none yet")) + AROUND // 2)
        widths(self.view, {**WIDTHS, ITEM: item, ACT: act})
        self.view.clicked.connect(self._clicked)
        self.view.act.connect(self._acted)
        column.addWidget(self.view)
        self.more = link("", self._unfold)
        self.more.setObjectName("more")
        below = QHBoxLayout()
        below.setContentsMargins(12, 0, 16, 0)
        below.addWidget(self.more)
        below.addStretch(1)
        column.addLayout(below)
        self._tallest, self._moving = 0, False
        self.model.moved.connect(self.look_again)
        self.look_again()

    def set_moving(self, moving: bool) -> None:
        """Whether lines move by themselves now."""
        self._moving = moving
        self._tallest = 0
        self.look_again()

    def look_again(self) -> None:
        """While lines move it only grows, so that what lies below it does not jump."""
        rows = min(MOST_ROWS, self.model.rowCount())
        self._tallest = max(self._tallest, rows) if self._moving else rows
        self.view.setFixedHeight(tokens.ROW * (self._tallest + 1) + 2)
        self.more.setVisible(self.model.can_fold)
        hidden = self.model.hidden
        self.more.setText(
            ngettext("Show the other {count}", "Show the other {count}", hidden) if self.model.folded else _("Show fewer")
        )

    def _unfold(self) -> None:
        self._tallest = 0
        self.model.fold(not self.model.folded)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == ACT:
            self._acted(index)

    def _acted(self, index: QModelIndex) -> None:
        line = int(index.data(LineRole))
        act = self._queue.act_on(line)
        if act == "stop":
            self.stop.emit(line)
        elif act == "leave_out":
            self.leave_out.emit(line)
