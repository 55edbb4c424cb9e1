"""How far an act is: a bar in thousandths of the whole, and the pace of the stage that runs."""

from PySide6.QtWidgets import QProgressBar

from intake.progress import Pace, Step


class Gauge(QProgressBar):
    def __init__(self, name: str) -> None:
        """name: spoken."""
        super().__init__()
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.restart()

    def restart(self) -> None:
        """Another act, or the same one anew: no pace is known yet."""
        self.pace = Pace()
        self._stage = ""

    def take(self, step: Step) -> None:
        """Shows a step."""
        if step.stage != self._stage:
            self._stage, self.pace = step.stage, Pace()
        total, done = (step.whole_total, step.whole_done) if step.whole_total else (step.total, step.done)
        if step.unit == "items" and step.items_total:
            total, done = step.items_total, step.items_done
        if total:
            self.pace.note(done)
            self.setRange(0, 1000)
            self.setValue(min(1000, done * 1000 // total))
