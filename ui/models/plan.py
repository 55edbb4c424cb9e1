"""The files before copying, as their directories list them: which are wanted, and what needs a look."""

import mimetypes
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intake.ids import ItemId
from intake.records.items import PlanLine, SourceKind
from intake.records.names import shown
from intake.wording import amounts
from intake.wording.errors import words
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.models.times import day_text

Index = QModelIndex | QPersistentModelIndex
StateRole = Qt.ItemDataRole.UserRole
NAME, KIND, TIME, SIZE, NOTE = range(5)
HEADS = (N_("Name on the device"), N_("Kind"), N_("File time there, UTC"), N_("Size"), N_("Before copying"))
MORE_TYPES = {
    ".heic": "image",
    ".heif": "image",
    ".avif": "image",
    ".dng": "image",
    ".mkv": "video",
    ".3gp": "video",
    ".mts": "video",
    ".opus": "audio",
}
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


KINDS = {"image": N_("Photo"), "video": N_("Video"), "audio": N_("Audio"), "text": N_("Document"), "archive": N_("Archive")}


def kind_by_name(name: bytes) -> str:
    """What the name says; nothing is opened."""
    return _(KINDS.get(_kind(name), N_("Other")))


def _kind(name: bytes) -> str:
    """A key of KINDS, or `other`."""
    text = shown(name).lower()
    stem, _dot, ending = text.rpartition(".")
    suffix = f".{ending}" if stem else ""
    major = MORE_TYPES.get(suffix) or (mimetypes.guess_type(f"x{suffix}")[0] or "").partition("/")[0]
    if suffix in {".zip", ".7z", ".rar", ".tar", ".gz"}:
        return "archive"
    return major if major in KINDS else "other"


def kinds_said(counts: Mapping[str, int]) -> str:
    """How many of each kind, by their names; what there is none of is not said."""
    said = {
        "image": ngettext("{count} photo", "{count} photos", counts.get("image", 0)),
        "video": ngettext("{count} video", "{count} videos", counts.get("video", 0)),
        "audio": ngettext("{count} recording", "{count} recordings", counts.get("audio", 0)),
        "text": ngettext("{count} document", "{count} documents", counts.get("text", 0)),
        "archive": ngettext("{count} archive", "{count} archives", counts.get("archive", 0)),
        "other": ngettext("{count} other", "{count} others", counts.get("other", 0)),
    }
    return ", ".join(words for kind, words in said.items() if counts.get(kind))


def file_time(ns: int | None) -> str:
    """Nanoseconds since 1970 as UTC to the second."""
    if ns is None:
        return ""
    try:
        time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=ns // 1_000_000_000)
    except OverflowError:
        return ""
    return f"{day_text(f'{time:%Y-%m-%d}')} {time:%H:%M:%S}"


class PlanModel(QAbstractTableModel):
    chosen_changed = Signal()

    def __init__(self, own: Mapping[str, str] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[PlanLine, ...] = ()
        self._wanted: list[bool] = []
        self._kinds: tuple[str, ...] = ()
        self._held: dict[int, tuple[ItemId, ...]] = {}
        self._own = own or {}

    def take(self, lines: Sequence[PlanLine]) -> None:
        self.beginResetModel()
        self._lines = tuple(lines)
        self._wanted = [line.refusal is None for line in lines]
        self._kinds = tuple(_kind(line.name) for line in lines)
        self._held = {}
        self.endResetModel()
        self.chosen_changed.emit()

    def take_held(self, held: Mapping[int, tuple[ItemId, ...]]) -> None:
        """By line number: items of the same name and size."""
        self._held = dict(held)
        if self._lines:
            self.dataChanged.emit(self.index(0, NOTE), self.index(len(self._lines) - 1, NOTE))
        self.chosen_changed.emit()

    @property
    def lines(self) -> tuple[PlanLine, ...]:
        return self._lines

    def chosen(self) -> tuple[PlanLine, ...]:
        return tuple(line for line, wanted in zip(self._lines, self._wanted, strict=True) if wanted)

    def chosen_kinds(self) -> Counter[str]:
        return Counter(kind for kind, wanted in zip(self._kinds, self._wanted, strict=True) if wanted)

    def refused(self) -> int:
        return sum(line.refusal is not None for line in self._lines)

    def held_count(self) -> int:
        return len(self._held)

    def choose_all(self, wanted: bool) -> None:
        self._wanted = [wanted and line.refusal is None for line in self._lines]
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, 0))
        self.chosen_changed.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(HEADS):
            return _(HEADS[section])
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section == SIZE:
            return int(RIGHT)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags
        if index.column() == NAME and self._lines[index.row()].refusal is None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == NAME:
            return Qt.CheckState.Checked if self._wanted[index.row()] else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == SIZE:
            return int(RIGHT)
        if role == StateRole:
            return "attention" if line.refusal else ("duplicate" if line.line in self._held else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return shown(line.relative or line.name)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or self._lines[index.row()].refusal is not None:
            return False
        self._wanted[index.row()] = Qt.CheckState(value) is Qt.CheckState.Checked
        self.dataChanged.emit(index, index)
        self.chosen_changed.emit()
        return True

    def _text(self, line: PlanLine, column: int) -> str:
        if column == NAME:
            return shown(line.relative or line.name)
        if column == KIND:
            return kind_by_name(line.name) if line.kind is SourceKind.FILE else ""
        if column == TIME:
            return file_time(line.modified_ns)
        if column == SIZE:
            return amounts.size(line.size) if line.kind is SourceKind.FILE else ""
        return self._note(line)

    def _note(self, line: PlanLine) -> str:
        if line.refusal is not None:
            return words(line.refusal, {"name": _("It"), "kind": line.kind.value}).message
        if line.line in self._held:
            first = self._held[line.line][0]
            return _("Same name and size as {item}").format(item=first.partition("-")[2])
        return _("New")
