"""Which language the window speaks from the next start on; a choice of a person on this computer."""

import os

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from intake.wording.language import translated as _
from ui import spoken
from ui.spoken import Language
from ui.widgets.words import label


class LanguageChoice(QWidget):
    def __init__(self) -> None:
        super().__init__()
        # Each language in its own words: whoever needs it cannot read the others.
        offered = ((Language.SYSTEM, _("As the system")), (Language.ENGLISH, "English"), (Language.SPANISH, "Español"))
        self.box = QComboBox()
        self.box.setObjectName("language")
        self.box.setAccessibleName(_("Language"))
        for one, name in offered:
            self.box.addItem(name, one)
        self.box.setCurrentIndex([one for one, _name in offered].index(spoken.chosen()))
        self.box.activated.connect(lambda index: spoken.keep(offered[index][0]))
        forced = bool(os.environ.get(spoken.FORCED))
        self.box.setEnabled(not forced)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(_("Language")))
        row.addWidget(self.box)
        said = _("chosen by INTAKE_LANGUAGE where this was started") if forced else _("from the next start or lock on")
        row.addWidget(label(said, "small"))
        row.addStretch(1)
