"""A further operator, and another passphrase: each asked for in one small dialog."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from intake.records.people import Person
from intake.wording.language import translated as _
from ui.dialogs.new_vault import SHORTEST
from ui.widgets.buttons import button, primary
from ui.widgets.secret import Secret
from ui.widgets.words import label


class _Asked(QDialog):
    def __init__(self, title: str, said: str, act: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 16)
        self.column.setSpacing(6)
        self.column.addWidget(label(title, "section"))
        self.column.addWidget(label(said, "quiet", wrap=True))
        self.first, self.again = Secret(_("Passphrase")), Secret(_("The same once more"))
        self.said = label("", "small", wrap=True)
        self._foot = QHBoxLayout()
        self._foot.addStretch(1)
        self._foot.addWidget(button(_("Cancel"), self.reject))
        self.act = primary(act, self.give)
        self._foot.addWidget(self.act)

    def finish(self) -> None:
        """Below the fields of the dialog: the passphrase twice, and the acts."""
        for name, field in ((_("Passphrase"), self.first), (_("The same once more"), self.again)):
            self.column.addWidget(label(name))
            self.column.addWidget(field)
            field.textChanged.connect(self.look_again)
        self.column.addWidget(self.said)
        self.column.addLayout(self._foot)
        self.look_again()

    def ready(self) -> bool:
        typed, again = self.first.text(), self.again.text()
        if len(typed) < SHORTEST:
            self.said.setText(_("At least {count} characters.").format(count=SHORTEST))
        else:
            self.said.setText(_("The two are not the same.") if again and typed != again else "")
        return len(typed) >= SHORTEST and typed == again

    def look_again(self) -> None:
        self.act.setEnabled(self.ready())

    def give(self) -> None:
        raise NotImplementedError


class AddOperator(_Asked):
    answered = Signal(object, object)  # Person, bytearray

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Add an operator"),
            _("Each person has a passphrase of their own, and every entry names who made it."),
            _("Add"),
            parent,
        )
        self.name, self.agency, self.badge = QLineEdit(), QLineEdit(), QLineEdit()
        for name, field in ((_("Name"), self.name), (_("Agency"), self.agency), (_("Badge or number, if any"), self.badge)):
            field.setAccessibleName(name)
            field.textChanged.connect(self.look_again)
            self.column.addWidget(label(name))
            self.column.addWidget(field)
        self.finish()

    def ready(self) -> bool:
        named = bool(self.name.text().strip() and self.agency.text().strip())
        return super().ready() and named

    def give(self) -> None:
        person = Person(self.name.text().strip(), self.agency.text().strip(), self.badge.text().strip())
        self.answered.emit(person, self.first.take())
        self.again.clear()
        self.accept()


class ChangePassphrase(_Asked):
    answered = Signal(object)  # bytearray

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Change my passphrase"),
            _("The old one stops working here at once. A backup still opens with the one that it was made with."),
            _("Change"),
            parent,
        )
        self.finish()

    def give(self) -> None:
        self.answered.emit(self.first.take())
        self.again.clear()
        self.accept()
