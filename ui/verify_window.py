"""Verify a bundle: its own window, which needs no vault, no account and no network, and writes nothing."""

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from intake import durable
from intake.errors import IntakeError
from intake.progress import Pace, Progress, Step
from intake.records.findings import Report
from intake.wording import amounts
from intake.wording.language import translated as _
from ui import clipboard, remembered
from ui.jobs import Jobs, Lane
from ui.theme import tokens
from ui.verified_facts import facts_of, shown_place
from ui.widgets.buttons import button, primary
from ui.widgets.digests import digest_label, two_lines
from ui.widgets.frame import Bar, emptied, scrolling
from ui.widgets.report import Findings, advice, as_text, headline
from ui.widgets.secret import Secret
from ui.widgets.tab_order import comes_after
from ui.widgets.trouble import Trouble
from ui.widgets.words import Sign, State, ground, label, rule

SIDE = 300
HEX = frozenset("0123456789abcdef")


def _verify(path: Path, fingerprint: str | None, secret: bytearray | None, progress: Progress) -> Report:
    from intake.casework import door

    return door.verify_bundle(path, fingerprint, secret, progress)


def plain_fingerprint(typed: str) -> str:
    """What was typed or pasted, as 64 lower-case hexadecimal characters, or "" when it is not a fingerprint."""
    plain = "".join(typed.split()).replace("-", "").replace(":", "").lower()
    return plain if len(plain) == 64 and set(plain) <= HEX else ""


