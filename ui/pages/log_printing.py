"""The log on paper: the sentences that are shown, said beforehand, printed or saved as PDF."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from intake import durable
from intake.casework.door import Casework
from intake.records.events import Entry
from intake.settings import TOOL
from intake.wording import amounts
from intake.wording.events import sentence
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.desk import Desk
from ui.dialogs.print_log import PrintLog
from ui.models.log import Wanted, matches
from ui.models.times import stamp
from ui.widgets.printed import Paper, as_pdf, draw

MOST = 5_000  # entries on one paper
CHUNK = 512


def _entries(casework: Casework, wanted: Wanted, own: Callable[[str], str]) -> tuple[Entry, ...]:
    """The newest of what is shown, at most `MOST`, the oldest first."""
    positions = casework.library.log_positions(wanted.where)
    found: list[Entry] = []
    left = len(positions)
    while left > 0 and len(found) < MOST:
        start = max(0, left - CHUNK)
        some = casework.library.log_at(positions[start:left])
        found += (one for one in reversed(some) if matches(one, wanted.words, own))
        left = start
    return tuple(reversed(found[:MOST]))


def paper_of(casework: Casework, wanted: Wanted, said: Sequence[str], own: Callable[[str], str]) -> Paper:
    """The paper; said: the conditions in words."""
    entries = _entries(casework, wanted, own)
    code, short = casework.code, casework.library.short_code()
    facts = [
        _("Vault {code}, {office}").format(code=code, office=casework.office),
        ngettext("{count} entry", "{count} entries", len(entries)),
        *([_("Only: {conditions}").format(conditions=", ".join(said))] if said else []),
        _("Checkpoint over {size:,} entries, code {code}").format(size=casework.library.log_size(), code=short),
        _("Log key {groups}").format(groups=amounts.groups(casework.library.fingerprint())),
        _("What is printed proves nothing by itself: the signed entries in the log do."),
    ]
    lines = [
        (f"{one.position + 1:,}   {stamp(one.time)}   {own(sentence(one))}", _("leaf {digest}").format(digest=one.leaf))
        for one in entries
    ]
    vault, checkpoint = _("vault {code}").format(code=code), _("checkpoint {code}").format(code=short)
    foot = f"{TOOL} · {vault} · {checkpoint}"
    return Paper(_("Custody log"), tuple(facts), lines, foot)


def _saved(casework: Casework, wanted: Wanted, said: Sequence[str], own: Callable[[str], str], target: Path) -> int:
    data, pages = as_pdf(paper_of(casework, wanted, said, own))
    durable.write_new(target, data)
    return pages


class LogPrinting(QObject):
    told = Signal(str)
    failed = Signal(object)  # IntakeError

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over

    def begin(self, wanted: Wanted, said: Sequence[str], count: int, *, whole: bool) -> PrintLog:
        """Say what would be printed. count: of entries; whole: whether it is all of them, else there may be more."""
        many = ngettext("{count} entry", "{count} entries", min(count, MOST))
        what = [many if whole else _("{many}, or more: the log was not searched to its beginning").format(many=many)]
        what += [_("Only: {conditions}").format(conditions=", ".join(said))] if said else []
        if count > MOST:
            what.append(_("Only the newest {most:,} stand on one paper; narrow the log for the others.").format(most=MOST))
        dialog = PrintLog(what, self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.printed.connect(partial(self._print, wanted, tuple(said)))
        dialog.saved.connect(partial(self._save, wanted, tuple(said)))
        dialog.open()
        return dialog

    def _save(self, wanted: Wanted, said: tuple[str, ...]) -> None:
        proposal = str(Path.home() / f"custody log {self._desk.casework.code}.pdf")
        name, _kind = QFileDialog.getSaveFileName(self._over, _("Save the log as PDF"), proposal)
        if name:
            self.save(wanted, said, Path(name))

    def save(self, wanted: Wanted, said: tuple[str, ...], target: Path) -> None:
        question = partial(_saved, self._desk.casework, wanted, said, self._desk.own_words, target)
        self._desk.ask(question, self._told_saved, self.failed.emit)

    def _told_saved(self, pages: int) -> None:
        self.told.emit(ngettext("Saved as PDF on {count} page.", "Saved as PDF on {count} pages.", pages))

    def _print(self, wanted: Wanted, said: tuple[str, ...]) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self._over).exec():
            question = partial(paper_of, self._desk.casework, wanted, said, self._desk.own_words)
            self._desk.ask(question, partial(self._draw, printer), self.failed.emit)

    def _draw(self, printer: QPrinter, paper: Paper) -> None:
        pages = draw(paper, printer, printer.resolution())
        self.told.emit(ngettext("{count} page was sent to the printer.", "{count} pages were sent to the printer.", pages))
