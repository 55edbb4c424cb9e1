"""The foot of the entrance: no network, the other language in its own words, and where all keys stand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from intake.wording.language import translated as _
from ui import spoken
from ui.widgets.buttons import link
from ui.widgets.words import label


class Foot(QWidget):
    language_wanted = Signal(object)  # Language

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 24, 4)
        row.setSpacing(16)
        row.addWidget(label(_("No network is used."), "small"), 1)
        other, name = spoken.other()
        self.language = link(name, lambda: self.language_wanted.emit(other))
        self.language.setObjectName("other_language")
        row.addWidget(self.language)
        if spoken.forced():
            self.language.hide()
        row.addWidget(label(_("F1 shows all keys"), "small"))
