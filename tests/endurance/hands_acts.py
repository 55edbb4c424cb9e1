"""What the hands can do: anything a person can do by mouse and keyboard, some of it on purpose, most of it not."""

import os
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from ui.absence.system import Absence
from ui.entrance import Entrance
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from tests.endurance.hands_world import World

NAMES = """Tab Backtab Left Right Up Down Home End PageUp PageDown Space Return Enter Escape Escape Delete Backspace F1 F2
A S D J K L N 0 1 5 9 Plus Minus Comma Period"""
KEYS = [getattr(Qt.Key, f"Key_{name}") for name in NAMES.split()]
SHORTCUTS = [*(getattr(Qt.Key, f"Key_{n}") for n in range(1, 7)), Qt.Key.Key_N, Qt.Key.Key_F, Qt.Key.Key_A, Qt.Key.Key_C,
             Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Z]  # fmt: skip
WORDS = [
    "van",
    "0001",
    "24-118",
    "Okafor",
    "“”",
    "ñandú",
    "שלום",
    "a" * 300,
    "%",
    "\t",
    "' OR 1=1 --",
    "IMG -04",
    "2026-11-22",
    "0001-03",
]
BUTTONS = [Qt.MouseButton.LeftButton] * 8 + [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton]


class Hands:
    def __init__(self, world: "World", luck: Random) -> None:
        self._world, self._luck = world, luck
        self._acts = (
            [self._press] * 30 + [self._point] * 14 + [self._key] * 22 + [self._shortcut] * 9 + [self._type] * 8
            + [self._drop] * 3 + [self._resize] * 3 + [self._wheel] * 4 + [self._search] * 4 + [self._take_in] * 3
            + [self._hand_over] * 2 + [self._offer] + [self._cell] * 8 + [self._hover] * 2 + [self._lock]
        )  # fmt: skip

    def pause(self) -> int:
        """Milliseconds until the next act: mostly none, sometimes long enough for something to arrive."""
        return self._luck.choice([0, 0, 0, 5, 20, 60, 200])

    def act(self) -> None:
        window = self._window()
        if window is None:
            return
        act = self._unlock if isinstance(window, Entrance) and self._luck.random() < 0.3 else self._luck.choice(self._acts)
        done = act(window)
        name = act.__name__.strip("_")
        counts = self._world.told.state["done"]
        counts[name] = counts.get(name, 0) + 1
        self._world.told.did(f"{name} in {type(window).__name__}: {done}")

    def _window(self) -> QWidget | None:
        """Where a person's hand would go: the menu or dialog in front, else one of the windows."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is not None and self._luck.random() < 0.95:
            return front
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        return self._luck.choice(shown) if shown else None

    def _children(self, window: QWidget, kinds: tuple[type, ...]) -> list[QWidget]:
        return [one for one in window.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible() and one.isEnabled()]

    # Without purpose

    def _press(self, window: QWidget) -> str:
        buttons = self._children(window, (QPushButton, QComboBox, QLineEdit))
        if not buttons:
            return "nothing"
        target = self._luck.choice(buttons)
        main = self._main()
        if main is not None and target is main.rail.lock_button and self._luck.random() < 0.9:
            return "not the lock"
        said = getattr(target, "text", lambda: "")() or target.accessibleName()
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        return f"{type(target).__name__} {said[:30]!r}"

    def _point(self, window: QWidget) -> str:
        at = QPoint(self._luck.randrange(max(1, window.width())), self._luck.randrange(max(1, window.height())))
        target = window.childAt(at) or window
        local = target.mapFrom(window, at) if target is not window else at
        button = self._luck.choice(BUTTONS)
        how = self._luck.choice(["click", "click", "double", "drag"])
        if how == "click":
            modifier = self._luck.choice(
                [Qt.KeyboardModifier.NoModifier] * 4 + [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier]
            )
            QTest.mouseClick(target, button, modifier, local)
        elif how == "double":
            QTest.mouseDClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, local)
        else:
            QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, local)
            QTest.mouseMove(
                target, QPoint(self._luck.randrange(-20, target.width() + 20), self._luck.randrange(-20, target.height() + 20))
            )
            QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, local)
        return f"{how} {type(target).__name__} at {at.x()},{at.y()}"

    def _cell(self, window: QWidget) -> str:
        views = self._children(window, (QAbstractItemView,))
        if not views:
            return "nothing"
        view = self._luck.choice(views)
        model = view.model()
        rows = 0 if model is None else model.rowCount(QModelIndex())
        if not rows:
            return f"{type(view).__name__} empty"
        columns = view.horizontalHeader().count() if isinstance(view, QTableView) else 1
        index = model.index(self._luck.randrange(rows), self._luck.randrange(max(1, columns)), QModelIndex())
        view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        centre = view.visualRect(index).center()
        double = self._luck.random() < 0.3
        if double:
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
        else:
            modifier = self._luck.choice(
                [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier]
            )
            QTest.mouseClick(view.viewport(), self._luck.choice(BUTTONS), modifier, centre)
        return f"{type(view).__name__} row {index.row()}{' double' if double else ''}"

    def _target(self, window: QWidget) -> QWidget:
        focused = QApplication.focusWidget()
        return focused if focused is not None and focused.isVisible() else window

    def _key(self, window: QWidget) -> str:
        key = self._luck.choice(KEYS)
        modifier = Qt.KeyboardModifier.ShiftModifier if self._luck.random() < 0.15 else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self._target(window), key, modifier)
        return key.name

    def _shortcut(self, window: QWidget) -> str:
        key = self._luck.choice(SHORTCUTS)
        QTest.keyClick(self._target(window), key, Qt.KeyboardModifier.ControlModifier)
        return f"Ctrl+{key.name}"

    def _type(self, window: QWidget) -> str:
        fields = self._children(window, (QLineEdit, QPlainTextEdit))
        target = self._luck.choice(fields) if fields and self._luck.random() < 0.6 else self._target(window)
        words = f"{self._luck.choice(WORDS)} {self._luck.randrange(10**6)}"
        target.setFocus()
        if words.isascii() and len(words) < 40:
            QTest.keyClicks(target, words)
        elif isinstance(target, QLineEdit) and not target.isReadOnly():
            target.setText(words)
        return f"{words[:20]!r} in {type(target).__name__}"

    def _wheel(self, window: QWidget) -> str:
        views = self._children(window, (QAbstractItemView,))
        target = self._luck.choice(views).viewport() if views else window
        at = QPointF(target.rect().center())
        modifier = self._luck.choice([Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
        turn = QPoint(0, self._luck.choice([-480, -120, 120, 480]))
        event = QWheelEvent(
            at, target.mapToGlobal(at), QPoint(), turn, Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(target, event)
        return type(target).__name__

    def _hover(self, window: QWidget) -> str:
        QTest.mouseMove(
            window, QPoint(self._luck.randrange(max(1, window.width())), self._luck.randrange(max(1, window.height())))
        )
        return "over it"

    def _resize(self, window: QWidget) -> str:
        how = self._luck.choice(["size", "size", "least", "maximized", "minimized", "normal"])
        if how == "size":
            window.resize(self._luck.randrange(300, 2_000), self._luck.randrange(200, 1_400))
        elif how == "least":
            window.resize(1, 1)
        else:
            getattr(window, f"show{how.capitalize()}")()
            if how == "minimized":
                window.showNormal()
        return f"{how} {window.width()}×{window.height()}"

    def _drop(self, window: QWidget) -> str:
        folder = self._world.folder
        choices = [
            folder / "stick",
            folder / "vault",
            folder / "stick" / "empty.mov",
            Path("/nowhere/at all"),
            Path("/dev/null"),
            folder / "out",
        ]
        paths = self._luck.sample(choices, self._luck.randint(1, 2))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        if self._luck.random() < 0.1:
            data.setUrls([QUrl("https://example.org/x")])
        middle, copy, left, none = (
            window.rect().center(),
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(window, QDragEnterEvent(middle, copy, data, left, none))
        if self._luck.random() < 0.2:
            QApplication.sendEvent(window, QDragLeaveEvent())
            return "and away again"
        QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, data, left, none))
        return ", ".join(path.name for path in paths)

    # On purpose

    def _unlock(self, window: QWidget) -> str:
        from tests.endurance.hands_world import PASSPHRASE

        if not isinstance(window, Entrance):
            return "no"
        if window.recovery.isVisible():
            window._switch()
        if not window.operator.count() or window._vault != self._world.folder / "vault":
            window._take(self._world.folder / "vault")
            return "looking"
        wrong = self._luck.random() < 0.1
        window.read_only.setChecked(self._luck.random() < 0.15)
        window.passphrase.clear()
        window.passphrase.setText("not it" if wrong else PASSPHRASE)
        QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
        return "wrong" if wrong else "right"

    def _main(self) -> MainWindow | None:
        window = self._world.application.window
        return window if isinstance(window, MainWindow) and not window.locking.begun else None

    def _search(self, _window: QWidget) -> str:
        main = self._main()
        if main is None:
            return "no"
        words = self._luck.choice(WORDS)
        QTest.keyClick(main, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit):
            focused.setText(words)
        return repr(words[:20])

    def _take_in(self, _window: QWidget) -> str:
        """One more step on the way through a submission."""
        main = self._main()
        if main is None or main.desk.read_only:
            return "no"
        sheet = main.intake.sheet
        if main.intake.stack.currentWidget() is not sheet:
            stick = self._world.folder / "stick"
            names = sorted(path for path in stick.iterdir() if not path.is_symlink())
            main.offer([os.fsencode(path) for path in self._luck.sample(names, self._luck.randint(1, 3))])
            return "offered"
        main.navigation.go("intake")
        sheet.form._group.button(self._luck.randint(1, 4)).click()
        sheet.form.authority.setEditText("Consent")
        QTest.mouseClick(sheet.start, Qt.MouseButton.LeftButton)
        return "started" if main.intake.stack.currentWidget() is not sheet else "not yet"

    def _offer(self, _window: QWidget) -> str:
        """A second start of the program names something, or nothing."""
        folder = self._world.folder
        bundles = [path.parent for path in (folder / "out").glob("*/bagit.txt")]
        choices = [folder / "stick" / "empty.mov", folder / "vault", Path("/nowhere"), *bundles[:3]]
        paths = self._luck.sample(choices, self._luck.randint(0, 2))
        self._world.application.offer(tuple(os.fsencode(path) for path in paths))
        return ", ".join(path.name for path in paths)

    def _hand_over(self, _window: QWidget) -> str:
        main = self._main()
        if main is None:
            return "no"
        count = main.library.model.rowCount()
        items = tuple({main.library.model.item_at(self._luck.randrange(count)) for _number in range(2)} - {None}) if count else ()
        if not items:
            return "no items"
        main._release(items)
        main.release.fill("For the defence", "Discovery request", self._world.folder / "out")
        form = main.release.form
        QTest.qWait(60)
        if form.write.isEnabled():
            QTest.mouseClick(form.write, Qt.MouseButton.LeftButton)
            return f"{len(items)} items"
        return "not yet"

    def _lock(self, _window: QWidget) -> str:
        main = self._main()
        if main is None or self._luck.random() < 0.5:
            return "no"
        how = self._luck.choice(["key", "minutes", "sleep", "screen", "close"])
        if how == "key":
            QTest.keyClick(main, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        elif how == "minutes":
            main.locking.idle.over.emit()
        elif how == "close":
            main.close()
        else:
            main.locking.absent(Absence(how))
        return how
