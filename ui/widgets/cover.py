"""The cover: what is seen from the moment of locking until the vault is closed. It shows nothing of what is in the vault."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.progress import Step
from intake.wording.language import translated as _
from ui.jobs import Job, Outlasts
from ui.widgets.buttons import button
from ui.widgets.gauge import Gauge
from ui.widgets.status_line import told
from ui.widgets.words import Sign, ground, label

WIDTH = 560


class Cover(QWidget):
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "ground")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.words = label("", "section", wrap=True)
        self.more = label("", "quiet", wrap=True)
        self.bar = Gauge(_("Progress of what goes on behind the lock"))
        self.stop = button(_("Stop it and lock now"), self.stop_wanted.emit, icon="stop")
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(1)
        for part in (Sign("lock", 40), self.words, self.bar, self.more):
            column.addWidget(part)
        acts = QHBoxLayout()
        acts.addWidget(self.stop)
        acts.addStretch(1)
        column.addLayout(acts)
        column.addStretch(2)
        middle = QWidget()
        middle.setMaximumWidth(WIDTH)
        middle.setLayout(column)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(middle, 4)
        row.addStretch(1)
        self.closing()

    def closing(self) -> None:
        """Nothing goes on: the vault is being closed."""
        self.words.setText(_("Locking. What runs comes to its next safe point; the keys are still held until then."))
        for part in (self.more, self.bar, self.stop):
            part.hide()

    def say(self, words: str) -> None:
        self.words.setText(words)

    def follow(self, job: Job) -> None:
        """This act goes on behind the lock, and how far it is stays in sight."""
        self.words.setText(_goes_on(job.outlasts, ""))
        self.more.setText(
            _("The keys are held until it has ended; then this locks by itself. What you stop is offered again after unlocking.")
            if job.outlasts is Outlasts.IMPORT
            else _("The keys are held until it has ended; then this locks by itself. What you stop leaves no bundle behind.")
        )
        self.bar.setRange(0, 0)
        for part in (self.more, self.bar, self.stop):
            part.show()
        job.stepped.connect(lambda step: self._stepped(job.outlasts, step))
        job.ended.connect(self.closing)

    def stopping(self) -> None:
        """A person wants it to end."""
        self.stop.setEnabled(False)
        self.more.setText(_("It ends at its next safe point."))

    def _stepped(self, kind: Outlasts, step: Step) -> None:
        self.bar.take(step)
        if step.stage == "acquire" and step.items_total:
            far = _("{done:,} of {total:,}").format(done=step.items_done, total=step.items_total)
        else:
            far = told(step, self.bar.pace)
        self.words.setText(_goes_on(kind, far))


def _goes_on(kind: Outlasts, far: str) -> str:
    said = (
        _("The import goes on behind the lock")
        if kind is Outlasts.IMPORT
        else _("The bundle goes on being written behind the lock")
    )
    return f"{said}: {far}" if far else f"{said}."
