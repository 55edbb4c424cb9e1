"""The rail: six rooms, each with a count only where a person is needed; below, who is at the keyboard, and the lock."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intake.records.names import shown_text
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.theme import chosen, icons, tokens
from ui.widgets.buttons import button
from ui.widgets.words import Sign, ground, label

ROOMS = (
    ("intake", N_("Intake")),
    ("library", N_("Library")),
    ("cases", N_("Cases")),
    ("release", N_("Release")),
    ("custody", N_("Custody")),
    ("vault", N_("Vault")),
)

SIGN = 18


class Rail(QWidget):
    chosen = Signal(str)
    lock = Signal()

    def __init__(self, vault: str, office: str, code: str, operator: str) -> None:
        super().__init__()
        ground(self, "ground")
        self.setFixedWidth(tokens.RAIL)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(2)
        column.addWidget(self._short(vault, "strong"))
        column.addWidget(self._short("" if office == vault else office, "small", code))
        column.addSpacing(8)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        for number, (room, name) in enumerate(ROOMS, 1):
            column.addWidget(self._room(room, _(name), number))
        column.addStretch(1)
        who = QHBoxLayout()
        who.setContentsMargins(8, 4, 0, 4)
        who.setSpacing(10)
        who.addWidget(Sign("person", SIGN))
        who.addWidget(self._short(operator, ""), 1)
        column.addLayout(who)
        self.lock_button = button(_("Lock"), self.lock.emit, icon="lock")
        self.lock_button.setText("  " + _("Lock"))
        self.lock_button.setIconSize(QSize(SIGN, SIGN))
        self.lock_button.setProperty("kind", "rail")
        self.lock_button.setToolTip("Ctrl+L")
        inside = QHBoxLayout(self.lock_button)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addStretch(1)
        key = label("Ctrl+L", "small")
        self.lock_button.ensurePolished()
        if self.lock_button.sizeHint().width() + key.sizeHint().width() <= tokens.RAIL - 16:  # a longer word needs the room
            inside.addWidget(key)
        column.addWidget(self.lock_button)

    @staticmethod
    def _short(text: str, role: str, number: str = "") -> QLabel:
        """One line; number: stands behind it, and is never cut."""
        made = label("", role)
        made.setContentsMargins(8 if role else 0, 0, 0, 0)
        room = tokens.RAIL - 32 if role else tokens.RAIL - 56
        made.ensurePolished()
        behind = f" · {number}" if text and number else number
        room -= made.fontMetrics().horizontalAdvance(behind)
        made.setText(made.fontMetrics().elidedText(shown_text(text), Qt.TextElideMode.ElideRight, room) + behind)
        made.setToolTip(shown_text(text) + behind)
        return made

    def _room(self, room: str, name: str, number: int) -> QPushButton:
        made = button(name, icon=room)
        made.setProperty("kind", "rail")
        made.setCheckable(True)
        made.setText(f"  {name}")
        made.setIconSize(QSize(SIGN, SIGN))
        made.setToolTip(f"Ctrl+{number}")
        made.toggled.connect(lambda on: self._marked(room, made, on=on))
        made.clicked.connect(lambda: self.chosen.emit(room))
        inside = QHBoxLayout(made)
        inside.setContentsMargins(0, 0, 10, 0)
        count = label("", "attention")
        inside.addStretch(1)
        inside.addWidget(count)
        self._group.addButton(made)
        self.buttons[room], self._counts[room] = made, count
        return made

    @staticmethod
    def _marked(room: str, made: QPushButton, *, on: bool) -> None:
        colours = chosen.tokens()
        made.setIcon(icons.icon(f"{room}_chosen" if on else room, colours.accent if on else colours.text))

    def show_room(self, room: str) -> None:
        self.buttons[room].setChecked(True)

    def count(self, room: str, number: int) -> None:
        """How many things there need a person; nothing is shown for none."""
        self._counts[room].setText(f"{number:,}" if number else "")
        name = _(dict(ROOMS)[room])
        self.buttons[room].setAccessibleName(f"{name}, {number:,}" if number else name)
