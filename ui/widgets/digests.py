"""A digest in groups of four, on two lines, to be read aloud, selected and copied."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from intake.wording import amounts
from intake.wording.language import translated as _
from ui import clipboard
from ui.widgets.buttons import link
from ui.widgets.words import fixed, label


def two_lines(hexadecimal: str) -> str:
    """Groups of four in lines of eight groups."""
    return "\n".join(amounts.groups(hexadecimal[at : at + 32]) for at in range(0, len(hexadecimal), 32))


def digest_label(hexadecimal: str, size: int = 12) -> QLabel:
    made = fixed(two_lines(hexadecimal), size)
    made.setAccessibleName(amounts.groups(hexadecimal))
    return made


class DigestBox(QWidget):
    """Its name, the digest, and a link that copies it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(label(name, "label"), 1)
        self.copy = link(_("Copy"), self._copy)
        self.copy.setAccessibleName(_("Copy {name}").format(name=name))
        head.addWidget(self.copy)
        column.addLayout(head)
        self.digest = fixed()
        column.addWidget(self.digest)
        self._value = ""

    def show_digest(self, hexadecimal: str) -> None:
        self._value = hexadecimal
        self.digest.setText(two_lines(hexadecimal))

    def _copy(self) -> None:
        clipboard.copy(self._value)
