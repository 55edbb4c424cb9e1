"""What Linux tells over D-Bus: systemd-logind before it sleeps and when the session is locked, the screen savers when they begin.

Sources: org.freedesktop.login1(5), and the interfaces org.freedesktop.ScreenSaver and org.gnome.ScreenSaver. Whoever may send
on a bus can make us lock by a false signal; that is all it can do.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

from intake.settings import TOOL
from ui.absence.system import Absence, Told

LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"
SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")
SYSTEM_SOCKET = Path("/run/dbus/system_bus_socket")


def session_path(number: str) -> str:
    """The object of a session of logind, by sd_bus_path_encode(3); "" (any session) where ours is not known."""
    if not number:
        return ""
    safe = [
        character if character.isascii() and character.isalnum() and not (at == 0 and character.isdigit()) else f"_{byte:02x}"
        for at, (character, byte) in enumerate(zip(number, number.encode("ascii", "replace"), strict=True))
    ]
    return f"{LOGIN_PATH}/session/{''.join(safe)}"


class DBusWatch(QObject):
    """Listens on the two buses, either of which may be missing, and asks the system to wait a moment before it sleeps."""

    def __init__(
        self,
        told: Told,
        system: QDBusConnection | None,
        screen: QDBusConnection | None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        super().__init__()
        self._told, self._system, self._screen = told, system, screen
        self._session = session_path(environment.get("XDG_SESSION_ID", ""))
        self._delay: QDBusMessage | None = None  # its answer holds the descriptor that delays the sleep
        self._asked: QDBusPendingCallWatcher | None = None
        self._listen()
        self._ask_for_a_moment()

    def _listen(self) -> None:
        # No service is named: naming one makes Qt ask the bus for its owner, and wait for the answer.
        if self._system is not None:
            manager, session = f"{LOGIN}.Manager", f"{LOGIN}.Session"
            self._system.connect("", LOGIN_PATH, manager, "PrepareForSleep", self, SLOT("sleeping(bool)"))  # type: ignore[call-overload] # takes SLOT's text, whatever its stub says
            self._system.connect("", self._session, session, "Lock", self, SLOT("locked()"))  # type: ignore[call-overload] # as above
        if self._screen is not None:
            for saver in SAVERS:
                self._screen.connect("", "", saver, "ActiveChanged", self, SLOT("covered(bool)"))  # type: ignore[call-overload] # as above

    def _ask_for_a_moment(self) -> None:
        if self._system is None:
            return
        call = QDBusMessage.createMethodCall(LOGIN, LOGIN_PATH, f"{LOGIN}.Manager", "Inhibit")
        call.setArguments(["sleep", TOOL, "the vault is locked first", "delay"])
        self._asked = QDBusPendingCallWatcher(self._system.asyncCall(call), self)
        self._asked.finished.connect(self._answered)

    def _answered(self, asked: QDBusPendingCallWatcher) -> None:
        if not asked.isError():
            self._delay = asked.reply()

    @Slot(bool)
    def sleeping(self, before: bool) -> None:
        if before:
            self._told(Absence.SLEEP)

    @Slot()
    def locked(self) -> None:
        self._told(Absence.SCREEN)

    @Slot(bool)
    def covered(self, active: bool) -> None:
        if active:
            self._told(Absence.SCREEN)

    def end(self) -> None:
        """Nothing more is told, and the system need not wait for us."""
        self._told = _nobody
        self._delay = None


def _nobody(absence: Absence) -> None:
    """Told to no one any more."""


def watch(told: Told, environment: Mapping[str, str] = os.environ, system_socket: Path = SYSTEM_SOCKET) -> DBusWatch | None:
    """None where there is no bus; then only the minutes and Ctrl+L lock."""
    system = screen = None
    if environment.get("DBUS_SYSTEM_BUS_ADDRESS") or system_socket.exists():
        system = _reached(QDBusConnection.systemBus())
    # Without an address Qt would have a program start a bus of its own.
    if environment.get("DBUS_SESSION_BUS_ADDRESS") or Path(environment.get("XDG_RUNTIME_DIR", "/nowhere"), "bus").exists():
        screen = _reached(QDBusConnection.sessionBus())
    return None if system is None and screen is None else DBusWatch(told, system, screen, environment)


def _reached(bus: QDBusConnection) -> QDBusConnection | None:
    return bus if bus.isConnected() else None
