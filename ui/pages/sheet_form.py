"""The form of a submission: two answers must be given now, everything else can wait and is listed as missing."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from intake.records.rows import CaseRow
from intake.records.submissions import Giver, Kind, Reach, SubmissionDraft
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.theme import chosen, icons
from ui.widgets.buttons import button, link
from ui.widgets.words import ground, label, rule

WIDTH = 372
REACHES = {
    Reach.DEVICE: N_("Read from the recording device itself"),
    Reach.MEDIUM: N_("From a medium that was handed over"),
    Reach.COPY: N_("A received copy: messenger, mail, link"),
    Reach.EXPORT: N_("An export by another system"),
}
AUTHORITIES = (
    N_("Consent, these files only"),
    N_("Consent, the whole device"),
    N_("Subpoena, number: "),
    N_("Search warrant, number: "),
    N_("Court order, number: "),
    N_("Policy of this office"),
)
RECORDED_BY = (("", N_("Not stated")), ("same", N_("The same person")), ("other", N_("Someone else")), ("unknown", N_("Unknown")))
MORE = (
    ("device", N_("Device"), N_("Make, model, still in use?")),
    ("clock", N_("Its clock"), N_("What it showed, and our time at that moment")),
    ("hops", N_("Path to us"), N_("Camera, then messenger, then this stick")),
    ("safety", N_("Safety"), N_("How it is safe to make contact")),
    ("account", N_("Their account"), N_("In the giver's own words")),
)


class SheetForm(QWidget):
    changed = Signal()
    clock_wanted = Signal()
    unfolded = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(2)
        self._grids: list[QGridLayout] = []
        self._names: list[QLabel] = []
        self._reaches()
        self._needed()
        self._column.addWidget(rule())
        self._column.addSpacing(8)
        self._people()
        self._column.addSpacing(4)
        self._column.addWidget(rule())
        self._more()
        self._column.addStretch(1)
        self._align()

    def _reaches(self) -> None:
        self._column.addWidget(label(_("How near to the recording device?"), "lead"))
        self._group = QButtonGroup(self)
        for reach, said in REACHES.items():
            choice = QRadioButton(f"{int(reach)}   {_(said)}")
            choice.setProperty("kind", "choice")
            choice.setAccessibleName(_(said))
            self._group.addButton(choice, int(reach))
            self._column.addWidget(choice)
        self._group.idClicked.connect(lambda _id: self.changed.emit())
        self._column.addSpacing(8)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._column.addLayout(grid)
        self._grids.append(grid)
        return grid

    def _align(self) -> None:
        """All fields begin at the same place, behind the longest of their names in this language."""
        for named in self._names:
            named.ensurePolished()
        widest = max(named.sizeHint().width() for named in self._names)
        for grid in self._grids:
            grid.setColumnMinimumWidth(0, widest)

    def _put(self, grid: QGridLayout, row: int, name: str, field: QWidget, role: str = "") -> None:
        named = label(name, role)
        self._names.append(named)
        named.setBuddy(field)
        field.setAccessibleName(name)
        grid.addWidget(named, row, 0)
        grid.addWidget(field, row, 1)

    @staticmethod
    def _editable(placeholder: str) -> QComboBox:
        made = QComboBox()
        made.setEditable(True)
        made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(10)
        edit = made.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(placeholder)
            edit.setFrame(False)
            edit.setStyleSheet("QLineEdit { border: 0; padding: 0; background: transparent; min-height: 20px; }")
            for chosen_one in (made.activated, made.currentIndexChanged):
                chosen_one.connect(lambda _row: edit.setCursorPosition(0))  # its beginning is shown
        return made

    def _needed(self) -> None:
        grid = self._grid()
        self.authority = self._editable(_("By what right it is taken in"))
        self.authority.addItems([_(one) for one in AUTHORITIES])
        self.authority.setCurrentIndex(-1)
        self.authority.setEditText("")
        self.authority.editTextChanged.connect(lambda _text: self.changed.emit())
        self._put(grid, 0, _("Authority"), self.authority, "lead")
        self._column.addWidget(label(_("These two must be answered now; the rest can wait."), "small", wrap=True))
        self._column.addSpacing(6)

    def _people(self) -> None:
        grid = self._grid()
        self.giver = QLineEdit()
        self.declines = QCheckBox(_("Declines to be named"))
        self.declines.toggled.connect(self._declined)
        self.recorded_by = QComboBox()
        for value, said in RECORDED_BY:
            self.recorded_by.addItem(_(said), value)
        self.case = self._editable(_("None yet, or a new number"))
        self._put(grid, 0, _("Received from"), self.giver)
        grid.addWidget(self.declines, 1, 1)
        self._put(grid, 2, _("Recorded by"), self.recorded_by)
        self.place = self._editable(_("Where it was handed over"))
        self._put(grid, 3, _("For case"), self.case)
        self._put(grid, 4, _("Place"), self.place)
        self._column.addWidget(label(_("Received when it is started, by the log’s clock."), "small", wrap=True))

    def _more(self) -> None:
        self._unfold = button(_("More"), self._toggle, icon="next", kind="fold")
        self._column.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignLeft)
        self._folded = QWidget()
        inner = QGridLayout(self._folded)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setHorizontalSpacing(12)
        self._grids.append(inner)
        self._said: dict[str, QLineEdit] = {}
        for row, (name, said, example) in enumerate(MORE):
            field = QLineEdit()
            field.setPlaceholderText(_(example))
            self._said[name] = field
            self._put(inner, row, _(said), field)
            if name == "clock":
                self.read_clock = link(_("Read…"), self.clock_wanted.emit)
                self.read_clock.setAccessibleName(_("Read the clock of the device…"))
                inner.addWidget(self.read_clock, row, 2)
            else:
                inner.addWidget(field, row, 1, 1, 2)
        self._folded.hide()
        self._column.addWidget(self._folded)

    def take_clock(self, reading: str) -> None:
        """What was read of the device's clock; it can still be changed."""
        self._said["clock"].setText(reading)
        self._said["clock"].setCursorPosition(0)

    def _toggle(self) -> None:
        unfolded = self._folded.isHidden()
        self._folded.setVisible(unfolded)
        self._unfold.setIcon(icons.icon("down" if unfolded else "next", chosen.tokens().text))
        said = _("Less") if unfolded else _("More")
        self._unfold.setText(f" {said}")
        self._unfold.setAccessibleName(said)
        if unfolded:
            self.unfolded.emit(self._folded)

    def _declined(self, on: bool) -> None:
        self.giver.setEnabled(not on)
        if on:
            self.giver.clear()

    # What it says

    def offer_cases(self, cases: tuple[CaseRow, ...]) -> None:
        typed = self.case.currentText()
        self.case.clear()
        self.case.addItems([row.number for row in cases])
        self.case.setCurrentIndex(-1)
        self.case.setEditText(typed)

    def offer_places(self, places: Iterable[str]) -> None:
        """What "here" can be called; a place is stated only when one of them is chosen or another is written."""
        typed = self.place.currentText()
        self.place.clear()
        self.place.addItems([place for place in dict.fromkeys(places) if place])
        self.place.setCurrentIndex(-1)
        self.place.setEditText(typed)

    def begin(self) -> None:
        """Empty: nothing is said of another submission."""
        self._group.setExclusive(False)
        for choice in self._group.buttons():
            choice.setChecked(False)
        self._group.setExclusive(True)
        self.authority.setEditText("")
        self.giver.clear()
        self.declines.setChecked(False)
        self.recorded_by.setCurrentIndex(0)
        self.case.setEditText("")
        self.place.setEditText("")
        for field in self._said.values():
            field.clear()
        self._group.buttons()[0].setFocus()

    def reach(self) -> Reach | None:
        chosen = self._group.checkedId()
        return Reach(chosen) if chosen > 0 else None

    def missing(self) -> list[str]:
        """What must still be answered before the start."""
        named = []
        if self.reach() is None:
            named.append(_("how near to the recording device"))
        if not self.authority.currentText().strip():
            named.append(_("the authority"))
        return named

    def draft(self) -> SubmissionDraft:
        texts = {name: field.text().strip() for name, field in self._said.items()}
        return SubmissionDraft(
            reach=self.reach(),
            giver=Giver(name=self.giver.text().strip(), declined=self.declines.isChecked()),
            authority=self.authority.currentText().strip(),
            kind=Kind.BYSTANDER,
            recorded_by=str(self.recorded_by.currentData() or ""),
            place=self.place.currentText().strip(),
            case=self.case.currentText().strip() or None,
            **texts,
        )
