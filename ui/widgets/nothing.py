"""A list with nothing in it: why, and which condition to take away."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.widgets.buttons import link
from ui.widgets.frame import emptied
from ui.widgets.words import label

MOST = 8


class Nothing(QWidget):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.addStretch(2)
        self.said = label("", "section")
        self.more = label("", "quiet")
        for part in (self.said, self.more):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        self._ways = QVBoxLayout()
        self._ways.setContentsMargins(0, 8, 0, 0)
        column.addLayout(self._ways)
        column.addStretch(3)

    def say(self, sentence: str, more: str = "") -> None:
        self.said.setText(sentence)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        emptied(self._ways)

    def offer(self, ways: Sequence[tuple[str, int, Callable[[], object]]]) -> None:
        """What there would be without each condition: its words, the count, and the act that takes it away."""
        emptied(self._ways)
        for name, count, act in sorted(ways, key=lambda way: -way[1])[:MOST]:
            if count:
                many = ngettext("{count} item", "{count} items", count)
                made = link(_("Without “{name}”: {many}").format(name=name, many=many), act)
            else:
                made = link(_("Without “{name}”: nothing either").format(name=name), act)
            self._ways.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
