"""What a submission brought: items, what failed and what was left out with the reasons; trying again, or leaving it out."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.ids import BatchId
from intake.records.marks import MOST_REASON
from intake.records.names import shown, shown_text
from intake.records.rows import SubmissionRow
from intake.wording.errors import words
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.reason import leaving_out
from ui.jobs import Lane
from ui.models.times import stamp
from ui.widgets.buttons import button, link
from ui.widgets.frame import emptied
from ui.widgets.words import State, rule

if TYPE_CHECKING:
    from intake.casework.door import Brought, LeftOut

SHOWN = 4  # of what failed, of what was left out; the others when they are asked for
MOST = 200  # then; more are in the log


def _sentence(one: "LeftOut", count: int) -> str:
    """Who left it out, when and why; several at once where they have no name."""
    what = (
        shown(one.name) if one.name else ngettext("{count} file that was never read", "{count} files that were never read", count)
    )
    said = _("Left out: {what} ({who}, {time})").format(what=what, who=shown_text(one.by), time=stamp(one.at))
    return f"{said}: {shown_text(one.reason, MOST_REASON)}" if one.reason else said


def left_out_sentences(left_out: Iterable["LeftOut"]) -> list[str]:
    """One for each file with a name; those that were never read are told together, as they were left out."""

    def alike(one: "LeftOut") -> tuple[object, ...]:
        return (one.line,) if one.name else (0, one.reason, one.by, one.at[:16])

    runs = [list(run) for _key, run in groupby(left_out, alike)]
    return [_sentence(run[0], len(run)) for run in runs]


class BroughtPart(QWidget):
    again = Signal(object)  # BatchId
    left_out = Signal(object, object, str)  # BatchId, the lines, the reason
    failed = Signal(object)  # IntakeError

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._whole = False
        self._told: tuple[SubmissionRow, tuple[Brought, ...]] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(4)

    def clear(self) -> None:
        """Another submission comes."""
        self._whole, self._told = False, None
        emptied(self._column)

    def show_brought(self, row: SubmissionRow, brought: "tuple[Brought, ...]") -> None:
        self._told = row, brought
        emptied(self._column)
        self._column.addWidget(State("good" if row.items else "note", self._kept(row)))
        failed = [(one, failure) for one in brought for failure in one.failed]
        left = [sentence for one in brought for sentence in left_out_sentences(one.left_out)]
        most = MOST if self._whole else SHOWN
        for _one, failure in failed[:most]:
            facts = {"name": shown(failure.name), "reason": shown_text(failure.reason)}
            self._column.addWidget(State("bad", words(failure.code, facts).message))
        self._acts(row, brought)
        for sentence in left[:most]:
            self._column.addWidget(State("waiting", sentence, "quiet"))
        if self._whole and (beyond := sum(max(0, len(many) - MOST) for many in (failed, left))):
            said = ngettext("And {count} more, in the log.", "And {count} more, in the log.", beyond)
            self._column.addWidget(State("note", said, "quiet"))
        hidden = sum(max(0, len(many) - SHOWN) for many in (failed, left))
        self.more = link(
            _("Show fewer") if self._whole else ngettext("Show the other {count}", "Show the other {count}", hidden), self._unfold
        )
        self.more.setVisible(bool(hidden))
        row_ = QHBoxLayout()
        row_.addWidget(self.more)
        row_.addStretch(1)
        self._column.addLayout(row_)
        if row.closed:
            said = _("Signed and closed {time}").format(time=stamp(row.closed_at))
            why = _("{said}, as it is: {why}").format(said=said, why=shown_text(row.closed_reason, MOST_REASON))
            self._column.addWidget(State("receipt", why if row.closed_reason else f"{said}."))
        self._column.addWidget(rule())

    @staticmethod
    def _kept(row: SubmissionRow) -> str:
        kept = ngettext("{count} file is in the vault.", "{count} files are in the vault.", row.items)
        if row.waiting:
            kept += " " + ngettext("{count} file was not read yet.", "{count} files were not read yet.", row.waiting)
        return kept

    def _acts(self, row: SubmissionRow, brought: "Sequence[Brought]") -> None:
        """For each import with something that failed; when one is closed there is nothing more to do."""
        if row.closed or self._desk.read_only:
            return
        for one in brought:
            if not one.failed:
                continue
            acts = QHBoxLayout()
            acts.setContentsMargins(24, 0, 0, 0)
            acts.setSpacing(8)
            retry = button(_("Try failed again"), partial(self.again.emit, one.batch), icon="again")
            retry.setObjectName("retry")
            leave = button(_("Leave it out…") if len(one.failed) == 1 else _("Leave them out…"), partial(self._ask, one))
            leave.setObjectName("leave")
            for act in (retry, leave):
                acts.addWidget(act)
            acts.addStretch(1)
            self._column.addLayout(acts)

    def _unfold(self) -> None:
        self._whole = not self._whole
        if self._told is not None:
            self.show_brought(*self._told)
            self.more.setFocus()

    def _ask(self, one: "Brought") -> None:
        asking = leaving_out([failure.name for failure in one.failed], self.window())
        asking.answered.connect(partial(self._leave_out, one.batch, [failure.line for failure in one.failed]))
        asking.ask()

    def _leave_out(self, batch: BatchId, lines: Sequence[int], reason: str) -> None:
        act = partial(self._desk.casework.receiving.leave_out, batch, lines, reason)
        self._desk.ask(act, partial(self._done, batch, reason), self._not_done, Lane.BACKGROUND)

    def _done(self, batch: BatchId, reason: str, lines: tuple[int, ...]) -> None:
        self.left_out.emit(batch, lines, reason)

    def _not_done(self, error: IntakeError) -> None:
        self.failed.emit(error)
