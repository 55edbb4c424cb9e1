"""The computer as it is while a vault is open: its name, who is logged in, system and program versions."""

import os
import platform
import sys
from pathlib import Path

from intake.records.moments import Machine
from intake.settings import TOOL, VERSION

MOST_RELEASE = 64 * 1024  # bytes of os-release
MOST_TEXT = 200  # characters of any of these


def _plain(text: str) -> str:
    """Text that fits canonical JSON and one line."""
    clean = "".join(character for character in text.encode("utf-8", "replace").decode("utf-8") if character.isprintable())
    return clean[:MOST_TEXT]


def system_user() -> str:
    """The account that this process runs as, by the system and never by the environment; `uid 1234` where it has no name."""
    if sys.platform == "win32":
        import ctypes

        size = ctypes.c_ulong(257)  # UNLEN + 1 of <lmcons.h>
        text = ctypes.create_unicode_buffer(size.value)
        return _plain(text.value) if ctypes.windll.advapi32.GetUserNameW(text, ctypes.byref(size)) else ""
    import pwd

    try:
        return _plain(pwd.getpwuid(os.geteuid()).pw_name)
    except KeyError:
        return f"uid {os.geteuid()}"


def release(root: Path = Path("/")) -> str:
    """PRETTY_NAME of os-release(5), `Debian GNU/Linux 12 (bookworm)`; "" where there is none."""
    for place in ("etc/os-release", "usr/lib/os-release"):
        try:
            with (root / place).open("rb") as file:
                lines = file.read(MOST_RELEASE).decode("utf-8", "replace").splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, value = line.partition("=")
            if name.strip() == "PRETTY_NAME":
                return _plain(value.strip().strip("\"'"))
    return ""


def platform_text(root: Path = Path("/")) -> str:
    """System, release and processor in one line, `Linux 6.1.0 x86_64, Debian GNU/Linux 12 (bookworm)`."""
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        return f"Windows {version.major}.{version.minor}.{version.build} {os.environ.get('PROCESSOR_ARCHITECTURE', '')}".strip()
    name = os.uname()
    system = f"{name.sysname} {name.release} {name.machine}"
    distribution = release(root)
    return _plain(f"{system}, {distribution}" if distribution else system)


def this_machine(build: str = "") -> Machine:
    """What every custody entry is stamped with; `build` names the program's code."""
    return Machine(
        workstation=_plain(platform.node()),
        system_user=system_user(),
        tool=TOOL,
        version=VERSION,
        build=build,
        python=platform.python_version(),
        platform=platform_text(),
    )
