"""What is told of an import in a box: whether the device can go, and what failed, in three lines, with the ways out of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from intake.records.names import shown
from intake.wording.errors import words
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.models.queue import IN_VAULT, QueueModel
from ui.widgets.buttons import button, primary
from ui.widgets.trouble import Trouble
from ui.widgets.words import Sign, label, rule

SHOWN_FAILURES = 4


class ImportBox(QWidget):
    """Shown while it has something to say."""

    again = Signal()
    leave_out = Signal()

    def __init__(self) -> None:
        super().__init__()
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 0, 16, 8)
        around.setSpacing(8)
        self.trouble = Trouble()
        around.addWidget(self.trouble)
        self.box = QFrame()
        self.box.setProperty("kind", "box")
        around.addWidget(self.box)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._free())
        self.between = rule()
        column.addWidget(self.between)
        column.addWidget(self._failed())
        self.hide()

    def _free(self) -> QWidget:
        self.free_row = QWidget()
        row = QHBoxLayout(self.free_row)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        self.free_sign = Sign("disconnect", 22)
        row.addWidget(self.free_sign)
        said = QVBoxLayout()
        said.setSpacing(0)
        self.free = label("", "section", wrap=True)
        self.free_more = label("", "quiet", wrap=True)
        said.addWidget(self.free)
        said.addWidget(self.free_more)
        row.addLayout(said, 1)
        return self.free_row

    def _failed(self) -> QWidget:
        self.failed_row = QWidget()
        failed = QHBoxLayout(self.failed_row)
        failed.setContentsMargins(16, 10, 16, 10)
        failed.setSpacing(12)
        failed.addWidget(Sign("bad", 22), 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self.head = label("", "strong", wrap=True)
        self.means = label("", "quiet", wrap=True)
        self.hint = label("", "quiet", wrap=True)
        for one in (self.head, self.means, self.hint):
            lines.addWidget(one)
        failed.addLayout(lines, 1)
        self.leave = button(_("Leave it out…"), self.leave_out.emit)
        self.leave.setObjectName("leave")
        self.retry = primary(_("Try failed again"), self.again.emit, icon="again")
        self.retry.setObjectName("retry")
        for act in (self.leave, self.retry):
            failed.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
        self.failed_row.hide()
        return self.failed_row

    def clear(self) -> None:
        """It begins anew."""
        self.free.setText("")
        self.trouble.hide()
        self.hide()

    def tell_failures(self, queue: QueueModel, *, acts: bool, hint: bool) -> None:
        """What failed in plain words. acts: whether it can be tried again or left out now. hint: say what to do."""
        self.failed_row.setVisible(bool(queue.failed))
        if not queue.failed:
            self.show_rows()
            return
        failures = queue.failures(SHOWN_FAILURES)
        facts = [(code, {"name": shown(line.name), "reason": _("the system reported an error")}) for line, code in failures]
        heads = [words(code, fact).message for code, fact in facts]
        if more := queue.failed - len(failures):
            heads.append(ngettext("And {count} more, listed below.", "And {count} more, listed below.", more))
        self.head.setText("\n".join(heads))
        meaning = ngettext(
            "Nothing was lost; {count} other file is in the vault.",
            "Nothing was lost; {count} other files are in the vault.",
            queue.count(IN_VAULT),
        )
        self.means.setText(meaning + " " + _("Of what failed, no part was kept."))
        self.hint.setText(words(*facts[0]).hint)
        self.hint.setVisible(hint)
        self.leave.setText(_("Leave it out…") if queue.failed == 1 else _("Leave them out…"))
        for act in (self.leave, self.retry):
            act.setVisible(acts)
        self.show_rows()
        self.show()

    def tell_free(self, head: str, more: str) -> None:
        """Whether the device can go, or what stopped it."""
        self.free.setText(head)
        self.free_more.setText(more)
        self.show_rows()
        self.show()

    def show_rows(self) -> None:
        """Only what says something; the box goes with the last of it."""
        free, failed = bool(self.free.text()), self.failed_row.isVisibleTo(self.box)
        self.free_row.setVisible(free)
        self.between.setVisible(free and failed)
        self.box.setVisible(free or failed)
