"""The menu over the chosen items of the library: looked at, compared, marked, assigned, released."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QMenu

from intake.wording.language import translated as _
from ui.desk import Desk
from ui.pages.assigning import Assigning
from ui.pages.clock_setting import ClockSetting

if TYPE_CHECKING:
    from ui.pages.library import Library


class ItemMenu(QObject):
    def __init__(self, library: "Library", desk: Desk) -> None:
        super().__init__(library)
        self._library = library
        self._desk = desk
        self.assigning = Assigning(desk, library, library.trouble.show_error)
        self.clock = ClockSetting(desk, library, library.trouble.show_error)

    def serve(self, view: QAbstractItemView) -> None:
        """Open over this view, by the mouse or the menu key."""
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(partial(self._open, view))

    def menu(self) -> QMenu:
        """What can be done with the chosen items."""
        library = self._library
        chosen, menu = library.selected(), QMenu(library)
        if len(chosen) == 1:
            menu.addAction(_("Open in the viewer"), partial(library.open_viewer, chosen[0]))
            menu.addAction(_("Quick look"), library.quick_look)
        if len(chosen) == 2:
            menu.addAction(_("Compare"), library.compare_chosen)
        menu.addSeparator()
        library.details.marking.fill(menu, chosen, library.model.marks_of(chosen))
        menu.addSeparator()
        assign = menu.addAction(_("Assign to a case…"), partial(self.assigning.begin, chosen))
        assign.setEnabled(bool(chosen) and not self._desk.read_only)
        clock = menu.addAction(_("Clock of its device…"), partial(self.clock.begin, chosen))
        clock.setEnabled(bool(chosen) and not self._desk.read_only)
        menu.addAction(_("Release…"), library.release_chosen).setEnabled(library.release.isEnabled())
        return menu

    def _open(self, view: QAbstractItemView, place: QPoint) -> None:
        if self._library.selected():
            menu = self.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(view.viewport().mapToGlobal(place))
