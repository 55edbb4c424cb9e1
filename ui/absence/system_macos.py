"""What macOS tells: the distributed notification `com.apple.screenIsLocked`, which also comes when a Mac that asks for a password sleeps.

Written from documentation (CFNotificationCenterAddObserver), not tested on macOS. Its callbacks come on the main run loop, which
is Qt's there.
"""

import ctypes
import sys
from typing import Any

from ui.absence.system import Absence, Told

NAME = b"com.apple.screenIsLocked"
UTF8 = 0x08000100  # kCFStringEncodingUTF8
DELIVER_IMMEDIATELY = 4  # CFNotificationSuspensionBehaviorDeliverImmediately
CALLBACK = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5)


class CentreWatch:
    """Keeps the callback alive for as long as the centre may call it."""

    def __init__(self, told: Told, foundation: Any) -> None:
        self._told, self._foundation = told, foundation
        self._callback = CALLBACK(self._called)
        self._centre = foundation.CFNotificationCenterGetDistributedCenter()
        self._name = foundation.CFStringCreateWithCString(None, NAME, UTF8)
        foundation.CFNotificationCenterAddObserver(
            self._centre, ctypes.c_void_p(id(self)), self._callback, self._name, None, DELIVER_IMMEDIATELY
        )

    def _called(self, *_told: object) -> None:
        self._told(Absence.SCREEN)

    def end(self) -> None:
        self._foundation.CFNotificationCenterRemoveEveryObserver(self._centre, ctypes.c_void_p(id(self)))
        self._foundation.CFRelease(self._name)


def typed(foundation: Any) -> Any:
    """The library with the types of what is called in it."""
    pointer = ctypes.c_void_p
    foundation.CFNotificationCenterGetDistributedCenter.restype = pointer
    foundation.CFStringCreateWithCString.restype = pointer
    foundation.CFStringCreateWithCString.argtypes = [pointer, ctypes.c_char_p, ctypes.c_uint32]
    foundation.CFNotificationCenterAddObserver.argtypes = [pointer, pointer, CALLBACK, pointer, pointer, ctypes.c_long]
    foundation.CFNotificationCenterAddObserver.restype = None
    foundation.CFNotificationCenterRemoveEveryObserver.argtypes = [pointer, pointer]
    foundation.CFNotificationCenterRemoveEveryObserver.restype = None
    foundation.CFRelease.argtypes = [pointer]
    foundation.CFRelease.restype = None
    return foundation


def watch(told: Told) -> CentreWatch | None:
    """None where this is not macOS."""
    if sys.platform == "darwin":
        return CentreWatch(told, typed(ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")))
    return None
