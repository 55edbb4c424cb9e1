"""Why a file is left out, or a submission closed as it is: a usual reason, or the person's own words; written as an entry."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from intake.records.marks import MOST_REASON
from intake.records.names import shown
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.widgets.words import Elided, label

SHOWN_NAMES = 6


class Reason(Asking):
    """Nothing is chosen beforehand: a reason that nobody gave would be none."""

    answered = Signal(str)

    def __init__(
        self, title: str, names: Sequence[str], said: str, usual: Sequence[str], act: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, 520, parent, wrap=True)
        self.setObjectName("reason")
        for name in names:
            self.column.addWidget(Elided(name))
        self.said = label(said, "quiet", wrap=True)
        self.reason, field = QComboBox(), QLineEdit()
        self.reason.setObjectName("why")
        self.reason.setEditable(True)
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.reason.setAccessibleName(_("Why"))
        self.reason.setLineEdit(field)
        # What is recorded are the words that were typed, and none that were guessed.
        self.reason.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none
        self.reason.addItems(list(usual))
        self.reason.setCurrentIndex(-1)
        field.setMaxLength(MOST_REASON)
        field.setPlaceholderText(_("Choose a reason, or write one in a few words"))
        field.setAccessibleName(_("Why"))
        self.reason.editTextChanged.connect(self._check)
        for part in (self.said, label(_("Why"), "label"), self.reason):
            self.column.addWidget(part)
        kept = _("It is written into the log with your name, and cannot be changed later.")
        self.column.addWidget(label(kept, "small", wrap=True))
        self.act = self.finish(act, self._give)
        self._check()
        field.setFocus()

    def _check(self, *_told: object) -> None:
        self.act.setEnabled(bool(self.reason.currentText().strip()))

    def _give(self) -> None:
        self.answered.emit(self.reason.currentText().strip())
        self.accept()


def leaving_out(names: Sequence[bytes], parent: QWidget | None = None) -> Reason:
    """For files by their raw names."""
    title = ngettext("Leave out {count} file", "Leave out {count} files", len(names))
    if len(names) == 1:
        title = _("Leave out {name}").format(name=shown(names[0]))
    listed = [shown(name) for name in names[:SHOWN_NAMES]] if len(names) > 1 else []
    if more := len(names) - len(listed) if listed else 0:
        listed.append(ngettext("and {count} more", "and {count} more", more))
    said = _(
        "The submission does not ask for it any more. That it was left out, and why, stays in the log and with the submission. "
        "To take it in after all, import it anew."
    )
    usual = (
        _("It stays with the giver"),
        _("The giver does not want to hand it over"),
        _("It cannot be read: the file or the medium is damaged"),
        _("It was chosen by mistake"),
    )
    return Reason(title, listed, said, usual, _("Leave out"), parent)


def closing(number: str, asked: Sequence[str], failed: int, parent: QWidget | None = None) -> Reason:
    """number: of the submission, as shown. asked: what is not stated, in words. failed: files that were not acquired."""
    listed = []
    if asked:
        listed.append(_("Not stated: {what}").format(what=", ".join(asked)))
    if failed:
        listed.append(ngettext("{count} file was not acquired.", "{count} files were not acquired.", failed))
    said = _(
        "It goes on being shown here and in the log. What is stated can still be corrected; no file is taken in any more. "
        "The reason leaves with its items unless the giver is withheld."
    )
    usual = (
        _("The giver cannot be reached"),
        _("The giver does not want to say more"),
        _("Nobody knows it any more"),
        _("It belongs to no case yet"),
    )
    title = _("Close submission {number} as it is").format(number=number)
    return Reason(title, listed, said, usual, _("Close as it is"), parent)
