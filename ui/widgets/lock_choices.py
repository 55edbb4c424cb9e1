"""When it locks by itself, and what goes on behind the lock: choices of a person on this computer, in force at once."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui import remembered
from ui.widgets.words import label

MINUTES = (1, 2, 5, 10, 15, 30, 60)  # there is no never


class LockChoices(QWidget):
    """`minutes` is put beside its name by whoever shows this."""

    def __init__(self) -> None:
        super().__init__()
        now = remembered.lock_after_minutes()
        self._offered = sorted({*MINUTES, now})
        self.minutes = QComboBox()
        self.minutes.setObjectName("lock_after_minutes")
        self.minutes.setAccessibleName(_("Lock after"))
        for count in self._offered:
            self.minutes.addItem(ngettext("{count} minute", "{count} minutes", count), count)
        self.minutes.setCurrentIndex(self._offered.index(now))
        self.minutes.activated.connect(lambda index: remembered.keep_lock_after_minutes(self._offered[index]))
        self.goes_on = QCheckBox(_("An import, or a bundle that is being written, goes on behind the lock"))
        self.goes_on.setObjectName("goes_on_behind_lock")
        self.goes_on.setChecked(remembered.goes_on_behind_lock())
        self.goes_on.toggled.connect(remembered.keep_goes_on_behind_lock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.goes_on)
        column.addWidget(label(_("The keys are held until it has ended. Before the computer sleeps, everything stops."), "small"))
