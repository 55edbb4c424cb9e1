"""Conditions in force as chips that can be taken away one by one, and a menu that adds: for the library and for the log."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from intake.wording.language import translated as _
from ui.widgets.buttons import chip, link
from ui.widgets.flow import Flow


class Chips(QWidget):
    """The conditions may be of any type: it hands on the ones that are left when a chip is taken away."""

    narrowed = Signal(object)

    def __init__(self, menu: Callable[[], QMenu]) -> None:
        super().__init__()
        self._menu = menu
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = Flow(self)
        self.chips: list[QPushButton] = []
        self.add = link(_("+ Filter"), self._open)
        self.add.setAccessibleName(_("Add a filter"))
        self._flow.addWidget(self.add)

    def show_conditions(self, conditions: Sequence[tuple[str, object]]) -> None:
        """Each in words, with what is left without it."""
        for made in self.chips:
            self._flow.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.chips = [chip(said, partial(self.narrow, rest)) for said, rest in conditions]
        for made in self.chips:
            made.setAccessibleName(_("Remove the filter {name}").format(name=made.text().strip()))
            self._flow.insert_last_but_one(made)
            made.show()
        self.updateGeometry()

    def narrow(self, where: object) -> None:
        self.add.setFocus()  # the chip that was pressed goes away
        self.narrowed.emit(where)

    def _open(self) -> None:
        menu = self._menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))
