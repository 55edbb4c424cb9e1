"""Before Qt: whether this computer can show a window at all, said in one sentence when it cannot. Qt itself would abort."""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path

LOCKED = 75  # the exit code on which main.py replaces the process by a fresh unlock window


def impediment(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> str | None:
    """One sentence that names what is missing; None when a window can be shown."""
    try:
        from PySide6 import QtGui, QtWidgets  # noqa: F401 — whether their libraries are here
    except ImportError as error:
        return f"The window cannot be shown: {_missing(str(error))}. The command line works without it; see README."
    if not system.startswith("linux") or environment.get("QT_QPA_PLATFORM", "") in {"offscreen", "minimal", "vnc"}:
        return None
    if environment.get("WAYLAND_DISPLAY") and environment.get("QT_QPA_PLATFORM", "wayland").startswith("wayland"):
        return None
    if not environment.get("DISPLAY"):
        return "The window cannot be shown: there is no display (DISPLAY is not set). The command line works without one."
    return _x_impediment()


def _missing(text: str) -> str:
    library = text.partition(":")[0].strip()
    if ".so" in library:
        return f"the system library {library} is missing"
    return "PySide6 is not installed" if "PySide6" in text else text


def _x_impediment() -> str | None:
    """Loads what Qt's X plugin needs, and tries to reach the display."""
    found = importlib.util.find_spec("PySide6")
    folder = Path(found.origin).parent if found is not None and found.origin else None
    plugin = None if folder is None else folder / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if plugin is not None and plugin.exists():
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            return f"The window cannot be shown: {_missing(str(error))}. The command line works without it; see README."
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return f"The window cannot be shown: {_missing(str(error))}. The command line works without it; see README."
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if refused:
        return "The window cannot be shown: the display in DISPLAY does not answer. The command line works without one."
    return None


def window(arguments: list[str]) -> int:
    """The window's exit code: 0, `LOCKED`, or 4 with one sentence when no window can be shown."""
    said = impediment()
    if said is not None:
        sys.stderr.write(f"{said}\n")
        return 4
    from ui.app import run

    return run(arguments)
