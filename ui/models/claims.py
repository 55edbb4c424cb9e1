"""What is recorded in a file: every claim with its source, in groups, narrowed by words; headings are rows of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from intake.records.claims import Claim, State
from intake.records.names import shown_text
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _

Index = QModelIndex | QPersistentModelIndex
HeadRole = Qt.ItemDataRole.UserRole
CountRole = Qt.ItemDataRole.UserRole + 1
STATES = {State.ZEROED: N_("zeroed"), State.NOT_PARSED: N_("present, not understood"), State.FAILED: N_("reader failed")}
GROUPS = {
    "QuickTime": N_("Movie header"),
    "Keys": N_("QuickTime keys"),
    "ItemList": N_("Item list"),
    "UserData": N_("User data"),
    "IFD0": N_("Picture"),
    "IFD1": N_("Small picture"),
    "ExifIFD": N_("Exposure"),
    "GPS": N_("Position"),
    "System": N_("File system"),
    "JFIF": N_("JPEG header"),
    "ICC_Profile": N_("Colour profile"),
    "IPTC": N_("Caption"),
    "Matroska": N_("Matroska"),
}
_TRACK = re.compile(r"Track\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """A heading (claim None) or a claim."""

    group: str
    count: int = 0
    claim: Claim | None = None


def value_text(claim: Claim) -> str:
    """The value as written, in a form that cannot mislead, with its state where that is not simply *recorded*."""
    said = STATES.get(claim.state)
    shown = shown_text(claim.value, 4096)
    if said is None:
        return shown
    return f"{shown} ({_(said)})" if shown else _(said)


def group_text(group: str) -> str:
    """A group by what it is, with its name among readers behind it."""
    name = GROUPS.get(group) or (_TRACK.fullmatch(group) and N_("Track"))
    return f"{_(name)} · {group}" if name else group


class ClaimsModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._claims: tuple[Claim, ...] = ()
        self._lines: list[Line] = []
        self._own = ""
        self.entries = 0

    def take(self, claims: Sequence[Claim], own: str = "") -> None:
        """own: the number of the item whose claims these are."""
        self._claims, self._own = tuple(claims), own
        self.narrow("")

    def narrow(self, words: str) -> None:
        """Only claims in whose name, value or reader every word stands."""
        wanted = words.casefold().split()
        kept: dict[str, list[Claim]] = {}
        for claim in self._claims:
            text = f"{claim.name} {claim.value} {claim.reader}".casefold()
            if all(word in text for word in wanted):
                kept.setdefault(claim.name.partition(":")[0], []).append(claim)
        self.beginResetModel()
        self._lines = []
        for group, claims in kept.items():
            self._lines.append(Line(group, len(claims)))
            self._lines += [Line(group, claim=claim) for claim in claims]
        self.entries = sum(map(len, kept.values()))
        self.endResetModel()

    def headings(self) -> list[int]:
        """Rows that are headings."""
        return [row for row, line in enumerate(self._lines) if line.claim is None]

    def text(self, rows: Sequence[int] | None = None) -> str:
        """Rows (all that are shown) as lines to be copied: name, value, who read it, in which item."""
        lines = self._lines if rows is None else [self._lines[row] for row in rows]
        return "\n".join(
            "\t".join(part for part in (line.claim.name, value_text(line.claim), line.claim.reader, self._own) if part)
            for line in lines
            if line.claim is not None
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._lines[index.row()].claim is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == HeadRole:
            return line.claim is None
        if role == CountRole:
            return line.count
        if role == Qt.ItemDataRole.DisplayRole:
            if line.claim is None:
                return group_text(line.group) if index.column() == 0 else f"{line.count:,}"
            return line.claim.name.partition(":")[2] or line.claim.name if index.column() == 0 else value_text(line.claim)
        if role == Qt.ItemDataRole.ToolTipRole and line.claim is not None:
            return f"{line.claim.name}\n{value_text(line.claim)}\n{line.claim.reader}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Name"), _("As recorded"))[section]
        return None
