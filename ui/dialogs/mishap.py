"""A bug in this program: a report free of evidence that can be read before it is copied, and the vault as it was."""

import platform
import traceback
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from intake.settings import TOOL, VERSION
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui import clipboard
from ui.theme import faces
from ui.widgets.buttons import button, primary
from ui.widgets.words import label

MOST_FRAMES = 40
MOST_REPORTS = 5  # shown in one window


def report(error: BaseException) -> str:
    """Kind of exception, and where in our code it came from. Messages are left out: they may hold names."""
    frames = traceback.extract_tb(error.__traceback__)
    left_out = [f"  … {len(frames) - MOST_FRAMES} more"] if len(frames) > MOST_FRAMES else []
    places = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-MOST_FRAMES:]]
    return "\n".join(
        [
            f"{TOOL} {VERSION}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
            type(error).__name__,
            *left_out,
            *places,
        ]
    )


class Mishap(QDialog):
    """Says what happened and what it means; the report is in sight."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A mistake in this program"))
        self.setMinimumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(_("This program made a mistake."), "section"))
        column.addWidget(label(_("What was reported as done is in the vault; the vault is as it was."), wrap=True))
        column.addWidget(
            label(_("Go on, or lock the vault and unlock it again. The report below names no evidence."), "quiet", wrap=True)
        )
        self.text = QPlainTextEdit(report(error))
        self.text.setReadOnly(True)
        self.text.setFont(faces.fixed())
        self.text.setAccessibleName(_("Report"))
        column.addWidget(self.text)
        self.count = 0
        self.more = label("", "quiet")
        self.more.hide()
        column.addWidget(self.more)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(_("Copy report"), self._copy, icon="copy"))
        row.addWidget(primary(_("Go on"), self.accept))
        column.addLayout(row)

    def again(self, error: BaseException) -> None:
        """Another one while this is still being read: it is added, and no second window opens."""
        self.count += 1
        self.more.setText(
            ngettext("It made {count} more mistake meanwhile.", "It made {count} more mistakes meanwhile.", self.count)
        )
        self.more.show()
        if self.count < MOST_REPORTS:
            self.text.appendPlainText(f"\n{report(error)}")

    def _copy(self) -> None:
        clipboard.copy(self.text.toPlainText())
