"""A digest in groups of four, on two lines, to be read aloud, selected, copied, and compared with one from elsewhere."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from intake.wording import amounts
from intake.wording.language import translated as _
from ui import clipboard
from ui.widgets.buttons import link
from ui.widgets.words import State, fixed, label


def two_lines(hexadecimal: str) -> str:
    """Groups of four in lines of eight groups."""
    return "\n".join(amounts.groups(hexadecimal[at : at + 32]) for at in range(0, len(hexadecimal), 32))


def digest_label(hexadecimal: str, size: int = 12) -> QLabel:
    made = fixed(two_lines(hexadecimal), size)
    made.setAccessibleName(amounts.groups(hexadecimal))
    return made


def compared(hexadecimal: str, untrusted_text: str) -> tuple[str, str]:
    """State and words for what was pasted: spaces, colons, hyphens and case do not matter; "" when nothing was."""
    plain = "".join(untrusted_text.split()).replace(":", "").replace("-", "").lower()
    if not plain:
        return "", ""
    if any(character not in "0123456789abcdef" for character in plain):
        return "attention", _("This is not a digest: it has other characters than 0 to 9 and A to F.")
    if len(plain) != len(hexadecimal):
        return "attention", _("This digest has {found} characters; this one has {wanted}. It may be of another kind.").format(
            found=len(plain), wanted=len(hexadecimal)
        )
    return ("good", _("Match: the same digest.")) if plain == hexadecimal else ("bad", _("No match: another digest."))


class DigestBox(QWidget):
    """Its name, the digest, a link that copies it, and where wanted one that opens a field to compare with."""

    def __init__(self, name: str, *, comparing: bool = False) -> None:
        super().__init__()
        self._value = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(name, "label"), 1)
        self.compare = link(_("Compare…"), self._open)
        self.compare.setAccessibleName(_("Compare {name} with one from elsewhere").format(name=name))
        if not comparing:
            self.compare.hide()
        self.copy = link(_("Copy"), self._copy)
        self.copy.setAccessibleName(_("Copy {name}").format(name=name))
        head.addWidget(self.compare)
        head.addWidget(self.copy)
        column.addLayout(head)
        self.digest = fixed()
        column.addWidget(self.digest)
        self.other = QLineEdit()
        self.other.setPlaceholderText(_("Paste the other digest here"))
        self.other.setAccessibleName(_("The other digest"))
        self.other.textChanged.connect(self._check)
        self.other.hide()
        self.answer = State()
        self.answer.hide()
        column.addWidget(self.other)
        column.addWidget(self.answer)

    def show_digest(self, hexadecimal: str) -> None:
        if hexadecimal != self._value:
            self.other.clear()
            self.other.hide()
        self._value = hexadecimal
        self.digest.setText(two_lines(hexadecimal))

    def _open(self) -> None:
        self.other.setVisible(self.other.isHidden())
        if self.other.isHidden():
            self.other.clear()
        else:
            self.other.setFocus()

    def _check(self, text: str) -> None:
        state, words = compared(self._value, text)
        self.answer.setVisible(bool(words))
        if words:
            self.answer.say(state, words)

    def _copy(self) -> None:
        clipboard.copy(self._value)
