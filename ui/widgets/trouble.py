"""An error in three lines: what happened, what it means for the evidence, what to do now; details folded below."""

import platform
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from intake.errors import IntakeError
from intake.settings import VERSION
from intake.wording.errors import Words, error_words
from intake.wording.language import translated as _
from ui import clipboard
from ui.widgets.buttons import link
from ui.widgets.words import Sign, fixed, label

NAMELESS = frozenset({"expected", "found", "code", "offset", "limit", "position"})


def technical(error: IntakeError) -> str:
    """What a person may send to whoever helps: codes and numbers, no names and no paths."""
    facts = [f"{name}={value}" for name, value in sorted(error.facts.items()) if name in NAMELESS and _harmless(value)]
    return "\n".join([f"code={error.code}", *facts, f"version={VERSION}", f"system={platform.system()} {platform.release()}"])


def _harmless(value: object) -> bool:
    return isinstance(value, int) or (
        isinstance(value, str) and len(value) <= 128 and all(c in "0123456789abcdef" for c in value)
    )


class Trouble(QFrame):
    """Shown where the act was; buttons of what can be done are added by whoever shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "box")
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        self._sign = Sign("bad", 20)
        self._message, self._meaning, self._hint = (
            label("", "strong", wrap=True),
            label("", "quiet", wrap=True),
            label("", wrap=True),
        )
        self._fold = link(_("Details"), self._toggle)
        self._copy = link(_("Copy details"), self._to_clipboard)
        self._details = fixed()
        self._details.hide()
        self._copy.hide()
        lines = QVBoxLayout()
        lines.setSpacing(2)
        for one in (self._message, self._meaning, self._hint):
            lines.addWidget(one)
        folded = QHBoxLayout()
        folded.setSpacing(12)
        folded.addWidget(self._fold)
        folded.addWidget(self._copy)
        folded.addStretch(1)
        lines.addLayout(folded)
        lines.addWidget(self._details)
        self.acts = QHBoxLayout()
        self.acts.setSpacing(8)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(lines, 0, 1)
        grid.addLayout(self.acts, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        self.hide()

    def show_error(self, error: IntakeError, meaning: str = "") -> None:
        """meaning: said instead of the usual second line where more is known."""
        words = error_words(error)
        self.show_words(Words(words.message, meaning or words.meaning, words.hint), technical(error))

    def show_words(self, words: Words, details: str = "", sign: str = "bad") -> None:
        self._sign.show_sign(sign)
        for shown, text in zip(
            (self._message, self._meaning, self._hint), (words.message, words.meaning, words.hint), strict=True
        ):
            shown.setText(text)
            shown.setVisible(bool(text))
        self._details.setText(details)
        self._fold.setVisible(bool(details))
        self._details.hide()
        self._copy.hide()
        self.setAccessibleName(f"{words.message} {words.meaning} {words.hint}")
        self.show()

    def add_act(self, text: str, pressed: Callable[[], object]) -> QPushButton:
        made = link(text, pressed)
        self.acts.addWidget(made)
        return made

    @property
    def message(self) -> str:
        return self._message.text()

    def _toggle(self) -> None:
        opened = self._details.isHidden()
        self._details.setVisible(opened)
        self._copy.setVisible(opened)

    def _to_clipboard(self) -> None:
        clipboard.copy(self._details.text())
