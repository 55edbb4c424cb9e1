"""All keys on one sheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.widgets.buttons import primary
from ui.widgets.words import fixed, label

KEYS = (
    ("Ctrl+1 … Ctrl+6", N_("The six rooms: Intake, Library, Cases, Release, Custody, Vault")),
    ("Ctrl+N", N_("New submission")),
    (N_("Delete"), N_("In a list of an import: stop the chosen file, or leave it out")),
    ("Ctrl+F", N_("Search")),
    (N_("Space"), N_("Quick look at the chosen item, and back")),
    ("Enter", N_("Open the chosen item in the viewer")),
    ("0 … 9", N_("In a list: go to the item with this number")),
    ("← →", N_("The item before, the next one; on the storyboard, the keyframe before and the next one")),
    (",  .", N_("In the viewer: the keyframe before, the next one")),
    (N_("Page Up, Page Down"), N_("In the viewer: the item before, the next one")),
    ("+  −  0  1  2  4", N_("In the viewer: larger, smaller, whole picture, 100 %, 200 %, 400 %")),
    ("G  C", N_("What is marked distressing: show greyscale, show in colour")),
    ("S  D", N_("In the viewer: save a still, show the details")),
    ("Ctrl+C", N_("Copy the chosen values")),
    ("Ctrl+Z", N_("Take back: says which new entry it would write")),
    ("Ctrl+L", N_("Lock")),
    ("Esc", N_("Back, or close what is open")),
    ("F1", N_("This sheet")),
)


class Keys(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addWidget(label(_("Keys"), "page"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for row, (key, meaning) in enumerate(KEYS):
            grid.addWidget(fixed(_(key)), row, 0)
            grid.addWidget(label(_(meaning)), row, 1)
        column.addLayout(grid)
        column.addWidget(primary(_("Close"), self.accept), 0, Qt.AlignmentFlag.AlignRight)
