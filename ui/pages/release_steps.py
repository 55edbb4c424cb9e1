"""Pages of a release: what for, what is withheld, how it is protected and where it goes."""

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from intake.casework.door import Form, Medium
from intake.records.names import shown_text
from intake.records.rows import ItemRow
from intake.wording import amounts
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.widgets.buttons import button
from ui.widgets.frame import emptied
from ui.widgets.words import State, ground, label

PROFILES = (
    (N_("For the defence"), N_("Discovery: evidence, custody and what was recorded; never notes or marks.")),
    (N_("For the court"), N_("Exhibits with their whole custody.")),
    (N_("For another office"), N_("A copy for an agency that goes on with the matter.")),
    (N_("For an expert"), N_("The files bit for bit, to be examined elsewhere.")),
    (N_("For inspection"), N_("To be looked at under supervision.")),
)
WIDE = 560
FAT = frozenset({"vfat", "fat", "fat32", "msdos"})  # as systems name what people know as FAT32
MOST_GIVERS = 6
TYPED = 300  # milliseconds after the last letter of a path, until its medium is looked at


def addressed(purpose: str, recipient: str) -> str:
    """What a bundle is for and who receives it, in one line."""
    return f"{purpose}: {recipient}" if recipient else purpose


class Step(QWidget):
    """One page. `missing` says what must still be answered; `summary` what was."""

    changed = Signal()

    def __init__(self, title: str, said: str) -> None:
        super().__init__()
        ground(self, "surface")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(8)
        self.column.addWidget(label(title, "section"))
        self.column.addWidget(label(said, "quiet", wrap=True))
        self.column.addSpacing(8)

    def missing(self) -> str:
        return ""

    def summary(self) -> str:
        return ""

    def begin(self) -> None:
        """The page is shown: the field to be answered has the focus."""


def named(field: QWidget, name: str, spoken: str) -> None:
    """As wide as an answer may be."""
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setMaximumWidth(WIDE)


class WhatFor(Step):
    def __init__(self) -> None:
        super().__init__(_("What for"), _("Purpose, recipient and authority are recorded, and travel with the bundle."))
        self.purpose, self.recipient, self.authority = QComboBox(), QLineEdit(), QLineEdit()
        self.purpose.setEditable(True)
        self.purpose.addItems([_(name) for name, _said in PROFILES])
        self.purpose.setCurrentIndex(-1)
        edit = self.purpose.lineEdit()
        if edit is not None:
            edit.setFrame(False)
            edit.setStyleSheet("QLineEdit { border: 0; padding: 0; background: transparent; min-height: 20px; }")
            edit.setPlaceholderText(_("What it is for"))
        self.recipient.setPlaceholderText(_("Who receives it: name, office"))
        self.authority.setPlaceholderText(_("By what right it is handed over: statute, order number, request"))
        self.profile = label("", "small", wrap=True)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        for name, field, spoken in (
            ("purpose", self.purpose, _("What for")),
            ("recipient", self.recipient, _("Recipient")),
            ("authority", self.authority, _("Authority")),
        ):
            named(field, name, spoken)
            form.addRow(label(spoken, "lead"), field)
            if field is self.purpose:
                form.addRow(label(""), self.profile)
        self.column.addLayout(form)
        self.column.addStretch(1)
        self.purpose.editTextChanged.connect(self._told)
        for line in (self.recipient, self.authority):
            line.textChanged.connect(self._told)

    def _told(self, *_text: object) -> None:
        said = {_(name): _(more) for name, more in PROFILES}
        self.profile.setText(said.get(self.purpose.currentText(), ""))
        self.changed.emit()

    def begin(self) -> None:
        self.purpose.setFocus()

    def words(self) -> str:
        """Purpose and recipient in one line, for the eye; each is recorded by itself."""
        return addressed(self.purpose.currentText().strip(), self.recipient.text().strip())

    def missing(self) -> str:
        if not self.purpose.currentText().strip():
            return _("Say what it is for.")
        return "" if self.authority.text().strip() else _("Say by which authority.")

    def summary(self) -> str:
        return self.words()

    def clear(self) -> None:
        self.purpose.setCurrentIndex(-1)
        self.purpose.setEditText("")
        self.recipient.clear()
        self.authority.clear()


