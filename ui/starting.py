"""Before Qt: whether this computer can show a window at all, said in one sentence when it cannot. Qt itself would abort."""

import ctypes
import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path

LOCKED = 75  # the exit code on which main.py replaces the process by a fresh unlock window

left_over: list[str] = []  # paths that came while the vault was being locked: for the fresh process

# The libraries of Debian and Ubuntu that Qt needs and does not bring, with their packages; the same list as in .ci/install.
PACKAGES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def has_display(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> bool:
    """Whether there is a screen to show a window on; Qt is not asked, so this is quick and cannot fail."""
    if not system.startswith("linux") or _wayland(environment):
        return True
    return bool(environment.get("DISPLAY")) and _answers() is not False


def _wayland(environment: Mapping[str, str]) -> bool:
    """Whether a Wayland compositor takes a connection."""
    if not environment.get("WAYLAND_DISPLAY"):
        return False
    try:
        wayland = ctypes.CDLL("libwayland-client.so.0")
    except OSError:
        return False
    wayland.wl_display_connect.restype = ctypes.c_void_p
    wayland.wl_display_connect.argtypes = [ctypes.c_char_p]
    wayland.wl_display_disconnect.argtypes = [ctypes.c_void_p]
    connection = wayland.wl_display_connect(environment["WAYLAND_DISPLAY"].encode())
    if connection is None:
        return False
    wayland.wl_display_disconnect(connection)
    return True


def impediment(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> str | None:
    """One sentence that names what is missing; None when a window can be shown."""
    try:
        from PySide6 import QtGui, QtWidgets  # noqa: F401 — whether their libraries are here
    except ImportError as error:
        return _cannot(_missing(str(error)))
    if not system.startswith("linux") or environment.get("QT_QPA_PLATFORM", "") in {"offscreen", "minimal", "vnc"}:
        return None
    if environment.get("QT_QPA_PLATFORM", "wayland").startswith("wayland") and _wayland(environment):
        return None
    if not environment.get("DISPLAY"):
        return _cannot("there is no display (DISPLAY is not set)")
    return _x_impediment()


def _cannot(why: str) -> str:
    return f"The window cannot be shown: {why}. The command line works without it: main.py --help"


def _missing(text: str) -> str:
    library = text.partition(":")[0].strip()
    if ".so" in library:
        package = PACKAGES.get(library)
        return f"the system library {library} is missing" + (f" (apt-get install {package})" if package else "")
    return "PySide6 is not installed (sh .ci/install)" if "PySide6" in text else text


def _x_impediment() -> str | None:
    """Loads what Qt's X plugin needs, and tries to reach the display."""
    found = importlib.util.find_spec("PySide6")
    folder = Path(found.origin).parent if found is not None and found.origin else None
    plugin = None if folder is None else folder / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if plugin is not None and plugin.exists():
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            return _cannot(_missing(str(error)))
    answers = _answers()
    if answers is None:
        return _cannot("the system library libxcb.so.1 is missing (apt-get install libxcb1)")
    return None if answers else _cannot("the display in DISPLAY does not answer")


def _answers() -> bool | None:
    """Whether the X display in DISPLAY takes a connection; None where the library that would ask is missing."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return None
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused


def window(arguments: list[str], known: tuple[Path, str, str] | None = None) -> int:
    """The window's exit code: 0, `LOCKED`, or 4 with one sentence when no window can be shown.

    arguments: paths to verify or to offer. known: a vault, an operator and a sentence for the entrance.
    """
    said = impediment()
    if said is not None:
        sys.stderr.write(f"{said}\n")
        return 4
    from ui.app import run

    return run(arguments, known)
