"""The entrance: which vault, who, the passphrase; or the recovery code; or a bundle to verify, which needs none of them."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from intake import durable
from intake.errors import IntakeError
from intake.settings import TOOL, Settings
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui import remembered, unlocking
from ui.dialogs.going_on import GoingOn
from ui.dialogs.keys import Keys
from ui.dialogs.new_vault import NewVault
from ui.jobs import Job, Jobs, Lane
from ui.listening import Listener
from ui.models.times import day_text
from ui.theme import chosen, icons
from ui.widgets.buttons import button, link, primary
from ui.widgets.entrance_foot import Foot
from ui.widgets.secret import Secret
from ui.widgets.trouble import Trouble
from ui.widgets.words import ground, label, rule

if TYPE_CHECKING:
    from intake.casework.door import Casework, Outside

WIDTH, HEIGHT = 520, 440
FORKED = frozenset({"log_forked", "log_shorter_than_checkpoint"})


class Entrance(QWidget):
    """A small window that shows in under a second; nothing heavy is imported for it."""

    unlocked = Signal(object, object)  # Casework, Path
    verify_wanted = Signal(object)  # Path or None
    language_wanted = Signal(object)  # Language

    def __init__(self, jobs: Jobs, listener: Listener, settings: Settings) -> None:
        super().__init__()
        self._jobs, self._listener, self._settings = jobs, listener, settings
        self._vault: Path | None = None
        self._wish = ""
        self._job: Job | None = None
        self._hinted: Path | None = None
        self._again = ""  # the reason for going on from a backup, for one attempt
        self.setWindowTitle(TOOL)
        self.setAcceptDrops(True)
        ground(self, "ground")
        self._fields()
        self._lay_out()
        self.resize(WIDTH, HEIGHT)
        QShortcut(QKeySequence("F1"), self, self._show_keys)

    # Building

    def _fields(self) -> None:
        quiet = chosen.tokens().quiet
        self.vault = QComboBox()
        self.vault.setAccessibleName(_("Vault"))
        self.vault.activated.connect(self._vault_picked)
        self.operator = QComboBox()
        self.operator.setAccessibleName(_("Operator"))
        self.passphrase = Secret(_("Passphrase"))
        self.passphrase.caps.connect(self._caps)
        self.recovery = QLineEdit()
        self.recovery.setAccessibleName(_("Recovery code"))
        self.recovery.setPlaceholderText(_("Seven groups of five, from the recovery sheet"))
        self.recovery.hide()
        self.read_only = QCheckBox(_("Read-only"))
        self.unlock = primary(_("Unlock"), self._unlock_pressed, tall=True)
        self.unlock.setMinimumWidth(102)
        self.cancel = button(_("Cancel"), self._stop)
        self.cancel.hide()
        self.running = QProgressBar()
        self.running.setRange(0, 0)
        self.running.setTextVisible(False)
        self.running.setAccessibleName(_("The key is being worked out"))
        self.running.hide()
        self.about = label(_("What it holds stays encrypted on this computer until you unlock it."), "quiet", wrap=True)
        self.hint = label("", "small", wrap=True)
        self.caps_hint = label(_("Caps Lock is on"), "attention")
        self.caps_hint.hide()
        self.trouble = Trouble()
        self._trouble_act = self.trouble.add_act(_("Go on from a backup…"), self._go_on)
        self._vault_icon, self._person_icon = icons.icon("vault", quiet), icons.icon("person", quiet)
        self.passphrase.returnPressed.connect(self._unlock_pressed)
        self.recovery.returnPressed.connect(self._unlock_pressed)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        form = QWidget()
        inner = QVBoxLayout(form)
        inner.setContentsMargins(24, 24, 24, 16)
        inner.setSpacing(4)
        inner.addWidget(label(_("Open a vault"), "page"))
        inner.addWidget(self.about)
        inner.addSpacing(12)
        inner.addLayout(self._grid())
        inner.addSpacing(8)
        inner.addWidget(self.trouble)
        inner.addStretch(1)
        column.addWidget(form, 1)
        column.addWidget(rule())
        column.addWidget(self._bundle_band())
        column.addWidget(rule())
        self.foot = Foot()
        self.foot.language_wanted.connect(self.language_wanted)
        column.addWidget(self.foot)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        links = QHBoxLayout()
        links.setSpacing(12)
        links.addWidget(self.hint, 1)
        self.open_another = link(_("Open another…"), self._open_another)
        self.new_vault = link(_("New vault…"), self._new_vault)
        links.addWidget(self.open_another)
        links.addWidget(self.new_vault)
        below = QHBoxLayout()
        below.addWidget(self.caps_hint)
        below.addStretch(1)
        self.switch = link(_("Use the recovery code…"), self._switch)
        below.addWidget(self.switch)
        acts = QHBoxLayout()
        acts.setSpacing(16)
        acts.addWidget(self.unlock)
        acts.addWidget(self.cancel)
        acts.addWidget(self.read_only)
        acts.addStretch(1)
        self._secret_label = self._named(_("Passphrase"), self.passphrase)
        grid.addWidget(self._named(_("Vault"), self.vault), 0, 0)
        grid.addWidget(self.vault, 0, 1)
        grid.addLayout(links, 1, 1)
        grid.addWidget(self._named(_("Operator"), self.operator), 2, 0)
        grid.addWidget(self.operator, 2, 1)
        grid.setRowMinimumHeight(3, 4)
        grid.addWidget(self._secret_label, 4, 0)
        grid.addWidget(self.passphrase, 4, 1)
        grid.addWidget(self.recovery, 4, 1)
        grid.addWidget(self.running, 5, 1)
        grid.addLayout(below, 6, 1)
        grid.addLayout(acts, 7, 1)
        return grid

    @staticmethod
    def _named(text: str, buddy: QWidget) -> QLabel:
        made = label(text)
        made.setBuddy(buddy)
        return made

    def _bundle_band(self) -> QWidget:
        band = ground(QWidget(), "surface")
        row = QHBoxLayout(band)
        row.setContentsMargins(24, 8, 24, 8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(_("Received a bundle?")))
        words.addWidget(label(_("Checking it needs no vault and no account."), "small"))
        row.addLayout(words, 1)
        self.verify = button(_("Verify a bundle…"), lambda: self.verify_wanted.emit(None), icon="verify")
        row.addWidget(self.verify)
        return band

    # Which vault

    def preselect(self, vault: Path | None = None, operator: str = "", hint: str = "") -> None:
        """The vault and the operator of last time, or those that are given; the focus is in the field.

        hint: a sentence about this vault, which then is not remembered as the last one: it is that of a demo.
        """
        if hint:
            self._hinted = vault
            self.about.setText(hint)
        self._wish = operator or remembered.last_operator()
        self._take(vault or remembered.last_vault())

    def chosen(self) -> tuple[Path | None, str]:
        """The vault and the operator that are chosen now."""
        return self._vault, self.operator.currentText()

    def offered(self, count: int) -> None:
        """So many files were named when the program was started, and wait for a vault."""
        if count:
            self.about.setText(
                ngettext(
                    "{count} file waits: once you have unlocked, it is offered in Intake. Nothing starts by itself.",
                    "{count} files wait: once you have unlocked, they are offered in Intake. Nothing starts by itself.",
                    count,
                )
            )

    def _take(self, vault: Path | None) -> None:
        self._vault = vault
        self.trouble.hide()
        self.operator.clear()
        known = vault is not None
        self.unlock.setText(_("Unlock") if known else _("New vault…"))
        self.new_vault.setVisible(known)
        for widget in (self.operator, self.passphrase, self.read_only, self.switch, self.recovery):
            widget.setEnabled(known)
        self.unlock.setEnabled(True)
        if vault is None:
            self.vault.clear()
            self.hint.setText(_("No vault was opened on this computer yet."))
            self.unlock.setFocus()
            return
        if self.vault.findData(str(vault)) < 0:
            self.vault.insertItem(0, self._vault_icon, vault.name, str(vault))
        self.vault.setCurrentIndex(self.vault.findData(str(vault)))
        self.vault.setToolTip(str(vault))
        opened = remembered.last_opened(vault)
        when = "" if opened is None else f"{day_text(opened.toString('yyyy-MM-dd'))} {opened.toString('HH:mm')}"
        self.hint.setText(_("Last opened {time}").format(time=when) if when else "")
        job = self._jobs.make(partial(unlocking.look, vault), Lane.LOOK)
        job.done.connect(self._looked)
        job.failed.connect(self._not_looked)
        self._jobs.start(job)

    def _vault_picked(self, index: int) -> None:
        self._take(Path(str(self.vault.itemData(index))))

    def _looked(self, outside: "Outside") -> None:
        self.operator.clear()
        for name in outside.operators:
            self.operator.addItem(self._person_icon, name)
        at = self.operator.findText(self._wish)
        self.operator.setCurrentIndex(max(0, at))
        if outside.holder:
            self.hint.setText(_("It is open already: {holder}. It can be opened read-only.").format(holder=outside.holder))
            self.read_only.setChecked(True)
        self.passphrase.setFocus()

    def _not_looked(self, error: IntakeError) -> None:
        self._trouble(error)
        self.unlock.setEnabled(False)

    def _open_another(self) -> None:
        chosen_folder = QFileDialog.getExistingDirectory(self, _("Open a vault"), str(Path.home()))
        if chosen_folder:
            self._take(Path(chosen_folder))

    def _new_vault(self) -> None:
        wizard = NewVault(self._jobs, self._settings, self)
        wizard.made.connect(self._made)
        wizard.open()

    def _made(self, vault: Path, operator: str) -> None:
        self._wish = operator
        self._take(vault)

    # Unlocking

    def _caps(self, on: bool) -> None:
        self.caps_hint.setVisible(on)

    def _switch(self) -> None:
        """Between passphrase and recovery code."""
        by_code = self.recovery.isHidden()
        self.recovery.setVisible(by_code)
        self.passphrase.setVisible(not by_code)
        self.operator.setEnabled(not by_code)
        self._secret_label.setText(_("Recovery code") if by_code else _("Passphrase"))
        self._secret_label.setBuddy(self.recovery if by_code else self.passphrase)
        self.switch.setText(_("Use a passphrase…") if by_code else _("Use the recovery code…"))
        self.read_only.setVisible(not by_code)
        (self.recovery if by_code else self.passphrase).setFocus()

    def _unlock_pressed(self) -> None:
        by_code = self.recovery.isVisible()
        if self._vault is None:
            self._new_vault()
            return
        if not self.unlock.isEnabled():
            return
        if by_code:
            secret = bytearray(self.recovery.text().encode("utf-8"))
            self.recovery.clear()
        else:
            secret = self.passphrase.take()
        self.trouble.hide()
        operator = None if by_code else self.operator.currentText()
        read_only = self.read_only.isChecked() and not by_code
        act = partial(unlocking.unlock, self._vault, operator, secret, self._settings, self._listener, read_only, self._again)
        self._again = ""
        self._busy(True)
        self._job = job = self._jobs.make(act, Lane.WORK)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.stopped.connect(partial(self._busy, False))
        job.broke.connect(partial(self._busy, False))
        self._jobs.start(job)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _busy(self, busy: bool, *_told: object) -> None:
        asked = (self.vault, self.operator, self.passphrase, self.recovery, self.unlock, self.read_only, self.switch)
        for widget in (*asked, self.foot.language):
            widget.setEnabled(not busy)
        if not self.recovery.isHidden():
            self.operator.setEnabled(False)
        self.running.setVisible(busy)
        self.cancel.setVisible(busy)

    def _done(self, casework: "Casework") -> None:
        if self._job is not None and self._job.switch.stopped:
            self._busy(False)
            self._jobs.start(self._jobs.make(partial(unlocking.close, casework), Lane.WORK))
            return
        if self._vault is not None:
            if self._vault != self._hinted and not self.operator.isHidden() and self.recovery.isHidden():
                remembered.remember(self._vault, self.operator.currentText())
            self.unlocked.emit(casework, self._vault)

    def _failed(self, error: IntakeError) -> None:
        self._busy(False)
        self._trouble(error)
        (self.passphrase if self.recovery.isHidden() else self.recovery).setFocus()

    def _trouble(self, error: IntakeError) -> None:
        self._trouble_act.setVisible(error.code in FORKED)
        self.trouble.show_error(error)

    def _go_on(self) -> None:
        asked = GoingOn(self)
        asked.reason_given.connect(self._reason_given)
        asked.open()

    def _reason_given(self, reason: str) -> None:
        self._again = reason
        self.trouble.hide()
        self.hint.setText(_("Type the passphrase again: it goes on from here, and the log says why."))
        self.passphrase.setFocus()

    def _show_keys(self) -> None:
        Keys(self).open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """An unlocking that is on its way ends, and closes what it opened."""
        self._stop()
        super().closeEvent(event)

    # A bundle that is dropped is verified, never imported

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            if durable.is_file(paths[0] / "vault.json"):
                self._take(paths[0])
            else:
                self.verify_wanted.emit(paths[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.cancel.isVisible():
            self._stop()
            return
        super().keyPressEvent(event)
