"""Which language the window speaks: `INTAKE_LANGUAGE`, else what this person chose on this computer, else English.

Only the window asks: the command line speaks the language that its environment names. It is a setting, no evidence: what is
recorded and what leaves in a bundle does not depend on it.
"""

import os
from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QLocale, QSettings

from intake.wording import language

KEY = "language"
FORCED = "INTAKE_LANGUAGE"


class Language(StrEnum):
    SYSTEM = "system"
    ENGLISH = "en"
    SPANISH = "es"


def chosen() -> Language:
    """What this person chose, English at first."""
    try:
        return Language(str(QSettings().value(KEY, Language.ENGLISH.value)))
    except ValueError:
        return Language.ENGLISH


def keep(wanted: Language) -> None:
    """For the next start or lock: what is shown now stays as it is."""
    QSettings().setValue(KEY, wanted.value)


def forced(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment has chosen, so that nothing can be chosen in the window."""
    return bool(environment.get(FORCED))


def other() -> tuple[Language, str]:
    """The language that is not in use, and its name in its own words: whoever needs it cannot read the one in use."""
    spanish = language.in_use() == Language.SPANISH
    return (Language.ENGLISH, "English") if spanish else (Language.SPANISH, "Español")


def code(environment: Mapping[str, str] = os.environ, system: str | None = None) -> str:
    """Of the language to speak. system: the system's locale, such as `es_MX`, where that of this computer is not meant."""
    if environment.get(FORCED):
        return environment[FORCED]
    wanted = chosen()
    if wanted is not Language.SYSTEM:
        return wanted.value
    spoken = (QLocale.system().name() if system is None else system)[:2]
    return spoken if spoken == Language.SPANISH else Language.ENGLISH.value


def speak() -> None:
    """From now on; before any window is made."""
    language.use(code())
