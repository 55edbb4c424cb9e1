"""Above the files before copying: which of them are listed. What is not listed is not taken in."""

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.models.plan import file_time
from ui.models.plan_filter import KINDS, PlanFilter
from ui.widgets.buttons import button, chip, link
from ui.widgets.flow import flowing
from ui.widgets.search_field import SearchField

TYPED_MS = 120  # after the last key


class PlanBar(QWidget):
    narrowed = Signal(object)  # PlanFilter
    span_wanted = Signal()
    down = Signal()  # from the words into the list

    def __init__(self) -> None:
        super().__init__()
        self.where = PlanFilter()
        self.words = SearchField(_("Part of a name…"), _("Part of a name"), 200)
        self.words.setMinimumWidth(200)
        self.words.down.connect(self.down)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self._take_words)
        self.words.textChanged.connect(lambda _text: self._typed.start())
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind"))
        self.kind.addItem(_("Every kind"), "")
        for kind, name in KINDS.items():
            self.kind.addItem(_(name), kind)
        self.kind.activated.connect(self._take_kind)
        self.span = button(_("File times…"), self.span_wanted.emit, kind="flat", icon="clock")
        self.spanned = chip("", self._every_time)
        self.looks = QCheckBox(_("Needs a look"))
        self.looks.toggled.connect(self._take_looks)
        self.all = link(_("List all"), self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.addWidget(flowing(self.words, self.kind, self.span, self.spanned, self.looks, self.all, gap=12))
        self._show()

    def clear(self) -> None:
        """Everything is listed again."""
        self.words.clear()
        self._typed.stop()
        self.kind.setCurrentIndex(0)
        self.looks.setChecked(False)
        self._narrow(PlanFilter())

    def take_span(self, since: int, until: int) -> None:
        """Nanoseconds since 1970, both included."""
        self._narrow(replace(self.where, since=since, until=until))
        self.spanned.setFocus()

    def _every_time(self) -> None:
        self._narrow(replace(self.where, since=None, until=None))
        self.span.setFocus()

    def _take_words(self) -> None:
        self._narrow(replace(self.where, words=self.words.text().strip()))

    def _take_kind(self, index: int) -> None:
        self._narrow(replace(self.where, kind=str(self.kind.itemData(index))))

    def _take_looks(self, on: bool) -> None:
        self._narrow(replace(self.where, looks=on))

    def _narrow(self, where: PlanFilter) -> None:
        changed, self.where = where != self.where, where
        self._show()
        if changed:
            self.narrowed.emit(where)

    def _show(self) -> None:
        since, until = self.where.since, self.where.until
        self.span.setVisible(since is None)
        self.spanned.setVisible(since is not None)
        if since is not None and until is not None:
            first, last = file_time(since)[:-3], file_time(until)[:-3]
            same_day = first[:-5] == last[:-5]
            text = _("{first} to {last}").format(first=first, last=last[-5:] if same_day else last)
            self.spanned.setText(text)
            self.spanned.setAccessibleName(_("Remove the filter {name}").format(name=text))
        self.all.setVisible(self.where != PlanFilter())
