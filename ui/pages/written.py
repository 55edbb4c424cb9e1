"""A bundle that was written, read back and verified: where it lies, its digest and short code, the passphrase once."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.casework.door import Casework, Exported
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.pages.passphrase_sheet import PassphraseSheet
from ui.widgets import printing
from ui.widgets.buttons import button, primary
from ui.widgets.digests import DigestBox
from ui.widgets.frame import emptied
from ui.widgets.words import Sign, State, fixed, ground, label, rule


class Written(QWidget):
    another = Signal()
    verify_wanted = Signal(object)  # Path

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(12)

    def show_exported(self, exported: Exported) -> None:
        self.forget()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Sign("good", 24))
        at = QDateTime.currentDateTime().toString("HH:mm")
        self.said = label(_("Written, read back and verified at {time}").format(time=at), "page")
        head.addWidget(self.said, 1)
        self._column.addLayout(head)
        items = ngettext("{count} item", "{count} items", len(exported.items))
        self._column.addWidget(label(_("{items}, in {name}").format(items=items, name=exported.path.name), "strong"))
        self._column.addWidget(label(str(exported.path), "quiet", wrap=True))
        self._column.addLayout(self._ways(exported.path))
        self._column.addWidget(rule())
        digest = DigestBox(_("Digest of the bundle (SHA-256 of its signed list)"))
        digest.show_digest(exported.bundle_digest)
        self._column.addWidget(digest)
        self._column.addWidget(label(_("Short code of the checkpoint"), "label"))
        self._column.addWidget(fixed(exported.short_code, 15))
        if exported.damaged:
            self._column.addWidget(State("attention", _without(len(exported.damaged))))
        if exported.passphrase is not None:
            self._column.addWidget(PassphraseSheet(exported.passphrase, exported.path))
        self._column.addWidget(
            label(
                _("The recipient opens START-HERE in a browser, or checks it with verify.py, sha256sum or this program."),
                "quiet",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        self.finish = primary(_("Done"), self.another.emit)
        self.finish.setObjectName("done")
        row.addWidget(self.finish)
        self.receipt = button(_("Print receipt…"), partial(self._print, exported.bundle_digest), icon="print")
        self.receipt.setObjectName("print-receipt")
        row.addWidget(self.receipt)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(1)
        self.finish.setFocus()

    def forget(self) -> None:
        """Nothing of the last bundle stays here, its passphrase above all."""
        for sheet in self.findChildren(PassphraseSheet):
            sheet.clear_copy()
        emptied(self._column)

    def _print(self, digest: str) -> None:
        self._desk.ask(partial(_receipt, self._desk.casework, digest), self._put)

    def _put(self, text: str) -> None:
        if text:
            printing.ask(text, self)

    def _ways(self, path: Path) -> QHBoxLayout:
        row = QHBoxLayout()
        folder = path if path.is_dir() else path.parent
        self.open_folder = button(
            _("Open folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))), icon="folder"
        )
        self.verify = button(_("Verify it in the window"), partial(self.verify_wanted.emit, path), icon="verify")
        for name, one in (("open-folder", self.open_folder), ("verify-bundle", self.verify)):
            one.setObjectName(name)
            row.addWidget(one)
        row.addStretch(1)
        return row


def _receipt(casework: Casework, digest: str) -> str:
    """Of the bundle with this digest; the log knows it."""
    found = next((one for one in casework.release.bundles() if one.digest == digest), None)
    return "" if found is None else casework.release.receipt(found)


def _without(count: int) -> str:
    return ngettext(
        "{count} item is in it whole, but without what was read from it: its examination is damaged in the vault.",
        "{count} items are in it whole, but without what was read from them: their examinations are damaged in the vault.",
        count,
    )
