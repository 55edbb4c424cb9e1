"""What Windows tells a window: WM_WTSSESSION_CHANGE when the session is locked, WM_POWERBROADCAST before it sleeps.

Written from documentation (WTSRegisterSessionNotification, WM_POWERBROADCAST), not tested on Windows.
"""

import ctypes
import sys
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

from ui.absence.system import Absence, Told

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK = 0x02B1, 0x0007
NOTIFY_FOR_THIS_SESSION = 0
MESSAGES = frozenset({b"windows_generic_MSG", b"windows_dispatcher_MSG"})


class Message(ctypes.Structure):
    """The beginning of MSG of <winuser.h>."""

    _fields_ = (("window", ctypes.c_void_p), ("message", ctypes.c_uint), ("word", ctypes.c_size_t), ("long", ctypes.c_ssize_t))


def meaning(message: int, word: int) -> Absence | None:
    if (message, word) == (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK):
        return Absence.SCREEN
    if (message, word) == (WM_POWERBROADCAST, PBT_APMSUSPEND):
        return Absence.SLEEP
    return None


class MessageWatch(QAbstractNativeEventFilter):
    def __init__(self, told: Told, deregister: Callable[[], object]) -> None:
        super().__init__()
        self._told, self._deregister = told, deregister

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        if bytes(kind) in MESSAGES:  # type: ignore[arg-type] # a QByteArray is bytes enough
            found = Message.from_address(int(message))
            absence = meaning(found.message, found.word)
            if absence is not None:
                self._told(absence)
        return False, 0

    def end(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self)
        self._deregister()


def watch(told: Told, window: int) -> MessageWatch | None:
    """None where this is not Windows, or the session service takes no registration."""
    if sys.platform == "win32":
        sessions = ctypes.WinDLL("wtsapi32")
        if sessions.WTSRegisterSessionNotification(ctypes.c_void_p(window), NOTIFY_FOR_THIS_SESSION):
            made = MessageWatch(told, lambda: sessions.WTSUnRegisterSessionNotification(ctypes.c_void_p(window)))
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(made)
            return made
    return None
