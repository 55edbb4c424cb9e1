"""A bundle that was written, read back and verified: where it lies, its digest and short code, the passphrase once."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from intake.casework.door import Exported
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui import clipboard
from ui.desk import Desk
from ui.widgets.buttons import button, primary
from ui.widgets.digests import DigestBox
from ui.widgets.frame import emptied
from ui.widgets.words import Sign, State, fixed, ground, label, rule


class Written(QWidget):
    another = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(12)

    def show_exported(self, exported: Exported) -> None:
        emptied(self._column)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Sign("good", 24))
        head.addWidget(label(_("Written, read back and verified."), "page"), 1)
        self._column.addLayout(head)
        items = ngettext("{count} item", "{count} items", len(exported.items))
        self._column.addWidget(label(_("{items}, in {name}").format(items=items, name=exported.path.name), "strong"))
        self._column.addWidget(label(str(exported.path), "quiet", wrap=True))
        self._column.addWidget(rule())
        digest = DigestBox(_("Digest of the bundle (SHA-256 of its signed list)"))
        digest.show_digest(exported.bundle_digest)
        self._column.addWidget(digest)
        self._column.addWidget(label(_("Short code of the checkpoint"), "label"))
        self._column.addWidget(fixed(exported.short_code, 15))
        if exported.damaged:
            self._column.addWidget(State("attention", _without(len(exported.damaged))))
        if exported.passphrase is not None:
            self._column.addWidget(self._secret(exported.passphrase))
        self._column.addWidget(
            label(
                _("The recipient opens START-HERE in a browser, or checks it with verify.py, sha256sum or this program."),
                "quiet",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.addWidget(primary(_("Done"), self.another.emit))
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(1)

    def _secret(self, passphrase: str) -> QWidget:
        box = QFrame()
        box.setProperty("kind", "box")
        column = QVBoxLayout(box)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(label(_("Passphrase of the bundle"), "strong"))
        shown = fixed(passphrase, 15)
        shown.setWordWrap(True)
        column.addWidget(shown)
        column.addWidget(
            label(
                _("It is shown once and kept nowhere. Tell it by telephone or print it; never send it with the bundle."),
                "quiet",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.addWidget(button(_("Copy"), partial(clipboard.copy, passphrase), icon="copy"))
        row.addWidget(button(_("Print on its own sheet…"), partial(self._print, passphrase), icon="print"))
        row.addStretch(1)
        column.addLayout(row)
        return box

    def _print(self, passphrase: str) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec():
            document = QTextDocument()
            document.setPlainText(
                _("Passphrase of a bundle\n\n{passphrase}\n\nIt travels apart from the bundle.").format(passphrase=passphrase)
            )
            document.print_(printer)


def _without(count: int) -> str:
    return ngettext(
        "{count} item is in it whole, but without what was read from it: its examination is damaged in the vault.",
        "{count} items are in it whole, but without what was read from them: their examinations are damaged in the vault.",
        count,
    )
