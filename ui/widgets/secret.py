"""The field for a passphrase: hidden, wiped after use, and it says when Caps Lock is on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from intake.wording.language import translated as _
from ui.theme import chosen, icons

MOST = 1024  # characters


class Secret(QLineEdit):
    """`take` gives what was typed as bytes that the caller wipes."""

    caps = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self.setMaxLength(MOST)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._caps = False
        self._sign = QAction(icons.icon("caps", chosen.tokens().attention), _("Caps Lock is on"), self)

    def take(self) -> bytearray:
        """What was typed, UTF-8; the field is emptied."""
        typed = bytearray(self.text().encode("utf-8"))
        self.clear()
        return typed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt does not tell whether Caps Lock is on; a letter that comes out the wrong way round does."""
        typed = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._say(on=False)
        elif len(typed) == 1 and typed.isalpha() and typed.upper() != typed.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._say(on=typed.isupper() != shifted)
        super().keyPressEvent(event)

    def _say(self, *, on: bool) -> None:
        if on == self._caps:
            return
        self._caps = on
        if on:
            self.addAction(self._sign, QLineEdit.ActionPosition.TrailingPosition)
        else:
            self.removeAction(self._sign)
        self.caps.emit(on)
