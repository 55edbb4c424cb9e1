"""A row of words of which one is chosen, each as wide as it is in bold, so that choosing moves nothing."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui.theme import faces
from ui.widgets.buttons import button


def tabs(names: Sequence[str], chosen: int, show: Callable[[int], object], parent: QWidget) -> tuple[QHBoxLayout, QButtonGroup]:
    """show: called with the number of the word that was pressed. The group's ids are these numbers."""
    row = QHBoxLayout()
    row.setContentsMargins(14, 0, 16, 0)
    row.setSpacing(14)
    group = QButtonGroup(parent)
    for number, name in enumerate(names):
        tab = button(name, partial(show, number), kind="tab")
        tab.setCheckable(True)
        tab.setChecked(number == chosen)
        tab.setFixedWidth(QFontMetrics(faces.face(weight=faces.SEMIBOLD)).horizontalAdvance(name) + 8)
        group.addButton(tab, number)
        row.addWidget(tab)
    row.addStretch(1)
    return row, group
