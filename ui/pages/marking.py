"""Marks on items: those in force with who and why, and a line in which a reason is written; a mark is withdrawn by a new entry."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.marks import MOST_REASON, Mark, MarkKind
from intake.records.names import shown_text
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.times import stamp
from ui.widgets.buttons import button, link
from ui.widgets.frame import emptied
from ui.widgets.trouble import Trouble
from ui.widgets.veil import said_of
from ui.widgets.words import State, label

ACTS = {MarkKind.DISTRESSING: N_("Mark as distressing…"), MarkKind.ATTORNEY: N_("Tell the attorney…")}
SIGNS = {MarkKind.DISTRESSING: "covered", MarkKind.ATTORNEY: "flag"}


def _said(mark: Mark) -> str:
    if mark.kind is MarkKind.DISTRESSING:
        return said_of(mark)
    return _("For the attorney: {reason}").format(reason=shown_text(mark.reason, MOST_REASON))


class Marking(QWidget):
    wanted = Signal()  # to be seen: a reason is asked for
    finished = Signal()  # the reason was written, or not

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item: ItemId | None = None
        self._items: tuple[ItemId, ...] = ()
        self._kind = MarkKind.DISTRESSING
        self.marks: tuple[Mark, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        column.addLayout(self._lines)
        self.form = self._form()
        self.trouble = Trouble()
        self.trouble.hide()
        column.addWidget(self.form)
        column.addWidget(self.trouble)

    def _form(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        self.what = label("", "label", wrap=True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(MOST_REASON)
        self.reason.setAccessibleName(_("Reason of the mark"))
        self.reason.setPlaceholderText(_("Why, in a few words"))
        self.reason.textChanged.connect(self._check)
        self.reason.returnPressed.connect(self._write)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.write = button(_("Mark"), self._write)
        row.addWidget(self.write)
        row.addWidget(button(_("Cancel"), self._leave))
        row.addStretch(1)
        for part in (self.what, self.reason):
            column.addWidget(part)
        column.addLayout(row)
        made.hide()
        return made

    # Which item

    def show_item(self, item: ItemId) -> None:
        if item != self._item:
            self.cancel()
            self._show(())
        self._item = item
        self._desk.ask(partial(self._desk.casework.noting.marks, item), partial(self._told, item))

    def _told(self, item: ItemId, marks: tuple[Mark, ...]) -> None:
        if item == self._item:
            self._show(marks)

    def _show(self, marks: tuple[Mark, ...]) -> None:
        emptied(self._lines)
        self.marks = marks
        for mark in marks:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            said = State(SIGNS[mark.kind], _said(mark))
            said.setToolTip(f"{shown_text(mark.by)}, {stamp(mark.at)}")
            row.addWidget(said, 1)
            taking = link(_("Withdraw"), partial(self.withdraw, mark.kind, self._this(), mark.reason))
            taking.setAccessibleName(_("Withdraw: {mark}").format(mark=_said(mark)))
            taking.setEnabled(not self._desk.read_only)
            row.addWidget(taking, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(line)

    def _this(self) -> tuple[ItemId, ...]:
        return () if self._item is None else (self._item,)

    # Acts

    def fill(self, menu: QMenu, items: Sequence[ItemId], marked: frozenset[MarkKind]) -> None:
        """What can be done with these items. marked: kinds that all or some of them have."""
        for kind, name in ACTS.items():
            act = menu.addAction(_(name), partial(self.begin, kind, tuple(items)))
            act.setEnabled(bool(items) and not self._desk.read_only)
        for kind, name in (
            (MarkKind.DISTRESSING, _("Withdraw “distressing”")),
            (MarkKind.ATTORNEY, _("Withdraw “tell the attorney”")),
        ):
            if kind in marked:
                act = menu.addAction(name, partial(self.withdraw, kind, tuple(items), ""))
                act.setEnabled(not self._desk.read_only)

    def menu(self) -> QMenu:
        """Of the item that is shown."""
        menu = QMenu(self)
        self.fill(menu, self._this(), frozenset(mark.kind for mark in self.marks))
        return menu

    def begin(self, kind: MarkKind, items: tuple[ItemId, ...]) -> None:
        """Ask for the reason."""
        self._kind, self._items = kind, items
        self.wanted.emit()
        number = self._desk.own(items[0]) if len(items) == 1 else ""
        if kind is MarkKind.DISTRESSING:
            one = _("Mark item {item} as distressing")
            many = ngettext("Mark {count} item as distressing", "Mark {count} items as distressing", len(items))
        else:
            one = _("Tell the attorney of item {item}")
            many = ngettext("Tell the attorney of {count} item", "Tell the attorney of {count} items", len(items))
        self.what.setText(one.format(item=number) if number else many)
        self.reason.clear()
        self._check()
        self.form.show()
        self.reason.setFocus()

    def _leave(self) -> None:
        self.cancel()
        self.finished.emit()

    def cancel(self) -> None:
        self.form.hide()
        self.trouble.hide()
        self.reason.clear()

    def _check(self) -> None:
        self.write.setEnabled(bool(self.reason.text().strip()) and bool(self._items))

    def _write(self) -> None:
        if not self.write.isEnabled() or not self.form.isVisibleTo(self):
            return
        self.write.setEnabled(False)
        items, kind, reason = self._items, self._kind, self.reason.text().strip()
        question = partial(self._desk.casework.noting.mark, items, kind, reason)
        self._desk.ask(question, partial(self._written, items, kind), self._failed)

    def _written(self, items: tuple[ItemId, ...], kind: MarkKind, _none: None) -> None:
        self.cancel()
        self.finished.emit()
        said = ngettext(
            "A new entry withdraws this mark from {count} item. What was marked, and why, stays in the log.",
            "A new entry withdraws this mark from {count} items. What was marked, and why, stays in the log.",
            len(items),
        )
        self._desk.undo.did(said, partial(self.withdraw, kind, items, ""))
        self._again()

    def withdraw(self, kind: MarkKind, items: tuple[ItemId, ...], was: str) -> None:
        """By a new entry. was: the reason of the mark, so that it can be set again."""
        question = partial(self._desk.casework.noting.unmark, items, kind)
        self._desk.ask(question, partial(self._withdrawn, kind, items, was), self._failed)

    def _withdrawn(self, kind: MarkKind, items: tuple[ItemId, ...], was: str, _none: None) -> None:
        if was:
            said = _("A new entry marks it again: “{reason}” The withdrawal stays in the log.").format(reason=shown_text(was))
            question = partial(self._desk.casework.noting.mark, items, kind, was)
            self._desk.undo.did(said, partial(self._desk.ask, question, lambda _none: self._again(), self._failed))
        self._again()

    def _again(self) -> None:
        if self._item is not None:
            self.show_item(self._item)

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)
        self._check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form.isVisibleTo(self):
            self._leave()
        else:
            super().keyPressEvent(event)
