"""Volumes and devices on Linux, from /proc/self/mountinfo (proc(5)), /sys/dev/block, udev's database and /dev/disk/by-*.

Only files are read. udev's database (/run/udev/data, lines `E:NAME=value`) tells most; where there is none, the links
of /dev/disk and the attributes of the device in /sys do. All text is from the medium: untrusted, and kept as shown form.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from intake.records.items import VolumeFacts
from intake.records.names import shown

MOST_MOUNTS = 4 * 1024 * 1024  # bytes of mountinfo
MOST_ATTRIBUTE = 4096  # bytes of a file in /sys
MOST_DATABASE = 64 * 1024  # bytes of one device's entry
MOST_LINKS = 10_000  # entries of a folder in /dev/disk
MOST_TEXT = 255  # characters
MOST_PATH_TEXT = 4096  # characters

_OCTAL = re.compile(rb"\\([0-7]{3})")
_HEX = re.compile(rb"\\x([0-9a-fA-F]{2})")
_GVFS = re.compile(rb"/gvfs/(mtp|gphoto2|afc|smb-share|sftp):(?:host|server)=([^/,]+)")


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of mountinfo. device: (major, minor)."""

    device: tuple[int, int]
    point: bytes
    options: frozenset[bytes]
    filesystem: bytes
    source: bytes


def _read(path: Path, most: int = MOST_ATTRIBUTE) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        return b""


def _text(raw: bytes, most: int = MOST_TEXT) -> str:
    return shown(raw.strip(b" \t\r\n\0"), most)


def _unescaped(raw: bytes) -> bytes:
    return _OCTAL.sub(lambda match: bytes([int(match[1], 8) & 0xFF]), raw)


def read_mounts(root: Path = Path("/")) -> tuple[Mount, ...]:
    """What is mounted, in the order in which it was; a line of another form is passed over."""
    found = []
    for line in _read(root / "proc/self/mountinfo", MOST_MOUNTS).splitlines():
        left, _, right = line.partition(b" - ")
        fields, rest = left.split(b" "), right.split(b" ")
        if len(fields) < 6 or len(rest) < 3:
            continue
        major, _, minor = fields[2].partition(b":")
        if major.isdigit() and minor.isdigit():
            options = frozenset(fields[5].split(b",")) | frozenset(rest[2].split(b","))
            found.append(Mount((int(major), int(minor)), _unescaped(fields[4]), options, rest[0], _unescaped(rest[1])))
    return tuple(found)


def _decoded(raw: bytes) -> bytes:
    # udev writes what it finds unsafe in a name as \xNN
    return _HEX.sub(lambda match: bytes([int(match[1], 16)]), raw)


def _is_below(path: bytes, folder: bytes) -> bool:
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")


def mount_of(mounts: tuple[Mount, ...], device: int, path: bytes) -> Mount | None:
    """The mount on which a path lies: by its device number, and where that is not listed (btrfs, overlay) by the path."""
    number = (os.major(device), os.minor(device))
    same = [mount for mount in mounts if mount.device == number]
    above = [mount for mount in same or mounts if _is_below(path, mount.point)]
    if above:
        deepest = max(len(mount.point) for mount in above)
        return [mount for mount in above if len(mount.point) == deepest][-1]  # the last one lies on top
    return same[-1] if same else None


def _database(root: Path, number: tuple[int, int]) -> dict[bytes, bytes]:
    lines = _read(root / f"run/udev/data/b{number[0]}:{number[1]}", MOST_DATABASE).splitlines()
    pairs = (line[2:].partition(b"=") for line in lines if line.startswith(b"E:"))
    return {name: value for name, _, value in pairs}


def _by_link(root: Path, kind: str, node: str) -> bytes:
    """The name in /dev/disk/by-KIND that points at a device node."""
    try:
        with os.scandir(os.fsencode(root / "dev/disk" / kind)) as links:
            for link, _ in zip(links, range(MOST_LINKS), strict=False):
                if os.path.basename(os.readlink(link.path)) == os.fsencode(node):
                    return _decoded(link.name)
    except OSError:
        pass
    return b""


def _block(root: Path, number: tuple[int, int]) -> Path | None:
    """The device's folder in /sys: of the partition, or of what lies under a device mapper (an encrypted stick)."""
    link = root / f"sys/dev/block/{number[0]}:{number[1]}"
    if not link.exists():
        return None
    folder = link.resolve()
    for _ in range(8):
        try:
            below = sorted((folder / "slaves").iterdir())
        except OSError:
            break
        if not below:
            break
        folder = below[0].resolve()
    return folder


