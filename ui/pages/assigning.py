"""Items are assigned to a case, or taken out of one: asked for the reason, written as an entry, taken back by another."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.names import shown_text
from intake.records.rows import CaseRow
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.assign import Assign


class Assigning(QObject):
    def __init__(self, desk: Desk, over: QWidget, failed: Callable[[IntakeError], object]) -> None:
        super().__init__(over)
        self._desk, self._over, self._failed = desk, over, failed

    def begin(self, items: Sequence[ItemId], out: str = "") -> None:
        """Ask for case and reason; out: the case that they are taken out of."""
        if items and not self._desk.read_only:
            self._desk.ask(self._desk.casework.library.cases, partial(self._ask, tuple(items), out), self._failed)

    def _ask(self, items: tuple[ItemId, ...], out: str, cases: tuple[CaseRow, ...]) -> None:
        dialog = Assign(len(items), cases, out, self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.write(items, dialog.number(), dialog.reason.text().strip(), out=bool(out)))
        dialog.open()

    def write(self, items: tuple[ItemId, ...], number: str, reason: str, *, out: bool) -> None:
        """The entries; those that already stand as wished are left alone."""
        noting = self._desk.casework.noting
        act = partial(noting.take_back if out else noting.assign, items, number, reason)
        self._desk.ask(act, partial(self._written, number, out), self._failed)

    def _written(self, number: str, out: bool, items: tuple[ItemId, ...]) -> None:
        if not items:
            return
        shown = shown_text(number)
        if out:
            said = ngettext(
                "A new entry assigns {count} item to case {number} again. What was written stays in the log.",
                "A new entry assigns {count} items to case {number} again. What was written stays in the log.",
                len(items),
            )
        else:
            said = ngettext(
                "A new entry takes {count} item out of case {number}. What was written stays in the log.",
                "A new entry takes {count} items out of case {number}. What was written stays in the log.",
                len(items),
            )
        reason = _("taken back")
        self._desk.undo.did(said.replace("{number}", shown), partial(self.write, items, number, reason, out=not out))
