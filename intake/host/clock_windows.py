"""What Windows tells of its clocks. Written from documentation, not tested on Windows.

The registry value `BootId` counts the starts of this installation. Whether the Windows Time service follows a server is
not asked: it is told by a program (`w32tm`) only, and no program is run.
"""

import sys
import time
from collections.abc import Callable

BOOT_KEY = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"


def _read_boot_count() -> object:
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, BOOT_KEY) as key:
            return winreg.QueryValueEx(key, "BootId")[0]
    raise OSError("no registry")


def boot_id(read: Callable[[], object] = _read_boot_count) -> str:
    """`boot-` and the number of this start; "" where the system tells none."""
    try:
        count = read()
    except OSError:
        return ""
    return f"boot-{count}" if isinstance(count, int) else ""


def monotonic_ns() -> int:
    """Nanoseconds since boot (QueryPerformanceCounter)."""
    return time.monotonic_ns()


def synchronised() -> bool | None:
    """Unknown."""
    return None
