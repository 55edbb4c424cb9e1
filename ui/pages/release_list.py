"""The bundles that were written before, the newest first; where there is none, what a bundle is and how one begins."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from intake.casework.door import Bundle
from intake.errors import IntakeError
from intake.records.names import shown_text
from intake.wording import amounts
from intake.wording.errors import Words, words
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.models.times import stamp
from ui.pages.release_steps import addressed
from ui.widgets import printing
from ui.widgets.buttons import button, link, primary
from ui.widgets.frame import emptied, scrolling
from ui.widgets.trouble import Trouble
from ui.widgets.words import Sign, fixed, ground, label, rule

SHOWN = 200  # bundles in one list; the log has them all


class ReleaseList(QWidget):
    begin_wanted = Signal()
    verify_wanted = Signal(object)  # Path
    draft_wanted = Signal()
    told = Signal()  # the bundles are those of now
    discard_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        ground(self, "surface")
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._draft = self._draft_row()
        column.addWidget(self._draft)
        self.trouble = Trouble()
        column.addWidget(self.trouble)
        self.empty = self._empty()
        column.addWidget(self.empty, 1)
        inner = ground(QWidget(), "surface")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        around = QVBoxLayout(inner)
        around.setContentsMargins(0, 0, 0, 0)
        around.addLayout(self._rows)
        around.addStretch(1)
        self.written = scrolling(inner)
        self.written.hide()
        column.addWidget(self.written, 1)
        self.bundles: tuple[Bundle, ...] = ()

    def _draft_row(self) -> QWidget:
        made = ground(QWidget(), "ground")
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(Sign("release"))
        self.draft_said = label("", "strong")
        row.addWidget(self.draft_said, 1)
        self.go_on = button(_("Go on with the draft"), self.draft_wanted.emit)
        self.discard = link(_("Discard"), self.discard_wanted.emit)
        self.go_on.setObjectName("go-on-with-draft")
        self.discard.setObjectName("discard-draft")
        self.discard.setAccessibleName(_("Discard the draft"))
        row.addWidget(self.discard)
        row.addWidget(self.go_on)
        made.hide()
        return made

    def _empty(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(48, 48, 48, 48)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(label(_("A bundle hands items over so that a stranger can check them"), "section"))
        said = _(
            "It holds the files bit for bit, what is recorded in them, their keyframes, their whole custody history and "
            "a verifier. Choose items in the Library, or a case under Cases, and press Release."
        )
        column.addWidget(label(said, "quiet", wrap=True))
        row = QHBoxLayout()
        self.choose = primary(_("Choose items in the Library"), self.begin_wanted.emit, tall=True)
        self.choose.setObjectName("choose-items")
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    def show_draft(self, said: str) -> None:
        """A draft that can be gone on with; none where nothing is said."""
        self.draft_said.setText(said)
        self._draft.setVisible(bool(said))

    def next_step(self) -> QPushButton | None:
        """The draft to go on with, or the items of the first bundle; None where bundles are all there is."""
        if not self._draft.isHidden():
            return self.go_on
        return None if self.bundles else self.choose

    def begin(self) -> None:
        self._desk.ask(self._desk.casework.release.bundles, self._told, self._failed)

    def _failed(self, error: IntakeError) -> None:
        self.trouble.show_error(error)

    def _told(self, bundles: tuple[Bundle, ...]) -> None:
        self.trouble.hide()
        if bundles != self.bundles:
            self._fill(bundles)
        self.told.emit()

    def _fill(self, bundles: tuple[Bundle, ...]) -> None:
        self.bundles = bundles
        emptied(self._rows)
        for bundle in bundles[:SHOWN]:
            self._rows.addWidget(self._row(bundle))
            self._rows.addWidget(rule())
        self.empty.setVisible(not bundles)
        self.written.setVisible(bool(bundles))

    def _row(self, bundle: Bundle) -> QWidget:
        made = QWidget()
        made.setObjectName(f"bundle-{bundle.position}")
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(Sign("bad" if bundle.failed else "good"), 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(2)
        items = ngettext("{count} item", "{count} items", len(bundle.items))
        purpose = shown_text(addressed(bundle.purpose, bundle.recipient)) or _("Bundle {number}").format(number=bundle.bundle[:8])
        said.addWidget(label(f"{purpose} · {items}", "strong", wrap=True))
        said.addWidget(label(self._about(bundle), "quiet", wrap=True))
        if bundle.digest:
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(label(_("Digest"), "small"))
            line.addWidget(fixed(amounts.groups(bundle.digest[:32]) + " …", 11))
            if bundle.short_code:
                line.addSpacing(8)
                line.addWidget(label(_("Short code of the checkpoint"), "small"))
                line.addWidget(fixed(bundle.short_code, 11))
            line.addStretch(1)
            said.addLayout(line)
        row.addLayout(said, 1)
        when = QVBoxLayout()
        when.setSpacing(2)
        when.addWidget(label(stamp(bundle.at), "quiet"))
        when.addWidget(label(shown_text(bundle.by), "small"))
        when.addStretch(1)
        row.addLayout(when)
        if not bundle.failed:
            said.addLayout(self._acts(bundle, purpose))
        return made

    def _acts(self, bundle: Bundle, purpose: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(16)
        for name, words_, spoken, act in (
            ("show", _("Show in its folder"), _("Show in its folder: {purpose}"), partial(self._find, bundle, _show)),
            ("verify", _("Verify it again"), _("Verify again: {purpose}"), partial(self._find, bundle, self.verify_wanted.emit)),
            ("receipt", _("Print receipt…"), _("Print the receipt of: {purpose}"), partial(self._print, bundle)),
        ):
            one = link(words_, act)
            one.setObjectName(f"{name}-{bundle.position}")
            one.setAccessibleName(spoken.format(purpose=purpose))
            line.addWidget(one)
        line.addStretch(1)
        return line

    def _find(self, bundle: Bundle, then: Callable[[Path], None]) -> None:
        """What lies on a medium may have been handed over with it, or be slow to answer."""
        self.trouble.hide()
        self._desk.ask(partial(self._desk.casework.release.place, bundle), then, partial(self._not_found, bundle))

    def _not_found(self, bundle: Bundle, error: IntakeError) -> None:
        if error.code != "target_missing":
            self.trouble.show_error(error)
            return
        said = _("{name} was not found at {place}.").format(name=error.facts["name"], place=shown_text(bundle.target))
        kept = _("The log keeps its digest; the bundle lies wherever its medium is.")
        self.trouble.show_words(Words(said, kept, _("Connect the medium that it was written to.")), sign="note")

    def _print(self, bundle: Bundle) -> None:
        printing.ask(self._desk.casework.release.receipt(bundle), self)

    def _about(self, bundle: Bundle) -> str:
        if bundle.failed:
            if bundle.failed == "cancelled":
                return _("Stopped. No bundle was left behind.")
            return _("Not written: {reason} No bundle was left behind.").format(reason=words(bundle.failed, {}).message)
        kind = _("encrypted ZIP") if bundle.protection != "none" else _("ZIP") if bundle.form == "zip" else _("folder")
        withheld = (
            _("names withheld by {authority}").format(authority=shown_text(bundle.withheld_by)) if bundle.withheld_by else ""
        )
        parts = [kind, shown_text(bundle.target), shown_text(bundle.authority), withheld]
        return " · ".join(part for part in parts if part)


def _show(path: Path) -> None:
    """The folder in which it lies, in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
