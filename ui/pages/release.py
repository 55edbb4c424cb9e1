"""Release: which items, what for, by which authority, what is withheld, how protected, where to; then the check, then writing."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from intake.casework.door import Exported, ExportRequest, Form, Preflight
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.progress import Pace, Step
from intake.wording import amounts
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.jobs import Job, Lane, Outlasts
from ui.pages.written import Written
from ui.theme import tokens
from ui.widgets.buttons import button, primary
from ui.widgets.frame import Bar, Page, emptied, scrolling
from ui.widgets.status_line import told
from ui.widgets.trouble import Trouble
from ui.widgets.words import State, ground, label, rule

FAT_LIMIT = 4 * 1024**3 - 1
EMPTY, FORM, RUNNING, WRITTEN = range(4)


class Release(Page):
    running = Signal(object)  # Job
    library_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Release"))
        self._desk = desk
        self._items: tuple[ItemId, ...] = ()
        self._case: str | None = None
        self._checked: ExportRequest | None = None
        self._pace = Pace()
        self._job: Job | None = None
        self.stack = QStackedWidget()
        for page in (self._empty_page(), self._form_page(), self._running_page()):
            self.stack.addWidget(page)
        self.written = Written(desk)
        self.written.another.connect(self._over)
        self.stack.addWidget(scrolling(self.written))
        self.body.addWidget(self.stack, 1)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 48, 48, 48)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(label(_("A bundle hands items over so that a stranger can check them"), "section"))
        column.addWidget(
            label(
                _(
                    "It holds the files bit for bit, what is recorded in them, their keyframes, their whole custody history and "
                    "a verifier. Choose items in the Library, or a case under Cases, and press Release."
                ),
                "quiet",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.addWidget(primary(_("Choose items in the Library"), self.library_wanted.emit, tall=True))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    def _form_page(self) -> QWidget:
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = ground(QWidget(), "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addLayout(self._fields())
        column.addWidget(label(_("Check before writing"), "section"))
        self.checks = QVBoxLayout()
        self.checks.setSpacing(6)
        column.addLayout(self.checks)
        self.trouble = Trouble()
        column.addWidget(self.trouble)
        column.addStretch(1)
        outer.addWidget(scrolling(inner), 1)
        outer.addWidget(rule())
        foot = Bar(tokens.ACTION_BAR)
        foot.row.addWidget(button(_("Cancel"), self._over))
        self.reason = label("", "quiet")
        foot.row.addWidget(self.reason, 1)
        self.write = primary(_("Write bundle"), self._write)
        foot.row.addWidget(self.write)
        outer.addWidget(foot)
        return page

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 110)
        grid.setColumnStretch(1, 1)
        self.chosen = label("", wrap=True)
        self.purpose, self.authority = QComboBox(), QLineEdit()
        self.purpose.setEditable(True)
        self.purpose.addItems(
            [_("For the defence"), _("For the court"), _("For another office"), _("For an expert"), _("For inspection")]
        )
        self.purpose.setCurrentIndex(-1)
        edit = self.purpose.lineEdit()
        if edit is not None:
            edit.setFrame(False)
            edit.setStyleSheet("QLineEdit { border: 0; padding: 0; background: transparent; min-height: 20px; }")
            edit.setPlaceholderText(_("What it is for"))
        self.authority.setPlaceholderText(_("By what right it is handed over: statute, order number, request"))
        self.withhold = QCheckBox(_("Withhold the giver's name, and what often carries it"))
        self.folder, self.zip = QRadioButton(_("As a folder")), QRadioButton(_("As one ZIP file"))
        self.folder.setChecked(True)
        self.encrypt = QCheckBox(_("Encrypt it (AES-256) with a generated passphrase"))
        self.target = QLineEdit()
        self.target.setPlaceholderText(_("Folder or medium that it is written to"))
        choose = button(_("Choose…"), self._choose, icon="folder")
        place = QHBoxLayout()
        place.addWidget(self.target, 1)
        place.addWidget(choose)
        forms = QHBoxLayout()
        forms.setSpacing(20)
        for one in (self.folder, self.zip):
            forms.addWidget(one)
        forms.addStretch(1)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            (_("Items"), self.chosen),
            (_("What for"), self.purpose),
            (_("Authority"), self.authority),
            (_("Withheld"), self.withhold),
            (_("Form"), forms),
            (_("Protection"), self.encrypt),
            (_("To"), place),
        )
        for number, (name, field) in enumerate(rows):
            grid.addWidget(label(name, "lead"), number, 0)
            if isinstance(field, QWidget):
                field.setAccessibleName(name if not isinstance(field, QCheckBox) else field.text())
                grid.addWidget(field, number, 1)
            else:
                grid.addLayout(field, number, 1)
        self.target.setAccessibleName(_("To"))
        self.purpose.editTextChanged.connect(self._changed)
        self.authority.textChanged.connect(self._changed)
        self.target.textChanged.connect(self._changed)
        for box in (self.withhold, self.encrypt, self.zip):
            box.toggled.connect(self._changed)
        self.encrypt.toggled.connect(lambda on: self.zip.setChecked(True) if on else None)
        self.folder.toggled.connect(lambda on: self.encrypt.setChecked(False) if on else None)
        return grid

    def _running_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 48, 48, 48)
        column.setSpacing(12)
        column.addStretch(1)
        self.doing = label(_("Writing the bundle"), "section")
        self.far = label("", "quiet")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress of writing"))
        self.stop = button(_("Stop"), self._stop, icon="stop")
        column.addWidget(self.doing)
        column.addWidget(self.progress)
        column.addWidget(self.far)
        column.addWidget(
            label(_("Until it is read back and verified it is named .partial; what is stopped leaves no bundle behind."), "small")
        )
        row = QHBoxLayout()
        row.addWidget(self.stop)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    # What is released

    def begin(self) -> None:
        """The room is entered; a draft is as it was left."""

    def draft(self, items: tuple[ItemId, ...], case: str | None = None) -> None:
        """Items that were chosen, or a whole case."""
        if self._job is not None:
            return
        self._items, self._case = items, case
        if case is not None:
            self.chosen.setText(_("All items of case {number}").format(number=case))
        else:
            first = ", ".join(self._desk.own(item) for item in items[:8])
            more = _(" and {count:,} more").format(count=len(items) - 8) if len(items) > 8 else ""
            self.chosen.setText(ngettext("{count} item: ", "{count} items: ", len(items)) + first + more)
        self.trouble.hide()
        self.stack.setCurrentIndex(FORM)
        self.purpose.setFocus()
        self._changed()

    def fill(self, purpose: str, authority: str, target: Path) -> None:
        """Answer the form for a demo; it is written only when a person says so."""
        self.purpose.setEditText(purpose)
        self.authority.setText(authority)
        self.target.setText(str(target))
        self.target.setFocus()

    def _request(self) -> ExportRequest:
        return ExportRequest(
            items=self._items,
            case=self._case,
            target=Path(self.target.text().strip()),
            form=Form.ZIP if self.zip.isChecked() else Form.FOLDER,
            encrypt=self.encrypt.isChecked(),
            withhold=("giver",) if self.withhold.isChecked() else (),
            purpose=self.purpose.currentText().strip(),
            authority=self.authority.text().strip(),
        )

    def _missing(self) -> str:
        if not self.purpose.currentText().strip():
            return _("Say what it is for.")
        if not self.authority.text().strip():
            return _("Say by which authority.")
        if not Path(self.target.text().strip()).is_absolute() or not self.target.text().strip():
            return _("Choose where it is written to.")
        return ""

    def _changed(self, *_told: object) -> None:
        missing = self._missing()
        self.reason.setText(missing)
        self.write.setEnabled(False)
        emptied(self.checks)
        if missing:
            self.checks.addWidget(
                State("waiting", _("Nothing has been written yet. Once the form is answered, the check follows."))
            )
            return
        request = self._request()
        self._checked = request
        self._desk.ask(partial(self._desk.casework.release.preflight, request), partial(self._told_check, request), self._failed)

    def _told_check(self, request: ExportRequest, found: Preflight) -> None:
        if request != self._checked:
            return
        self.trouble.hide()
        emptied(self.checks)
        fits = found.size < found.free
        sizes = {"size": amounts.size(found.size), "free": amounts.size(found.free)}
        self.checks.addWidget(
            State(
                "good" if fits else "bad",
                (_("Space: {size} needed, {free} free.") if fits else _("Not enough space: {size} needed, {free} free.")).format(
                    **sizes
                ),
            )
        )
        item, largest = found.largest
        if largest > FAT_LIMIT:
            said = _(
                "Item {item} is {size}. A medium formatted FAT32 holds no file larger than 4 GB; choose one with another format."
            )
            self.checks.addWidget(State("attention", said.format(item=self._desk.own(item), size=amounts.size(largest))))
        if found.not_compared:
            count = ngettext(
                "{count} item was not compared with its source",
                "{count} items were not compared with their sources",
                len(found.not_compared),
            )
            self.checks.addWidget(State("attention", _("{count}; the bundle says so.").format(count=count)))
        else:
            self.checks.addWidget(State("good", _("Matched: every item was compared with its source and its stored copy.")))
        if request.withhold:
            self.checks.addWidget(
                State(
                    "good",
                    _(
                        "Withheld: the giver's name and what often carries it. Where it stands inside the evidence, writing stops and says where."
                    ),
                )
            )
        protected = _("Protected: AES-256, with a passphrase that is shown once; it never travels with the bundle.")
        self.checks.addWidget(
            State(
                "good" if request.encrypt else "note",
                protected if request.encrypt else _("Not encrypted: whoever has the medium can read it."),
            )
        )
        self.write.setEnabled(fits and not self._desk.read_only)
        self.reason.setText("" if fits else _("1 line stops writing"))

    def _failed(self, error: IntakeError) -> None:
        self.stack.setCurrentIndex(FORM)
        self.trouble.show_error(error)
        self.write.setEnabled(error.code not in {"nothing_to_export", "too_many_items"})

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where the bundle is written"), str(Path.home()))
        if folder:
            self.target.setText(folder)

    # Writing

    def _write(self) -> None:
        request = self._request()
        job = self._desk.jobs.make(partial(self._desk.casework.release.export, request), Lane.WORK)
        if not request.encrypt:  # its passphrase is shown afterwards, once, and would be lost behind the lock
            job.outlasts = Outlasts.BUNDLE
        job.stepped.connect(self._stepped)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.stopped.connect(self._stopped)
        job.ended.connect(self._ended)
        self._job, self._pace = job, Pace()
        self.progress.setRange(0, 0)
        self.far.setText("")
        self.stack.setCurrentIndex(RUNNING)
        self.stop.setFocus()
        self._desk.jobs.start(job)
        self.running.emit(job)

    def _stepped(self, step: Step) -> None:
        total, done = (step.whole_total, step.whole_done) if step.whole_total else (step.total, step.done)
        if total:
            self._pace.note(done)
            self.progress.setRange(0, 1000)
            self.progress.setValue(min(1000, done * 1000 // total))
        self.far.setText(told(step, self._pace))

    def _done(self, exported: Exported) -> None:
        self.written.show_exported(exported)
        self.stack.setCurrentIndex(WRITTEN)

    def _stopped(self) -> None:
        self.stack.setCurrentIndex(FORM)
        self.reason.setText(_("Stopped. No bundle was left behind."))

    def _ended(self) -> None:
        self._job = None

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _over(self) -> None:
        self.stack.setCurrentIndex(EMPTY)
