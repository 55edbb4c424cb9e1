"""One submission: what is stated and what is missing, put right by entries of its own; its receipt; closing it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from intake.casework.door import Brought, Casework, Correction, Submitted
from intake.errors import IntakeError
from intake.ids import SubmissionId
from intake.records.names import shown_text
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.reason import closing
from ui.models.times import stamp
from ui.pages.brought import BroughtPart
from ui.pages.sheet_form import REACHES, RECORDED_BY
from ui.pages.submission_line import not_stated
from ui.widgets.buttons import button, icon_button, primary
from ui.widgets.frame import Page, scrolling, splitter
from ui.widgets.paper import Paper
from ui.widgets.tab_order import one_after_another
from ui.widgets.trouble import Trouble
from ui.widgets.words import State, ground, label, rule

TEXTS = (
    ("giver_name", N_("Received from")),
    ("giver_declined", N_("Declines to be named")),
    ("recorded_by", N_("Recorded by")),
    ("authority", N_("Authority")),
    ("place", N_("Place")),
    ("device", N_("Device")),
    ("clock", N_("Its clock")),
    ("hops", N_("Path to us")),
    ("safety", N_("Safety")),
    ("account", N_("Their account")),
)
MOST = 4_000  # characters of one answer


class SubmissionPage(QWidget):
    left = Signal()
    changed = Signal()  # something was recorded

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Submitted | None = None
        self._submission: SubmissionId | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page(_("Submission"))
        self.back = icon_button("back", _("Back to Intake"), self.left.emit)
        self.page.bar.row.insertWidget(0, self.back)
        self.close_it = button(_("Close submission"), self._close)
        self.page.bar.row.addWidget(self.close_it)
        outer.addWidget(self.page)
        self.receipt = Paper(_("Receipt"), _("It names nobody, so that it harms nobody who finds it."))
        self._pane = self._form()
        both = splitter(self._pane, self.receipt)
        both.setSizes([760, 420])
        self.page.body.addWidget(both, 1)

    def _form(self) -> QWidget:
        made = ground(QWidget(), "surface")
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = ground(QWidget(), "surface")
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(16, 12, 16, 12)
        self._rows.setSpacing(8)
        self.state = State()
        self._rows.addWidget(self.state)
        self.brought = BroughtPart(self._desk)
        self.brought.left_out.connect(lambda *_told: self._recorded())
        self.brought.failed.connect(self._failed)
        self._rows.addWidget(self.brought)
        self.reach = label("", "quiet", wrap=True)
        self._rows.addWidget(self.reach)
        self._rows.addLayout(self._fields())
        self._rows.addStretch(1)
        column.addWidget(scrolling(inner), 1)
        self.trouble = Trouble()
        column.addWidget(self.trouble)
        column.addWidget(rule())
        column.addLayout(self._foot())
        return made

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 120)
        grid.setColumnStretch(1, 1)
        self.fields: dict[str, QLineEdit] = {}
        self._before = {}
        for number, (word, name) in enumerate(TEXTS):
            field = self._field(word, _(name))
            if word != "giver_declined":
                named = label(_(name))
                named.setBuddy(field)
                grid.addWidget(named, 2 * number, 0)
            grid.addWidget(field, 2 * number, 1)
            before = label("", "small", wrap=True)
            before.hide()
            self._before[word] = before
            grid.addWidget(before, 2 * number + 1, 1)
        return grid

    def _field(self, word: str, name: str) -> QWidget:
        if word == "giver_declined":
            self.declined = QCheckBox(name)
            self.declined.toggled.connect(self._look_again)
            return self.declined
        if word == "recorded_by":
            self.recorded_by = QComboBox()
            self.recorded_by.setAccessibleName(name)
            for value, said in RECORDED_BY:
                self.recorded_by.addItem(_(said), value)
            self.recorded_by.currentIndexChanged.connect(self._look_again)
            return self.recorded_by
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setMaxLength(MOST)
        field.setPlaceholderText(_("Not stated"))
        field.textEdited.connect(self._look_again)
        self.fields[word] = field
        return field

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("Reason, for example: said by telephone"))
        self.reason.setMaxLength(500)
        self.reason.textEdited.connect(self._look_again)
        self.record = primary(_("Record the change"), self._record)
        row.addWidget(label(_("What was said before stays in the history."), "small", wrap=True), 1)
        row.addWidget(self.reason, 1)
        row.addWidget(self.record)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # What is shown

    def show_submission(self, submission: SubmissionId) -> None:
        self._submission = submission
        self._shown = None
        self.trouble.hide()
        self.page.title.setText(_("Submission {number}").format(number=self._desk.own(submission)))
        self.receipt.show_paper("", "")
        self.brought.clear()
        self._ask()

    def _ask(self) -> None:
        if self._submission is None:
            return
        library = self._desk.casework.library
        self._desk.ask(partial(_stands, self._desk.casework, self._submission), self._told, self._failed)
        self._desk.ask(partial(library.receipt, self._submission), partial(self._told_receipt, self._submission), self._failed)

    def _told(self, told: "tuple[Submitted, tuple[Brought, ...]]") -> None:
        said, brought = told
        if said.row.submission != self._submission:
            return
        self.brought.show_brought(said.row, brought)
        one_after_another((self.page.bar, self._pane, self.receipt))
        self._shown = said
        self.page.subtitle.setText(_("closed") if said.row.closed else _("open"))
        missing = [_(name) for word, name in TEXTS if word != "giver_declined" and not self._stated(said, word)]
        if missing:
            self.state.say("note" if said.row.closed else "attention", _("Not stated: {what}").format(what=", ".join(missing)))
        else:
            self.state.say("good", _("Everything is stated."))
        reach = said.row.reach
        self.reach.setText("" if reach is None else f"{int(reach)}   {_(REACHES[reach])}")
        for word, field in self.fields.items():
            field.setText(said.now(word))
            field.setCursorPosition(0)
        self.declined.setChecked(said.declined)
        self.recorded_by.setCurrentIndex(max(0, self.recorded_by.findData(said.now("recorded_by"))))
        for word, before in self._before.items():
            texts = [_was(word, one.value, one.by, one.at) for one in said.said.get(word, ())[:-1]]
            before.setText("\n".join(reversed(texts)))
            before.setVisible(bool(texts))
        self.reason.clear()
        self._look_again()

    @staticmethod
    def _stated(said: Submitted, word: str) -> bool:
        return bool(said.now(word)) or (word == "giver_name" and (said.declined or bool(said.now("giver_alias"))))

    def _told_receipt(self, submission: SubmissionId, text: str) -> None:
        if submission == self._submission:
            self.receipt.show_paper(text, f"{submission}.txt")

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)
        self._look_again()

    # What is changed

    def correction(self) -> Correction | None:
        """What differs from what is in force; None when nothing does."""
        said = self._shown
        if said is None:
            return None
        changed: dict[str, str | bool] = {
            word: field.text().strip() for word, field in self.fields.items() if field.text().strip() != said.now(word).strip()
        }
        by = str(self.recorded_by.currentData() or "")
        if by != said.now("recorded_by"):
            changed["recorded_by"] = by
        if self.declined.isChecked() != said.declined:
            changed["giver_declined"] = self.declined.isChecked()
        return Correction(**changed) if changed else None  # type: ignore[arg-type]  # each word has its own type

    def _look_again(self) -> None:
        writable = self._shown is not None and not self._desk.read_only
        for field in (*self.fields.values(), self.declined, self.recorded_by, self.reason):
            field.setEnabled(writable)
        self.record.setEnabled(writable and self.correction() is not None and bool(self.reason.text().strip()))
        self.close_it.setEnabled(writable and self._shown is not None and not self._shown.row.closed)
        asks = self._shown is not None and self._shown.row.asks and not self._shown.row.closed
        waits = self._shown is not None and bool(self._shown.row.waiting)
        self.close_it.setText(_("Close as it is…") if asks else _("Close submission"))
        if waits:
            self.close_it.setEnabled(False)
        self.close_it.setToolTip(
            _("Files of it have not been read yet. Go on with the import, or leave them out.")
            if waits
            else _("Nothing more is expected of it; it can still be corrected.")
        )

    def _record(self) -> None:
        correction = self.correction()
        if correction is None or self._submission is None or not self.record.isEnabled():
            return
        self.record.setEnabled(False)
        noting = self._desk.casework.noting
        act = partial(noting.correct, self._submission, correction, self.reason.text().strip())
        self._desk.ask(act, lambda _none: self._recorded(), self._failed)

    def _close(self) -> None:
        """At once where nothing is asked for any more; else for a reason."""
        if self._shown is None:
            return
        row = self._shown.row
        if not row.asks:
            self._close_for("")
            return
        asking = closing(self._desk.own(row.submission), not_stated(row), row.failed, self.window())
        asking.answered.connect(self._close_for)
        asking.ask()

    def _close_for(self, reason: str) -> None:
        if self._submission is None:
            return
        self.close_it.setEnabled(False)
        act = partial(self._desk.casework.noting.close_submission, self._submission, reason)
        self._desk.ask(act, lambda _none: self._recorded(), self._failed)

    def _recorded(self) -> None:
        self.trouble.hide()
        self._ask()
        self.changed.emit()


def _stands(casework: Casework, submission: SubmissionId) -> "tuple[Submitted, tuple[Brought, ...]]":
    return casework.library.submitted(submission), casework.library.brought_with(submission)


def _was(word: str, value: str | bool, by: str, at: str) -> str:
    said = shown_text(str(value), MOST)
    if word == "recorded_by":
        said = _(dict(RECORDED_BY).get(said, said))
    elif isinstance(value, bool):
        said = _("yes") if value else _("no")
    return _("Before: {value} ({who}, {time})").format(value=said or _("nothing"), who=shown_text(by), time=stamp(at))
