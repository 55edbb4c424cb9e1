"""A new vault: where, whose, who, which passphrase; nothing exists before the last page, which also hands out the recovery sheet."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QWidget

from intake import durable
from intake.errors import IntakeError
from intake.progress import Progress
from intake.records.people import Person
from intake.settings import Settings
from intake.wording.language import translated as _
from ui.dialogs.recovery_sheet import Sheet
from ui.dialogs.steps import Step, Steps
from ui.jobs import Jobs, Lane
from ui.widgets.buttons import button
from ui.widgets.secret import Secret
from ui.widgets.trouble import Trouble
from ui.widgets.words import label

if TYPE_CHECKING:
    from intake.casework.door import Created

SHORTEST = 12  # characters, as the vault itself demands


def _create(path: Path, office: str, person: Person, passphrase: bytearray, settings: Settings, progress: Progress) -> "Created":  # noqa: ARG001 — an act
    from intake.casework import door

    try:
        return door.create(path, office, person, passphrase, settings)
    finally:
        passphrase[:] = bytes(len(passphrase))


class _Place(Step):
    def __init__(self, wizard: "NewVault") -> None:
        super().__init__(
            _("Where should it lie?"),
            _("A folder that does not exist yet, on a disk of this computer. Not in a folder that a cloud synchronises."),
        )
        self.path = QLineEdit()
        self.path.setAccessibleName(_("Folder of the new vault"))
        self.path.setText(str(Path.home() / _("Evidence vault")))
        self.path.textChanged.connect(wizard.look_again)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(button(_("Choose…"), self._choose, icon="folder"))
        self.said = label("", "attention", wrap=True)
        self.column.addLayout(row)
        self.column.addWidget(self.said)
        self.column.addStretch(1)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Folder in which the vault is made"), str(Path.home()))
        if folder:
            self.path.setText(str(Path(folder) / _("Evidence vault")))

    def ready(self) -> bool:
        path = Path(self.path.text())
        wrong = ""
        if not self.path.text().strip() or not path.is_absolute():
            wrong = _("Name a folder with its whole path.")
        elif durable.is_there(path):
            wrong = _("There is something at this place already. Choose another name.")
        elif not durable.is_folder(path.parent):
            wrong = _("The folder above it does not exist.")
        self.said.setText(wrong)
        return not wrong

    def begin(self) -> None:
        self.path.setFocus()


class _Words(Step):
    """Fields of one line, of which the first so many must be filled in."""

    def __init__(self, wizard: "NewVault", title: str, said: str, fields: tuple[tuple[str, str], ...], needed: int) -> None:
        super().__init__(title, said)
        self._needed = needed
        self.fields = []
        for name, example in fields:
            field = QLineEdit()
            field.setAccessibleName(name)
            field.setPlaceholderText(example)
            field.textChanged.connect(wizard.look_again)
            named = label(name)
            named.setBuddy(field)
            self.column.addWidget(named)
            self.column.addWidget(field)
            self.fields.append(field)
        self.column.addStretch(1)

    def texts(self) -> list[str]:
        return [field.text().strip() for field in self.fields]

    def ready(self) -> bool:
        return all(self.texts()[: self._needed])

    def begin(self) -> None:
        self.fields[0].setFocus()


class _Passphrase(Step):
    def __init__(self, wizard: "NewVault") -> None:
        super().__init__(
            _("Your passphrase"),
            _("It opens the vault. Five or six unrelated words are good. Nobody can reset it; the recovery sheet comes next."),
        )
        self.first, self.again = Secret(_("Passphrase")), Secret(_("The same once more"))
        self.said = label("", "small", wrap=True)
        for name, field in ((_("Passphrase"), self.first), (_("The same once more"), self.again)):
            self.column.addWidget(label(name))
            self.column.addWidget(field)
            field.textChanged.connect(wizard.look_again)
        self.column.addWidget(self.said)
        self.column.addStretch(1)

    def ready(self) -> bool:
        typed, again = self.first.text(), self.again.text()
        if len(typed) < SHORTEST:
            self.said.setText(_("At least {count} characters.").format(count=SHORTEST))
        elif again and typed != again:
            self.said.setText(_("The two are not the same."))
        else:
            self.said.setText("")
        return len(typed) >= SHORTEST and typed == again

    def begin(self) -> None:
        self.first.setFocus()


class _Making(Step):
    """The last page: makes the vault, then shows the recovery sheet and asks for two of its groups."""

    def __init__(self, wizard: "NewVault") -> None:
        super().__init__(_("Make the vault"), _("Nothing has been made yet. This is what will be made:"), _("Make the vault"))
        self._wizard = wizard
        self.summary = label("", wrap=True)
        self.running = QProgressBar()
        self.running.setRange(0, 0)
        self.running.setTextVisible(False)
        self.running.setAccessibleName(_("The vault is being made"))
        self.running.hide()
        self.trouble = Trouble()
        self.sheet = Sheet()
        self.sheet.hide()
        self.sheet.changed.connect(wizard.look_again)
        for part in (self.summary, self.running, self.trouble, self.sheet):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def begin(self) -> None:
        where, office, who = self._wizard.answers()
        self.summary.setText(
            _("{path}\n{office}\n{name}, {agency}").format(path=where, office=office, name=who.name, agency=who.agency)
        )

    def ready(self) -> bool:
        if not self.sheet.isHidden():
            return self.sheet.answered()
        return self.running.isHidden()


class NewVault(Steps):
    made = Signal(object, str)  # Path, operator

    def __init__(self, jobs: Jobs, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(_("New vault"), parent)
        self._jobs, self._settings = jobs, settings
        self.where = _Place(self)
        self.office = _Words(
            self,
            _("Which office is it for?"),
            _("It stands on every receipt and bundle that leaves this vault."),
            ((_("Office"), _("Hennepin County Attorney's Office")),),
            1,
        )
        self.who = _Words(
            self,
            _("Who are you?"),
            _("Every entry of the custody log names who made it. Further people are added later."),
            ((_("Name"), "R. Alvarez"), (_("Agency"), _("Investigations")), (_("Badge or number, if any"), "")),
            2,
        )
        self.passphrase = _Passphrase(self)
        self.making = _Making(self)
        for step in (self.where, self.office, self.who, self.passphrase, self.making):
            self.add(step)
        self.show_step(0)

    def answers(self) -> tuple[Path, str, Person]:
        name, agency, badge = self.who.texts()
        return Path(self.where.path.text()), self.office.texts()[0], Person(name, agency, badge)

    def go_on(self) -> None:
        if self.step() is not self.making:
            super().go_on()
        elif not self.making.sheet.isHidden():
            if self.making.ready():
                path, _office, person = self.answers()
                self.made.emit(path, person.name)
                self.accept()
        elif self.making.ready():
            self._make()

    def _make(self) -> None:
        path, office, person = self.answers()
        secret = bytearray(self.passphrase.first.text().encode("utf-8"))
        job = self._jobs.make(partial(_create, path, office, person, secret, self._settings), Lane.WORK)
        job.done.connect(self._created)
        job.failed.connect(self._failed)
        self.making.trouble.hide()
        self.making.running.show()
        self.look_again()
        self.back.setEnabled(False)
        self.leave.setEnabled(False)
        self._jobs.start(job)

    def _created(self, created: "Created") -> None:
        path, office, _person = self.answers()
        self.passphrase.first.clear()
        self.passphrase.again.clear()
        self.making.running.hide()
        self.making.title.setText(_("Keep the recovery sheet"))
        self.making.lead.setText(_("Whoever has it and the vault can open the vault. It is shown this once."))
        self.making.summary.setText(
            _("The vault {name} is made. Print or save its recovery sheet, and keep it where the vault is not.").format(
                name=path.name
            )
        )
        self.making.sheet.take(office, created.code, created.recovery_code, created.fingerprint)
        self.making.act = _("Finish")
        self.back.hide()
        self.leave.hide()
        self.look_again()
        self.back.setEnabled(False)

    def _failed(self, error: IntakeError) -> None:
        self.making.running.hide()
        self.making.trouble.show_error(error)
        self.leave.setEnabled(True)
        self.look_again()

    def reject(self) -> None:
        """Once the vault is made, the sheet must be answered first."""
        if self.making.running.isHidden() and self.making.sheet.isHidden():
            super().reject()