class Withhold(Step):
    def __init__(self) -> None:
        super().__init__(
            _("What is withheld"),
            _("What is withheld stays closed in every entry; the bundle says that it is. Evidence itself is never changed."),
        )
        self.giver = QCheckBox(_("Withhold the giver's name, and what often carries it"))
        self.giver.setObjectName("withhold-giver")
        self.authority = QLineEdit()
        named(self.authority, "withhold-authority", _("By which authority it is withheld"))
        self.authority.setPlaceholderText(_("By which authority: statute, order number, certificate"))
        self.authority.setEnabled(False)
        self.column.addWidget(self.giver)
        self.column.addWidget(label(_("By which authority it is withheld"), "lead"))
        self.column.addWidget(self.authority)
        self.column.addSpacing(12)
        self.column.addWidget(label(_("What the recipient sees"), "lead"))
        self._preview = QVBoxLayout()
        self._preview.setSpacing(6)
        self.column.addLayout(self._preview)
        self.column.addStretch(1)
        self._rows: tuple[ItemRow, ...] = ()
        self.giver.toggled.connect(self._told)
        self.authority.textChanged.connect(self._told)

    def take(self, rows: tuple[ItemRow, ...]) -> None:
        """The items that were chosen."""
        self._rows = rows
        self._show()

    def _told(self, *_said: object) -> None:
        self.authority.setEnabled(self.giver.isChecked())
        self._show()
        self.changed.emit()

    def _names(self) -> list[str]:
        names = dict.fromkeys(row.giver.name or row.giver.alias for row in self._rows)
        return [shown_text(name) for name in names if name]

    def _show(self) -> None:
        emptied(self._preview)
        names, closed = self._names(), self.giver.isChecked()
        if not names:
            self._preview.addWidget(State("note", _("Received from: nobody is named in these items.")))
        for name in names[:MOST_GIVERS]:
            said = _("Received from: withheld (here: {name})") if closed else _("Received from: {name}")
            self._preview.addWidget(State("covered" if closed else "note", said.format(name=name)))
        if len(names) > MOST_GIVERS:
            self._preview.addWidget(label(_("and {count:,} more").format(count=len(names) - MOST_GIVERS), "quiet"))
        if closed:
            more = _(
                "Closed with it: alias, paths and marks on the source, the volume's label and serial, the device, and the giver's own words."
            )
            self._preview.addWidget(State("covered", more))
        open_ = _(
            "Open: numbers, names and digests of the files, when they were received and by whom in this office, and what is recorded in them."
        )
        self._preview.addWidget(State("note", open_))
        self._preview.addWidget(State("note", _("Never in a bundle: notes, marks, and who looked at what.")))

    def begin(self) -> None:
        self.giver.setFocus()

    def missing(self) -> str:
        if self.giver.isChecked() and not self.authority.text().strip():
            return _("Say by which authority it is withheld.")
        return ""

    def summary(self) -> str:
        if not self.giver.isChecked():
            return _("Nothing")
        count = len(self._names())
        return ngettext("{count} name", "{count} names", count)

    def clear(self) -> None:
        self.giver.setChecked(False)
        self.authority.clear()


class Protection(Step):
    place_named = Signal()  # once a person has stopped typing

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _("How it is protected"), _("A passphrase is generated and shown once; it never travels with the bundle.")
        )
        self._desk = desk
        self.folder = QRadioButton(_("A folder: opens anywhere, each file by itself"))
        self.zip = QRadioButton(_("One ZIP file: not encrypted, goes as one piece"))
        self.encrypted = QRadioButton(_("One ZIP file, encrypted (AES-256), with a generated passphrase"))
        self._group = QButtonGroup(self)
        for name, one in (("form-folder", self.folder), ("form-zip", self.zip), ("form-encrypted", self.encrypted)):
            one.setObjectName(name)
            self._group.addButton(one)
            self.column.addWidget(one)
        self.folder.setChecked(True)
        self.column.addSpacing(12)
        self.column.addWidget(label(_("Where it is written to"), "lead"))
        row = QHBoxLayout()
        self.target = QLineEdit()
        named(self.target, "target", _("Folder or medium that it is written to"))
        self.target.setPlaceholderText(_("Folder or medium that it is written to"))
        self.browse = button(_("Choose…"), self.choose, icon="folder")
        self.browse.setObjectName("choose-target")
        row.addWidget(self.target, 1)
        row.addWidget(self.browse)
        row.addStretch(1)
        self.column.addLayout(row)
        self.medium = State("waiting", "")
        self.medium.setObjectName("medium")
        self.medium.hide()
        self.column.addWidget(self.medium)
        self.column.addStretch(1)
        self._typed = QTimer(self, singleShot=True, interval=TYPED)
        self._typed.timeout.connect(self.place_named)
        self.target.textChanged.connect(self._told)
        self._group.buttonToggled.connect(lambda _one, on: self.changed.emit() if on else None)

    def _told(self, *_said: object) -> None:
        self.medium.hide()
        self._typed.start()
        self.changed.emit()

    def show_medium(self, found: Medium) -> None:
        """The volume of the folder that is named."""
        volume = found.volume
        kind = " ".join(part for part in (shown_text(volume.device_make), shown_text(volume.device_model)) if part)
        name = f"“{shown_text(volume.label)}”" if volume.label else kind or _("This place")
        small = volume.filesystem.lower() in FAT
        system = "FAT32" if small else shown_text(volume.filesystem) or _("unknown to this computer")
        said = (
            _("{name}: formatted {system}, {free} free.")
            if not volume.removable
            else _("{name}, a removable medium: formatted {system}, {free} free.")
        )
        text = said.format(name=name, system=system, free=amounts.size(found.free))
        if small:
            text += " " + _("It holds no file larger than 4 GB.")
        self.medium.say("attention" if small else "note", text)
        self.medium.show()

    def choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where the bundle is written"), self.target.text() or str(Path.home()))
        if folder:
            self.target.setText(folder)

    def place(self) -> Path | None:
        text = self.target.text().strip()
        return Path(text) if text and Path(text).is_absolute() else None

    def form(self) -> Form:
        return Form.FOLDER if self.folder.isChecked() else Form.ZIP

    def begin(self) -> None:
        self.target.setFocus() if not self.target.text() else self._chosen().setFocus()

    def _chosen(self) -> QRadioButton:
        return next(one for one in (self.folder, self.zip, self.encrypted) if one.isChecked())

    def missing(self) -> str:
        return "" if self.place() is not None else _("Choose where it is written to.")

    def summary(self) -> str:
        if self.encrypted.isChecked():
            return _("AES-256, passphrase")
        return _("Folder, not encrypted") if self.folder.isChecked() else _("ZIP, not encrypted")

    def clear(self) -> None:
        self.folder.setChecked(True)
        self.target.clear()
