"""Which language the window speaks from the next start on; a choice of a person on this computer."""

import os

from PySide6.QtWidgets import QComboBox

from intake.wording import language
from intake.wording.language import translated as _
from ui import spoken
from ui.spoken import Language


class LanguageChoice(QComboBox):
    """Where the environment has chosen already, it shows the language in use, and nothing can be chosen."""

    def __init__(self) -> None:
        super().__init__()
        # Each language in its own words: whoever needs it cannot read the others.
        offered = ((Language.SYSTEM, _("As the system")), (Language.ENGLISH, "English"), (Language.SPANISH, "Español"))
        self.setObjectName("language")
        self.setAccessibleName(_("Language"))
        for one, name in offered:
            self.addItem(name, one)
        self.forced = bool(os.environ.get(spoken.FORCED))
        now = language.in_use() if self.forced else spoken.chosen()
        self.setCurrentIndex([one for one, _name in offered].index(Language(now)))
        self.activated.connect(lambda index: spoken.keep(offered[index][0]))
        self.setEnabled(not self.forced)

    def said(self) -> str:
        """What stands beside it."""
        return _("chosen by INTAKE_LANGUAGE where this was started") if self.forced else _("from the next start or lock on")
