"""One entry of the log: a sentence, when, who, where and why as its disclosures say, and the entry itself as it was signed."""

import json
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from intake.ids import ItemId
from intake.records.events import Entry, SubjectKind
from intake.wording.events import sentence
from intake.wording.language import translated as _
from ui import clipboard
from ui.desk import Desk
from ui.models.entry_facts import facts
from ui.models.log import state_of
from ui.theme import faces, tokens
from ui.widgets.buttons import icon_button, link
from ui.widgets.digests import DigestBox
from ui.widgets.frame import Bar, emptied
from ui.widgets.words import State, ground, label, rule

MOST_ITEMS = 3  # of an entry that are named here


def laid_out(entry: Entry) -> str:
    """The signed part, as signed, indented for reading."""
    _kind, _line, body = entry.signed.partition(b"\n")
    value = json.loads(body)
    value["_sd"] = _("{count} digests of disclosures").format(count=len(value.get("_sd", ())))
    opened = {one.name: one.value for one in entry.disclosures if not one.name.startswith("chain:")}
    return (
        json.dumps(value, indent=2, ensure_ascii=True) + "\n\n" + json.dumps(opened, indent=2, ensure_ascii=True, sort_keys=True)
    )


class EntryPane(QWidget):
    closed = Signal()
    item_wanted = Signal(object)  # ItemId

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        ground(self, "surface")
        self.setMinimumWidth(300)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Bar(tokens.PAGE_BAR)
        self.title = label("", "section")
        bar.row.addWidget(self.title, 1)
        bar.row.addWidget(icon_button("close", _("Close the entry"), self.closed.emit))
        column.addWidget(bar)
        column.addWidget(rule())
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 12, 16, 16)
        inner.setSpacing(8)
        self.said = State()
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.items: list[QWidget] = []
        self.leaf = DigestBox(_("Its place in the log (leaf hash)"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(faces.fixed())
        self.text.setAccessibleName(_("The signed entry, laid out for reading"))
        head = QHBoxLayout()
        head.addWidget(label(_("The signed entry, laid out for reading"), "label"), 1)
        head.addWidget(link(_("Copy"), self._copy))
        for part in (self.said, self._facts, self.leaf):
            inner.addWidget(part)
        inner.addLayout(head)
        inner.addWidget(self.text, 1)
        column.addLayout(inner, 1)

    def show_entry(self, entry: Entry) -> None:
        self.title.setText(_("Entry {number:,}").format(number=entry.position + 1))
        self.said.say(state_of(entry) or "note", self._desk.own_words(sentence(entry)))
        self._show_facts(entry)
        self.leaf.show_digest(entry.leaf)
        self.text.setPlainText(laid_out(entry))

    def _show_facts(self, entry: Entry) -> None:
        emptied(self._grid)
        self.items = []
        top = Qt.AlignmentFlag.AlignTop
        said = facts(entry)
        for row, (name, lines) in enumerate(said):
            self._grid.addWidget(label(name, "quiet"), row, 0, top)
            self._grid.addWidget(label("\n".join(lines), wrap=True), row, 1, top)
        items = sorted(entry.subjects(SubjectKind.ITEM))
        if not items:
            return
        row = len(said)
        self._grid.addWidget(label(_("Item") if len(items) == 1 else _("Items"), "quiet"), row, 0, top)
        named = QVBoxLayout()
        named.setSpacing(2)
        for item in items[:MOST_ITEMS]:
            one = link(self._desk.own(item), partial(self.item_wanted.emit, ItemId(item)))
            one.setAccessibleName(_("Show item {number} in the library").format(number=self._desk.own(item)))
            self.items.append(one)
            named.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
        if len(items) > MOST_ITEMS:
            named.addWidget(label(_("and {count:,} more").format(count=len(items) - MOST_ITEMS), "small"))
        holder = QWidget()
        holder.setLayout(named)
        named.setContentsMargins(0, 0, 0, 0)
        self._grid.addWidget(holder, row, 1)

    def _copy(self) -> None:
        clipboard.copy(self.text.toPlainText())
