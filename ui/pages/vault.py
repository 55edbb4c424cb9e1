"""The vault: its health in a few sentences, the people who can open it, and how the window looks."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from intake import durable
from intake.casework.door import Casework, Stage
from intake.errors import IntakeError
from intake.records.findings import Report
from intake.records.names import shown_text
from intake.records.people import Operator, Person, Role
from intake.settings import VERSION
from intake.wording import amounts
from intake.wording.events import operator_name
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.confirm import ConfirmPassphrase
from ui.dialogs.new_sheet import NewSheet
from ui.dialogs.people import AddOperator, ChangePassphrase
from ui.jobs import Lane, Outlasts
from ui.models.last_verified import LastVerified
from ui.models.times import stamp
from ui.models.unfinished import left_words
from ui.pages.checkpoints import CheckpointSaving
from ui.pages.health import HealthLines
from ui.theme import chosen
from ui.theme.chosen import Appearance
from ui.widgets.buttons import button
from ui.widgets.digests import DigestBox
from ui.widgets.flow import flowing
from ui.widgets.frame import Page, emptied, scrolling
from ui.widgets.language_choice import LanguageChoice
from ui.widgets.lock_choices import LockChoices
from ui.widgets.report import headline
from ui.widgets.trouble import Trouble
from ui.widgets.words import Elided, Sign, State, ground, label, rule, set_role

MOST_NOTE = 16_384  # bytes of a checkpoint
LOOKS = (
    (Appearance.SYSTEM, N_("As the system")),
    (Appearance.LIGHT, N_("Light")),
    (Appearance.DARK, N_("Dark")),
    (Appearance.CONTRAST_LIGHT, N_("High contrast, light")),
    (Appearance.CONTRAST_DARK, N_("High contrast, dark")),
)


def _people(casework: Casework) -> tuple[tuple[Operator, ...], tuple[str, str]]:
    """Everyone who has a slot; when the recovery sheet was made, and by whom."""
    return casework.people.all(), casework.people.recovery_sheet()


def _fingerprint(casework: Casework, passphrase: bytearray) -> str:
    """Of the log key, for whoever gives the passphrase once more. UnlockError."""
    casework.people.confirm(passphrase)
    return casework.library.fingerprint()


class Vault(Page):
    running = Signal(object)  # Job
    counted = Signal(int)
    held_given = Signal(bytes)  # a checkpoint to verify against

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Vault"))
        self._desk = desk
        self.subtitle.setText(f"{shown_text(desk.vault.name)} · {desk.casework.code}")
        inner = ground(QWidget(), "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 24)
        column.setSpacing(8)
        self.trouble = Trouble()
        column.addWidget(self.trouble)
        column.addWidget(label(_("Health"), "section"))
        self.log = State(*LastVerified(desk.casework).fully())
        column.addWidget(self.log)
        self.health = HealthLines(desk)
        column.addWidget(self.health)
        self.held = button(_("Compare with a checkpoint held elsewhere…"), self._choose_held, icon="fingerprint")
        self._left = QVBoxLayout()
        self._left.setSpacing(8)
        column.addLayout(self._left)
        self.go_on = button(_("Go on with what is left"), self._go_on, icon="go_on")
        self.go_on.hide()
        column.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)
        self.checkpoints = CheckpointSaving(desk, self)
        self.checkpoints.saved.connect(self._told_saved)
        self.checkpoints.failed.connect(self._failed)
        self.checkpoint = button(_("Save checkpoint…"), self.checkpoints.begin, icon="save")
        column.addWidget(flowing(self.checkpoint, self.held))
        column.addSpacing(8)
        column.addWidget(rule())
        self._people_part(column)
        column.addSpacing(8)
        column.addWidget(rule())
        self._rest(column)
        column.addStretch(1)
        self.body.addWidget(scrolling(inner), 1)

    def _people_part(self, column: QVBoxLayout) -> None:
        column.addWidget(label(_("People who can open it"), "section"))
        self.add = button(_("Add an operator…"), self.add_operator, icon="plus")
        self.change = button(_("Change my passphrase…"), self._change, icon="key")
        self.sheet = button(_("New recovery sheet…"), self._ask_for_sheet, icon="print")
        for act in (self.add, self.change, self.sheet):
            act.setEnabled(not self._desk.read_only)
        if self._desk.casework.operator.role is not Role.OPERATOR:
            self.change.hide()
            self.sheet.hide()
        self._people = QVBoxLayout()
        self._people.setSpacing(2)
        column.addLayout(self._people)
        column.addWidget(flowing(self.add, self.change, self.sheet))

    def _rest(self, column: QVBoxLayout) -> None:
        self.fingerprint = DigestBox(_("Fingerprint of the log key, to compare with bundles of this vault"))
        column.addWidget(self.fingerprint)
        column.addSpacing(8)
        column.addWidget(rule())
        column.addWidget(label(_("On this computer"), "section"))
        self.look = QComboBox()
        self.look.setAccessibleName(_("Appearance"))
        for appearance, name in LOOKS:
            self.look.addItem(_(name), appearance)
        self.look.setCurrentIndex([appearance for appearance, _name in LOOKS].index(chosen.chosen()))
        self.look.activated.connect(lambda index: chosen.choose(LOOKS[index][0]))
        self.language, self.lock_choices = LanguageChoice(), LockChoices()
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        for at, (name, field, said) in enumerate(
            (
                (_("Appearance"), self.look, _("in full after the next unlock")),
                (_("Language"), self.language, self.language.said()),
                (_("Lock after"), self.lock_choices.minutes, _("without a key or the mouse")),
            )
        ):
            for place, part in enumerate((label(name), field, label(said, "small"))):
                grid.addWidget(part, at, place)
        column.addLayout(grid)
        column.addWidget(self.lock_choices)
        column.addSpacing(8)
        column.addWidget(rule())
        column.addWidget(label(_("Software and readers"), "section"))
        self.readers = HealthLines(self._desk, readers=True)
        column.addWidget(self.readers)
        said = _("Evidence Intake {version}. No network is used, and nothing is reported to anyone.")
        column.addWidget(label(said.format(version=VERSION), "quiet"))

    def begin(self) -> None:
        casework = self._desk.casework
        self.health.refresh()
        self.readers.refresh()
        self._desk.ask(partial(_people, casework), self._told_people, self._failed)
        self._desk.ask(casework.agenda.left, self._told_left, self._failed)
        self._desk.ask(casework.library.fingerprint, lambda found: self.fingerprint.show_digest(found.upper()), self._failed)

    def _told_people(self, told: tuple[tuple[Operator, ...], tuple[str, str]]) -> None:
        people, made = told
        emptied(self._people)
        for one in people:
            self._people.addWidget(self._person(one, made))

    @staticmethod
    def _person(one: Operator, made: tuple[str, str]) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 3, 0, 3)
        line.setSpacing(8)
        recovery = one.role is Role.RECOVERY
        line.addWidget(Sign("key" if recovery else "person"))
        line.addWidget(label(operator_name(one.person.name), "strong"))
        said = shown_text(one.person.agency)
        if recovery and made[0]:
            said = _("on paper, away from the vault; the sheet was made {time} by {name}").format(
                time=stamp(made[0]), name=operator_name(made[1])
            )
        about = Elided(said)
        set_role(about, "quiet")
        line.addWidget(about, 1)
        key = label(_("key {groups}…").format(groups=amounts.groups(one.key_id[:16])), "small")
        line.addWidget(key)
        return row

    def _told_left(self, left: dict[Stage, int]) -> None:
        emptied(self._left)
        some = {stage: count for stage, count in left.items() if count}
        for stage, count in some.items():
            self._left.addWidget(State("attention", left_words(stage, count)))
        if not some:
            self._left.addWidget(State("good", _("Nothing is left undone: everything is read, compared and examined.")))
        self.go_on.setVisible(bool(some) and not self._desk.read_only)
        self.counted.emit(0)

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)

    def _told_saved(self, code: str) -> None:
        self.trouble.hide()
        self.log.say("good", _("The checkpoint was saved. Its code, to compare by eye: {code}").format(code=code))

    def told_report(self, report: Report) -> None:
        self.log.say(*headline(report))

    def _choose_held(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("A checkpoint of this vault, held elsewhere"), str(Path.home()))
        if name:
            self.compare(Path(name))

    def compare(self, held: Path) -> None:
        """Verify everything against a checkpoint that was kept elsewhere."""
        try:
            note = durable.read(held, MOST_NOTE)
        except IntakeError as error:
            self._failed(error)
        else:
            self.trouble.hide()
            self.held_given.emit(note)

    def _go_on(self) -> None:
        job = self._desk.jobs.make(self._desk.casework.agenda.resume, Lane.WORK)
        job.outlasts = Outlasts.IMPORT
        job.failed.connect(self._failed)
        job.ended.connect(self.begin)
        self.go_on.hide()
        self._desk.jobs.start(job)
        self.running.emit(job)

    # People

    def add_operator(self) -> None:
        asked = AddOperator(self)
        asked.answered.connect(self._add)
        asked.open()

    def _add(self, person: Person, passphrase: bytearray) -> None:
        question = partial(self._desk.casework.people.add, person, passphrase)
        self._desk.ask(question, self._added, self._failed, Lane.BACKGROUND)

    def _added(self, _one: Operator) -> None:
        self.begin()

    def _change(self) -> None:
        asked = ChangePassphrase(self)
        asked.answered.connect(self._changed)
        asked.open()

    def _changed(self, passphrase: bytearray) -> None:
        question = partial(self._desk.casework.people.change_passphrase, passphrase)
        self._desk.ask(
            question, lambda _none: self.log.say("good", _("The passphrase was changed.")), self._failed, Lane.BACKGROUND
        )

    # The recovery sheet

    def _ask_for_sheet(self) -> None:
        """A screen that was left open is not enough for a code that opens everything."""
        asked = ConfirmPassphrase(self)
        asked.answered.connect(self._confirm)
        asked.ask()

    def _confirm(self, passphrase: bytearray) -> None:
        self.trouble.hide()
        self.sheet.setEnabled(False)
        question = partial(_fingerprint, self._desk.casework, passphrase)
        self._desk.ask(question, self._show_sheet, self._not_confirmed, Lane.BACKGROUND)

    def _not_confirmed(self, error: IntakeError) -> None:
        self.sheet.setEnabled(True)
        self._failed(error)

    def _show_sheet(self, fingerprint: str) -> None:
        self.sheet.setEnabled(True)
        casework = self._desk.casework
        asked = NewSheet(casework.office, casework.code, casework.people.draw_recovery_code(), fingerprint, self)
        asked.answered.connect(self._replace)
        asked.ask()

    def _replace(self, code: str) -> None:
        self.sheet.setEnabled(False)
        question = partial(self._desk.casework.people.replace_recovery, code)
        self._desk.ask(question, self._replaced, self._not_replaced, Lane.BACKGROUND)

    def _replaced(self, _one: Operator) -> None:
        self.sheet.setEnabled(True)
        self.log.say("good", _("The new recovery sheet counts; the one before opens this vault no longer. Destroy it."))
        self.begin()

    def _not_replaced(self, error: IntakeError) -> None:
        self.sheet.setEnabled(True)
        self.log.say("attention", _("The new recovery sheet does not count: destroy it, and keep the one before."))
        self._failed(error)