def _upwards(folder: Path, root: Path) -> Iterator[Path]:
    top = (root / "sys").resolve()
    while folder not in (top, folder.parent):
        yield folder
        folder = folder.parent


_TRANSPORTS = (
    ("mmc", "mmc"),
    ("nvme", "nvme"),
    ("usb", "usb"),
    ("firewire", "firewire"),
    ("thunderbolt", "thunderbolt"),
    ("ata", "ata"),
    ("virtio", "virtio"),
)


def _transport(disk: Path) -> str:
    parts = disk.parts
    for prefix, name in _TRANSPORTS:
        if any(re.fullmatch(rf"{prefix}[0-9-]+.*", part) for part in parts):
            return name
    return "loop" if disk.name.startswith("loop") else ""


@dataclass(frozen=True, slots=True)
class _Device:
    make: str = ""
    model: str = ""
    serial: str = ""
    transport: str = ""
    read_only: bool = False
    removable: bool | None = None


def _device(root: Path, block: Path) -> _Device:
    """What /sys says of a disk; for USB from the device itself, because a bridge answers for the disk behind it."""
    disk = block.parent if (block / "partition").exists() else block
    make = _read(disk / "device/vendor")
    model = _read(disk / "device/model") or _read(disk / "device/name")
    serial = _read(disk / "device/serial") or _read(disk / "serial")
    transport = _transport(disk)
    removable = _read(disk / "removable").strip() == b"1"
    if make.startswith(b"0x"):
        make = b""  # a number of the bus, not a name
    if transport == "usb":
        removable = True
        for folder in _upwards(disk, root):
            if (folder / "idVendor").exists():
                make = _read(folder / "manufacturer") or make
                model = _read(folder / "product") or model
                serial = _read(folder / "serial") or serial
                break
    removable = removable or transport in {"mmc", "firewire"}
    return _Device(_text(make), _text(model), _text(serial), transport, _read(disk / "ro").strip() == b"1", removable)


def volume_of(device: int, path: bytes, root: Path = Path("/")) -> VolumeFacts:
    """The volume of a device number (`st_dev`) and an absolute path. root: where /proc, /sys, /dev and /run lie."""
    mount = mount_of(read_mounts(root), device, path)
    if mount is None:
        return VolumeFacts()
    block = _block(root, mount.device)
    below = _device(root, block) if block else _Device()
    told = _database(root, mount.device)
    node = os.fsdecode(os.path.basename(mount.source))
    remote = _GVFS.search(path)
    label = _decoded(told.get(b"ID_FS_LABEL_ENC", b"")) or _by_link(root, "by-label", node)
    serial = told.get(b"ID_FS_UUID", b"") or _by_link(root, "by-uuid", node)
    return VolumeFacts(
        filesystem=_text(told.get(b"ID_FS_TYPE", b"") if mount.filesystem == b"fuseblk" else mount.filesystem)
        or _text(mount.filesystem),
        label=_text(label),
        serial=_text(serial),
        mount_point=_text(mount.point, MOST_PATH_TEXT),
        device_node=_text(mount.source, MOST_PATH_TEXT) if mount.source.startswith(b"/dev/") else "",
        device_make=below.make or _text(told.get(b"ID_VENDOR", b"")),
        device_model=_text(unquote_to_bytes(remote[2])) if remote else below.model or _text(told.get(b"ID_MODEL", b"")),
        device_serial=below.serial or _text(told.get(b"ID_SERIAL_SHORT", b"")),
        transport=_text(remote[1]) if remote else below.transport,
        read_only=b"ro" in mount.options or below.read_only,
        removable=True if remote and remote[1] in (b"mtp", b"gphoto2", b"afc") else below.removable,
    )


def media(root: Path = Path("/")) -> tuple[tuple[bytes, VolumeFacts], ...]:
    """What can be taken out and is mounted: where, and what the system tells of it; nothing on it is looked at."""
    last: dict[tuple[int, int], Mount] = {}
    for mount in read_mounts(root):
        if mount.source.startswith(b"/dev/"):
            last.setdefault(mount.device, mount)
    found = ((mount.point, volume_of(os.makedev(*number), mount.point, root)) for number, mount in last.items())
    return tuple((point, facts) for point, facts in found if facts.removable)
