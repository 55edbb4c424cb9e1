"""The recovery sheet: shown once, printed or saved, and two of its groups typed back to show that it can be read."""

import secrets
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from intake import durable
from intake.errors import IntakeError
from intake.wording import amounts
from intake.wording.language import translated as _
from ui.widgets import printing
from ui.widgets.buttons import button
from ui.widgets.trouble import Trouble
from ui.widgets.words import fixed, label

CONFUSABLE = str.maketrans("OIL", "011")


class Sheet(QFrame):
    """`answered` once both groups were typed right."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[str] = []
        self._text = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.code = fixed(size=15)
        self.code.setAccessibleName(_("Recovery code"))
        self.trouble = Trouble()
        acts = QHBoxLayout()
        acts.addWidget(button(_("Print…"), self._print, icon="print"))
        acts.addWidget(button(_("Save…"), self._save, icon="save"))
        acts.addStretch(1)
        self._asked = [label(), label()]
        self.fields = [QLineEdit(), QLineEdit()]
        self.said = label("", "small", wrap=True)
        groups = QHBoxLayout()
        for asked, field in zip(self._asked, self.fields, strict=True):
            field.setMaxLength(5)
            field.setFixedWidth(90)
            field.textChanged.connect(lambda _text: self.changed.emit())
            groups.addWidget(asked)
            groups.addWidget(field)
        groups.addStretch(1)
        column.addWidget(self.code)
        column.addLayout(acts)
        column.addWidget(self.trouble)
        column.addWidget(label(_("Now read two groups from the sheet, to show that it can be read:"), wrap=True))
        column.addLayout(groups)
        column.addWidget(self.said)
        self._numbers = [0, 1]

    def take(self, office: str, code: str, recovery: str, fingerprint: str) -> None:
        """Show the sheet of a vault that was made just now."""
        self._groups = recovery.split("-")
        first = secrets.randbelow(len(self._groups))
        second = (first + 1 + secrets.randbelow(len(self._groups) - 1)) % len(self._groups)
        self._numbers = sorted((first, second))
        for asked, field, number in zip(self._asked, self.fields, self._numbers, strict=True):
            asked.setText(_("Group {number}").format(number=number + 1))
            field.setAccessibleName(asked.text())
        self.code.setText("  ".join(self._groups[:4]) + "\n" + "  ".join(self._groups[4:]))
        self._text = _(
            "Recovery sheet\n\n{office}, vault {code}\n\nRecovery code\n{recovery}\n\n"
            "Whoever has this code and the vault can open it. Keep it in a safe, away from the vault.\n"
            "It is typed in at the entrance: Use the recovery code.\n\n"
            "Fingerprint of the log key, to compare with bundles of this vault\n{fingerprint}\n"
        ).format(office=office, code=code, recovery=recovery, fingerprint=amounts.groups(fingerprint.upper()))
        self.show()
        self.fields[0].setFocus()

    def forget(self) -> None:
        self._groups, self._text = [], ""
        self.code.clear()

    def answered(self) -> bool:
        if not self._groups:
            return False
        typed = [field.text().strip().upper().translate(CONFUSABLE) for field in self.fields]
        right = [one == self._groups[number] for one, number in zip(typed, self._numbers, strict=True)]
        wrong = [str(number + 1) for one, ok, number in zip(typed, right, self._numbers, strict=True) if len(one) == 5 and not ok]
        self.said.setText(_("Group {numbers} is not as on the sheet.").format(numbers=", ".join(wrong)) if wrong else "")
        return all(right)

    def _print(self) -> None:
        printing.ask(self._text, self, fixed=False)

    def _save(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the recovery sheet"), str(Path.home() / "recovery sheet.txt"))
        if not name:
            return
        try:
            durable.write_new(Path(name), self._text.encode("utf-8"))
        except IntakeError as error:
            self.trouble.show_error(error)
