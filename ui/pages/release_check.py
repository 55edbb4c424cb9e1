"""The last page of a release: what stops the writing and what can be done about it, what needs a person, and what is in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.casework.door import ExportRequest, Form, Preflight
from intake.errors import IntakeError
from intake.ids import ItemId
from intake.records.names import shown_text
from intake.wording import amounts
from intake.wording.errors import error_words
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.widgets.buttons import button, link, primary
from ui.widgets.frame import emptied
from ui.widgets.words import Sign, ground, label, rule

_TOP = Qt.AlignmentFlag.AlignTop
STATE = 140  # pixels of the column that names the state
SHOWN = 6  # items named in one sentence

MEDIUM, FOLDER, ZIP, ITEMS, WORDS, LEAVE_OUT = "medium", "folder", "zip", "items", "words", "leave_out"


@dataclass(frozen=True, slots=True)
class Line:
    """state: `bad`, `attention`, `note` or `good`. topic: what stands beside the icon. acts: what can be done, the first the best.

    items: which the acts are about.
    """

    state: str
    topic: str
    text: str
    more: str = ""
    acts: tuple[str, ...] = ()
    items: tuple[ItemId, ...] = ()


class Check:
    """What was found, as lines for a person. own: a number in its short form."""

    def __init__(self, found: Preflight, request: ExportRequest, own: Callable[[str], str]) -> None:
        self._found, self._request, self._own = found, request, own

    def lines(self) -> list[Line]:
        return [*map(self._stops, self._found.obstacles), *self._person(), *self._notice(), *self._order()]

    def _items(self, items: Sequence[ItemId]) -> str:
        named = ", ".join(self._own(item) for item in items[:SHOWN])
        return named if len(items) <= SHOWN else _("{items} and {count:,} more").format(items=named, count=len(items) - SHOWN)

    def _medium(self) -> str:
        label_ = self._found.volume.label
        return f"“{shown_text(label_)}”" if label_ else _("the medium")

    def _stops(self, error: IntakeError) -> Line:
        stops = _("Stops writing")
        item = error.facts.get("item")
        items = (ItemId(str(item)),) if item is not None else ()
        if error.code == "file_too_large_for_medium":
            said, more, acts = self._too_large(items)
            return Line("bad", stops, said, more, acts, items)
        if error.code == "disk_full":
            free = {"needed": amounts.size(self._found.needed), "free": amounts.size(self._found.free)}
            said = _("Not enough space: {needed} needed, {free} free on {medium}.").format(**free, medium=self._medium())
            largest, size = self._found.largest
            more = _("The largest item is {item}, {size}.").format(item=self._own(largest), size=amounts.size(size))
            return Line("bad", stops, said, more, (MEDIUM, ITEMS))
        words = error_words(error)
        acts = {
            "withholding_impossible": (LEAVE_OUT, WORDS) if items else (WORDS, ITEMS),
            "path_too_long": (MEDIUM, ZIP),
            "read_only": (),
        }.get(error.code, (MEDIUM,))
        return Line("bad", stops, self._short(words.message), self._short(words.hint), acts, items)

    def _short(self, text: str) -> str:
        for item in self._found.items:
            if item in text:
                text = text.replace(item, self._own(item))
        return text

    def _too_large(self, items: tuple[ItemId, ...]) -> tuple[str, str, tuple[str, ...]]:
        if items:
            size = dict(self._found.sizes).get(items[0], 0)
            said = _("Item {item} is {size}. This medium is formatted FAT32, which holds no file larger than 4 GB.")
            rest = len(self._found.items) - sum(one.code == "file_too_large_for_medium" for one in self._found.obstacles)
            more = ngettext("The other {count} item fits.", "The other {count} items fit.", rest) if rest else ""
            return said.format(item=self._own(items[0]), size=amounts.size(size)), more, (MEDIUM, LEAVE_OUT)
        said = _("The ZIP would be {size}. This medium is formatted FAT32, which holds no file larger than 4 GB.")
        acts = (MEDIUM, ITEMS) if self._request.encrypt else (MEDIUM, FOLDER, ITEMS)
        return said.format(size=amounts.size(self._found.needed)), _("As a folder, each file counts by itself."), acts

    def _person(self) -> list[Line]:
        found, lines, topic = self._found, [], _("Needs a person")
        if found.differing:
            said = _("A copy differs from what was read first: {items}.").format(items=self._items(found.differing))
            more = _("The bundle says so. Look at the item's custody before it is handed over.")
            lines.append(Line("attention", topic, said, more, (LEAVE_OUT,), found.differing))
        if found.attorney:
            said = _("Marked “tell the attorney”, and the mark is in force: {items}.").format(items=self._items(found.attorney))
            lines.append(Line("attention", topic, said, _("The mark itself never leaves."), (LEAVE_OUT,), found.attorney))
        if found.not_compared:
            said = _("Not compared with the source or the stored copy: {items}.").format(items=self._items(found.not_compared))
            more = _("The bundle says so. The items themselves can be released.")
            lines.append(Line("attention", topic, said, more, (LEAVE_OUT,), found.not_compared))
        if found.not_examined:
            said = _("Not examined yet: {items}.").format(items=self._items(found.not_examined))
            more = _("They go out whole, but without what is recorded in them.")
            lines.append(Line("attention", topic, said, more, (LEAVE_OUT,), found.not_examined))
        return lines

    def _notice(self) -> list[Line]:
        found, lines, topic = self._found, [], _("For your notice")
        if found.unreadable:
            said = _("Nothing could be read from: {items}.").format(items=self._items(found.unreadable))
            lines.append(Line("note", topic, said, _("They go out bit for bit as they are.")))
        if found.uncommon:
            said = ngettext(
                "{count} item is of a kind that many offices cannot open: {items}.",
                "{count} items are of a kind that many offices cannot open: {items}.",
                len(found.uncommon),
            )
            more = _("Its pictures go beside it as JPEG, marked as derived.")
            lines.append(Line("note", topic, said.format(count=len(found.uncommon), items=self._items(found.uncommon)), more))
        if found.distressing:
            said = _("Marked distressing: {items}.").format(items=self._items(found.distressing))
            lines.append(Line("note", topic, said, _("Tell the recipient; the mark itself never leaves.")))
        if found.left_out:
            said = ngettext(
                "{count} item of the same cases is left out.",
                "{count} items of the same cases are left out.",
                len(found.left_out),
            )
            more = self._items(found.left_out)
            if self._request.left_out_reason:
                more += " · " + shown_text(self._request.left_out_reason)
            lines.append(Line("note", _("Left out"), said, more, (ITEMS,)))
        if not self._request.encrypt:
            lines.append(Line("note", _("Not encrypted"), _("Whoever has the medium can read it."), "", ("protection",)))
        return lines

    def _order(self) -> list[Line]:
        found, lines = self._found, []
        codes = {one.code for one in found.obstacles}
        if "disk_full" not in codes:
            said = _("{needed} needed, {free} free on {medium}.")
            sizes = {"needed": amounts.size(found.needed), "free": amounts.size(found.free)}
            lines.append(Line("good", _("Space"), said.format(**sizes, medium=self._medium())))
        if not found.not_compared and not found.differing:
            said = _("Every item was compared with its source and its stored copy; every digest matched.")
            lines.append(Line("good", _("Matched"), said))
        if self._request.withhold and "withholding_impossible" not in codes:
            said = ngettext("{count} name stays closed.", "{count} names stay closed.", found.names).format(count=found.names)
            if self._request.withheld_by:
                said += " " + _("By this authority: {authority}").format(authority=shown_text(self._request.withheld_by))
            more = _("The files' own bytes are searched while they are written; a name in them stops the writing.")
            lines.append(Line("good", _("Withheld"), said, more))
        if "path_too_long" not in codes:
            lines.append(
                Line("good", _("Names"), _("Every file is named by its item number and opens on Windows, macOS and Linux."))
            )
        if self._request.encrypt:
            said = _("AES-256, with a passphrase that is shown once; it never travels with the bundle.")
            lines.append(Line("good", _("Protected"), said))
        lines.append(Line("good", _("Contents"), self._contents(), self._largest()))
        return lines

    def _contents(self) -> str:
        content, form = self._found.content, self._request.form
        files = ngettext("{count} file bit for bit", "{count} files bit for bit", content.evidence).format(count=content.evidence)
        said = _(
            "{files}, what is recorded in them, up to {pictures:,} pictures, their whole custody, START-HERE and a verifier."
        )
        kind = _("As a folder: ") if form is Form.FOLDER else _("As one ZIP: ")
        return kind + said.format(files=files, pictures=content.derivatives)

    def _largest(self) -> str:
        named = [f"{self._own(item)} {amounts.size(size)}" for item, size in self._found.sizes[:3]]
        return _("Largest: {items}.").format(items=", ".join(named))


def counted(lines: Sequence[Line]) -> str:
    """How many lines there are of each state, in one sentence."""
    count = {state: sum(line.state == state for line in lines) for state in ("bad", "attention", "note", "good")}
    parts = []
    if count["bad"]:
        parts.append(ngettext("{count} stops writing", "{count} stop writing", count["bad"]))
    if count["attention"]:
        parts.append(ngettext("{count} needs a person", "{count} need a person", count["attention"]))
    if count["note"]:
        parts.append(ngettext("{count} is for your notice", "{count} are for your notice", count["note"]))
    parts.append(ngettext("{count} is in order", "{count} are in order", count["good"]))
    return _("{counts}. Nothing has been written yet.").format(counts=", ".join(parts))


class CheckPage(QWidget):
    """Shows the lines; `act` tells what a person wants done about one. first: the first thing that can be done, if any."""

    act = Signal(str, object)  # code, items

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 16, 24, 16)
        self._column.setSpacing(0)
        self._column.addWidget(label(_("Check before writing"), "section"))
        self.head = label("", "quiet", wrap=True)
        self._column.addWidget(self.head)
        self._column.addSpacing(12)
        self.above = QVBoxLayout()
        self._column.addLayout(self.above)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._column.addLayout(self._lines)
        self._column.addStretch(1)
        self.lines: list[Line] = []
        self.first: QWidget | None = None

    def waiting(self, said: str) -> None:
        emptied(self._lines)
        self.lines, self.first = [], None
        self.head.setText(said)

    def show_lines(self, lines: Sequence[Line]) -> None:
        self.waiting(counted(lines))
        self.lines = list(lines)
        first = True
        for line in lines:
            self._lines.addWidget(rule())
            self._lines.addWidget(self._row(line, first and line.state == "bad"))
            first = False
        self._lines.addWidget(rule())

    def _row(self, line: Line, first: bool) -> QWidget:
        made = QWidget()
        made.setObjectName(f"line-{line.state}")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(8)
        row.addWidget(Sign(line.state), 0, _TOP)
        topic = label(line.topic, line.state if line.state != "note" else "quiet")
        topic.setFixedWidth(STATE - 26)
        topic.setWordWrap(True)
        row.addWidget(topic, 0, _TOP)
        words = QVBoxLayout()
        words.setSpacing(2)
        text = label(line.text, "strong" if line.state == "bad" else "", wrap=True)
        text.setAlignment(_TOP)
        words.addWidget(text)
        if line.more:
            words.addWidget(label(line.more, "quiet", wrap=True))
        ways = [self._button(line, code, number == 0 and first, number == 0) for number, code in enumerate(line.acts)]
        if len(ways) > 1:
            others = QHBoxLayout()
            others.setSpacing(16)
            for other in ways[1:]:
                others.addWidget(other)
            others.addStretch(1)
            words.addLayout(others)
        row.addLayout(words, 1)
        if ways:
            row.addWidget(ways[0], 0, _TOP)
            self.first = self.first or ways[0]
        return made

    def _button(self, line: Line, code: str, first: bool, best: bool) -> QWidget:
        names = {
            MEDIUM: _("Choose another medium…"),
            FOLDER: _("Write a folder instead"),
            ZIP: _("Write a ZIP instead"),
            ITEMS: _("Choose the items"),
            WORDS: _("Change the words"),
            LEAVE_OUT: _("Leave it out") if len(line.items) == 1 else _("Leave them out"),
            "protection": _("Encrypt it…"),
        }
        kind = primary if first else button if best and line.state in {"bad", "attention"} else link
        made = kind(names[code], partial(self.act.emit, code, line.items))
        made.setObjectName(f"act-{code}")
        made.setAccessibleName(f"{names[code]} {line.text}")
        return made
