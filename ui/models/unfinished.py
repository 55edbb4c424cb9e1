"""What is not finished, for the status line: asked for away from the window."""

from intake.casework.door import Casework, Stage
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _


def left_words(stage: Stage, count: int) -> str:
    """How many of what is left to do."""
    if stage is Stage.ACQUIRE:
        return ngettext(
            "{count} file of an interrupted import is not read yet",
            "{count} files of interrupted imports are not read yet",
            count,
        )
    if stage is Stage.COMPARE:
        return ngettext("{count} comparison is not made yet", "{count} comparisons are not made yet", count)
    return ngettext("{count} item is not examined yet", "{count} items are not examined yet", count)


def unfinished(casework: Casework) -> tuple[str, ...]:
    """A few words for each; none when all is done."""
    said = []
    if not casework.read_only:
        said = [left_words(stage, count) for stage, count in casework.agenda.left().items() if count]
    if casework.upkeep.moment().synchronised is False:
        said.append(_("the clock of this computer is not synchronised"))
    return tuple(said)
