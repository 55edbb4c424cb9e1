"""Every control can be reached by keyboard and is spoken by name; nothing flashes up as a window of its own."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from tests.window.conftest import import_all, settled
from ui.dialogs.going_on import GoingOn
from ui.dialogs.keys import Keys
from ui.dialogs.mishap import Mishap
from ui.dialogs.new_vault import NewVault
from ui.dialogs.people import AddOperator, ChangePassphrase
from ui.entrance import Entrance
from ui.main_window import MainWindow
from ui.verify_window import VerifyWindow
from ui.widgets.rail import ROOMS


def nameless(window: QWidget) -> list[str]:
    """Controls that take the focus and have neither a name nor a word on them."""
    found = []
    for widget in window.findChildren(QWidget):
        if (
            not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            or isinstance(widget, QScrollArea)
            or widget.objectName().startswith("qt_")
        ):
            continue
        if widget.focusProxy() is not None or not widget.isEnabled():
            continue
        parent = widget.parentWidget()
        if (
            parent is not None
            and parent.accessibleName()
            and type(widget).__name__ in {"QLineEdit", "QComboBoxListView", "QWidget"}
        ):
            continue  # the inside of a named control
        word = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not widget.accessibleName() and not word.strip() and widget.isVisibleTo(window):
            found.append(f"{type(widget).__name__} in {type(parent).__name__}")
    return found


class Windows(QObject):
    """Notes every top-level window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.fixture
def windows(qapp):
    spy = Windows()
    qapp.installEventFilter(spy)
    yield spy
    qapp.removeEventFilter(spy)


def test_the_rooms(qtbot, desk, stick, jobs, windows, tmp_path):
    import_all(desk.casework, stick)
    window = MainWindow(desk.casework, desk.vault, jobs, desk.listener)
    qtbot.addWidget(window)
    window.show()
    window.begin()
    for room, _name in ROOMS:
        window.navigation.go(room)
        settled(qtbot, jobs)
        assert nameless(window) == [], room
    window.navigation.go("library")
    settled(qtbot, jobs)
    item = window.library.model.item_at(2)
    window.library.choose(item)
    settled(qtbot, jobs)
    for tab in range(4):
        window.library.details.show_tab(tab)
        assert nameless(window) == []
    window.library.open_viewer(item)
    settled(qtbot, jobs)
    assert nameless(window) == []
    window.navigation.go("intake")
    window.intake.take([str(stick).encode()])
    settled(qtbot, jobs)
    window.intake.sheet.form._unfold.click()
    assert nameless(window) == []
    window.navigation.go("release")
    window.release.draft((item,))
    for page in range(5):
        window.release.form.show_step(page)
        settled(qtbot, jobs)
        assert nameless(window) == [], page
    window.release.fill("For the court", "Order 7", tmp_path / "out")
    settled(qtbot, jobs)
    assert nameless(window) == []
    assert windows.shown == ["MainWindow"]


def test_the_other_windows(qtbot, jobs, listener, settings, windows):
    entrance = Entrance(jobs, listener, settings)
    verify = VerifyWindow(jobs)
    wizard = NewVault(jobs, settings)
    made = [entrance, verify, wizard, AddOperator(), ChangePassphrase(), GoingOn(), Keys(), Mishap(ValueError("x"))]
    for window in made:
        qtbot.addWidget(window)
        window.show()
        assert nameless(window) == [], type(window).__name__
    for page in range(wizard.pages.count()):
        wizard.pages.setCurrentIndex(page)
        assert nameless(wizard) == []
    settled(qtbot, jobs)
    assert windows.shown == [type(window).__name__ for window in made]


def test_tab_reaches_everything_in_the_entrance(qtbot, jobs, listener, settings, vault):
    entrance = Entrance(jobs, listener, settings)
    qtbot.addWidget(entrance)
    entrance.show()
    entrance.preselect(vault)
    settled(qtbot, jobs)
    reached = []
    for _turn in range(20):
        focused = QApplication.focusWidget()
        if focused in reached:
            break
        reached.append(focused)
        entrance.focusNextChild()
    wanted = {
        entrance.vault,
        entrance.operator,
        entrance.passphrase,
        entrance.unlock,
        entrance.read_only,
        entrance.verify,
        entrance.open_another,
    }
    assert wanted <= set(reached)
