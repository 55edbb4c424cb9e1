"""A working copy of an item, to a place that a person names; it is logged before a byte leaves."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from intake.casework.door import Details
from intake.errors import IntakeError
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Lane


def copy_out(
    over: QWidget, desk: Desk, details: Details, done: Callable[[], object], failed: Callable[[IntakeError], object]
) -> None:
    """Asks where to, and has it written. The name that is proposed is the item's number: a file's own name is a stranger's."""
    suffix = Path(details.item.row.name).suffix
    plain = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
    proposal = Path.home() / f"{details.item.row.item}{plain}"
    name, _kind = QFileDialog.getSaveFileName(over, _("Working copy: it is logged before a byte leaves"), str(proposal))
    if name:
        act = partial(desk.casework.library.working_copy, details.item.row.item, Path(name))
        job = desk.jobs.make(act, Lane.BACKGROUND)
        job.failed.connect(failed)
        job.done.connect(lambda _sha256: done())
        desk.jobs.start(job)
