"""What would stop a bundle from being written, found before a byte is: too little space, files or names the medium cannot hold."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.bundle import names
from intake.bundle.opening import PARTIAL
from intake.bundle.writing import Form
from intake.errors import StorageError
from intake.ids import ItemId

FAT32_MOST_FILE = 2**32 - 1  # bytes
_FAT32 = frozenset({"vfat", "fat", "fat32", "msdos"})
_COARSE = frozenset({*_FAT32, "exfat"})
_COARSE_CLUSTER = 128 * 1024  # bytes that a file takes at least on a large stick
_CLUSTER = 4 * 1024
_OWN_FILES = 20  # lists, custody files, START-HERE, verifier …
_OWN_BYTES = 1024 * 1024
_BYTES_OF_ITEM = 64 * 1024  # custody entries with proofs, and what a ZIP says of its files
_WINDOWS_PATH = 259  # characters, where a program did not ask for more (Microsoft, *Maximum Path Length Limitation*)
_POSIX_PATH = 4095  # bytes: PATH_MAX of Linux without its null; macOS has less, and says so when it is reached
_LONGEST_PICTURE = "storyboard-000000.jpg"


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be written. exhibits: items to bytes. others, other_bytes: how many further files, and their bytes."""

    exhibits: Mapping[ItemId, int]
    others: int = 0
    other_bytes: int = 0


def needed(load: Load, form: Form, filesystem: str) -> int:
    """Bytes that the bundle will take on the medium at most; a little more than it is likely to."""
    whole = sum(load.exhibits.values()) + load.other_bytes + _OWN_BYTES + _BYTES_OF_ITEM * len(load.exhibits)
    if form is Form.ZIP:
        return whole
    cluster = _COARSE_CLUSTER if filesystem.lower() in _COARSE else _CLUSTER
    return whole + cluster * (len(load.exhibits) + load.others + _OWN_FILES)


def longest_path(target: Path, name: str, load: Load, form: Form) -> str:
    """The longest path of a file while the bundle `name` is written into `target`."""
    whole = target / (name + (".zip" if form is Form.ZIP else "") + PARTIAL)
    inside = [] if form is Form.ZIP else [names.derivative_path(item, _LONGEST_PICTURE) for item in load.exhibits]
    return str(whole / max(inside, key=len, default=""))


def obstacles(
    load: Load,
    form: Form,
    *,
    filesystem: str,
    free: int,
    target: Path = Path("/"),
    name: str = "",
    read_only: bool = False,
    windows: bool = os.name == "nt",
) -> tuple[StorageError, ...]:
    """Everything that would stop it, as errors that are not raised; empty when nothing would.

    filesystem: as the system names it (`vfat`, `exfat`, `ext4`, `FAT32` …). free: bytes free on the medium. target: the folder
    that the bundle `name` is written into. read_only: the medium cannot be written to. windows: whose limit of paths holds.
    """
    found = []
    if read_only:
        found.append(StorageError("permission_denied", name=target.name))
    if (wanted := needed(load, form, filesystem)) > free:
        found.append(StorageError("disk_full", name=target.name, expected=wanted, found=free))
    path = longest_path(target, name, load, form)
    length, most = (len(path), _WINDOWS_PATH) if windows else (len(os.fsencode(path)), _POSIX_PATH)
    if length > most:
        found.append(StorageError("path_too_long", name=target.name, expected=most, found=length))
    if filesystem.lower() in _FAT32:
        if form is Form.ZIP and wanted > FAT32_MOST_FILE:
            found.append(StorageError("file_too_large_for_medium", name=f"{name}.zip", expected=FAT32_MOST_FILE, found=wanted))
        if form is Form.FOLDER:
            found += [
                StorageError("file_too_large_for_medium", name=item, item=item, expected=FAT32_MOST_FILE, found=size)
                for item, size in load.exhibits.items()
                if size > FAT32_MOST_FILE
            ]
    return tuple(found)
