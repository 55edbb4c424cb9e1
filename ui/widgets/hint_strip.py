"""A strip with one hint: which of how many, a sentence, at most one act, and a way to be rid of it. Never in the way of anything."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import button, icon_button
from ui.widgets.words import Sign, ground, label, rule


class HintStrip(QWidget):
    dismissed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        ground(self, "ground")
        self.setAccessibleName(name)
        self._pressed: Callable[[], object] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(10)
        self._sign = Sign("note", 18)
        self.count = label("", "strong")
        self.words = label("", wrap=True)
        self.act = button("", self._press)
        self.close_button = icon_button("close", _("Dismiss this line"), self.dismissed.emit)
        row.addWidget(self._sign)
        row.addWidget(self.count)
        row.addWidget(self.words, 1)
        row.addWidget(self.act)
        row.addWidget(self.close_button)
        column.addLayout(row)
        column.addWidget(rule())

    def say(
        self, count: str, words: str, act: str = "", pressed: Callable[[], object] | None = None, state: str = "note"
    ) -> None:
        """Another hint; spoken once."""
        self._sign.show_sign(state)
        self.count.setText(count)
        self.count.setVisible(bool(count))
        self.words.setText(words)
        self.act.setText(act)
        self.act.setAccessibleName(act)
        self.act.setVisible(bool(act))
        self.act.setEnabled(True)
        self._pressed = pressed
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _press(self) -> None:
        if self._pressed is not None:
            self._pressed()
