"""To which case items belong from now on, or out of which they are taken, and why; an entry either way."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from intake.records.marks import MOST_REASON
from intake.records.names import shown_text
from intake.records.rows import CaseRow
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.dialogs.asking import Asking
from ui.widgets.words import label


class Assign(Asking):
    """cases: those to choose from. out: the number of the case out of which they are taken; else they are assigned."""

    def __init__(self, count: int, cases: Sequence[CaseRow], out: str = "", parent: QWidget | None = None) -> None:
        if out:
            title = ngettext("Take {count} item out of case {number}", "Take {count} items out of case {number}", count)
            title = title.replace("{number}", shown_text(out))
        else:
            title = ngettext("Assign {count} item to a case", "Assign {count} items to a case", count)
        super().__init__(title, 468, parent, wrap=True)
        self._out = out
        column = self.column
        said = _("It is written as a new entry with your name and the reason. What was written before stays.")
        column.addWidget(label(said, "quiet", wrap=True))
        self.case = QComboBox()
        self.case.setObjectName("case")
        self.case.setAccessibleName(_("Case"))
        for row in cases:
            self.case.addItem(f"{shown_text(row.number)}   {shown_text(row.title)}".rstrip(), row.number)
        self.case.setVisible(not out)
        self.none = label(_("No case is open yet. Open one in Cases, Ctrl+3."), "quiet", wrap=True)
        self.none.setVisible(not (cases or out))
        self.reason = QLineEdit()
        self.reason.setObjectName("reason")
        self.reason.setMaxLength(MOST_REASON)
        self.reason.setAccessibleName(_("Why"))
        self.reason.setPlaceholderText(_("Why, in a few words"))
        self.reason.textChanged.connect(self._check)
        for part in (self.case, self.none, label(_("Why"), "label"), self.reason):
            column.addWidget(part)
        self.write = self.finish(_("Take out") if out else _("Assign"), self.accept)
        self._check()
        (self.reason if out or len(cases) == 1 else self.case).setFocus()

    def _check(self, *_told: object) -> None:
        self.write.setEnabled(bool(self.reason.text().strip()) and bool(self._out or self.case.count()))

    def number(self) -> str:
        return self._out or str(self.case.currentData())
