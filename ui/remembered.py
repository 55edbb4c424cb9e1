"""What the window remembers between two days: its geometry, the last vault's place and who unlocked it. Nothing of the evidence."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QDateTime, QPoint, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget

from intake import durable

LOCK_AFTER_MINUTES = 15
MOST_MINUTES = 240
LEAST_TITLE, TITLE = 8, 32  # pixels above a window: with fewer its title is out of reach, by so many it is moved


def lock_after_minutes() -> int:
    """Minutes without anyone at the keyboard after which the vault is locked; there is no never."""
    text = str(QSettings().value("lock_after_minutes", ""))
    minutes = int(text) if text.isascii() and text.isdigit() else 0
    return minutes if 1 <= minutes <= MOST_MINUTES else LOCK_AFTER_MINUTES


def keep_lock_after_minutes(minutes: int) -> None:
    QSettings().setValue("lock_after_minutes", minutes)


def goes_on_behind_lock() -> bool:
    """Whether an import or a bundle that is being written goes on to its end behind the lock; else it stops at a safe point."""
    return str(QSettings().value("goes_on_behind_lock", "yes")) != "no"


def keep_goes_on_behind_lock(goes_on: bool) -> None:
    QSettings().setValue("goes_on_behind_lock", "yes" if goes_on else "no")


def hints_dismissed(demo: Path) -> bool:
    """Whether the first steps of this demo were sent away."""
    return str(QSettings().value("hints_dismissed", "")) == str(demo)


def keep_hints_dismissed(demo: Path) -> None:
    QSettings().setValue("hints_dismissed", str(demo))


def last_vault() -> Path | None:
    """The vault that was opened last, where it still is."""
    text = str(QSettings().value("last_vault", ""))
    return Path(text) if text and durable.is_folder(Path(text)) else None


def last_operator() -> str:
    return str(QSettings().value("last_operator", ""))


def last_opened(vault: Path) -> QDateTime | None:
    """When this vault was opened here, as far as it is the one that was opened last; in local time."""
    kept = QDateTime.fromString(str(QSettings().value("last_opened", "")), Qt.DateFormat.ISODate)
    return kept.toLocalTime() if kept.isValid() and str(vault) == QSettings().value("last_vault") else None


def remember(vault: Path, operator: str) -> None:
    settings = QSettings()
    settings.setValue("last_opened", QDateTime.currentDateTimeUtc().toString(Qt.DateFormat.ISODate))
    settings.setValue("last_vault", str(vault))
    settings.setValue("last_operator", operator)


def closed(place: str) -> str:
    """What was kept there as ciphertext, see `models.outside`; "" when there is nothing."""
    return str(QSettings().value(place, ""))


def keep_closed(place: str, text: str) -> None:
    """text: "" takes it away."""
    if text:
        QSettings().setValue(place, text)
    else:
        QSettings().remove(place)


def keep_geometry(window: QWidget, name: str) -> None:
    QSettings().setValue(f"geometry/{name}", window.saveGeometry())


def keep_panes(panes: QSplitter, name: str) -> None:
    QSettings().setValue(name, panes.saveState())


def bring_panes(panes: QSplitter, name: str, first: list[int]) -> None:
    """As they were left, else with these widths."""
    kept = QSettings().value(name)
    if not (isinstance(kept, QByteArray) and panes.restoreState(kept)):
        panes.setSizes(first)


def bring_geometry(window: QWidget, name: str) -> None:
    """As it was left, but whole on the screens that there are now; the first time no larger than its screen."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    kept = QSettings().value(f"geometry/{name}")
    if isinstance(kept, QByteArray):
        window.restoreGeometry(kept)
        if not (window.isMaximized() or window.isFullScreen()):
            window.setGeometry(on_screen(window.geometry(), screens))
    else:
        window.resize(window.size().boundedTo(window.screen().availableSize() - QSize(0, TITLE)))


def on_screen(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """The place itself where all of it, with its title, is on screens; else moved, and made smaller, onto the one with most of it."""
    framed = wanted.adjusted(0, -LEAST_TITLE, 0, 0)
    seen = [framed.intersected(screen) for screen in screens]
    if sum(part.width() * part.height() for part in seen) >= framed.width() * framed.height():
        return wanted
    best = max(range(len(screens)), key=lambda number: seen[number].width() * seen[number].height())
    room = screens[best].adjusted(0, TITLE, 0, 0)
    size = wanted.size().boundedTo(room.size())
    left = min(max(wanted.left(), room.left()), room.left() + room.width() - size.width())
    top = min(max(wanted.top(), room.top()), room.top() + room.height() - size.height())
    return QRect(QPoint(left, top), size)