class VerifyWindow(QWidget):
    left = Signal()  # back to the entrance
    checked = Signal(object)  # Report

    def __init__(self, jobs: Jobs, *, beside: bool = False) -> None:
        """beside: it is not the only window, and leads nowhere."""
        super().__init__()
        self._beside = beside
        self._jobs = jobs
        self._path: Path | None = None
        self._report: Report | None = None
        self._pace = Pace()
        self._began = 0.0
        self._going_back = False
        self.setWindowTitle(_("Verify a bundle"))
        self.setAcceptDrops(True)
        ground(self, "surface")
        self.resize(1100, 720)
        remembered.bring_geometry(self, "verify")
        self._build()

    def _build(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Bar(tokens.PAGE_BAR, margin=24)
        bar.row.addWidget(label(_("Verify a bundle"), "page"))
        bar.row.addWidget(label(_("no vault, no account and no network needed"), "quiet"))
        bar.row.addStretch(1)
        self.folder = button(_("Another folder…"), self._choose_folder, icon="folder", kind="flat")
        self.file = button(_("Another ZIP…"), self._choose_file, icon="archive", kind="flat")
        self.again = button(_("Check again"), self._check_again, icon="again", kind="flat")
        for one in (self.folder, self.file, self.again):
            bar.row.addWidget(one)
        column.addWidget(bar)
        column.addWidget(rule())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._side_pane())
        middle.addWidget(rule(vertical=True))
        self.stack = QStackedWidget()
        for page in (self._drop_page(), self._running_page(), self._result_page()):
            self.stack.addWidget(page)
        middle.addWidget(self.stack, 1)
        column.addLayout(middle, 1)
        column.addWidget(rule())
        self._foot = foot = Bar(tokens.ACTION_BAR, margin=24)
        foot.row.addWidget(label(_("Nothing is written to the medium."), "quiet"))
        foot.row.addStretch(1)
        foot.row.addWidget(button(_("Close") if self._beside else _("Back to the entrance"), self._back))
        self.save = primary(_("Save report…"), self._save)
        self.save.hide()
        foot.row.addWidget(self.save)
        column.addWidget(foot)
        self._offer(again=False)
        self.choose.setFocus()

    def _offer(self, *, again: bool) -> None:
        """Another bundle, or the same again: once there was one."""
        for one in (self.folder, self.file, self.again):
            one.setVisible(again)

    def put_above(self, widget: QWidget) -> None:
        """Something above everything else in this window."""
        self._column.insertWidget(0, widget)

    def _side_pane(self) -> QWidget:
        side = ground(QWidget(), "ground")
        side.setFixedWidth(SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(2)
        self.side = label(_("What is checked"), "section")
        column.addWidget(self.side)
        column.addSpacing(8)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(2)
        column.addLayout(self._facts)
        column.addStretch(1)
        column.addWidget(
            label(
                _(
                    "This program may come from the office that made the bundle. For a check that does not depend on it, "
                    "run verify.py or sha256sum, as START-HERE explains."
                ),
                "small",
                wrap=True,
            )
        )
        return side

    def _drop_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 48, 48, 48)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._zone(), 1000)
        row.addStretch(1)
        column.addLayout(row)
        self.trouble = Trouble()
        column.addSpacing(16)
        column.addWidget(self.trouble)
        self.secret = Secret(_("Passphrase of the bundle"))
        self.secret.setPlaceholderText(_("Passphrase of the bundle"))
        self.secret.returnPressed.connect(self._check_again)
        self.secret.hide()
        column.addWidget(self.secret)
        column.addStretch(2)
        return page

    def _zone(self) -> QWidget:
        """The same zone as in Intake; the whole window around it accepts a drop."""
        zone = QFrame()
        zone.setProperty("kind", "drop")
        zone.setMinimumSize(420, 280)
        zone.setMaximumWidth(672)
        inner = QVBoxLayout(zone)
        inner.setContentsMargins(32, 16, 32, 16)
        inner.setSpacing(8)
        inner.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        inner.addWidget(Sign("verify", 56), 0, centre)
        inner.addWidget(label(_("Drop a bundle here: its folder, or its ZIP"), "section"), 0, centre)
        promise = label(_("It is read from beginning to end. Nothing in it is opened, run or changed."), "quiet", wrap=True)
        promise.setAlignment(centre)
        inner.addWidget(promise)
        inner.addSpacing(8)
        self.choose = primary(_("Choose a folder…"), self._choose_folder, icon="folder", tall=True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.choose)
        row.addWidget(button(_("Choose a ZIP…"), self._choose_file, tall=True))
        row.addStretch(1)
        inner.addLayout(row)
        inner.addStretch(1)
        return zone

    def _running_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 48, 48, 48)
        column.setSpacing(12)
        column.addStretch(1)
        self.doing = label(_("Reading every file…"), "section")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress of the check"))
        self.far = label("", "quiet")
        self.stop = button(_("Stop"), self._stop, icon="stop")
        for part in (self.doing, self.bar, self.far):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.stop)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    def _result_page(self) -> QWidget:
        inner = ground(QWidget(), "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.sign = Sign("good", 24)
        self.head = label("", "page", wrap=True)
        head.addWidget(self.sign)
        head.addWidget(self.head, 1)
        column.addLayout(head)
        self.advice = label("", "quiet", wrap=True)
        self.advice.setContentsMargins(36, 0, 0, 0)
        self.advice.hide()
        column.addWidget(self.advice)
        self.findings = Findings()
        column.addWidget(self.findings)
        column.addWidget(rule())
        self._key = QVBoxLayout()
        column.addLayout(self._key)
        column.addStretch(1)
        return scrolling(inner)

    # Checking

    def check(self, path: Path, fingerprint: str | None = None) -> None:
        """Read a bundle from beginning to end."""
        self._path = path
        self.trouble.hide()
        secret = self.secret.take() if self.secret.text() else None
        self._job = self._jobs.make(partial(_verify, path, fingerprint, secret), Lane.WORK)
        self._job.stepped.connect(self._stepped)
        self._job.done.connect(self._done)
        self._job.failed.connect(self._failed)
        self._job.stopped.connect(partial(self.stack.setCurrentIndex, 0))
        self._pace = Pace()
        self._began = time.monotonic()
        self.bar.setRange(0, 0)
        self.far.setText("")
        self.stack.setCurrentIndex(1)
        self.save.hide()
        self._offer(again=False)
        self.side.setText(_("What is checked"))
        self._show_facts({_("From"): shown_place(path)})
        self.stop.setFocus()
        self._jobs.start(self._job)

    def _stepped(self, step: Step) -> None:
        total = step.whole_total or step.total
        done = step.whole_done if step.whole_total else step.done
        if not total:
            return
        self.bar.setRange(0, 1000)
        self.bar.setValue(done * 1000 // total)
        self._pace.note(done)
        parts = [f"{done * 100 // total} %"]
        if step.unit == "bytes":
            parts.append(_("{done} of {total}").format(done=amounts.size(done), total=amounts.size(total)))
        parts.append(amounts.time_left(self._pace.seconds_left(total)))
        self.far.setText(" · ".join(part for part in parts if part))

    def _done(self, report: Report) -> None:
        self._report = report
        state, said = headline(report)
        self.sign.show_sign(state)
        self.head.setText(said)
        self.advice.setText(advice(report))
        self.advice.setVisible(bool(self.advice.text()))
        self.findings.show_report(report, _("Every file in the list is here, and no file is here that the list does not name."))
        self._show_key(report)
        self._show_facts(facts_of(report, self._path, time.monotonic() - self._began))
        self.stack.setCurrentIndex(2)
        self.side.setText(_("What was checked"))
        self.save.show()
        self._offer(again=True)
        self.save.setFocus()
        self.checked.emit(report)

    def _failed(self, error: IntakeError) -> None:
        self.stack.setCurrentIndex(0)
        self.trouble.show_error(error)
        encrypted = error.code in {"bundle_encrypted", "bundle_passphrase_wrong"}
        self.secret.setVisible(encrypted)
        self._offer(again=True)
        if encrypted:
            self.secret.setFocus()

    def _show_facts(self, facts: dict[str, str]) -> None:
        emptied(self._facts)
        for name, value in facts.items():
            self._facts.addWidget(label(name, "label"))
            self._facts.addWidget(label(value, wrap=True))
            self._facts.addSpacing(10)

    def _show_key(self, report: Report) -> None:
        emptied(self._key)
        fingerprint = report.facts.get("fingerprint", "")
        if not fingerprint:
            return
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Sign("fingerprint", 22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(label(_("Fingerprint of the log key behind this bundle"), "strong"))
        words.addWidget(digest_label(fingerprint.upper(), 15))
        words.addWidget(
            label(
                _("Compare it with one obtained elsewhere, on paper or by telephone. Only that shows whose key it is."),
                "quiet",
                wrap=True,
            )
        )
        self.compare = QLineEdit()
        self.compare.setPlaceholderText(_("Paste or type a fingerprint to compare"))
        self.compare.setAccessibleName(self.compare.placeholderText())
        self.compared = State("note", "")
        self.compared.hide()
        self.compare.textChanged.connect(partial(self._compare, fingerprint))
        words.addWidget(self.compare)
        words.addWidget(self.compared)
        if report.facts.get("short_code"):
            words.addWidget(State("note", _("Short code of the checkpoint: {code}").format(code=report.facts["short_code"])))
        row.addLayout(words, 1)
        copy = button(_("Copy"), partial(clipboard.copy, two_lines(fingerprint.upper())), icon="copy")
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self._key.addLayout(row)
        comes_after(self._foot, self.stack)

    def _compare(self, fingerprint: str, typed: str) -> None:
        self.compared.setVisible(bool(typed.strip()))
        plain = plain_fingerprint(typed)
        if not plain:
            self.compared.say("note", _("Not a whole fingerprint yet: 64 characters, 0 to 9 and A to F."))
        elif plain == fingerprint:
            self.compared.say("good", _("The same key."))
        else:
            self.compared.say("bad", _("Another key: this bundle does not come from the vault whose fingerprint this is."))

    # Acts

    def _check_again(self) -> None:
        if self._path is not None:
            self.check(self._path)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder of the bundle"), str(Path.home()))
        if chosen:
            self.check(Path(chosen))

    def _choose_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("ZIP of the bundle"), str(Path.home()), "ZIP (*.zip)")
        if chosen:
            self.check(Path(chosen))

    def _stop(self) -> None:
        self._job.stop()

    def _save(self) -> None:
        if self._report is None:
            return
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the report"), str(Path.home() / "verification report.txt"))
        if name:
            try:
                durable.write_new(Path(name), as_text(self._report, _("Verification of a bundle")).encode("utf-8"))
            except IntakeError as error:
                self.stack.setCurrentIndex(0)
                self.trouble.show_error(error)

    def _back(self) -> None:
        self._jobs.stop_all()
        self.left.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        remembered.keep_geometry(self, "verify")
        self._jobs.stop_all()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.check(paths[0])
